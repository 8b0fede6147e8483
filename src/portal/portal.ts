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
import type { Arrival, Refusal } from './arrival.ts';
import { arrivals } from './arrival-module.ts';
import { idleModule, type IdleWatch, type Warning } from './idle-module.ts';
import type { PortalLinks } from './links.ts';
import type { Drafts, Outbox, OutboxEntry } from './outbox.ts';
import { draftPlaceOf, draftPlaces, outboxModule, outboxPlaces } from './outbox-module.ts';
import { browserStore, removeAll, type KeyValueStore } from './storage.ts';
import { Store, until } from './store.ts';
import { themeModule } from './theme-module.ts';

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
  /** Why somebody came back from an identity provider without a session. */
  readonly arrival = new Store<Refusal | undefined>(undefined);
  /**
   * Whether the session has ended under somebody's hands. `session` stays that of the one whose words are on the page
   * until they sign in again (`false`, and everything goes on), somebody else does, or they leave.
   */
  readonly paused = new Store(false);
  /** Set while a session is about to end for lack of activity. */
  readonly warning = new Store<Warning | undefined>(undefined);
  /** What was handed over and is not known to have arrived. */
  readonly unsent = new Store<readonly OutboxEntry[]>([]);

  /** @internal Elements that show somebody's own: while there are any, a session that ends is asked for again in place. */
  readonly workers = new Set<object>();
  /** @internal Set by what routes the page: shows an address of its own without loading the page; `false` for others. */
  route: ((url: URL) => boolean) | undefined;
  /** @internal Set by what routes the page: the address that somebody wanted before the sign-in came between. */
  wanted: (() => string) | undefined;

  readonly #store: KeyValueStore;
  #outbox: Outbox | undefined;
  #drafts: Drafts | undefined;
  readonly #watchers = new Set<(change: TicketChange) => void>();
  #starting: Promise<Start> | undefined;
  #firstQuery: TicketQuery | undefined;
  #unwatch: (() => void) | undefined;
  #stop: AbortController | undefined;
  #channel: BroadcastChannel | undefined;
  #users = 0;
  /** Counts what was learnt of the session: an answer on its way since before a sign-in must not undo it. */
  #sessions = 0;
  #arrived: Arrival | undefined;
  /** A look at what became of the session, once a call has found none. */
  #doubt: Promise<void> | undefined;
  #idle: IdleWatch | undefined;
  #theme: boolean;

  constructor({ adapter, links = {}, store = browserStore(), theme = true }: PortalOptions) {
    this.adapter = adapter;
    this.links = new Store(links);
    this.#store = store;
    this.#theme = theme;
    this.settings.subscribe(() => void this.#dress());
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
      onUnauthenticated: () => this.#lose(),
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
    if (this.session.value !== undefined) void this.#refreshSession();
    const stop = (this.#stop = new AbortController());
    const { signal } = stop;
    globalThis.addEventListener?.(
      'online',
      () => {
        this.online.set(true);
        // What was taken for over without the backend's word may not be.
        if (this.paused.value) void this.#refreshSession();
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
      this.#channel.onmessage = ({ data }) => this.#hear(data);
    }
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
      this.#channel?.close();
      this.#channel = undefined;
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

  /**
   * Makes a call that needs the session. One that finds it gone waits until its owner has signed in again, and is made
   * anew then; a mere promise cannot be, and rejects. It rejects for whoever comes in the owner's place, too.
   */
  async guard<T>(call: Promise<T> | (() => Promise<T>)): Promise<T> {
    const contact = this.session.value?.contact.id;
    for (let tries = 0; ; tries++) {
      if (this.paused.value) await until(this.paused, (paused) => !paused);
      if (contact !== undefined && contact !== this.session.value?.contact.id)
        throw new PortalError('unauthenticated');
      const known = this.#sessions;
      try {
        return await (typeof call === 'function' ? call() : call);
      } catch (thrown) {
        if (isAbort(thrown)) throw thrown;
        const error = PortalError.from(thrown);
        if (error.code !== 'unauthenticated' || contact === undefined) throw error;
        // An answer from before a new sign-in says nothing of that one.
        if (known === this.#sessions) await this.#lose();
        if (typeof call !== 'function' || tries) throw error;
      }
    }
  }

  /** Where mails and providers shall lead back to: the address that the person wants. */
  get returnTo(): string {
    return this.wanted?.() ?? globalThis.location?.href ?? '';
  }

  async signIn(credentials: Credentials, call?: Call): Promise<SignInResult> {
    return this.#signedIn(await this.adapter.session.signIn(credentials, call));
  }

  async register(registration: Registration, call?: MailCall): Promise<SignInResult> {
    const { session } = this.adapter;
    return this.#signedIn(await this.#optional(session.register?.(registration, this.#leadBack(call))));
  }

  async verify(token: string, call?: Call): Promise<SignInResult> {
    return this.#signedIn(await this.#optional(this.adapter.session.verify?.(token, call)));
  }

  /** Has a one-time link and code mailed. */
  async requestLink(email: string, call?: MailCall): Promise<void> {
    await this.#optional(this.adapter.session.requestLink?.(email, this.#leadBack(call)));
  }

  /** Has a link mailed for a new password. */
  async requestReset(email: string, call?: MailCall): Promise<void> {
    await this.#optional(this.adapter.session.requestReset?.(email, this.#leadBack(call)));
  }

  async reset(token: string, password: string, call?: Call): Promise<SignInResult> {
    return this.#signedIn(await this.#optional(this.adapter.session.reset?.(token, password, call)));
  }

  /** Signs out on purpose, here or in all browsers: the contact's drafts and unsent messages leave this browser too. */
  async signOut({ everywhere = false }: { everywhere?: boolean } = {}): Promise<void> {
    const contact = this.session.value?.contact.id;
    const { session } = this.adapter;
    try {
      await (everywhere ? this.#optional(session.endAll?.()) : session.signOut());
    } catch (thrown) {
      // Over already is as good.
      if (PortalError.from(thrown).code !== 'unauthenticated') throw thrown;
    }
    if (contact !== undefined) this.#forget(contact);
    this.#endSession('signed-out');
    this.#channel?.postMessage({ left: contact });
  }

  /** Does not sign in again after the session has ended: what was typed is kept for its author, and shown no more. */
  leave(): void {
    this.#endSession('expired');
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
      const came = await this.#comeBack();
      const tickets = this.#firstQuery;
      const before = this.#sessions;
      const start = await this.adapter.start(tickets ? { tickets } : {});
      // Before anything shows: it must not change its look under people's eyes.
      await this.#dress(start.settings);
      this.settings.set(start.settings);
      if (before === this.#sessions) this.#applySession(start.session, true);
      if (came) this.#signedIn(came);
      return start;
    } catch (thrown) {
      const error = PortalError.from(thrown);
      this.#starting = undefined;
      this.failure.set(error);
      throw error;
    }
  }

  /** A look that cannot be had keeps nobody from the portal. */
  async #dress(settings = this.settings.value): Promise<void> {
    const look = () => (this.#stop && this.#theme ? settings?.theme : undefined);
    if (!look() && !themeModule.value) return;
    const module = await themeModule.load().catch(() => undefined);
    module?.applyTheme('page', look(), this);
  }

  /** Takes in who comes back from a provider. */
  async #comeBack(): Promise<SignInResult | undefined> {
    const module = await arrivals();
    this.#arrived ??= module?.takeArrival() ?? {};
    const came = await module?.comeBack(this, this.#arrived);
    if (!came) this.#arrived = {};
    return came;
  }

  #signedIn(result: SignInResult): SignInResult {
    if (result.state === 'signed-in') {
      this.#arrived = {};
      this.#applySession(result.session, true);
      this.#channel?.postMessage('changed');
      const { returnTo } = result;
      // Rarely needed, and then just after a way through a mail or a provider.
      if (returnTo !== undefined)
        void import('./go-to.ts').then(({ goTo }) => {
          // Not where the portal has left the page while this was loaded.
          if (this.#stop) goTo(returnTo, this.route);
        });
    }
    return result;
  }

  #forget(contact: string): void {
    removeAll(this.#store, draftPlaces(contact));
    if (this.#outbox) this.#outbox.clear(contact);
    else removeAll(this.#store, outboxPlaces(contact));
  }

  /** Another tab has signed somebody in, or out. Who is in, each tab asks the backend itself. */
  #hear(news: unknown): void {
    const contact = this.session.value?.contact.id;
    const left = (news as { left?: unknown } | null)?.left;
    if (contact !== undefined && left === contact) {
      // What a hand was typing meanwhile goes too.
      this.#forget(contact);
      this.#endSession('signed-out');
    } else if (left === undefined) void this.#refreshSession();
  }

  #leadBack(call?: MailCall): MailCall {
    return { returnTo: this.returnTo, ...call };
  }

  #optional<T>(call: Promise<T> | undefined): Promise<T> {
    return call ?? Promise.reject(new PortalError('not-supported'));
  }

  /** Asks who is signed in; resolves to whether there was an answer. */
  async #refreshSession({ touch = false } = {}): Promise<boolean> {
    const before = this.#sessions;
    const { session: api } = this.adapter;
    try {
      const session = touch ? await api.touch?.() : await api.current();
      if (before === this.#sessions) this.#applySession(session ?? null, touch);
      return true;
    } catch {
      return false; // the next call that needs the session will tell
    }
  }

  /** A call has found no session. What became of it is asked: another tab may have signed in, as the same or another. */
  #lose(): Promise<void> {
    if (!this.workers.size) this.#interrupt();
    else if (!this.paused.value && this.session.value)
      this.#doubt ??= this.#refreshSession().then((known) => {
        this.#doubt = undefined;
        if (!known) this.#interrupt();
      });
    return this.#doubt ?? Promise.resolve();
  }

  /** The session is over, and nobody here wanted that: whoever works on the page may sign in again in place. */
  #interrupt(): void {
    if (!this.session.value) return this.#endSession(undefined);
    if (!this.workers.size) return this.#endSession('expired');
    this.#sessions++;
    if (this.paused.value) return;
    this.#outbox?.hold();
    this.paused.set(true);
    this.#watch();
    this.#keepTime();
  }

  /** `fresh`: the session has just been used, so that its idle limit counts from now. */
  #applySession(session: Session | null, fresh = false): void {
    if (!session) return this.#interrupt();
    this.#sessions++;
    const before = this.session.value;
    const same = before?.contact.id === session.contact.id;
    const resumed = same && this.paused.value;
    if (!same) {
      this.#outbox?.suspend();
      this.#idle?.stop();
      this.#idle = undefined;
    }
    this.ended.set(undefined);
    this.arrival.set(undefined);
    // The same contact again is no news: elements keep what they show.
    if (!same || lasting(before) !== lasting(session)) this.session.set(session);
    this.paused.set(false);
    void this.#resumeOutbox();
    this.#watch();
    this.#keepTime(session.idleAt, fresh);
    // Nothing was heard meanwhile.
    if (resumed) this.#tell({ kind: 'reset' });
  }

  /** Counts down to the idle limit, where there is one, somebody is signed in, and there is something of theirs to see. */
  #keepTime(idleAt?: string, fresh = false): void {
    const seconds = this.settings.value?.idleSeconds;
    const session = this.paused.value ? undefined : this.session.value;
    if (!seconds || !session || !this.adapter.session.touch || !this.workers.size || !this.#stop) {
      this.#idle?.stop();
      this.#idle = undefined;
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
      touch: () => this.#refreshSession({ touch: true }),
      ask: () => this.#refreshSession(),
      over: () => this.#interrupt(),
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

  #endSession(how: 'signed-out' | 'expired' | undefined): void {
    this.#sessions++;
    this.#outbox?.suspend();
    if (how) this.ended.set(how);
    this.session.set(null);
    this.paused.set(false);
    this.#watch();
    this.#keepTime();
  }

  #watch(): void {
    const wanted = !!this.#stop && this.#watchers.size > 0 && !!this.session.value && !this.paused.value;
    if (wanted && !this.#unwatch) {
      this.#unwatch = this.adapter.tickets.watch?.((change) => this.#tell(change));
    } else if (!wanted) {
      this.#unwatch?.();
      this.#unwatch = undefined;
    }
  }

  #tell(change: TicketChange): void {
    for (const listener of [...this.#watchers]) listener(change);
  }
}

/** What of a session is the same for as long as it lasts. */
function lasting(session: Session | null | undefined): string {
  return JSON.stringify(session && { ...session, idleAt: 0, expiresAt: 0 });
}

const portals = new WeakMap<PortalAdapter, Portal>();

/** The portal of a backend that several elements were handed: one session, one start, one stream for all of them. */
export function portalOf(adapter: PortalAdapter): Portal {
  let portal = portals.get(adapter);
  if (!portal) portals.set(adapter, (portal = new Portal({ adapter })));
  return portal;
}
