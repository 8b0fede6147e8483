import type { TicketChange } from '../adapter.ts';
import type { PortalError } from '../errors.ts';
import type { PortalSettings, Session } from '../model.ts';
import type { OneTime } from './one-time.ts';
import { idleEnd, sessionView } from './projection.ts';
import type { SeedContact } from './seed.ts';
import { findStage, maySee, type Store, type StoredMessage, type StoredTicket } from './store.ts';

/** A mail the backend would have sent. */
export interface MemoryMail {
  to: string;
  kind:
    'verify' | 'already-registered' | 'link' | 'reset' | 'reset-unknown' | 'invitation' | 'password-changed';
  /** With `verify`, `link` and `reset`: what the call of that name, or the sign-in by a link, takes; `reset` takes that of an `invitation` too. */
  token?: string;
  /** With `link`: what may be typed in its place. */
  code?: string;
  /** BCP 47 tag of the page that asked for it. */
  language?: string;
}

/** What the adapters of one backend share, and how they hear of each other. */
export interface Hub {
  readonly store: Store;
  readonly mails: MemoryMail[];
  /** Answers to writes, by contact and key. */
  readonly ledger: Map<string, { fingerprint: string; answer: unknown }>;
  /** What mails and providers handed out, by token. */
  readonly tokens: Map<string, OneTime>;
  /** Session ids, by browser. */
  readonly jars: Map<string, string>;
  readonly connections: Set<Connection>;
  /** Faults that tests queued, by call name. */
  readonly queued: Map<string, Fault[]>;
  changed(kind: TicketChange['kind'], ticket: StoredTicket): void;
  /** Goes on with other settings, and tells whoever is signed in. */
  changeSettings(change: Partial<PortalSettings>): void;
  /** Tells the other adapters of a browser that its session began or ended. */
  sessionChanged(browser: string, except?: Connection): void;
  /** Who is let in, of those with an account. */
  admits(email: string): boolean;
  /** What identity providers answer, by their ids. */
  readonly providers: Readonly<Record<string, ProviderAnswer>>;
  /** The person in front of a browser is there. */
  touch(browser: string): void;
  sessionOf(browser: string): { contact: SeedContact; session: Session } | null;
  addMessage(ticket: StoredTicket, message: Omit<StoredMessage, 'id' | 'at'>): StoredMessage;
  setStage(ticket: StoredTicket, stageId: string): void;
}

/** Whom a scripted identity provider vouches for, or how it fails. */
export type ProviderAnswer = { email: string; name?: string } | 'denied' | 'failed' | 'expired';

export interface Connection {
  readonly browser: string;
  onChange(change: TicketChange): void;
  onSession(session: Session | null): void;
}

/**
 * What goes wrong with a call: the request never arrives, the answer never comes back (the work was done), it takes a
 * second longer or that many milliseconds, or it fails with an error.
 */
export type Fault = 'lose-request' | 'lose-response' | 'delay' | number | PortalError;

export function contactBy(store: Store, email: string): SeedContact {
  const contact = store.contacts.find((candidate) => candidate.email.toLowerCase() === email.toLowerCase());
  if (!contact) throw new Error(`The memory backend has no contact ${email}`);
  return contact;
}

/** A new ticket without messages, in the first stage. */
export function addTicket(
  { store }: Hub,
  contact: SeedContact,
  subject: string,
  properties: StoredTicket['properties'],
): StoredTicket {
  const number = store.tickets.size + 1;
  const at = store.now().toISOString();
  const ticket: StoredTicket = {
    id: store.nextId('t'),
    number,
    reference: nextReference(store, number),
    subject,
    stageId: findStage(store, 'open', 'agent').id,
    contactId: contact.id,
    ...(contact.companyIds[0] === undefined ? {} : { companyId: contact.companyIds[0] }),
    createdAt: at,
    lastActivityAt: at,
    version: 1,
    properties,
    messages: [],
  };
  store.tickets.set(ticket.id, ticket);
  return ticket;
}

/** Continues the references of the seed: `LUM-2031` comes after `LUM-2030`. */
function nextReference(store: Store, number: number): string {
  const last = [...store.tickets.values()].at(-1)?.reference ?? '';
  const [, prefix = 'PR-', digits] = /^(.*?)(\d+)$/.exec(last) ?? [];
  return `${prefix}${digits === undefined ? 1000 + number : Number(digits) + 1}`;
}

export function openHub(store: Store, rules: Pick<Hub, 'admits' | 'providers'>): Hub {
  const hub: Hub = {
    ...rules,
    store,
    mails: [],
    ledger: new Map(),
    tokens: new Map(),
    jars: new Map(),
    connections: new Set(),
    queued: new Map(),
    changed(kind, ticket) {
      for (const connection of hub.connections) {
        const who = hub.sessionOf(connection.browser);
        if (who && maySee(who.contact, ticket)) connection.onChange({ kind, ticketId: ticket.id });
      }
    },
    changeSettings(change) {
      store.settings = structuredClone({ ...store.settings, ...change });
      for (const connection of hub.connections) {
        if (!hub.sessionOf(connection.browser)) continue;
        connection.onChange({ kind: 'settings' });
        connection.onChange({ kind: 'reset' });
      }
    },
    sessionChanged(browser, except) {
      const session = hub.sessionOf(browser)?.session ?? null;
      for (const connection of hub.connections) {
        if (connection.browser === browser && connection !== except) connection.onSession(session);
      }
    },
    sessionOf(browser) {
      const stored = store.sessions.get(hub.jars.get(browser) ?? '');
      const now = store.now().toISOString();
      if (!stored || stored.expiresAt <= now || (idleEnd(store, stored) ?? '~') <= now) return null;
      const contact = store.contacts.find(({ id }) => id === stored.contactId);
      if (!contact || !hub.admits(contact.email)) return null;
      return { contact, session: sessionView(store, contact, stored) };
    },
    touch(browser) {
      const stored = hub.sessionOf(browser) && store.sessions.get(hub.jars.get(browser) ?? '');
      if (stored) stored.activeAt = store.now().toISOString();
    },
    addMessage(ticket, message) {
      const thread = message.thread ?? ticket.messages.at(-1)?.thread;
      const added: StoredMessage = {
        ...message,
        id: store.nextId('m'),
        at: store.now().toISOString(),
        ...(thread === undefined ? {} : { thread }),
      };
      ticket.messages.push(added);
      for (const file of added.files) file.ticketId = ticket.id;
      touch(ticket, added.at);
      const author = message.author.contactId;
      if (author !== undefined) store.reads.set(`${author} ${ticket.id}`, ticket.messages.length);
      return added;
    },
    setStage(ticket, stageId) {
      if (!store.settings.stages.some(({ id }) => id === stageId))
        throw new Error(`No stage ${stageId} in the settings`);
      ticket.stageId = stageId;
      touch(ticket, store.now().toISOString());
    },
  };
  return hub;
}

function touch(ticket: StoredTicket, at: string): void {
  ticket.version += 1;
  if (at > ticket.lastActivityAt) ticket.lastActivityAt = at;
}
