import type { PortalAdapter, ReplyDraft, TicketDraft } from '../api/adapter.ts';
import { PortalError } from '../api/errors.ts';
import type { Attachment, Message, Ticket } from '../api/model.ts';
import { Store } from './store.ts';
import type { KeyValueStore } from './storage.ts';

interface EntryBase {
  /** The idempotency key: however often the entry is tried, it is one write. */
  key: string;
  /** ISO time at which it was handed over. */
  at: string;
  /** `waiting` is tried again by itself; `failed` needs a person. */
  status: 'sending' | 'waiting' | 'failed';
  error?: PortalError;
  /** The attachments' names and sizes, to show while it is pending. */
  files: Attachment[];
}

export interface PendingReply extends EntryBase {
  kind: 'reply';
  ticketId: string;
  draft: ReplyDraft;
}

export interface PendingTicket extends EntryBase {
  kind: 'create';
  draft: TicketDraft;
}

export type OutboxEntry = PendingReply | PendingTicket;
export type NewEntry =
  | Pick<PendingReply, 'kind' | 'ticketId' | 'draft' | 'files' | 'key'>
  | Pick<PendingTicket, 'kind' | 'draft' | 'files' | 'key'>;

export interface OutboxOptions {
  adapter: PortalAdapter;
  store: KeyValueStore;
  /** The signed-in contact's id. */
  contact(): string | undefined;
  /** Called when a send finds the session gone. */
  onUnauthenticated(): void;
}

/** Milliseconds until a waiting entry is tried again; going online or signing in tries at once. */
const retryAfter = 15_000;
/** Failures that say nothing of the message itself. */
const transient = new Set(['offline', 'unavailable', 'rate-limited', 'unauthenticated']);
const prefix = 'portico.outbox/1:';

/**
 * What was handed over and is not yet known to have arrived. Entries are kept in the browser until acknowledged, are
 * sent one after the other with a key each, and are sent again after a reload, a lost line or a new sign-in.
 */
