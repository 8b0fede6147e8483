import type {
  Call,
  Credentials,
  MailCall,
  PortalAdapter,
  Registration,
  SignInResult,
  Start,
  TicketChange,
} from '../api/adapter.ts';
import { isAbort, PortalError } from '../api/errors.ts';
import type { Page, PortalSettings, Session, TicketQuery, TicketSummary } from '../api/model.ts';
import { Drafts } from './drafts.ts';
import type { PortalLinks } from './links.ts';
import type { Outbox, OutboxEntry } from './outbox.ts';
import { outboxModule, outboxPlaces } from './outbox-module.ts';
import { browserStore, removeAll, type KeyValueStore } from './storage.ts';
import { Store } from './store.ts';

export interface PortalOptions {
  adapter: PortalAdapter;
  links?: PortalLinks;
  /** Where drafts and unsent messages are kept; the browser's local storage unless given. */
  store?: KeyValueStore;
}

/**
 * What all elements of a page share: one backend, its settings, the session, drafts, the outbox. It renders nothing.
 * It starts by itself with the first element that asks, in one round trip, and can be stopped and started again.
 */
export class Portal {
  readonly adapter: PortalAdapter;
  /** `undefined` until known. */
  readonly settings = new Store<PortalSettings | undefined>(undefined);
  /** `undefined` until known, `null` while nobody is signed in. */
  readonly session = new Store<Session | null | undefined>(undefined);
  /** Why the portal could not start. */
  readonly failure = new Store<PortalError | undefined>(undefined);
  readonly online = new Store(globalThis.navigator?.onLine !== false);
  readonly links: Store<PortalLinks>;
  /** How the last session ended, for words at the next sign-in. */
  readonly ended = new Store<'signed-out' | 'expired' | undefined>(undefined);
  readonly drafts: Drafts;
  /** What was handed over and is not known to have arrived. */
  readonly unsent = new Store<readonly OutboxEntry[]>([]);

  readonly #store: KeyValueStore;
  #outbox: Outbox | undefined;
  readonly #watchers = new Set<(change: TicketChange) => void>();
  #starting: Promise<Start> | undefined;
  #firstQuery: TicketQuery | undefined;
  #unwatch: (() => void) | undefined;
  #stop: AbortController | undefined;
  #channel: BroadcastChannel | undefined;
  #users = 0;
  /** Counts what was learnt of the session: an answer on its way since before a sign-in must not undo it. */
  #sessions = 0;

  constructor({ adapter, links = {}, store = browserStore() }: PortalOptions) {
    this.adapter = adapter;
    this.links = new Store(links);
    this.drafts = new Drafts(store, () => this.session.value?.contact.id);
    this.#store = store;
  }

