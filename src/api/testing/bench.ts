import type { Credentials, PortalAdapter } from '../adapter.ts';
import type { Capabilities } from '../capabilities.ts';
import type {
  FieldDefinition,
  FieldValue,
  Message,
  Page,
  Ticket,
  TicketQuery,
  TicketSummary,
} from '../model.ts';
import { expect, Skipped } from './expect.ts';

/** Alice and Bob are contacts of one company, Carol of another. */
export type Who = 'alice' | 'bob' | 'carol';

/** A backend with Alice, Bob and Carol in it. It need not be empty. */
export interface Fixture {
  /**
   * An adapter in a browser where that contact is signed in; with `null`, a fresh browser where nobody is. For a contact
   * it may be the same object every time: the suite never signs it out.
   */
  adapterFor(who: Who | null): Promise<PortalAdapter>;
  /** Called after every case. */
  dispose?(): Promise<void> | void;
}

/** A way into the backend beside the adapter: it tells what is really there. Ids are those the adapter gives; promises are awaited. */
export interface Probe {
  /** A public message of an agent. */
  agentReply(ticketId: string, text: string): unknown;
  /** An internal note of an agent. */
  addNote(ticketId: string, text: string): unknown;
  /** Closes a ticket as an agent does. */
  closeTicket(ticketId: string): unknown;
  /** Public messages of a ticket. */
  countMessages(ticketId: string): Promise<number> | number;
  /** Files a ticket and gives its id; needed where the adapter cannot. */
  createTicket?(who: Who, ticket: { subject: string; message: string }): Promise<string> | string;
  /** For the cases of signing in and out. */
  credentials?(who: Who): Credentials;
  /** The token of the newest confirmation mail to that address. */
  verificationToken?(email: string): Promise<string> | string;
  /** The newest mail of that kind to an address: its token, and its code where it has one; undefined while there is none. */
  mailed?(email: string, kind: 'link' | 'reset'): Promise<Mailed | undefined> | Mailed | undefined;
  /** Credentials of somebody with an account who is not let in. */
  deniedCredentials?(): Promise<Credentials> | Credentials;
  /** Goes where a sign-in through a provider leads, as a browser would, with a person whom the provider knows; tells the address it ends at. */
  throughProvider?(url: string): Promise<string> | string;
  /** Has an owner invite an address without an account; the token of the mail, which `session.reset` takes. */
  invite?(email: string): Promise<string> | string;
  /** From now on the first provider of the settings vouches for somebody who has never been here. */
  newcomerAtProvider?(): unknown;
  /** Saves another name of the portal, as its owner would; for backends that tell open pages of changed settings. */
  rename?(name: string): unknown;
  /** Ends every session of a contact from outside. For the contact of a fresh sign-in by `credentials`. */
  endSessions?(who: Who): unknown;
  /** What somebody's browser gets from an attachment's address. */
  download?(who: Who | null, url: string): Promise<{ ok: boolean; text: string }>;
}

/** What a mail hands out, to be used once. */
export interface Mailed {
  token: string;
  code?: string;
}

/** Somebody who registered for one case alone. */
export interface Newcomer {
  /** Where they are signed in. */
  adapter: PortalAdapter;
  email: string;
  password: string;
}

export interface BenchOptions {
  fixture: Fixture;
  probe: Probe;
  /** Milliseconds to wait for what comes by itself. */
  patience: number;
}

let serial = 0;

/** What a case works with: people, tickets made for it alone, and the questions all cases ask. */
export class Bench {
  readonly probe: Probe;
  readonly patience: number;
  readonly #fixture: Fixture;
  readonly #people = new Map<Who, Promise<PortalAdapter>>();

  constructor({ fixture, probe, patience }: BenchOptions) {
    this.#fixture = fixture;
    this.probe = probe;
    this.patience = patience;
  }

  as(who: Who): Promise<PortalAdapter> {
    const adapter = this.#people.get(who) ?? this.#fixture.adapterFor(who);
    this.#people.set(who, adapter);
    return adapter;
  }

  nobody(): Promise<PortalAdapter> {
    return this.#fixture.adapterFor(null);
  }

  /** Somebody new, with an account of their own that a case may change. */
  async newcomer(): Promise<Newcomer> {
    const tokenFor = this.need(this.probe.verificationToken, 'probe.verificationToken');
    const adapter = await this.nobody();
    const register = this.need(adapter.session.register, 'session.register');
    const verify = this.need(adapter.session.verify, 'session.verify');
    const { settings } = await adapter.start();
    const email = `${this.word()}@example.com`;
    const password = `long ${this.word()}`;
    const consent = settings.signIn.consent?.version;
    await register({ name: 'New Contact', email, password, ...(consent === undefined ? {} : { consent }) });
    await verify(await tokenFor(email));
    return { adapter, email, password };
  }

  /** What was mailed to an address, other than what was known before. */
  async mailed(email: string, kind: 'link' | 'reset', before?: Mailed): Promise<Mailed> {
    const mailed = this.need(this.probe.mailed, 'probe.mailed');
    let found: Mailed | undefined;
    await this.eventually(`No mail of the kind “${kind}” came to ${email}`, async () => {
      found = await mailed(email, kind);
      return found !== undefined && found.token !== before?.token;
    });
    return found as Mailed;
  }

  /** A part of the probe or the adapter that a case cannot do without. */
  need<T>(part: T | undefined, name: string): T {
    if (part === undefined) throw new Skipped(`needs ${name}`);
    return part;
  }

  /** A key or word that nothing else uses: letters and digits, so that every search takes it as one word. */
  word(): string {
    return `w${(++serial).toString(36)}x${Math.random().toString(36).slice(2, 12)}`;
  }

