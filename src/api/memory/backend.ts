import type { PortalAdapter } from '../adapter.ts';
import type { Body, PortalSettings } from '../model.ts';
import { createMemoryAdapter, type MemoryConnectionOptions } from './adapter.ts';
import { addTicket, contactBy, openHub, type Fault, type MemoryMail, type ProviderAnswer } from './hub.ts';
import { emptySeed, type MemorySeed } from './seed.ts';
import { issue } from './one-time.ts';
import { endSessions } from './sessions.ts';
import { findStage, openStore, stageOf, type StoredTicket } from './store.ts';

export interface MemoryBackendOptions {
  seed?: MemorySeed;
  /** Over the seed's settings. */
  settings?: Partial<PortalSettings>;
  /** The clock; the real one by default. */
  now?: () => Date;
  /** Who is let in, of those with an account; everybody by default. */
  admits?: (email: string) => boolean;
  /**
   * What the identity providers of the settings answer, by their ids. They answer at once: the browser is sent straight
   * back, with a code or a reason in the fragment. One that is missing here fails.
   */
  providers?: Record<string, ProviderAnswer>;
}

/** One backend in memory for any number of adapters, with the handles of an agent and of a test. */
export interface MemoryBackend {
  /** A new tab; tabs that name the same `browser` share their session. */
  adapter(options?: MemoryConnectionOptions): PortalAdapter;
  /**
   * A public answer of an agent, in the newest message's thread unless told otherwise; the ticket then awaits its
   * customer. Returns the message's id.
   */
  agentReply(ticketId: string, body: string | Body, by?: string, thread?: string): string;
  /** An internal note: changes nothing that a customer can see. */
  addInternalNote(ticketId: string, text: string): void;
  closeTicket(ticketId: string): void;
  reopenTicket(ticketId: string): void;
  setStage(ticketId: string, stageId: string): void;
  /** Saves other settings over those that hold, as an owner would: open pages follow. What adapters can do stays as it is. */
  changeSettings(change: Partial<PortalSettings>): void;
  /** Files a ticket as a contact would by e-mail; returns its id. */
  createTicket(email: string, ticket: { subject: string; message: string }): string;
  /** Public messages of a ticket. */
  countMessages(ticketId: string): number;
  /** Mails somebody without an account an invitation, as an owner would; its token makes the account by `session.reset`. */
  invite(person: { email: string; name?: string }): string;
  /** Which consent text a contact has agreed to, and when. */
  consentOf(email: string): { version: string; at: string } | undefined;
  /** Ends every session, or those of one contact, as an administrator would; returns how many. */
  expireSessions(email?: string): number;
  /** The next call of that name (`tickets.reply`), of whichever adapter, meets this fault. */
  failNext(name: string, fault: Fault): void;
  /** Mails in the order they were sent. */
  readonly mails: readonly MemoryMail[];
  readonly settings: Readonly<PortalSettings>;
}

export function memoryBackend(options: MemoryBackendOptions = {}): MemoryBackend {
  const store = openStore(
    options.seed ?? emptySeed,
    options.settings ?? {},
    options.now ?? (() => new Date()),
  );
  const { admits = () => true, providers = {} } = options;
  const hub = openHub(store, { admits, providers });
  const ticket = (id: string): StoredTicket => {
    const found = store.tickets.get(id);
    if (!found) throw new Error(`The memory backend has no ticket ${id}`);
    return found;
  };
  const setStage = (id: string, stageId: string): void => {
    hub.setStage(ticket(id), stageId);
    hub.changed('updated', ticket(id));
  };
  return Object.freeze({
    adapter: (connection: MemoryConnectionOptions = {}) => createMemoryAdapter(hub, connection),
    agentReply(id: string, body: string | Body, by = 'Jonas Keller', thread?: string) {
      const message = hub.addMessage(ticket(id), {
        author: { name: by, role: 'agent' },
        channel: 'portal',
        body: typeof body === 'string' ? { format: 'markdown', content: body } : structuredClone(body),
        ...(thread === undefined ? {} : { thread }),
        files: [],
      });
      if (stageOf(store, ticket(id)).state === 'open')
        hub.setStage(ticket(id), findStage(store, 'open', 'customer').id);
      hub.changed('message', ticket(id));
      return message.id;
    },
    addInternalNote(id: string, text: string) {
      store.notes.set(ticket(id).id, [...(store.notes.get(id) ?? []), text]);
    },
    closeTicket: (id: string) => setStage(id, findStage(store, 'closed').id),
    reopenTicket: (id: string) => setStage(id, findStage(store, 'open', 'agent').id),
    setStage,
    changeSettings: (change: Partial<PortalSettings>) => hub.changeSettings(change),
    createTicket(email: string, { subject, message }: { subject: string; message: string }) {
      const contact = contactBy(store, email);
      const created = addTicket(hub, contact, subject, {});
      hub.addMessage(created, {
        author: { name: contact.name, role: 'customer', contactId: contact.id },
        channel: 'email',
        body: { format: 'text', content: message },
        files: [],
      });
      hub.changed('created', created);
      return created.id;
    },
    countMessages: (id: string) => ticket(id).messages.length,
    invite({ email, name = email }: { email: string; name?: string }) {
      const newcomer = { id: store.nextId('c'), name, email, password: '', companyIds: [] };
      const token = issue(hub, 'reset', email, { newcomer });
      hub.mails.push({ to: email, kind: 'invitation', token });
      return token;
    },
    consentOf: (email: string) => store.consents.get(contactBy(store, email).id),
    expireSessions(email?: string) {
      const ended = [...store.sessions.values()].filter(
        (session) => email === undefined || session.contactId === contactBy(store, email).id,
      );
      endSessions(hub, ended);
      return ended.length;
    },
    failNext(name: string, fault: Fault) {
      hub.queued.set(name, [...(hub.queued.get(name) ?? []), fault]);
    },
    mails: hub.mails,
    get settings() {
      return store.settings;
    },
  });
}
