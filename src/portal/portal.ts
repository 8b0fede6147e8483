import type { Call, PortalAdapter, Start, TicketChange } from '../api/adapter.ts';
import { PortalError } from '../api/errors.ts';
import type { Page, PortalSettings, Session, TicketQuery, TicketSummary } from '../api/model.ts';
import { idleModule, type IdleWatch, type Warning } from './idle-module.ts';
import type { PortalLinks } from './links.ts';
import type { Drafts, Outbox, OutboxEntry } from './outbox.ts';
import { draftPlaceOf, draftPlaces, outboxModule, outboxPlaces } from './outbox-module.ts';
import { browserStore, removeAll, type KeyValueStore } from './storage.ts';
import { SessionKeeper } from './session-keeper.ts';
import { Store } from './store.ts';
import { themeModule } from './theme-module.ts';

/** Milliseconds of which a page that was hidden for so long, and has no news for strangers, asks what it has missed. */
const longAway = 60_000;

export interface PortalOptions {
  adapter: PortalAdapter;
  links?: PortalLinks;
  /** Where drafts and unsent messages are kept; the browser's local storage unless given. */
  store?: KeyValueStore;
  /** Whether the owner's look is put on the page; it is unless this says `false`. */
  theme?: boolean;
}

/**
 * What all elements of a page share: one backend, its settings, the session, drafts, the outbox. It renders nothing.
 * It starts by itself with the first element that asks, in one round trip, and can be stopped and started again.
 */
export class Portal extends SessionKeeper {
  override readonly adapter: PortalAdapter;
  /** `undefined` until known. */
  readonly settings = new Store<PortalSettings | undefined>(undefined);
  /** Why the portal could not start. */
  readonly failure = new Store<PortalError | undefined>(undefined);
  readonly online = new Store(globalThis.navigator?.onLine !== false);
  readonly links: Store<PortalLinks>;
  /** Set while a session is about to end for lack of activity. */
  readonly warning = new Store<Warning | undefined>(undefined);
  /** What was handed over and is not known to have arrived. */
  readonly unsent = new Store<readonly OutboxEntry[]>([]);

  readonly #store: KeyValueStore;
  #outbox: Outbox | undefined;
  #drafts: Drafts | undefined;
  readonly #watchers = new Set<(change: TicketChange) => void>();
  #starting: Promise<Start> | undefined;
  #firstQuery: TicketQuery | undefined;
  #unwatch: (() => void) | undefined;
  #stop: AbortController | undefined;
  #users = 0;
  #idle: IdleWatch | undefined;
  #theme: boolean;
  /** Whether the settings have changed, as far as known, and were not read since. */
  #behind = false;
  #following = false;

  constructor({ adapter, links = {}, store = browserStore(), theme = true }: PortalOptions) {
    super();
    this.adapter = adapter;
    this.links = new Store(links);
    this.#store = store;
    this.#theme = theme;
    let idleSeconds: number | undefined;
    this.settings.subscribe((settings) => {
      void this.#dress();
      // A clock that runs counts down to the former limit.
      if (settings?.idleSeconds !== idleSeconds) {
        this.#restIdle();
        this.#keepTime();
      }
      idleSeconds = settings?.idleSeconds;
    });
    let stranger = false;
    this.session.subscribe((session) => {
      // Off, a portal tells strangers next to nothing of itself: whoever is let in all the same asks again.
      if (session && stranger && this.settings.value?.enabled === false) void this.#follow();
      stranger = session === null;
    });
  }