  /** A ticket of a contact's own, as its requester sees it. */
  async ticket(who: Who = 'alice', given: { subject?: string; message?: string } = {}): Promise<Ticket> {
    const adapter = await this.as(who);
    const { subject = `Ticket ${this.word()}`, message = `Message ${this.word()}` } = given;
    if (this.probe.createTicket) {
      return adapter.tickets.get(await this.probe.createTicket(who, { subject, message }));
    }
    const create = adapter.tickets.create;
    if (!create || !adapter.capabilities.create) {
      throw new Skipped('needs probe.createTicket, or an adapter that creates tickets');
    }
    return create(await this.draft(adapter, { subject, message }), { idempotencyKey: this.word() });
  }

  /** A draft that the backend's first form takes: `given`, and something valid for the rest of what it requires. */
  async draft(
    adapter: PortalAdapter,
    given: Record<string, FieldValue>,
  ): Promise<{ formId: string; values: Record<string, FieldValue>; attachments: string[] }> {
    const { settings } = await adapter.start();
    const form = settings.forms[0];
    expect(
      form,
      'The capabilities say that tickets can be created, but settings.forms has no form to do it with.',
    );
    const values: Record<string, FieldValue> = {};
    for (const field of form.fields) {
      if (field.required && !field.showWhen) values[field.key] = sample(field);
    }
    return { formId: form.id, values: { ...values, ...given }, attachments: [] };
  }

  async reply(adapter: PortalAdapter, id: string, text: string, key = this.word()): Promise<Message> {
    const reply = this.need(adapter.tickets.reply, 'tickets.reply');
    const format = adapter.capabilities.reply.formats[0] ?? 'text';
    return reply(id, { body: { format, content: text }, attachments: [] }, { idempotencyKey: key });
  }

  /** Long enough for the clock of any backend to move on; most count milliseconds. */
  moment(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, 5));
  }

  query(given: Partial<TicketQuery> = {}): TicketQuery {
    return { view: 'mine', state: 'any', sort: { by: 'activity', descending: true }, limit: 50, ...given };
  }

  /** Every ticket of a query, page after page. */
  async allTickets(adapter: PortalAdapter, given: Partial<TicketQuery> = {}): Promise<TicketSummary[]> {
    return this.#all((cursor) => adapter.tickets.list({ ...this.query({ limit: 100, ...given }), cursor }));
  }

  /** Every message of a ticket, oldest first. */
  async allMessages(adapter: PortalAdapter, id: string, limit = 100): Promise<Message[]> {
    return this.#all((cursor) => adapter.tickets.messages(id, { limit, order: 'oldest', cursor }));
  }

  /** Tickets that a query can tell from all others: by a word in their subjects where there is a search, else all of Alice's. `apart`: no two in one millisecond. */
  async group(
    count: number,
    { apart = false }: { apart?: boolean } = {},
  ): Promise<{ adapter: PortalAdapter; ids: string[]; query: Partial<TicketQuery> }> {
    const adapter = await this.as('alice');
    const word = this.word();
    const ids: string[] = [];
    for (let index = 0; index < count; index++) {
      // Subjects in another order than the tickets are made in.
      const letter = 'hbgdecaf'[index % 8];
      if (apart) await this.moment();
      ids.push((await this.ticket('alice', { subject: `${letter} subject ${index} ${word}` })).id);
    }
    const query = adapter.capabilities.search === 'none' ? {} : { text: word };
    await this.eventually('Tickets that were just filed do not show in the list', async () => {
      const found = new Set((await this.allTickets(adapter, query)).map(({ id }) => id));
      return ids.every((id) => found.has(id));
    });
    return { adapter, ids, query };
  }

  /** Waits until a question is answered with yes, at most as long as the suite is patient and the search may lag. */
  async eventually(otherwise: string, question: () => Promise<boolean> | boolean): Promise<void> {
    const adapter = await this.as('alice');
    const until = Date.now() + this.patience + adapter.capabilities.searchLagMs;
    while (!(await question())) {
      expect(
        Date.now() < until,
        `${otherwise} (waited ${this.patience + adapter.capabilities.searchLagMs} ms).`,
      );
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  }

  async #all<T>(page: (cursor: string | undefined) => Promise<Page<T>>): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < 1000; pages++) {
      const { items: some, next } = await page(cursor);
      items.push(...some);
      if (next === undefined) return items;
      expect(next !== cursor, 'A page names itself as its next one: reading all pages would never end.');
      cursor = next;
    }
    throw new Error('A list did not end after 1,000 pages: its cursors seem to go round in a circle.');
  }
}

/** Something valid for a field. */
function sample({ key, kind, options, maxLength }: FieldDefinition): FieldValue {
  switch (kind) {
    case 'select':
    case 'radio':
      return options?.[0]?.value ?? null;
    case 'multiselect':
      return options?.[0] ? [options[0].value] : [];
    case 'checkbox':
      return true;
    case 'date':
      return '2026-11-14';
    case 'number':
      return 1;
    case 'email':
      return 'somebody@example.com';
    case 'tel':
      return '+48 22 000 00 00';
    case 'url':
      return 'https://example.com/';
    case 'file':
      return null;
    default:
      return `Sample ${key}`.slice(0, maxLength);
  }
}

export type Needs = (capabilities: Capabilities) => boolean;

/** One case of the suite. */
export interface Case {
  name: string;
  /** Whether a backend of these capabilities can run it; absent: every backend can. */
  needs?: Needs;
  run(bench: Bench): Promise<void>;
}
