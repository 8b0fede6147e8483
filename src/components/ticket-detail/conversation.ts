import { PortalError } from '../../api/errors.ts';
import type { Message, Page, Stage, Ticket } from '../../api/model.ts';
import { Outbox } from '../../portal/outbox.ts';
import type { Portal } from '../../portal/portal.ts';

/** Messages a page. */
const pageSize = 50;
/** Pages to go back for what was missed, before starting anew from the newest. */
const longestGap = 5;
/** Failures after which the same write may be tried again under its key. */
const transient = new Set<string>(['offline', 'unavailable', 'rate-limited', 'unauthenticated']);

/** What a read brought that was not known before; nothing on the first one. */
export interface News {
  messages: Message[];
  /** The stage before and now, where that changed. */
  stages?: [Stage, Stage];
}

/** A ticket and as much of its messages as was read, for one contact. Knows nothing of how they are shown. */
export class Conversation {
  ticket: Ticket | undefined;
  /** Oldest first. */
  messages: readonly Message[] = [];
  /** Why the latest read failed. */
  error: PortalError | undefined;
  /** Why closing or reopening failed. */
  actionError: PortalError | undefined;
  /** The change of state under way. */
  acting: 'close' | 'reopen' | undefined;
  readingOlder = false;

  readonly #portal: Portal;
  readonly #id: string;
  readonly #changed: (news?: News) => void;
  #stop = new AbortController();
  /** Cursor of the page before the oldest message. */
  #older: string | undefined;
  #reading: Promise<void> | undefined;
  #readAgain = false;
  /** Sent from here and not seen in a page yet: a backend may lag behind its own writes. */
  readonly #sent = new Set<string>();
  #actionKey: string | undefined;
  #readUpTo: string | undefined;

  /** `changed` is called after every change, with what is new since the first read. */
  constructor(portal: Portal, id: string, changed: (news?: News) => void) {
    this.#portal = portal;
    this.#id = id;
    this.#changed = changed;
  }

  /** Whether there are messages older than those read. */
  get hasOlder(): boolean {
    return this.#older !== undefined;
  }

  /** Ends everything under way: what comes back late changes nothing. What was read stays. */
  stop(): void {
    this.#stop.abort();
  }

  /** Goes on after a stop, and catches up. */
  resume(): void {
    this.#stop = new AbortController();
    this.#reading = undefined;
    this.readingOlder = false;
    this.acting = undefined;
    void this.refresh();
  }

  /** Reads the ticket and its newest messages, together. What changes meanwhile is read after it. */
  refresh(): Promise<void> {
    if (this.#reading) {
      this.#readAgain = true;
      return this.#reading;
    }
    this.#reading = this.#refresh();
    return this.#reading;
  }

