import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PasswordCost } from '../../src/auth/password-hash.ts';
import type { GatewayConfig } from '../../src/config.ts';
import type { Gateway, GatewayOptions } from '../../src/gateway.ts';
import { createGateway } from '../../src/gateway.ts';
import { createLog } from '../../src/log.ts';
import { defaultSettings, type GatewaySettings } from '../../src/settings/settings.ts';
import type { TestDatabase } from './databases.ts';

export const testPassword = 'a quiet harbour at dusk';

/** A hundredth of what hashes cost outside of tests, which make some thousands. */
export const cheapPasswords: PasswordCost = { N: 2 ** 10, r: 8, p: 1 };

export interface StartGatewayOptions {
  /** From `databases[n].create()`; its cleanup stays with the caller. Absent: SQLite in a folder of its own. */
  database?: TestDatabase;
  settings?: GatewaySettings;
  /** Seeds the demo (with `testPassword`); absent: alice and bob of Acme, carol of Globex, an agent and an owner. */
  demo?: boolean;
  /** Tickets of the demo; default 60. */
  tickets?: number;
  config?: Partial<GatewayConfig>;
  /** Environment variables that the settings name. */
  secrets?: Record<string, string>;
  now?: () => Date;
  /** Another kind of challenge than the built-in one. */
  challenger?: GatewayOptions['challenger'];
  /** Event streams one person may hold; default 20. */
  streamsPerUser?: number;
  /** For tests of what passwords cost and how long answers take: hashes as everybody else gets them. */
  realPasswords?: boolean;
}

/** A browser as far as HTTP goes: cookies, an Origin on what changes state, and the portal's own header. */
export interface Client {
  /** Paths are relative to the gateway. JSON bodies are given as `json`. */
  fetch(path: string, init?: RequestInit & { json?: unknown }): Promise<Response>;
  get(path: string): Promise<Response>;
  /** With an Idempotency-Key of its own unless one is given. */
  post(path: string, json: unknown, key?: string): Promise<Response>;
  put(path: string, json: unknown, key?: string): Promise<Response>;
  signIn(email: string, password?: string): Promise<Response>;
  /** The session cookie as it would be sent, `name=value`. */
  cookie(): string;
}

export interface TestGateway extends Client {
  readonly url: string;
  readonly gateway: Gateway;
  readonly dataDir: string;
  /** Everything logged so far, one JSON line an entry. */
  log(): string;
  /** Another browser. */
  client(): Client;
  /** Another browser, signed in. */
  as(email: string): Promise<Client>;
  stop(): Promise<void>;
}

