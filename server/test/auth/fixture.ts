import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { GatewaySettings } from '../../src/settings/settings.ts';
import { defaultSettings } from '../../src/settings/settings.ts';
import type { DatabaseKind, TestDatabase } from '../helpers/databases.ts';
import { startGateway, type Client, type TestGateway } from '../helpers/gateway.ts';

export interface KeptMail {
  to_address: string;
  subject: string;
  text: string;
}

/** The mails that a gateway without a mail server has kept. They go out beside the answers that cause them. */
export function mailboxOf({ gateway }: Pick<TestGateway, 'gateway'>) {
  const all = (email: string): Promise<KeptMail[]> =>
    gateway.storage.db
      .selectFrom('mails')
      .selectAll()
      .where('to_address', '=', email)
      .orderBy('at')
      .execute();

  return {
    /** What has arrived by now. */
    all,
    /** Waits until so many have arrived; the newest. */
    async newest(email: string, count = 1): Promise<KeptMail> {
      for (let tries = 0; tries < 400; tries += 1) {
        const mails = await all(email);
        const last = mails.at(-1);
        if (last && mails.length >= count) return last;
        await setTimeout(10);
      }
      assert.fail(`no mail number ${count} to ${email}`);
    },
  };
}

export type Mailbox = ReturnType<typeof mailboxOf>;

/** What the tests of a suite share, from before the first to after the last. */
export interface Suite {
  gateway: TestGateway;
  mailbox: Mailbox;
  /** Milliseconds by which the gateway's clock is ahead. */
  offset: number;
}

/** A gateway on a database of its own for all tests of a suite; call it in `describe`. */
export function gatewayOf(kind: DatabaseKind, settings: GatewaySettings): Suite {
  // There once the first test runs.
  const suite = { offset: 0 } as Suite;
  let database: TestDatabase;
  before(async () => {
    database = await kind.create();
    const now = (): Date => new Date(Date.now() + suite.offset);
    suite.gateway = await startGateway({ database, settings, now });
    suite.mailbox = mailboxOf(suite.gateway);
  });
  after(async () => {
    await suite.gateway?.stop();
    await database?.cleanup();
  });
  return suite;
}

/** The token of the link in a mail. */
export function tokenIn({ text }: KeptMail): string {
  const token = /[?&]token=([\w-]+)/.exec(text)?.[1];
  assert.ok(token !== undefined, 'a mail without a token');
  return token;
}

/** The code in a mail, as it is written there. */
export function codeIn({ text }: KeptMail): string {
  const code = /^\s*(\d{4}[ \u00a0]?\d{4})\s*$/m.exec(text)?.[1];
  assert.ok(code !== undefined, 'a mail without a code');
  return code;
}

/** Calls one of the ways to sign in. */
export const call = (client: Client, way: string, json: object): Promise<Response> =>
  client.fetch(`/api/auth/${way}`, { method: 'POST', json });

/** The field and code of a refusal. */
export async function refusal(response: Response): Promise<unknown[]> {
  const problem = (await response.json()) as { code: string; fields?: { field: string; code: string }[] };
  return [
    response.status,
    problem.code,
    ...(problem.fields ?? []).map(({ field, code }) => `${field} ${code}`),
  ];
}

/** The default settings, to change while a gateway runs on them. */
export const ownSettings = (): GatewaySettings => structuredClone(defaultSettings);

/** How many of some answers have this status. */
export const count = (answers: readonly Response[], status: number): number =>
  answers.filter((answer) => answer.status === status).length;

export const together = <T>(times: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: times }, (_, index) => work(index)));