  /** Sends what is written. Its code must be here: import `outbox.ts`, or await `outboxModule.load()`. */
  get outbox(): Outbox {
    const Made = outboxModule.value?.Outbox;
    if (!Made) throw new Error('outbox.ts is not loaded yet');
    this.#outbox ??= new Made({
      adapter: this.adapter,
      store: this.#store,
      entries: this.unsent,
      contact: () => this.session.value?.contact.id,
      onUnauthenticated: () => this.#endSession('expired'),
    });
    return this.#outbox;
  }

  /** An element uses the portal: listeners are attached with the first and leave with the last. */
  attach(): void {
    if (this.#users++ || this.#stop) return;
    // Nothing was heard while nobody listened.
    if (this.session.value !== undefined) void this.#refreshSession();
    const stop = (this.#stop = new AbortController());
    const { signal } = stop;
    globalThis.addEventListener?.(
      'online',
      () => {
        this.online.set(true);
        void this.#resumeOutbox();
        if (this.failure.value) void this.restart().catch(() => undefined); // told by `failure`
      },
      { signal },
    );
    globalThis.addEventListener?.('offline', () => this.online.set(false), { signal });
    const unsubscribe = this.adapter.session.subscribe?.((session) => this.#applySession(session));
    if (unsubscribe) signal.addEventListener('abort', unsubscribe);
    if (typeof BroadcastChannel !== 'undefined') {
      this.#channel = new BroadcastChannel(`portico.session/1:${this.adapter.name}`);
      // Only that something changed is told, never who: each tab asks the backend itself.
      this.#channel.onmessage = () => void this.#refreshSession();
    }
    this.#watch();
  }

  /** An element uses the portal no more. What is unsent is still sent. */
  detach(): void {
    if (--this.#users) return;
    // An element that is moved leaves and comes back at once.
    queueMicrotask(() => {
      if (this.#users) return;
      this.#stop?.abort();
      this.#stop = undefined;
      this.#channel?.close();
      this.#channel = undefined;
      this.#watch();
    });
  }

  /**
   * Settings, session and the first page of tickets. One call for the whole page: it waits a task, so that a list that
   * is made along can say which tickets it will want.
   */
  start(): Promise<Start> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  /** Tries again after a failed start. */
  restart(): Promise<Start> {
    this.#starting = undefined;
    return this.start();
  }

  /** A page of tickets; the first one comes with the start. */
  async list(query: TicketQuery, call?: Call): Promise<Page<TicketSummary>> {
    if (this.session.value === undefined) {
      if (!this.#starting) this.#firstQuery = query;
      else this.#firstQuery ??= query;
      const { tickets } = await this.start();
      call?.signal?.throwIfAborted();
      if (tickets && this.#firstQuery === query) return tickets;
      if (!this.session.value) throw new PortalError('unauthenticated');
    }
    return this.guard(this.adapter.tickets.list(query, call));
  }

  /** Passes a call's result on; one that finds the session gone ends it for the whole page. */
  async guard<T>(result: Promise<T>): Promise<T> {
    try {
      return await result;
    } catch (thrown) {
      if (isAbort(thrown)) throw thrown;
      const error = PortalError.from(thrown);
      if (error.code === 'unauthenticated' && this.session.value) this.#endSession('expired');
      throw error;
    }
  }

  async signIn(credentials: Credentials, call?: Call): Promise<SignInResult> {
    return this.#signedIn(await this.adapter.session.signIn(credentials, call));
  }

  async register(registration: Registration, call?: MailCall): Promise<SignInResult> {
    if (!this.adapter.session.register) throw new PortalError('not-supported');
    return this.#signedIn(await this.adapter.session.register(registration, call));
  }

  async verify(token: string, call?: Call): Promise<SignInResult> {
    if (!this.adapter.session.verify) throw new PortalError('not-supported');
    return this.#signedIn(await this.adapter.session.verify(token, call));
  }

  /** Sets a new password by a mailed token, and signs in. */
  async reset(token: string, password: string, call?: Call): Promise<SignInResult> {
    if (!this.adapter.session.reset) throw new PortalError('not-supported');
    return this.#signedIn(await this.adapter.session.reset(token, password, call));
  }

  /**
   * Signs out on purpose, here or in all browsers: the contact's drafts and unsent messages leave this browser too.
   */
  async signOut({ everywhere = false }: { everywhere?: boolean } = {}): Promise<void> {
    const contact = this.session.value?.contact.id;
    const { session } = this.adapter;
    if (everywhere && !session.endAll) throw new PortalError('not-supported');
    try {
      await (everywhere ? session.endAll?.() : session.signOut());
    } catch (thrown) {
      // Over already is as good.
      if (PortalError.from(thrown).code !== 'unauthenticated') throw thrown;
    }
    if (contact) {
      this.drafts.clear(contact);
      if (this.#outbox) this.#outbox.clear(contact);
      else removeAll(this.#store, outboxPlaces(contact));
    }
    this.#endSession('signed-out');
    this.#channel?.postMessage('changed');
  }

  /** Hears of changes to what the contact can see, through one stream for all listeners. */
  watch(listener: (change: TicketChange) => void): () => void {
    this.#watchers.add(listener);
    this.#watch();
    return () => {
      this.#watchers.delete(listener);
      this.#watch();
    };
  }

  async #start(): Promise<Start> {
    await new Promise((resolve) => setTimeout(resolve));
    this.failure.set(undefined);
    try {
      const tickets = this.#firstQuery;
      const before = this.#sessions;
      const start = await this.adapter.start(tickets ? { tickets } : {});
      this.settings.set(start.settings);
      if (before === this.#sessions) this.#applySession(start.session);
      return start;
    } catch (thrown) {
      const error = PortalError.from(thrown);
      this.#starting = undefined;
      this.failure.set(error);
      throw error;
    }
  }

  #signedIn(result: SignInResult): SignInResult {
    if (result.state === 'signed-in') {
      this.#applySession(result.session);
      this.#channel?.postMessage('changed');
    }
    return result;
  }

  async #refreshSession(): Promise<void> {
    const before = this.#sessions;
    try {
      const session = await this.adapter.session.current();
      if (before === this.#sessions) this.#applySession(session);
    } catch {
      // The next call that needs the session will tell.
    }
  }

  #applySession(session: Session | null): void {
    this.#sessions++;
    const before = this.session.value;
    if (!session) return this.#endSession(before ? 'expired' : undefined);
    if (before?.contact.id !== session.contact.id) this.#outbox?.suspend();
    this.ended.set(undefined);
    // The same contact again is no news: elements keep what they show.
    if (JSON.stringify(before) !== JSON.stringify(session)) this.session.set(session);
    void this.#resumeOutbox();
    this.#watch();
  }

  /** Whether there is an outbox: where something was left unsent, its code is loaded for that. */
  async #loadOutbox(contact: string): Promise<boolean> {
    const left = outboxPlaces(contact);
    if (!outboxModule.value && this.#store.keys().some((key) => key.startsWith(left)))
      await outboxModule.load().catch(() => undefined); // the next sign-in or line tries again
    return outboxModule.value !== undefined;
  }

  async #resumeOutbox(): Promise<void> {
    const contact = this.session.value?.contact.id;
    if (!contact) return;
    if (outboxModule.value || (await this.#loadOutbox(contact))) this.outbox.resume();
  }

  #endSession(how: 'signed-out' | 'expired' | undefined): void {
    this.#sessions++;
    this.#outbox?.suspend();
    if (how) this.ended.set(how);
    this.session.set(null);
    this.#watch();
  }

  #watch(): void {
    const wanted = !!this.#stop && this.#watchers.size > 0 && !!this.session.value;
    if (wanted && !this.#unwatch) {
      this.#unwatch = this.adapter.tickets.watch?.((change) => {
        for (const listener of [...this.#watchers]) listener(change);
      });
    } else if (!wanted) {
      this.#unwatch?.();
      this.#unwatch = undefined;
    }
  }
}

const portals = new WeakMap<PortalAdapter, Portal>();

/** The portal of a backend that several elements were handed: one session, one start, one stream for all of them. */
export function portalOf(adapter: PortalAdapter): Portal {
  let portal = portals.get(adapter);
  if (!portal) portals.set(adapter, (portal = new Portal({ adapter })));
  return portal;
}