export class Outbox {
  readonly entries = new Store<readonly OutboxEntry[]>([]);
  readonly #options: OutboxOptions;
  readonly #waiters = new Map<string, PromiseWithResolvers<Message | Ticket>>();
  readonly #running = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** A key for a write that was not tried before. */
  static newKey(): string {
    const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID is missing on plain http
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  /**
   * Hands an entry over. Resolves once the backend has acknowledged it, rejects when it refused for good; while it
   * waits for the line or a session, the promise waits too. The same key twice is one entry.
   */
  send(entry: NewEntry): Promise<Message | Ticket> {
    const known = this.#waiters.get(entry.key);
    if (known && this.#find(entry.key)?.status !== 'failed') return known.promise;
    const waiter = Promise.withResolvers<Message | Ticket>();
    waiter.promise.catch(() => undefined); // the entry's status tells too: nobody has to listen here
    this.#waiters.set(entry.key, waiter);
    const full = { ...entry, at: new Date().toISOString(), status: 'sending' } as OutboxEntry;
    this.#update([...this.entries.value.filter(({ key }) => key !== entry.key), full]);
    void this.#try(entry.key);
    return waiter.promise;
  }

  /** Tries a waiting or failed entry now. */
  retry(key: string): void {
    this.#change(key, { status: 'sending' });
    void this.#try(key);
  }

  /** Takes an entry out, to edit it or let it go. It may have arrived already if a try is under way. */
  take(key: string): OutboxEntry | undefined {
    const entry = this.#find(key);
    this.#update(this.entries.value.filter((other) => other.key !== key));
    this.#waiters.delete(key);
    return entry;
  }

  /** Loads what the contact left unsent, and sends it. Call when a session begins and when the line comes back. */
  resume(): void {
    const known = new Map(this.entries.value.map((entry) => [entry.key, entry]));
    const stored = this.#stored().map((entry) => known.get(entry.key) ?? entry);
    this.entries.set(stored);
    for (const entry of stored) if (entry.status !== 'failed') this.retry(entry.key);
  }

  /** Shows nothing more of a contact whose session ended; what is stored stays for when they come back. */
  suspend(): void {
    clearTimeout(this.#timer);
    this.entries.set([]);
    this.#waiters.clear();
  }

  /** Forgets a contact's entries, on explicit sign-out. */
  clear(contactId: string): void {
    this.#options.store.remove(prefix + contactId);
    this.suspend();
  }

  async #try(key: string): Promise<void> {
    if (this.#running.has(key)) return;
    this.#running.add(key);
    try {
      // Tabs share the stored entries: one tab sends at a time, and skips what another one has sent meanwhile.
      await exclusively(`portico.outbox:${key}`, async () => {
        const entry = this.#find(key);
        if (!entry) return;
        if (this.#stored().some((other) => other.key === key)) await this.#deliver(entry);
        else this.take(key);
      });
    } finally {
      this.#running.delete(key);
    }
  }

  async #deliver(entry: OutboxEntry): Promise<void> {
    const { adapter } = this.#options;
    const contact = this.#options.contact();
    const write = { idempotencyKey: entry.key };
    try {
      const result =
        entry.kind === 'reply'
          ? await adapter.tickets.reply?.(entry.ticketId, entry.draft, write)
          : await adapter.tickets.create?.(entry.draft, write);
      if (!result) throw new PortalError('not-supported');
      if (contact !== this.#options.contact()) return this.#forget(contact, entry.key);
      const waiter = this.#waiters.get(entry.key);
      this.take(entry.key);
      waiter?.resolve(result);
    } catch (thrown) {
      if (contact !== this.#options.contact()) return;
      const error = PortalError.from(thrown);
      const waits = transient.has(error.code);
      this.#change(entry.key, { status: waits ? 'waiting' : 'failed', error });
      if (!waits) this.#waiters.get(entry.key)?.reject(error);
      if (error.code === 'unauthenticated') this.#options.onUnauthenticated();
      else if (waits) this.#schedule((error.retryAfter ?? 0) * 1000);
    }
  }

  #schedule(atLeast: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.resume(), Math.max(retryAfter, atLeast));
  }

  #find(key: string): OutboxEntry | undefined {
    return this.entries.value.find((entry) => entry.key === key);
  }

  #change(key: string, change: { status: OutboxEntry['status']; error?: PortalError }): void {
    this.#update(
      this.entries.value.map((entry) =>
        entry.key === key ? { ...entry, error: undefined, ...change } : entry,
      ),
    );
  }

  #update(entries: readonly OutboxEntry[]): void {
    const contact = this.#options.contact();
    if (contact) this.#save(contact, entries);
    this.entries.set(entries);
  }

  #save(contact: string, entries: readonly OutboxEntry[]): void {
    const kept = entries.map(({ error: _, ...entry }) => entry);
    if (kept.length) this.#options.store.set(prefix + contact, JSON.stringify(kept));
    else this.#options.store.remove(prefix + contact);
  }

  #forget(contact: string | undefined, key: string): void {
    if (contact)
      this.#save(
        contact,
        this.#stored(contact).filter((entry) => entry.key !== key),
      );
  }

  #stored(contact = this.#options.contact()): OutboxEntry[] {
    const text = contact && this.#options.store.get(prefix + contact);
    if (!text) return [];
    try {
      const entries = JSON.parse(text) as unknown;
      return Array.isArray(entries)
        ? (entries as OutboxEntry[]).filter((entry) => entry?.key && entry.draft)
        : [];
    } catch {
      return []; // cut short by a crash of the browser
    }
  }
}

/** Runs work while no other tab runs work of that name; without Web Locks, at once: the key alone must do then. */
function exclusively(name: string, work: () => Promise<void>): Promise<void> {
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  return locks ? locks.request(name, work) : work();
}