  /** Sends what is written. Its code must be here: import `outbox.ts`, or await `outboxModule.load()`. */
  get outbox(): Outbox {
    const Made = outboxModule.value?.Outbox;
    if (!Made) throw new Error('outbox.ts is not loaded');
    this.#outbox ??= new Made({
      adapter: this.adapter,
      store: this.#store,
      entries: this.unsent,
      contact: () => this.session.value?.contact.id,
      held: () => this.paused.value,
      onUnauthenticated: () => this.lose(),
    });
    return this.#outbox;
  }

  /** What is typed and not sent. Its code must be here: it comes with the outbox's. */
  get drafts(): Drafts {
    const Made = outboxModule.value?.Drafts;
    if (!Made) throw new Error('outbox.ts is not loaded');
    this.#drafts ??= new Made(this.#store, () => this.session.value?.contact.id);
    return this.#drafts;
  }

  /** What a sign-out would lose: what is on its way, and the places in which something is only written down yet. */
  get unsentCount(): number {
    const contact = this.session.value?.contact.id;
    if (!contact) return 0;
    const drafts = this.#store.keys().filter((key) => key.startsWith(draftPlaces(contact)));
    return this.unsent.value.length + new Set(drafts.map(draftPlaceOf)).size;
  }

  /** Whether the owner's look is on the page for as long as an element uses the portal. */
  get theme(): boolean {
    return this.#theme;
  }

  set theme(wanted: boolean) {
    this.#theme = wanted;
    void this.#dress();
  }

  /** Lends the code of the outbox to a portal of another copy of the library, which has not loaded its own. */
  lend(module: NonNullable<typeof outboxModule.value>): void {
    outboxModule.value ??= module;
  }

  /** An element uses the portal: listeners are attached with the first and leave with the last. */
  attach(): void {
    if (this.#users++ || this.#stop) return;
    // Nothing was heard while nobody listened.
    if (this.session.value !== undefined) void this.refresh();
    const stop = (this.#stop = new AbortController());
    const { signal } = stop;
    globalThis.addEventListener?.(
      'online',
      () => {
        this.online.set(true);
        // What was taken for over without the backend's word may not be.
        if (this.paused.value) void this.refresh();
        void this.#resumeOutbox();
        if (this.failure.value) void this.restart().catch(() => undefined); // told by `failure`
        if (this.#behind) void this.#follow();
      },
      { signal },
    );
    let hiddenAt = 0;
    globalThis.document?.addEventListener(
      'visibilitychange',
      () => {
        if (document.hidden) hiddenAt = Date.now();
        else if (this.session.value === null && Date.now() - hiddenAt >= longAway) void this.#follow();
      },
      { signal },
    );
    globalThis.addEventListener?.('offline', () => this.online.set(false), { signal });
    const unsubscribe = this.adapter.session.subscribe?.((session) => this.apply(session));
    if (unsubscribe) signal.addEventListener('abort', unsubscribe);
    this.tune(true);
    this.#watch();
    this.#keepTime();
    void this.#dress();
  }

  /** An element uses the portal no more. What is unsent is still sent. */
  detach(): void {
    if (--this.#users) return;
    // An element that is moved leaves and comes back at once.
    queueMicrotask(() => {
      if (this.#users) return;
      this.#stop?.abort();
      this.#stop = undefined;
      this.tune(false);
      this.#watch();
      this.#keepTime();
      void this.#dress();
    });
  }

  /** @internal An element shows somebody's own, until the returned function is called. */
  work(element: object): () => void {
    this.workers.add(element);
    this.#keepTime();
    return () => {
      this.workers.delete(element);
      queueMicrotask(() => {
        if (this.workers.size) return;
        this.#keepTime();
        // Nothing is left that could wait for its owner.
        if (this.paused.value) this.leave();
      });
    };
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
    return this.guard(() => this.adapter.tickets.list(query, call));
  }

  /** Hears of changes to what the contact can see, through one stream for all listeners. */
  watch(listener: (change: TicketChange) => void): () => void {
    this.#watchers.add(listener);
    return () => void this.#watchers.delete(listener);
  }

  async #start(): Promise<Start> {
    await new Promise((resolve) => setTimeout(resolve));
    this.failure.set(undefined);
    try {
      const came = await this.comeBack();
      const tickets = this.#firstQuery;
      const before = this.known;
      const start = await this.adapter.start(tickets ? { tickets } : {});
      await this.#take(start, before, true);
      if (came) this.signedIn(came);
      return start;
    } catch (thrown) {
      const error = PortalError.from(thrown);
      this.#starting = undefined;
      this.failure.set(error);
      throw error;
    }
  }

  /** Reads the settings again, of which only changes show. What is on the page stays where that fails. */
  async #follow(): Promise<void> {
    this.#behind = true;
    if (this.#following) return;
    this.#following = true;
    try {
      while (this.#behind) {
        this.#behind = false;
        const before = this.known;
        await this.#take(await this.adapter.start({ background: true }), before);
      }
    } catch {
      this.#behind = true; // tried again with the next event, and back online
    }
    this.#following = false;
  }

  /** Takes in what a start has told, of the session only where nothing else was learnt of it meanwhile. */
  async #take({ settings, session }: Start, before: number, fresh = false): Promise<void> {
    if (JSON.stringify(settings) !== JSON.stringify(this.settings.value)) {
      // Before anything shows: it must not change its look under people's eyes.
      await this.#dress(settings);
      this.settings.set(settings);
    }
    if (before !== this.known) return;
    // Nobody can sign in again in place: what they typed is kept for when it is on.
    if (!session && this.session.value && !settings.enabled) this.leave();
    else this.apply(session, fresh);
  }

  /** A look that cannot be had keeps nobody from the portal. */
  async #dress(settings = this.settings.value): Promise<void> {
    const look = () => (this.#stop && this.#theme ? settings?.theme : undefined);
    if (!look() && !themeModule.value) return;
    const module = await themeModule.load().catch(() => undefined);
    module?.applyTheme('page', look(), this);
  }

  protected override get isUsed(): boolean {
    return !!this.#stop;
  }

  protected override forget(contact: string): void {
    removeAll(this.#store, draftPlaces(contact));
    if (this.#outbox) this.#outbox.clear(contact);
    else removeAll(this.#store, outboxPlaces(contact));
  }

  protected override rest(how: 'hold' | 'suspend'): void {
    this.#outbox?.[how]();
    if (how !== 'hold') this.#restIdle();
  }

  #restIdle(): void {
    this.#idle?.stop();
    this.#idle = undefined;
  }

  protected override turned(session?: Session, fresh?: boolean, resumed?: boolean): void {
    if (session) void this.#resumeOutbox();
    this.#watch();
    this.#keepTime(session?.idleAt, fresh);
    // Nothing was heard meanwhile.
    if (resumed) this.#tell({ kind: 'reset' });
  }

  /** Counts down to the idle limit, where there is one, somebody is signed in, and there is something of theirs to see. */
  #keepTime(idleAt?: string, fresh = false): void {
    const seconds = this.settings.value?.idleSeconds;
    const session = this.paused.value ? undefined : this.session.value;
    if (!seconds || !session || !this.adapter.session.touch || !this.workers.size || !this.#stop) {
      this.#restIdle();
      this.warning.set(undefined);
      return;
    }
    if (this.#idle) {
      if (idleAt) this.#idle.told(idleAt, fresh);
      return;
    }
    if (!idleModule.value) {
      // Where it cannot be had, the backend keeps time alone.
      idleModule.load().then(
        () => this.#keepTime(idleAt, fresh),
        () => undefined,
      );
      return;
    }
    this.#idle = new idleModule.value.IdleWatch({
      seconds,
      name: `${this.adapter.name}:${session.contact.id}`,
      store: this.#store,
      warning: this.warning,
      touch: () => this.refresh({ touch: true }),
      ask: () => this.refresh(),
      over: () => this.interrupt(),
    });
    this.#idle.told(idleAt ?? session.idleAt, fresh);
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

  #watch(): void {
    // Settings are heard of for everybody, whether anybody asks or not.
    const wanted = !!this.#stop && !!this.session.value && !this.paused.value;
    if (wanted && !this.#unwatch) {
      this.#unwatch = this.adapter.tickets.watch?.((change) => this.#hear(change));
    } else if (!wanted) {
      this.#unwatch?.();
      this.#unwatch = undefined;
    }
  }

  #hear(change: TicketChange): void {
    const { kind } = change;
    if (kind === 'settings' || this.#behind) void this.#follow();
    if (kind !== 'settings') this.#tell(change);
  }

  #tell(change: TicketChange): void {
    for (const listener of [...this.#watchers]) listener(change);
  }
}

const portals = new WeakMap<PortalAdapter, Portal>();

/** The portal of a backend that several elements were handed: one session, one start, one stream for all of them. */
export function portalOf(adapter: PortalAdapter): Portal {
  let portal = portals.get(adapter);
  if (!portal) portals.set(adapter, (portal = new Portal({ adapter })));
  return portal;
}
