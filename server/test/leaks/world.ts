import { createRandom, type Random } from '../../src/demo/random.ts';
import { comparableValues } from '../../src/policy/rules.ts';
import type { GatewaySettings } from '../../src/settings/settings.ts';
import type { TestDatabase } from '../helpers/databases.ts';
import { createClient, type Client } from '../helpers/gateway.ts';
import { Canaries } from './canaries.ts';
import type { Atom, Customer, Ticket } from './decisions.ts';
import type { Facts } from './oracle.ts';
import { atomsOf, hidden, settingsWith } from './owner.ts';
import { startQuietly, type Started } from './start.ts';

/** A gateway full of canaries, with everybody signed in. */
export interface World extends Facts {
  /** New ones come as customers file them. */
  tickets: Map<string, Ticket>;
  random: Random;
  canaries: Canaries;
  started: Started;
  base: GatewaySettings;
  atoms: readonly Atom[];
  /** By name; `stranger` has no session. */
  clients: ReadonlyMap<string, Client>;
  agent: Client;
  owner: Client;
  /** Ids by kind, for requests to ask for. */
  ids: Record<
    'tickets' | 'messages' | 'files' | 'drafts' | 'sessions' | 'contacts' | 'companies' | 'keys',
    string[]
  >;
  addresses: readonly string[];
  stages: readonly string[];
  /** Those that staff can set a ticket to without closing it. */
  openStages: readonly string[];
  stop(): Promise<void>;
}

const places = {
  harbour: ['anna', 'ben', 'dora'],
  quarry: ['cleo', 'dora'],
} as const;
const people = ['anna', 'ben', 'cleo', 'dora', 'emil'];
const specs = [
  { name: 'outage', by: 'anna', severity: 'blocked', threads: 2, late: true },
  { name: 'invoice', by: 'anna', severity: 'question', threads: 1, stage: 'hidden' },
  // What happened last is in the older thread.
  { name: 'import', by: 'ben', severity: 'blocked', threads: 2, late: true },
  { name: 'login', by: 'cleo', severity: 'blocked', threads: 2 },
  { name: 'export', by: 'cleo', severity: 'degraded', threads: 1 },
  { name: 'chart', by: 'dora', severity: 'question', threads: 2, late: true },
  { name: 'webhook', by: 'emil', severity: 'blocked', threads: 1 },
] as const;