/** The gateway in this process on a port of its own; several may run on one database. */
export async function startGateway(options: StartGatewayOptions = {}): Promise<TestGateway> {
  const dataDir = options.database?.dataDir ?? mkdtempSync(join(tmpdir(), 'portico-gateway-'));
  const lines: string[] = [];
  const config: GatewayConfig = {
    host: '127.0.0.1',
    port: 0,
    dataDir,
    databaseUrl: options.database?.url,
    secret: 'Zt7mQ2xVb9LkR4wYc8NfH1sJd6PgA3eU',
    mailFrom: 'Support <support@portal.test>',
    demo: options.demo ?? false,
    trustProxy: 0,
    logLevel: 'debug',
    registrationsPerHour: 1000,
    privateProviders: false,
    ...options.config,
  };
  const gateway = await createGateway(config, {
    log: createLog(config.logLevel, (line) => lines.push(line)),
    ...settingsOf(options),
    secretOf: (name) => options.secrets?.[name],
    ...(options.now ? { now: options.now } : {}),
    ...(options.challenger ? { challenger: options.challenger } : {}),
    ...(options.realPasswords ? {} : { passwordCost: cheapPasswords }),
    ...(options.streamsPerUser === undefined ? {} : { streamsPerUser: options.streamsPerUser }),
  });
  try {
    if (options.demo) await gateway.seed({ password: testPassword, tickets: options.tickets ?? 60 });
    else await people(gateway);
  } catch (error) {
    await gateway.stop();
    throw error;
  }
  const { url } = await gateway.start();

  const client = (): Client => createClient(url);
  return {
    ...client(),
    url,
    gateway,
    dataDir,
    log: () => lines.join(''),
    client,
    async as(email) {
      const made = client();
      const answer = await made.signIn(email);
      if (!answer.ok) throw new Error(`${email} could not sign in: ${answer.status}`);
      return made;
    },
    async stop() {
      await gateway.stop();
      if (!options.database) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A portal that is on, unless a test brings its own, or asks for what a gateway begins with. */
function settingsOf({ settings, demo, config }: StartGatewayOptions): Pick<GatewayOptions, 'settings'> {
  if (settings) return { settings };
  return demo || config?.settingsFile !== undefined ? {} : { settings: defaultSettings };
}

/** A browser at a gateway's address. */
export function createClient(url: string): Client {
  const jar = new Map<string, string>();
  const send: Client['fetch'] = async (path, { json, ...init } = {}) => {
    const headers = new Headers(init.headers);
    const method = init.method ?? 'GET';
    if (jar.size > 0 && !headers.has('cookie')) {
      headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    }
    if (method !== 'GET' && method !== 'HEAD') {
      if (!headers.has('origin')) headers.set('origin', new URL(url).origin);
      if (!headers.has('x-portico')) headers.set('x-portico', '1');
    }
    if (json !== undefined) headers.set('content-type', 'application/json');
    const body = json === undefined ? init.body : JSON.stringify(json);
    const response = await fetch(new URL(path, url), { redirect: 'manual', ...init, headers, body });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      const [name = '', value = ''] = pair.split('=');
      if (value === '' || /max-age=0/i.test(cookie)) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  };
  const write =
    (method: string) =>
    (path: string, json: unknown, key: string = randomUUID()): Promise<Response> =>
      send(path, { method, json, headers: { 'idempotency-key': key } });
  return {
    fetch: send,
    get: (path) => send(path),
    post: write('POST'),
    put: write('PUT'),
    signIn: (email, password = testPassword) =>
      send('/api/auth/sign-in', { method: 'POST', json: { method: 'password', email, password } }),
    cookie: () => [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
  };
}

const cast = [
  { email: 'alice@acme.example', name: 'Alice Moreau', company: 'acme', role: 'customer' },
  { email: 'bob@acme.example', name: 'Bob Lindqvist', company: 'acme', role: 'customer' },
  { email: 'carol@globex.example', name: 'Carol Nwosu', company: 'globex', role: 'customer' },
  { email: 'agent@portico.example', name: 'Jonas Keller', company: undefined, role: 'agent' },
  { email: 'owner@portico.example', name: 'Ines Prado', company: undefined, role: 'owner' },
] as const;

/** Few people and no tickets; nothing happens where another gateway on the database has made them. */
async function people(gateway: Gateway): Promise<void> {
  const { db } = gateway.storage;
  for (const id of ['acme', 'globex']) {
    await db
      .insertInto('companies')
      .values({ id, name: id === 'acme' ? 'Acme' : 'Globex' })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
  }
  for (const { email, name, company, role } of cast) {
    const contact = await gateway.desk.ensureContact({ email, name });
    if (company !== undefined && contact.companies.length === 0) {
      await db
        .insertInto('contact_companies')
        .values({ contact_id: contact.id, company_id: company, position: 0 })
        .execute();
    }
    await gateway.auth.createAccount({ email, name, password: testPassword, role });
  }
}

/** A ticket filed through the form, with its first message. */
export async function fileTicket(
  client: Client,
  subject = 'Export stops at 10,000 rows',
): Promise<{ id: string }> {
  const response = await client.post('/api/tickets', {
    formId: 'support',
    values: { subject, message: 'It stops without a word.' },
    attachments: [],
  });
  if (response.status !== 201)
    throw new Error(`ticket not filed: ${response.status} ${await response.text()}`);
  return (await response.json()) as { id: string };
}
