import type { Hono } from 'hono';
import type { Storage } from '../storage/storage.ts';
import type { GatewayEnv } from './environment.ts';
import { type KeptMail, mailboxPage, mailboxStyles } from './mailbox-page.ts';
import { problem } from './problems.ts';

/** For a mail's HTML as a page of its own: it may look like something, and do nothing but be left by a link. */
const letterPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

const columns = ['id', 'to_address as to', 'subject', 'text', 'html', 'at'] as const;

/**
 * The demo's mails, on a page: there is nowhere else for them to go. Never mounted outside the demo. `empty`: nothing
 * was there when it began, and no knowledge base is.
 */
export function mountMailbox(
  app: Hono<GatewayEnv>,
  { db }: Pick<Storage, 'db'>,
  { empty = false }: { empty?: boolean } = {},
): void {
  const newest = (to: string): Promise<KeptMail[]> =>
    db
      .selectFrom('mails')
      .select(columns)
      .$if(to !== '', (query) => query.where('to_address', '=', to))
      .orderBy('at', 'desc')
      .orderBy('id')
      .limit(100)
      .execute();

  const people = async (): Promise<string[]> => {
    const rows = await db
      .selectFrom('mails')
      .select('to_address')
      .groupBy('to_address')
      .orderBy((eb) => eb.fn.max('at'), 'desc')
      .limit(8)
      .execute();
    return rows.map((row) => row.to_address);
  };

  app.get('/demo/mailbox.json', async (context) => {
    context.header('cache-control', 'no-store');
    return context.json(await newest(wantedAddress(context.req.query('to'))));
  });

  app.get('/demo/mailbox.css', (context) =>
    context.body(mailboxStyles, 200, { 'content-type': 'text/css; charset=utf-8' }),
  );

  app.get('/demo/mailbox', async (context) => {
    const to = wantedAddress(context.req.query('to'));
    context.header('cache-control', 'no-store');
    return context.html(mailboxPage({ mails: await newest(to), people: await people(), to, empty }));
  });

  app.get('/demo/mailbox/:id{[0-9a-f-]{36}}', async (context) => {
    const mail = await db
      .selectFrom('mails')
      .select('html')
      .where('id', '=', context.req.param('id'))
      .executeTakeFirst();
    if (mail?.html == null) return problem('not-found');
    context.header('cache-control', 'no-store');
    context.header('content-security-policy', letterPolicy);
    return context.html(mail.html);
  });
}

/** An address as it is kept. PostgreSQL refuses a null character in a text, and no address has one. */
function wantedAddress(value = ''): string {
  return value.replaceAll('\0', '').trim().toLowerCase().slice(0, 254);
}