  /** Reads the page before the oldest message. */
  async readOlder(): Promise<void> {
    const cursor = this.#older;
    if (cursor === undefined || this.readingOlder) return;
    this.readingOlder = true;
    this.#changed();
    await this.#read(
      () => this.#page(cursor),
      ({ items, next }) => {
        const known = new Set(this.messages.map(({ id }) => id));
        const added = unique(items).filter(({ id }) => !known.has(id));
        this.messages = [...added.reverse(), ...this.messages];
        this.#older = next;
      },
      () => (this.readingOlder = false),
    );
  }

  /** Takes in a message that was just sent, ahead of the next read. */
  add(message: Message): void {
    if (this.messages.some(({ id }) => id === message.id)) return;
    this.#sent.add(message.id);
    this.messages = [...this.messages, message];
    this.#changed();
  }

  /** Closes or reopens the ticket. A try after a failure is the same write, so that it happens once. */
  async act(action: 'close' | 'reopen'): Promise<void> {
    if (this.acting) return;
    this.acting = action;
    this.actionError = undefined;
    this.#changed();
    this.#actionKey ??= Outbox.newKey();
    const { signal } = this.#stop;
    const write = { idempotencyKey: this.#actionKey, signal };
    try {
      const ticket = await this.#call((tickets) => tickets[action]?.(this.#id, write));
      if (signal.aborted) return;
      this.#actionKey = this.acting = undefined;
      this.#apply(ticket);
    } catch (thrown) {
      if (signal.aborted) return;
      const error = PortalError.from(thrown);
      this.acting = undefined;
      this.actionError = error;
      if (!transient.has(error.code)) this.#actionKey = undefined;
      this.#changed();
      // Somebody else was faster, perhaps: show how it stands.
      if (error.code === 'conflict') await this.refresh();
    }
  }

  /** Tells the backend that the newest message was read; does no harm when it cannot be told. */
  async markRead(): Promise<void> {
    const { capabilities, tickets } = this.#portal.adapter;
    const newest = this.messages.findLast(({ id }) => !this.#sent.has(id));
    if (!capabilities.unread || !tickets.markRead || !newest || newest.id === this.#readUpTo) return;
    const before = this.#readUpTo;
    this.#readUpTo = newest.id;
    if (before === undefined && this.ticket?.unread === false) return;
    try {
      await this.#call(() => tickets.markRead?.(this.#id, newest.id, { signal: this.#stop.signal }));
    } catch {
      // It stays unread in the list until the next visit: nothing that the reader should be bothered with.
      this.#readUpTo = before;
    }
  }

  async #refresh(): Promise<void> {
    const { signal } = this.#stop;
    const call = { signal, background: this.ticket !== undefined };
    await this.#read(
      () => Promise.all([this.#call((tickets) => tickets.get(this.#id, call)), this.#newest()]),
      ([ticket, newest]) => this.#apply(ticket, this.#merge(newest)),
      () => (this.#reading = undefined),
    );
    if (signal.aborted || !this.#readAgain) return;
    this.#readAgain = false;
    await this.refresh();
  }

  /** The newest pages, newest first, back to a message that is known. */
  async #newest(): Promise<{ items: Message[]; next?: string; gap: boolean }> {
    const first = this.ticket === undefined;
    const items: Message[] = [];
    let next: string | undefined;
    for (let pages = 0; pages < longestGap; pages++) {
      const page = await this.#page(next, !first);
      items.push(...page.items);
      next = page.next;
      const known = new Set(this.messages.map(({ id }) => id));
      if (!next || first || page.items.some(({ id }) => known.has(id)))
        return { items: unique(items), next, gap: first };
    }
    return { items: unique(items), next, gap: true };
  }

  /** Puts the newest messages in the place of what is known of them; returns those that were not. */
  #merge({ items, next, gap }: { items: Message[]; next?: string; gap: boolean }): Message[] {
    const known = new Map(this.messages.map((message) => [message.id, message]));
    // What did not change stays the same object: nobody renders it again.
    const newest = items.reverse().map((message) => {
      const before = known.get(message.id);
      return JSON.stringify(before) === JSON.stringify(message) ? (before ?? message) : message;
    });
    const ids = new Set(newest.map(({ id }) => id));
    const overlap = this.messages.findIndex(({ id }) => ids.has(id));
    // What stood after the overlap and is not there now was withdrawn; but what was sent from here may only lag.
    const older = gap ? [] : this.messages.slice(0, overlap < 0 ? undefined : overlap);
    const lagging = this.messages.filter(({ id }) => this.#sent.has(id) && !ids.has(id));
    this.messages = [...older.filter((message) => !lagging.includes(message)), ...newest, ...lagging];
    if (gap) this.#older = next;
    for (const id of ids) this.#sent.delete(id);
    return newest.filter(({ id }) => !known.has(id));
  }

  #apply(ticket: Ticket, messages: Message[] = []): void {
    const before = this.ticket;
    this.ticket = ticket;
    this.#changed(
      before && {
        messages,
        ...(before.stage.id !== ticket.stage.id && { stages: [before.stage, ticket.stage] }),
      },
    );
  }

  #page(cursor: string | undefined, background = false): Promise<Page<Message>> {
    return this.#call((tickets) =>
      tickets.messages(
        this.#id,
        { limit: pageSize, ...(cursor !== undefined && { cursor }) },
        { signal: this.#stop.signal, background },
      ),
    );
  }

  /** Reads and applies, unless stopped meanwhile; a failure is kept for showing. */
  async #read<T>(read: () => Promise<T>, apply: (value: T) => void, end: () => void): Promise<void> {
    const { signal } = this.#stop;
    let error: PortalError | undefined;
    try {
      const value = await read();
      if (!signal.aborted) apply(value);
    } catch (thrown) {
      error = PortalError.from(thrown);
    }
    if (signal.aborted) return;
    this.error = error;
    if (error?.code === 'not-found' || error?.code === 'forbidden') {
      // No longer theirs to see.
      this.ticket = this.#older = undefined;
      this.messages = [];
    }
    end();
    this.#changed();
  }

  /** Calls the backend; what it throws at once comes as a rejection too. */
  #call<T>(work: (tickets: Portal['adapter']['tickets']) => Promise<T> | undefined): Promise<T> {
    return this.#portal.guard(async () => {
      const result = work(this.#portal.adapter.tickets);
      if (!result) throw new PortalError('not-supported');
      return result;
    });
  }
}

/** Each message once: a backend may repeat items across pages. */
function unique(messages: readonly Message[]): Message[] {
  return [...new Map(messages.map((message) => [message.id, message])).values()];
}