/** `start` is another way to start a gateway, such as one with a fault built in. */
export async function createWorld(
  database: TestDatabase,
  seed: number,
  start: typeof startQuietly = startQuietly,
): Promise<World> {
  const random = createRandom(seed);
  const canaries = new Canaries(random);
  const hiddenStage = canaries.word('the id of a hidden stage', { at: 'nowhere' });
  const base = settingsWith(canaries, hiddenStage);
  const env = base.portal.signIn.providers[0];
  const secrets =
    env?.kind === 'jwt' && env.secret
      ? { [env.secret.env]: canaries.word('a secret', { at: 'nowhere' }).repeat(3) }
      : {};
  const started = await start({ database, settings: base, secrets });
  const { db } = started.gateway.storage;
  const ids: World['ids'] = {
    ...{ tickets: [], messages: [], files: [], drafts: [] },
    ...{ sessions: [], contacts: [], companies: [], keys: [] },
  };
  const customers = new Map<string, Customer>();
  const tickets = new Map<string, Ticket>();
  const clients = new Map<string, Client>([['stranger', createClient(started.url)]]);

  const companies = new Map<string, string>();
  for (const name of Object.keys(places)) {
    // A company is known by its id, which is the canary itself.
    const place = { at: 'company' as const, company: '' };
    const id = canaries.word('the id of a company', place);
    place.company = id;
    companies.set(name, id);
    ids.companies.push(id);
    await db
      .insertInto('companies')
      .values({ id, name: canaries.text('the name of a company', place) })
      .execute();
  }

  async function arrive(name: string, role: 'customer' | 'agent' | 'owner', domain: string): Promise<Client> {
    const isCustomer = role === 'customer';
    const own = isCustomer ? ({ at: 'person', who: name } as const) : ({ at: 'nowhere' } as const);
    const email = `${canaries.word(isCustomer ? 'an address' : 'an address of staff', own)}@${domain}.example`;
    // Whoever of staff never writes to customers is nobody they know.
    const called =
      role === 'owner' || name === 'mute'
        ? ({ at: 'nowhere' } as const)
        : ({ at: 'name', of: name } as const);
    const shown = canaries.word(isCustomer ? 'a name' : 'a name of staff', called);
    await started.gateway.auth.staffLink({ email, name: shown, role });
    const contact = await started.gateway.desk.findContact(email);
    if (!contact) throw new Error(`${name} has no contact`);
    canaries.literal(isCustomer ? 'the id of a contact' : 'the id of staff', contact.id, own);
    if (isCustomer) {
      const at = Object.entries(places).filter(([, members]) =>
        (members as readonly string[]).includes(name),
      );
      customers.set(name, { name, email, companies: at.map(([company]) => companies.get(company)!) });
      ids.contacts.push(contact.id);
      for (const [position, [company]] of at.entries()) {
        await db
          .insertInto('contact_companies')
          .values({ contact_id: contact.id, company_id: companies.get(company)!, position })
          .execute();
      }
    }
    const client = createClient(started.url);
    const agent = canaries.word('a browser', own);
    await signInByLink(started, client, email, agent);
    if (isCustomer) clients.set(name, client);
    return client;
  }

  for (const name of people) await arrive(name, 'customer', name === 'ben' ? 'harbour' : name);
  const jonas = await arrive('jonas', 'agent', 'desk');
  const mute = await arrive('mute', 'agent', 'desk');
  const owner = await arrive('olga', 'owner', 'desk');

  for (const [name, client] of clients) {
    if (name === 'stranger') continue;
    const { items } = await json<{ items: { id: string }[] }>(client.get('/api/sessions'));
    for (const { id } of items) {
      canaries.literal('the id of a session', id, { at: 'person', who: name });
      ids.sessions.push(id);
    }
  }

  /** A file with a canary in its name and one inside. */
  async function upload(
    client: Client,
    what: string,
    place: Parameters<Canaries['word']>[1],
  ): Promise<string> {
    const name = canaries.word(`the name of ${what}`, place);
    const { id } = await json<{ id: string }>(
      client.fetch(`/api/uploads?name=${name}.txt`, {
        method: 'PUT',
        body: canaries.text(`what is in ${what}`, place),
        headers: { 'content-type': 'text/plain' },
      }),
    );
    canaries.literal(`the id of ${what}`, id, place);
    return id;
  }

  async function file(spec: (typeof specs)[number]): Promise<void> {
    const { name, by } = spec;
    const client = clients.get(by)!;
    const at = { at: 'ticket', ticket: name } as const;
    const company = customers.get(by)!.companies[0];
    const messages: Ticket['messages'] = [];
    /** Something said in a thread, by anybody but for the first of all. */
    async function say(who: Client, whose: string, thread: number): Promise<string> {
      const place = { at: 'message', ticket: name, thread } as const;
      const file = await upload(who, 'a file', place);
      ids.files.push(file);
      const key = canaries.word(
        'the key of a write',
        who === client ? { at: 'person', who: by } : { at: 'nowhere' },
      );
      ids.keys.push(key);
      const path = who === client ? '/api/tickets' : '/api/staff/tickets';
      const { id } = await json<{ id: string }>(
        who.post(
          `${path}/${ticket.id}/messages`,
          {
            body: { format: 'markdown', content: canaries.text('a message', place) },
            attachments: [file],
          },
          key,
        ),
      );
      messages.push({ by: whose, thread });
      return id;
    }

    const subject = canaries.text('a subject', at);
    const ticket = await json<{ id: string }>(
      client.post('/api/tickets', {
        formId: 'support',
        values: {
          subject,
          message: canaries.text('a first message', { at: 'message', ticket: name, thread: 0 }),
        },
        attachments: [],
      }),
    );
    messages.push({ by, thread: 0 });
    canaries.literal('the id of a ticket', ticket.id, at);
    ids.tickets.push(ticket.id);
    await say(client, by, 0);
    const quoting = await say(jonas, 'jonas', 0);
    await db
      .updateTable('messages')
      .set({
        quoted_format: 'text',
        quoted_content: canaries.text('a quoted mail', { at: 'message', ticket: name, thread: 0 }),
      })
      .where('id', '=', quoting)
      .execute();
    for (const staff of [mute, jonas]) {
      await json(
        staff.post(`/api/staff/tickets/${ticket.id}/notes`, {
          body: { format: 'text', content: canaries.text('an internal note', { at: 'nowhere' }) },
        }),
      );
    }
    await json(mute.put(`/api/staff/tickets/${ticket.id}/assignee`, { assignee: 'me' }));
    if ('stage' in spec)
      await json(jonas.put(`/api/staff/tickets/${ticket.id}/stage`, { stageId: hiddenStage }));

    if (spec.threads > 1) {
      const older = await db
        .selectFrom('threads')
        .selectAll()
        .where('ticket_id', '=', ticket.id)
        .executeTakeFirstOrThrow();
      const newer = canaries.word('the id of a thread', { at: 'message', ticket: name, thread: 1 });
      await db
        .insertInto('threads')
        .values({ ...older, id: newer, created_at: new Date(Date.now() + 1000).toISOString() })
        .execute();
      await say(jonas, 'jonas', 1);
      if ('late' in spec) {
        const last = await say(jonas, 'jonas', 0);
        await db.updateTable('messages').set({ thread_id: older.id }).where('id', '=', last).execute();
        const { at: time } = await db
          .selectFrom('messages')
          .select('at')
          .where('id', '=', last)
          .executeTakeFirstOrThrow();
        canaries.literal('when somebody wrote', time, { at: 'message', ticket: name, thread: 0 });
      }
    }
    const rows = await db.selectFrom('messages').selectAll().where('ticket_id', '=', ticket.id).execute();
    for (const { id, thread_id: thread } of rows) {
      const isNewer = canaries.of(thread ?? '') !== undefined;
      canaries.literal('the id of a message', id, { at: 'message', ticket: name, thread: isNewer ? 1 : 0 });
      ids.messages.push(id);
    }

    const properties = {
      severity: spec.severity,
      region: canaries.text('a property', { at: 'property', ticket: name, key: 'region' }),
      [hidden]: canaries.text('a hidden property', { at: 'nowhere' }),
    };
    await db
      .updateTable('tickets')
      .set({ properties: JSON.stringify(properties) })
      .where('id', '=', ticket.id)
      .execute();
    const values = Object.entries(properties).flatMap(([key, value]) =>
      comparableValues(value).map((text) => ({ ticket_id: ticket.id, key, value: text })),
    );
    await db.insertInto('ticket_properties').values(values).execute();
    tickets.set(name, {
      ...{ name, id: ticket.id, requester: by, newest: spec.threads - 1, properties, subject, messages },
      ...(company === undefined ? {} : { company }),
    });
  }

  const { items: stages } = await json<{ items: { id: string; state: string }[] }>(
    jonas.get('/api/staff/stages'),
  );
  for (const spec of specs) await file(spec);
  for (const name of ['anna', 'ben', 'cleo'])
    ids.drafts.push(await upload(clients.get(name)!, 'a file not sent', { at: 'person', who: name }));

  return {
    ...{ random, canaries, started, base, customers, tickets, clients, agent: jonas, owner, ids },
    addresses: [...customers.values()].map(({ email }) => email),
    stages: [hiddenStage, ...stages.map(({ id }) => id)],
    openStages: stages.filter(({ state }) => state === 'open').map(({ id }) => id),
    atoms: atomsOf(canaries, [...tickets.values()], ids.companies),
    async stop() {
      await started.stop();
    },
  };
}

/** The answer as JSON; fails for one that is no success. */
export async function json<T = unknown>(answer: Promise<Response>): Promise<T> {
  const response = await answer;
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${response.url}: ${text}`);
  return JSON.parse(text) as T;
}

/** By a mailed link: no password has to be hashed. */
async function signInByLink(
  { gateway }: Started,
  client: Client,
  email: string,
  browser: string,
): Promise<void> {
  const headers = { 'user-agent': browser };
  await json(client.fetch('/api/auth/link', { method: 'POST', headers, json: { email } }));
  for (;;) {
    // Mails are written after the answer.
    const mail = await gateway.storage.db
      .selectFrom('mails')
      .select('text')
      .where('to_address', '=', email)
      .executeTakeFirst();
    const token = /[?&]token=([\w-]+)/.exec(mail?.text ?? '')?.[1];
    if (token === undefined) {
      await new Promise((resolve) => setImmediate(resolve));
      continue;
    }
    await json(
      client.fetch('/api/auth/sign-in', { method: 'POST', headers, json: { method: 'link', token } }),
    );
    return;
  }
}
