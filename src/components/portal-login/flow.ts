import { PortalError } from '../../api/errors.ts';
import type { SignInResult } from '../../api/adapter.ts';
import type { SignInMethod, SignInOptions } from '../../api/model.ts';
import { fillLink } from '../../portal/links.ts';
import type { Portal } from '../../portal/portal.ts';
import { PortalErrorEvent, PortalSignedInEvent } from '../events.ts';
import {
  checkFields,
  faultsOf,
  firstFault,
  hasFieldFault,
  type FormKind,
  type LoginFaults,
} from './fields.ts';
import { LoginForm } from './form.ts';
import type { LoginView, PortalLogin } from './portal-login.ts';
import { SentMail, type Sent } from './sent-mail.ts';

/** What a mailed token is for. */
export type Purpose = 'verify' | 'link' | 'reset';

/** What is shown: a view, who is signed in, or that this is not known yet. */
export type Shown = LoginView | 'signed-in' | 'waiting';

/** Failures that say nothing of what was sent. */
const isPassing = ({ code }: PortalError): boolean =>
  code === 'offline' || code === 'unavailable' || code === 'rate-limited';

/** What happens behind the sign-in's views: what is sent, what comes of it, and which view is next. */
export class LoginFlow {
  faults: LoginFaults = { fields: {} };
  /** What is under way: `form`, `link`, `resend`, `token`, or a provider's id behind a colon. */
  busy = '';
  /** What the token was for that was refused. */
  expired: Purpose | undefined;
  /** Whether coming back from a provider took too long. */
  late = false;
  /** Whether staff asked for the fields while the portal is off. */
  staff = false;
  /** Whether the backend asked for consent where the page did not know of it. */
  #asked = false;
  readonly form: LoginForm;
  readonly mail: SentMail;
  readonly #host: PortalLogin;
  #abort: AbortController | undefined;

  constructor(host: PortalLogin) {
    this.#host = host;
    this.form = new LoginForm(host, this);
    this.mail = new SentMail(() => host.requestUpdate());
  }

  get portal(): Portal | undefined {
    return this.#host.portal;
  }

  get shown(): Shown {
    const { portal, settings, view, session } = this.#host;
    if (!portal || !settings || session === undefined) return 'waiting';
    // A session that has ended under somebody's hands waits for its owner, and is none here.
    const signedIn = session !== null && !portal.paused.value;
    const mailed = view === 'verify' || view === 'link' || view === 'reset' || view === 'link-expired';
    if (signedIn && !mailed) return 'signed-in';
    // Staff sign in also while the portal is off, and by mails too; nobody new comes in.
    if (!settings.enabled && !this.staff && (!mailed || view === 'verify')) return 'off';
    if (view === 'register' && !this.mayRegister) return 'sign-in';
    if (view === 'forgot' && !this.mayReset) return 'sign-in';
    // Nothing is left to agree to.
    if (view === 'consent' && !settings.signIn.consent) return 'sign-in';
    return view;
  }

