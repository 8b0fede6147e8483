import type {
  Call,
  Consenting,
  Credentials,
  MailCall,
  PortalAdapter,
  Registration,
  SignInResult,
} from '../api/adapter.ts';
import { isAbort, PortalError } from '../api/errors.ts';
import type { Session } from '../api/model.ts';
import type { Agreement, Arrival, Refusal } from './arrival.ts';
import { arrivals } from './arrival-module.ts';
import { Store, until } from './store.ts';

/**
 * The part of a portal that knows who is signed in: ways in and out, sessions that end under somebody's hands, other
 * tabs' news of them, and what becomes of calls meanwhile.
 */
export abstract class SessionKeeper {
  /** `undefined` until known, `null` while nobody is signed in. */
  readonly session = new Store<Session | null | undefined>(undefined);
  /** How the last session ended, for words at the next sign-in. */
  readonly ended = new Store<'signed-out' | 'expired' | undefined>(undefined);
  /** Why somebody came back from an identity provider without a session, or what they have to agree to first. */
  readonly arrival = new Store<Refusal | Agreement | undefined>(undefined);
  /**
   * Whether the session has ended under somebody's hands. `session` stays that of the one whose words are on the page
   * until they sign in again (`false`, and everything goes on), somebody else does, or they leave.
   */
  readonly paused = new Store(false);
  /** @internal Elements that show somebody's own: while there are any, a session that ends is asked for again in place. */
  readonly workers = new Set<object>();
  /** @internal Set by what routes the page: shows an address of its own without loading the page; `false` for others. */
  route: ((url: URL) => boolean) | undefined;
  /** @internal Set by what routes the page: the address that somebody wanted before the sign-in came between. */
  wanted: (() => string) | undefined;

  /** Counts what was learnt of the session: an answer on its way since before a sign-in must not undo it. */
  protected known = 0;
  #arrived: Arrival | undefined;
  /** A look at what became of the session, once a call has found none. */
  #doubt: Promise<void> | undefined;
  #channel: BroadcastChannel | undefined;

