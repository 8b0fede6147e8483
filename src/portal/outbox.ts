import type { PortalAdapter, ReplyDraft, TicketDraft } from '../api/adapter.ts';
import { PortalError } from '../api/errors.ts';
import type { Attachment, Message, Ticket } from '../api/model.ts';
import { Drafts } from './drafts.ts';
import { outboxModule, outboxPlaces } from './outbox-module.ts';
import { Store } from './store.ts';
import { removeAll, type KeyValueStore } from './storage.ts';

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
/** What is handed over; the rest is the outbox's own. */
export type NewEntry =
  | Pick<PendingReply, 'kind' | 'ticketId' | 'draft' | 'files' | 'key'>
  | Pick<PendingTicket, 'kind' | 'draft' | 'files' | 'key'>;

export interface OutboxOptions {
  adapter: PortalAdapter;
  store: KeyValueStore;
  /** The signed-in contact's id. */
  contact(): string | undefined;
  /** Whether nothing may be sent at the moment: the session is over, and its contact may sign in again. */
  held?(): boolean;
  /** Where the entries are told; a store of its own unless given. */
  entries?: Store<readonly OutboxEntry[]>;
  /** Called when a send finds the session gone. */
  onUnauthenticated(): Promise<void> | void;
}

/** Milliseconds until a waiting entry is tried again; going online or signing in tries at once. */
const retryAfter = 15_000;
/** Failures that say nothing of the message itself. */
const transient = new Set(['offline', 'unavailable', 'rate-limited', 'unauthenticated']);

/** What the browser keeps: an entry, or for a while the mark that one has arrived. */
type Stored = (Omit<OutboxEntry, 'error'> & { draft: object }) | { key: string; at: string; status: 'sent' };

/** Milliseconds for which other tabs can learn that an entry has arrived. */
const markLife = 600_000;

/**
 * What was handed over and is not yet known to have arrived. Entries are kept in the browser until acknowledged, are
 * sent one after the other with a key each, and are sent again after a reload, a lost line or a new sign-in.
 *
 * Each entry has a place of its own in the store, so that tabs that share it never write over each other's entries. What
 * a tab has taken back, and copies of it in other tabs, may be handed over with other words under the same key: a tab
 * changes only what still has the words it knows.
 */
