import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { Storage } from '../storage/storage.ts';
import type { GatewayEnv } from './environment.ts';

const styles = `
:root { color-scheme: light dark; font: 15px/1.55 ui-sans-serif, system-ui, sans-serif; }
body { margin: 0 auto; max-inline-size: 640px; padding: 32px 20px; }
h1 { font-size: 24px; line-height: 1.25; }
article { border-block-start: 1px solid light-dark(#e2e5ea, #2b313b); overflow-wrap: anywhere; padding-block: 12px; }
h2 { font-size: 16px; margin: 0; }
h2 + p { color: light-dark(#5a6372, #a2abb8); font-size: 13px; margin: 0; }
`;

/** The demo's mails, on a page: there is nowhere else for them to go. Never mounted outside the demo. */
export function mountMailbox(app: Hono<GatewayEnv>, storage: Storage): void {
  const newest = () =>
    storage.db
      .selectFrom('mails')
      .select(['id', 'to_address', 'subject', 'text', 'at'])
      .orderBy('at', 'desc')
      .orderBy('id')
      .limit(100)
      .execute();

  app.get('/demo/mailbox.json', async (context) => {
    const mails = (await newest()).map((mail) => ({
      id: mail.id,
      to: mail.to_address,
      subject: mail.subject,
      text: mail.text,
      at: mail.at,
    }));
    context.header('cache-control', 'no-store');
    return context.json(mails);
  });

  app.get('/demo/mailbox.css', (context) =>
    context.body(styles, 200, { 'content-type': 'text/css; charset=utf-8' }),
  );

  app.get('/demo/mailbox', async (context) => {
    const mails = await newest();
    context.header('cache-control', 'no-store');
    return context.html(
      html`<!doctype html>
        <html lang="en">
          <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width" />
            <title>Sent mail</title>
            <link rel="stylesheet" href="/demo/mailbox.css" />
          </head>
          <body>
            <main>
              <p><a href="/">Knowledge base</a> · <a href="/portal/">Portal</a></p>
              <h1>Sent mail</h1>
              <p>The demo sends no mail. What it would have sent is kept here, newest first.</p>
              ${mails.length === 0 ? html`<p>Nothing yet.</p>` : ''}
              ${mails.map(
                (mail) =>
                  html`<article>
                    <h2>${mail.subject}</h2>
                    <p>To ${mail.to_address}, <time datetime="${mail.at}">${mail.at}</time></p>
                    ${mail.text.split('\n\n').map((paragraph) => html`<p>${linked(paragraph)}</p>`)}
                  </article>`,
              )}
            </main>
          </body>
        </html>`,
    );
  });
}

/** A paragraph; one that is an address alone is a link. */
function linked(paragraph: string) {
  return /^https?:\/\/[^\s"'<>]+$/.test(paragraph)
    ? html`<a href="${paragraph}">${paragraph}</a>`
    : paragraph;
}