  abstract readonly adapter: PortalAdapter;

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
      const known = this.known;
      try {
        return await (typeof call === 'function' ? call() : call);
      } catch (thrown) {
        if (isAbort(thrown)) throw thrown;
        const error = PortalError.from(thrown);
        if (error.code !== 'unauthenticated' || contact === undefined) throw error;
        // An answer from before a new sign-in says nothing of that one.
        if (known === this.known) await this.lose();
        if (typeof call !== 'function' || tries) throw error;
      }
    }
  }

  /** Where mails and providers shall lead back to: the address that the person wants. */
  get returnTo(): string {
    return this.wanted?.() ?? globalThis.location?.href ?? '';
  }

  async signIn(credentials: Credentials, call?: Call): Promise<SignInResult> {
    return this.signedIn(await this.adapter.session.signIn(credentials, call));
  }

  async register(registration: Registration, call?: MailCall): Promise<SignInResult> {
    const { session } = this.adapter;
    return this.signedIn(await this.#optional(session.register?.(registration, this.#leadBack(call))));
  }

  async verify(token: string, call?: Call): Promise<SignInResult> {
    return this.signedIn(await this.#optional(this.adapter.session.verify?.(token, call)));
  }

  /** Has a one-time link and code mailed. */
  async requestLink(email: string, call?: MailCall): Promise<void> {
    await this.#optional(this.adapter.session.requestLink?.(email, this.#leadBack(call)));
  }

  /** Has a link mailed for a new password. */
  async requestReset(email: string, call?: MailCall): Promise<void> {
    await this.#optional(this.adapter.session.requestReset?.(email, this.#leadBack(call)));
  }

  async reset(token: string, password: string, call?: Consenting): Promise<SignInResult> {
    return this.signedIn(await this.#optional(this.adapter.session.reset?.(token, password, call)));
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
    if (contact !== undefined) this.forget(contact);
    this.#endSession('signed-out');
    this.#channel?.postMessage({ left: contact });
  }

  /** Does not sign in again after the session has ended: what was typed is kept for its author, and shown no more. */
  leave(): void {
    this.#endSession('expired');
  }

  /** Whether an element uses the portal. */
  protected abstract get isUsed(): boolean;

  /** Removes what a contact has left in this browser. */
  protected abstract forget(contact: string): void;

  /** Before a session ends: nothing more is sent, or nothing more of its contact is shown either. */
  protected abstract rest(how: 'hold' | 'suspend'): void;

  /** Another session, or none; `resumed` after one in which nothing was heard. */
  protected abstract turned(session?: Session, fresh?: boolean, resumed?: boolean): void;

  /** Begins or ends to hear other tabs. */
  protected tune(on: boolean): void {
    this.#channel?.close();
    this.#channel = undefined;
    if (!on || typeof BroadcastChannel === 'undefined') return;
    this.#channel = new BroadcastChannel(`portico.session/1:${this.adapter.name}`);
    this.#channel.onmessage = ({ data }) => this.#hear(data);
  }

  /** Takes in who comes back from a provider. */
  protected async comeBack(): Promise<SignInResult | undefined> {
    const module = await arrivals();
    this.#arrived ??= module?.takeArrival() ?? {};
    const came = await module?.comeBack(this, this.#arrived);
    if (!came) this.#arrived = {};
    return came;
  }

  protected signedIn(result: SignInResult): SignInResult {
    if (result.state === 'signed-in') {
      this.#arrived = {};
      this.apply(result.session, true);
      this.#channel?.postMessage('changed');
      const { returnTo } = result;
      // Rarely needed, and then just after a way through a mail or a provider.
      if (returnTo !== undefined)
        void import('./go-to.ts').then(({ goTo }) => {
          // Not where the portal has left the page while this was loaded.
          if (this.isUsed) goTo(returnTo, this.route);
        });
    }
    return result;
  }

  /** Another tab has signed somebody in, or out. Who is in, each tab asks the backend itself. */
  #hear(news: unknown): void {
    const contact = this.session.value?.contact.id;
    const left = (news as { left?: unknown } | null)?.left;
    if (contact !== undefined && left === contact) {
      // What a hand was typing meanwhile goes too.
      this.forget(contact);
      this.#endSession('signed-out');
    } else if (left === undefined) void this.refresh();
  }

  #leadBack(call?: MailCall): MailCall {
    return { returnTo: this.returnTo, ...call };
  }

  #optional<T>(call: Promise<T> | undefined): Promise<T> {
    return call ?? Promise.reject(new PortalError('not-supported'));
  }

  /** Asks who is signed in; resolves to whether there was an answer. */
  protected async refresh({ touch = false } = {}): Promise<boolean> {
    const before = this.known;
    const { session: api } = this.adapter;
    try {
      const session = touch ? await api.touch?.() : await api.current();
      if (before === this.known) this.apply(session ?? null, touch);
      return true;
    } catch {
      return false; // the next call that needs the session will tell
    }
  }

  /** A call has found no session. What became of it is asked: another tab may have signed in, as the same or another. */
  protected lose(): Promise<void> {
    if (!this.workers.size) this.interrupt();
    else if (!this.paused.value && this.session.value)
      this.#doubt ??= this.refresh().then((known) => {
        this.#doubt = undefined;
        if (!known) this.interrupt();
      });
    return this.#doubt ?? Promise.resolve();
  }

  /** The session is over, and nobody here wanted that: whoever works on the page may sign in again in place. */
  protected interrupt(): void {
    if (!this.session.value) return this.#endSession(undefined);
    if (!this.workers.size) return this.#endSession('expired');
    this.known++;
    if (this.paused.value) return;
    this.rest('hold');
    this.paused.set(true);
    this.turned();
  }

  /** `fresh`: the session has just been used, so that its idle limit counts from now. */
  protected apply(session: Session | null, fresh = false): void {
    if (!session) return this.interrupt();
    this.known++;
    const before = this.session.value;
    const same = before?.contact.id === session.contact.id;
    const resumed = same && this.paused.value;
    if (!same) this.rest('suspend');
    this.ended.set(undefined);
    this.arrival.set(undefined);
    // The same contact again is no news: elements keep what they show.
    if (!same || lasting(before) !== lasting(session)) this.session.set(session);
    this.paused.set(false);
    this.turned(session, fresh, resumed);
  }

  #endSession(how: 'signed-out' | 'expired' | undefined): void {
    this.known++;
    this.rest('suspend');
    if (how) this.ended.set(how);
    this.session.set(null);
    this.paused.set(false);
    this.turned();
  }
}

/** What of a session is the same for as long as it lasts. */
function lasting(session: Session | null | undefined): string {
  return JSON.stringify(session && { ...session, idleAt: 0, expiresAt: 0 });
}