  get methods(): SignInMethod[] {
    const able = this.portal?.adapter.capabilities.signIn ?? [];
    return (this.#host.settings?.signIn.methods ?? []).filter((method) => able.includes(method));
  }

  get mayRegister(): boolean {
    const adapter = this.portal?.adapter;
    const { settings } = this.#host;
    return !!(
      settings?.enabled &&
      !this.#host.again &&
      settings.signIn.registration &&
      adapter?.capabilities.registration &&
      adapter.session.register
    );
  }

  get mayReset(): boolean {
    const session = this.portal?.adapter.session;
    return !!(this.#host.settings?.signIn.reset && session?.requestReset && session.reset);
  }

  get mailsLinks(): boolean {
    return (
      !!this.portal?.adapter.session.requestLink &&
      this.methods.some((method) => method === 'link' || method === 'code')
    );
  }

  /** What is to be filled in, if anything. */
  get kind(): FormKind | undefined {
    switch (this.shown) {
      case 'sign-in':
        return this.methods.includes('password') ? 'sign-in' : this.mailsLinks ? 'link' : undefined;
      case 'register':
        return 'register';
      case 'forgot':
        return 'address';
      case 'reset':
        return 'reset';
      case 'consent':
        return 'consent';
      case 'check-email':
        return this.sent?.purpose === 'link' && this.methods.includes('code') ? 'code' : undefined;
      case 'link-expired':
        return (this.expired === 'link' && this.mailsLinks) || (this.expired === 'reset' && this.mayReset)
          ? 'address'
          : undefined;
      default:
        return undefined;
    }
  }

  /** What is to be agreed to in this view, if anything: by whoever comes in for the first time. */
  get consent(): SignInOptions['consent'] {
    const { kind } = this;
    const asks =
      kind === 'register' ||
      kind === 'consent' ||
      (kind === 'reset' && (this.#host.isInvited || this.#asked));
    return asks ? this.#host.settings?.signIn.consent : undefined;
  }

  get sent(): Sent | undefined {
    return this.mail.value;
  }

  /** Another view: what was wrong in the last one, and what was known of a mail, is over. */
  leave(view: LoginView): void {
    this.form.conceal();
    if (view === 'check-email' || view === 'link-expired') return;
    this.faults = { fields: {} };
    this.expired = undefined;
    this.#asked = false;
    this.mail.forget();
  }

  stop(): void {
    this.#abort?.abort();
    this.mail.stop();
  }

  /** The element is back on the page. */
  resume(): void {
    this.mail.resume();
  }

  /** A form was submitted; `link` asks for a mail where the form is for a password. */
  submit(wanted: string): Promise<void> | void {
    const { kind } = this;
    const { element } = this.form;
    if (this.busy || !kind || !element) return;
    const mailsLink = kind === 'link' || (kind === 'sign-in' && wanted === 'link');
    this.form.conceal();
    this.faults = checkFields(element, this.#host.t, mailsLink ? ['email'] : undefined);
    this.#host.requestUpdate();
    if (hasFieldFault(this.faults)) return this.#focusFault();
    const busy = wanted === 'link' ? 'link' : 'form';
    if (mailsLink) return this.#run(busy, () => this.#askForMail('link', this.form.text('email')));
    return this.#run(busy, () => this.#send(kind));
  }

  async #send(kind: FormKind): Promise<void> {
    const { portal, form } = this;
    if (!portal) return;
    const version = this.consent?.version;
    const consent = version !== undefined && { consent: version };
    const call = { signal: this.#abort?.signal };
    const email = form.text('email');
    const password = form.secret();
    switch (kind) {
      case 'register': {
        const registration = { name: form.text('name'), email, password, ...consent };
        const register = () => portal.register(registration, { ...this.#mailCall, ...call });
        const result = await register();
        if (result.state !== 'check-email') return this.#proceed(result);
        return this.#mailed({ purpose: 'register', email, again: register });
      }
      case 'code': {
        const code = form.text('code').replace(/[\s-]/g, '');
        return this.#proceed(
          await portal.signIn({ method: 'code', email: this.sent?.email ?? '', code }, call),
        );
      }
      case 'address':
        return this.#askForMail(this.expired === 'link' ? 'link' : 'reset', email);
      case 'reset':
        return this.#proceed(
          await portal.reset(this.#host.mailedToken ?? '', password, { ...call, ...consent }),
        );
      case 'consent': {
        const arrival = portal.arrival.value;
        if (typeof arrival !== 'object') return this.show('failed');
        return this.#proceed(await arrival.agree(version ?? '', call));
      }
      default:
        return this.#proceed(await portal.signIn({ method: 'password', email, password }, call));
    }
  }

  /** Redeems a mailed token that somebody has pressed the button for. */
  redeem(purpose: 'verify' | 'link'): Promise<void> {
    const token = this.#host.mailedToken ?? '';
    return this.#run('token', async (portal, call) =>
      this.#proceed(
        await (purpose === 'verify'
          ? portal.verify(token, call)
          : portal.signIn({ method: 'link', token }, call)),
      ),
    );
  }

  choose(provider: string): Promise<void> {
    return this.#run(`:${provider}`, async (portal, call) => {
      const { returnTo } = portal;
      this.#proceed(await portal.signIn({ method: 'redirect', provider, returnTo }, call));
    });
  }

  resend(): Promise<void> {
    const { sent } = this;
    return this.#run('resend', async () => {
      if (!sent || this.mail.wait) return;
      await sent.again();
      this.#host.announce(this.#host.t.resent);
      this.#mailed(sent);
    });
  }

  /** Signs out whoever came without being let in, and asks anew. */
  useAnother(): void {
    this.#host.email = undefined;
    this.form.forget();
    this.show('sign-in');
  }

  /** Back to where an address was typed, to type another. */
  retype(): void {
    const purpose = this.sent?.purpose;
    this.#host.email = undefined;
    this.show(purpose === 'register' ? 'register' : purpose === 'reset' ? 'forgot' : 'sign-in');
  }

