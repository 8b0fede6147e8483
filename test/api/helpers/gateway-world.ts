import { startGateway, testPassword, type TestGateway } from '../../../server/test/helpers/gateway.ts';
import type { DatabaseKind, TestDatabase } from '../../../server/test/helpers/databases.ts';
import type { GatewaySettings } from '../../../server/src/settings/settings.ts';
import { actorFor } from '../../../server/src/policy/policy.ts';
import { gatewayAdapter } from '../../../src/api/gateway/index.ts';
import type { Capabilities, PortalAdapter } from '../../../src/api/index.ts';
import type { Fixture, Probe, Who } from '../../../src/api/testing/index.ts';
import { createBrowser, type Browser } from './browser.ts';
import { emails } from './memory-world.ts';

/** Somebody with an account on no list. */
const mallory = 'mallory@elsewhere.example';

/** A real gateway in this process, and browsers that reach it over HTTP. */
export interface GatewayWorld extends Fixture {
  readonly gateway: TestGateway;
  readonly probe: Probe;
  stop(): Promise<void>;
}

export async function gatewayWorld(
  kind: DatabaseKind,
  settings: GatewaySettings,
  capabilities: Partial<Capabilities>,
): Promise<GatewayWorld> {
  const database: TestDatabase = await kind.create();
  const gateway = await startGateway({ database, settings });
  const agent = await gateway.as('agent@portico.example');
  const owner = await gateway.as('owner@portico.example');
  await gateway.gateway.auth.createAccount({
    ...{ email: mallory, name: 'Mallory', password: testPassword, role: 'customer' },
  });
  const people = new Map<Who | null, { adapter: PortalAdapter; browser: Browser }>();

  const openBrowser = (who: Who | null): { adapter: PortalAdapter; browser: Browser } => {
    const browser = createBrowser(new URL(gateway.url).origin);
    const { fetch, EventSource } = browser;
    const opened = {
      browser,
      adapter: gatewayAdapter({ url: gateway.url, fetch, EventSource, capabilities }),
    };
    people.set(who, opened);
    return opened;
  };
  const adapterFor = async (who: Who | null): Promise<PortalAdapter> => {
    const known = who === null ? undefined : people.get(who);
    if (known) return known.adapter;
    const { adapter } = openBrowser(who);
    if (who !== null)
      await adapter.session.signIn({ method: 'password', email: emails[who], password: testPassword });
    return adapter;
  };
  const staff = async (path: string, body: object): Promise<void> => {
    const response = await agent.post(`/api/staff/tickets/${path}`, body);
    if (!response.ok)
      throw new Error(`The agent could not: ${path} ${response.status} ${await response.text()}`);
  };
  const { desk, storage } = gateway.gateway;
  const { db } = storage;
  /** As a ticket comes that no form had part in. */
  const fileByMail: NonNullable<Probe['createTicket']> = async (who, { subject, message }) => {
    const contact = await desk.ensureContact({ email: emails[who], name: who });
    const actor = actorFor({ contact, role: 'customer', settings });
    const body = { format: 'text', content: message } as const;
    const ticket = { subject, body, channel: 'email', properties: {} } as const;
    return (await desk.create(actor, { ...ticket, attachments: [] }, crypto.randomUUID())).id;
  };

  const probe: Probe = {
    agentReply: (id, content) =>
      staff(`${id}/messages`, { body: { format: 'markdown', content }, attachments: [] }),
    addNote: (id, content) => staff(`${id}/notes`, { body: { format: 'text', content } }),
    closeTicket: (id) => staff(`${id}/close`, {}),
    async rename(name) {
      const held = (await (await owner.get('/api/staff/settings')).json()) as {
        version: number;
        settings: GatewaySettings;
      };
      const portal = { ...held.settings.portal, name, origins: ['https://help.example.com'] };
      const saved = { version: held.version, settings: { ...held.settings, portal } };
      const answer = await owner.put('/api/staff/settings', saved);
      if (!answer.ok) throw new Error(`The owner could not save: ${await answer.text()}`);
    },
    async countMessages(id) {
      const rows = await db.selectFrom('messages').select('id').where('ticket_id', '=', id).execute();
      return rows.length;
    },
    ...(settings.forms.length > 0 ? {} : { createTicket: fileByMail }),
    credentials: (who) => ({ method: 'password', email: emails[who], password: testPassword }),
    async verificationToken(email) {
      const find = db.selectFrom('mails').select('text').where('to_address', '=', email);
      // Mail is sent behind the answer.
      const deadline = Date.now() + 10_000;
      let mail = await find.executeTakeFirst();
      while (!mail && Date.now() < deadline) mail = await find.executeTakeFirst();
      if (!mail) throw new Error(`No mail came to ${email}`);
      return decodeURIComponent(/token=([^\s&]+)/.exec(mail.text)?.[1] ?? '');
    },
    async mailed(email, kind) {
      const mails = await db
        .selectFrom('mails')
        .select(['text', 'at'])
        .where('to_address', '=', email)
        .execute();
      const found = mails
        .filter(({ text }) => text.includes(`#/${kind}?token=`))
        .sort((a, b) => a.at.localeCompare(b.at))
        .at(-1);
      if (!found) return undefined;
      const token = decodeURIComponent(/token=([^\s&]+)/.exec(found.text)?.[1] ?? '');
      const code = /^\d{4} ?\d{4}$/m.exec(found.text)?.[0];
      return { token, ...(code && { code }) };
    },
    async invite(email) {
      await gateway.gateway.auth.inviteContact({ email, companies: [] });
      return probe.verificationToken!(email);
    },
    deniedCredentials: () => ({ method: 'password', email: mallory, password: testPassword }),
    // Another tab of the newest browser, where the suite signed in itself.
    async endSessions() {
      const headers = { 'X-Portico': '1', 'Content-Type': 'application/json' };
      const tab = people.get(null)?.browser;
      await tab?.fetch(`${gateway.url}/api/auth/sign-out`, { method: 'POST', headers, body: '{}' });
    },
    async download(who, url) {
      const browser = people.get(who)?.browser ?? openBrowser(who).browser;
      const response = await browser.fetch(url);
      return { ok: response.ok, text: await response.text() };
    },
  };
  return {
    gateway,
    probe,
    adapterFor,
    async stop() {
      for (const { browser } of people.values()) browser.close();
      await gateway.stop();
      await database.cleanup();
    },
  };
}