export class Outbox {
  readonly entries: Store<readonly OutboxEntry[]>;
  readonly #options: OutboxOptions;
  readonly #waiters = new Map<string, PromiseWithResolvers<Message | Ticket>>();
  /** The runs under way, by contact: one who signs in never waits for another one's hanging call. */
  readonly #runs = new Map<string, { again: boolean }>();
  /** Tickets that arrived before anybody here asked for them, by form. */
  readonly #unclaimed = new Map<string, Ticket>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.entries = options.entries ?? new Store<readonly OutboxEntry[]>([]);
  }

  /** A key for a write that was not tried before. */
  static newKey(): string {
    const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID is missing on plain http
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  /**
   * Hands an entry over. Resolves once the backend has acknowledged it, rejects when it refused for good; while it
   * waits for the line or a session, the promise waits too. The same key twice is one entry. Rejects with
   * `unauthenticated` while nobody is signed in: there is nobody to keep it for; and with `conflict` where another tab
   * has handed over other words under the key.
   */
  send(entry: NewEntry): Promise<Message | Ticket> {
    const contact = this.#options.contact();
    if (!contact) return Promise.reject(new PortalError('unauthenticated'));
    const known = this.#waiters.get(entry.key);
    if (known && this.#find(entry.key)?.status !== 'failed') return known.promise;
    if (this.clashes(entry.key, entry.draft)) {
      this.resume(); // what is shown here is no longer what waits
      return Promise.reject(new PortalError('conflict'));
    }
    const waiter = Promise.withResolvers<Message | Ticket>();
    waiter.promise.catch(() => undefined); // the entry's status tells too: nobody has to listen here
    this.#waiters.set(entry.key, waiter);
    const full = { ...entry, at: new Date().toISOString(), status: 'sending' } as OutboxEntry;
    this.#keep(contact, full);
    this.entries.set([...this.entries.value.filter(({ key }) => key !== entry.key), full]);
    this.#drain();
    return waiter.promise;
  }

  /** Whether another tab has handed over other words under this key. */
  clashes(key: string, draft: ReplyDraft | TicketDraft): boolean {
    const contact = this.#options.contact();
    const kept = contact && this.#read(placeOf(contact, key));
    return !!kept && !agree(kept, { draft });
  }

  /** Tries a waiting or failed entry now. */
  retry(key: string): void {
    this.#change(key, { status: 'sending' });
    this.#drain();
  }

  /** Takes an entry out, to edit it or let it go. It may have arrived already if a try is under way. */
  take(key: string): OutboxEntry | undefined {
    const entry = this.#find(key);
    const contact = this.#options.contact();
    if (contact && entry && this.#holds(contact, entry)) this.#options.store.remove(placeOf(contact, key));
    this.#drop(key);
    this.#waiters.delete(key);
    return entry;
  }

  /**
   * A ticket of that form that was left by an earlier visit and has arrived since this page was opened, told once: its
   * form may have come to the page after it was sent.
   */
  claim(formId: string): Ticket | undefined {
    const ticket = this.#unclaimed.get(formId);
    this.#unclaimed.delete(formId);
    return ticket;
  }

  /** Loads what the contact left unsent, and sends it. Call when a session begins and when the line comes back. */
  resume(): void {
    const contact = this.#options.contact();
    if (!contact) return;
    const here = new Map(this.entries.value.map((entry) => [entry.key, entry]));
    const entries = this.#stored(contact).flatMap((stored) => {
      const known = here.get(stored.key);
      const entry =
        known && agree(stored, known) ? known : stored.status !== 'sent' && (stored as OutboxEntry);
      // Somebody here may wait for the answer to what another tab has sent: it is asked for again, by its key.
      if (!entry || (stored.status === 'sent' && !this.#waiters.has(stored.key))) return [];
      return stored.status === 'failed' ? entry : { ...entry, status: 'sending' as const };
    });
    this.entries.set(entries.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)));
    this.#drain();
  }

  /** Sends nothing until `resume`: the session is over. What waits is shown as waiting. */
  hold(): void {
    clearTimeout(this.#timer);
    this.#holdBack(new PortalError('unauthenticated'));
  }

  /** Shows nothing more of a contact whose session ended; what is stored stays for when they come back. */
  suspend(): void {
    clearTimeout(this.#timer);
    this.#unclaimed.clear();
    this.entries.set([]);
  }

  /** Forgets a contact's entries, on explicit sign-out. */
  clear(contactId: string): void {
    removeAll(this.#options.store, outboxPlaces(contactId));
    for (const { key } of this.entries.value) this.#waiters.delete(key);
    this.suspend();
  }

  /** Sends what is to be sent, in order; one run at a time, and one tab at a time. */
  #drain(): void {
    const contact = this.#options.contact();
    if (!contact) return;
    const run = this.#runs.get(contact);
    if (run) run.again = true;
    else void this.#run(contact);
  }

  async #run(contact: string): Promise<void> {
    const run = { again: true };
    this.#runs.set(contact, run);
    try {
      while (run.again) {
        run.again = false;
        await exclusively(placeOf(contact, ''), () => this.#sendAll(contact));
      }
    } finally {
      this.#runs.delete(contact);
    }
  }

  async #sendAll(contact: string): Promise<void> {
    while (contact === this.#options.contact()) {
      if (this.#options.held?.()) return this.hold();
      const entry = this.entries.value.find(({ status }) => status === 'sending');
      if (!entry) return;
      const stored = this.#read(placeOf(contact, entry.key));
      if (!stored || !agree(stored, entry)) {
        // Another tab let it go, or has changed it and will send that.
        this.#drop(entry.key);
        this.#waiters.delete(entry.key);
      } else if (stored.status === 'sent' && !this.#waiters.has(entry.key)) {
        this.#drop(entry.key);
      } else if (!(await this.#deliver(contact, entry))) return;
    }
  }

  /** Tries one entry; `false` if nothing can be sent at the moment. */
  async #deliver(contact: string, entry: OutboxEntry): Promise<boolean> {
    const { adapter, store } = this.#options;
    const write = { idempotencyKey: entry.key, contact };
    try {
      const result =
        entry.kind === 'reply'
          ? await adapter.tickets.reply?.(entry.ticketId, entry.draft, write)
          : await adapter.tickets.create?.(entry.draft, write);
      if (!result) throw new PortalError('not-supported');
      // Not where it was let go meanwhile. The mark says what no longer being there could not: that it has arrived.
      if (this.#holds(contact, entry)) {
        const mark: Stored = { key: entry.key, at: new Date().toISOString(), status: 'sent' };
        store.set(placeOf(contact, entry.key), JSON.stringify(mark));
      }
      if (this.#changed(entry)) return true;
      const waiter = this.#waiters.get(entry.key);
      this.#waiters.delete(entry.key);
      this.#drop(entry.key);
      if (contact !== this.#options.contact()) return true;
      if (waiter) waiter.resolve(result);
      else if (entry.kind === 'create') this.#unclaimed.set(entry.draft.formId, result as Ticket);
      return true;
    } catch (thrown) {
      if (contact !== this.#options.contact()) return false;
      const error = PortalError.from(thrown);
      const waits = transient.has(error.code);
      if (waits) this.#holdBack(error);
      else if (!this.#changed(entry)) {
        this.#change(entry.key, { status: 'failed', error });
        this.#waiters.get(entry.key)?.reject(error);
      }
      if (error.code === 'unauthenticated') void this.#options.onUnauthenticated();
      else if (waits) this.#schedule((error.retryAfter ?? 0) * 1000);
      return !waits;
    }
  }

  /** The line is down for the others too; sending them first would turn the conversation round. */
  #holdBack(error: PortalError): void {
    for (const { key, status } of this.entries.value)
      if (status === 'sending') this.#change(key, { status: 'waiting', error });
  }

  #schedule(atLeast: number): void {
    clearTimeout(this.#timer);
    // Suspended meanwhile: nothing is to be shown again.
    if (!this.entries.value.length) return;
    this.#timer = setTimeout(() => this.resume(), Math.max(retryAfter, atLeast));
  }

  #find(key: string): OutboxEntry | undefined {
    return this.entries.value.find((entry) => entry.key === key);
  }

  /** Whether it was taken back, changed and handed over anew, as while it was on its way. */
  #changed(entry: OutboxEntry): boolean {
    const here = this.#find(entry.key);
    return !!here && !agree(here, entry);
  }

  #drop(key: string): void {
    if (this.#find(key)) this.entries.set(this.entries.value.filter((entry) => entry.key !== key));
  }

  #change(key: string, change: { status: OutboxEntry['status']; error?: PortalError }): void {
    const before = this.#find(key);
    if (!before) return;
    const after = { ...before, error: undefined, ...change };
    const contact = this.#options.contact();
    const kept = contact && this.#read(placeOf(contact, key));
    if (kept && kept.status !== 'sent' && agree(kept, before)) this.#keep(contact, after);
    this.entries.set(this.entries.value.map((entry) => (entry === before ? after : entry)));
  }

  #keep(contact: string, { error: _, ...entry }: OutboxEntry): void {
    this.#options.store.set(placeOf(contact, entry.key), JSON.stringify(entry));
  }

  /** Whether what is kept is this entry, and not what another tab has handed over under its key since. */
  #holds(contact: string, entry: OutboxEntry): boolean {
    const kept = this.#read(placeOf(contact, entry.key));
    return !!kept && agree(kept, entry);
  }

  #stored(contact: string): Stored[] {
    const { store } = this.#options;
    const own = placeOf(contact, '');
    return store.keys().flatMap((place) => {
      const entry = place.startsWith(own) && this.#read(place);
      if (!entry) return [];
      if (entry.status !== 'sent' || Date.now() - Date.parse(entry.at) < markLife) return entry;
      store.remove(place);
      return [];
    });
  }

  #read(place: string): Stored | undefined {
    try {
      const entry = JSON.parse(this.#options.store.get(place) ?? 'null') as Stored | null;
      return entry?.key && (entry.status === 'sent' || 'draft' in entry) ? entry : undefined;
    } catch {
      return undefined; // cut short by a crash of the browser
    }
  }
}

// Whoever writes messages has this module already: nothing is awaited then.
outboxModule.provide({ Outbox, Drafts });
export { Drafts };

/** Whether what is kept has these words, or had them when it arrived. */
const agree = (kept: Stored | OutboxEntry, { draft }: { draft: object }): boolean =>
  kept.status === 'sent' || JSON.stringify((kept as { draft: object }).draft) === JSON.stringify(draft);

function placeOf(contact: string, key: string): string {
  return outboxPlaces(contact) + key;
}

/**
 * Runs work while no other tab runs work of that name. Without Web Locks, or where the page may not use them, at once:
 * the key alone must do then.
 */
async function exclusively(name: string, work: () => Promise<void>): Promise<void> {
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  let begun = false;
  try {
    await locks?.request(name, () => {
      begun = true;
      return work();
    });
  } catch (error) {
    if (begun) throw error;
  }
  if (!begun) await work();
}