  enterAsStaff(): void {
    this.staff = true;
    this.show('sign-in');
  }

  show(view: LoginView): void {
    this.portal?.arrival.set(undefined);
    this.#host.show(view);
  }

  get #mailCall(): { language: string } {
    return { language: this.#host.locale.tag };
  }

  async #askForMail(purpose: 'link' | 'reset', email: string): Promise<void> {
    const ask = async (): Promise<void> => {
      if (purpose === 'link') await this.portal?.requestLink(email, this.#mailCall);
      else await this.portal?.requestReset(email, this.#mailCall);
    };
    await ask();
    this.#mailed({ purpose, email, again: ask });
  }

  #mailed(sent: Sent): void {
    this.expired = undefined;
    this.mail.note(sent);
    if (this.#host.view !== 'check-email') this.show('check-email');
  }

  #proceed(result: SignInResult): void {
    const host = this.#host;
    if (result.state === 'signed-in') {
      this.form.forget();
      host.email = undefined;
      host.spendToken();
      host.view = 'sign-in';
      host.announce(host.t.signedInAs(result.session.contact.name));
      host.dispatchEvent(new PortalSignedInEvent());
      void host.updateComplete.then(() => host.focusWelcome());
    } else if (result.state === 'redirect') {
      const url = fillLink(result.url);
      if (url) location.assign(url);
    }
  }

  /** One thing at a time: what is pressed twice is done once. */
  async #run(
    what: string,
    work: (portal: Portal, call: { signal: AbortSignal }) => Promise<void>,
  ): Promise<void> {
    const { portal } = this;
    if (this.busy || !portal) return;
    const { signal } = (this.#abort = new AbortController());
    const { kind } = this;
    this.busy = what;
    this.faults = { fields: {} };
    this.#host.requestUpdate();
    try {
      await work(portal, { signal });
    } catch (thrown) {
      if (!signal.aborted) await this.#fail(PortalError.from(thrown), kind);
    } finally {
      this.busy = '';
      this.#host.requestUpdate();
      if (this.faults.all !== undefined || hasFieldFault(this.faults)) await this.#focusFault();
    }
  }

  async #fail(error: PortalError, kind: FormKind | undefined): Promise<void> {
    if (error.fields?.some(({ field }) => field === 'consent')) await this.#askForConsent();
    const host = this.#host;
    const { view, settings } = host;
    host.dispatchEvent(new PortalErrorEvent(error));
    const ofToken =
      view === 'verify' || view === 'link' || error.fields?.some(({ field }) => field === 'token');
    const refused =
      error.code === 'invalid' || error.code === 'unauthenticated' || error.code === 'not-found';
    if (kind === 'consent' && !error.fields && (refused || error.code === 'forbidden')) {
      // Not by this code any more: it was good for a quarter of an hour, or its person is not let in.
      const isDenied = error.code === 'forbidden';
      this.portal?.arrival.set(isDenied ? 'denied' : 'expired');
      host.show(isDenied ? 'denied' : 'failed');
    } else if (error.code === 'forbidden' && settings?.enabled) {
      host.spendToken();
      host.show('denied');
    } else if (ofToken && refused && (view === 'verify' || view === 'link' || view === 'reset')) {
      this.refuseToken(view);
    } else {
      this.faults = faultsOf(error, host.t, kind, settings);
      // The owner asks for none any more: another try will do.
      if (this.faults.fields.consent && !this.consent)
        this.faults = { fields: {}, all: host.t.errors.conflict };
      // What says nothing of the password leaves it for the next try.
      if (kind === 'sign-in' && !isPassing(error)) this.form.clearSecret();
    }
  }

  /** The backend wants consent, to another text than was agreed to or where the page knew of none: what it is now. */
  async #askForConsent(): Promise<void> {
    const { portal } = this;
    const isNews = this.consent !== undefined || !portal?.settings.value?.signIn.consent;
    this.#asked = true;
    if (!portal || !isNews) return;
    try {
      portal.settings.set((await portal.adapter.start()).settings);
    } catch {
      // The text that is here serves; the next try asks again.
    }
  }

  /** A mailed link is none, or no longer. */
  refuseToken(purpose: Purpose): void {
    this.#host.spendToken();
    this.expired = purpose;
    this.#host.show('link-expired');
  }

  async #focusFault(): Promise<void> {
    await this.#host.updateComplete;
    this.form.focusFault(firstFault(this.faults));
  }
}
