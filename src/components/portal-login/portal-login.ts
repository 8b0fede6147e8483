import { render, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { SignInResult } from '../../api/adapter.ts';
import { PortalError } from '../../api/errors.ts';
import type { SignInOptions } from '../../api/model.ts';
import { LazyModule } from '../../portal/lazy-module.ts';
import { fillLink } from '../../portal/links.ts';
import type { Portal } from '../../portal/portal.ts';
import { readUrlState, writeUrlState } from '../../portal/url-state.ts';
import { PortalElement } from '../base/portal-element.ts';
import { PortalErrorEvent, PortalSignedInEvent } from '../events.ts';
import type { FieldsView, LoginFaults } from './fields.ts';

/** How sign-in and registration look: templates, fields, style sheets and words. */
const loginLook = new LazyModule(() => import('./login-look.ts'));
type LoginLook = NonNullable<typeof loginLook.value>;

/** What a sign-in element can show while nobody is signed in. */
export type LoginView =
  | 'sign-in'
  | 'register'
  | 'check-email'
  | 'verify'
  | 'link'
  | 'forgot'
  | 'reset'
  | 'signed-out'
  | 'denied'
  | 'off'
  | 'link-expired'
  | 'failed';

const verifyRoute = /^#\/verify\/?(\?|$)/;
let count = 0;

/**
 * Signs people in, and registers them where the portal allows it. The fields are children of the element, not part of
 * its shadow tree: password managers and autofill do not look into shadow trees. Nothing typed is ever kept elsewhere.
 *
 * Style the fields by the classes `portal-login-form`, `-field`, `-label`, `-input`, `-show`, `-help`, `-problem`,
 * `-consent`, `-check` and `-submit`, all with that prefix, each of the weight of one class.
 *
 * @summary Signs people in or registers them.
 * @slot heading - In place of the heading.
 * @slot signed-in - What is shown to somebody who is signed in.
 * @slot footer - Below everything, such as whom to ask for help.
 * @event portal-signed-in - Somebody has signed in.
 * @event portal-error - Signing in or registering failed.
 * @csspart card - The box around everything.
 * @csspart heading - What the view is for.
 * @csspart portal-name - The portal's name below the heading.
 * @csspart note - How the last session ended.
 * @csspart register-link - Leads to the registration.
 * @csspart sign-in-link - Leads back to the sign-in.
 * @csspart signed-in - Who is signed in.
 * @csspart tickets-link - Leads somebody signed in to the tickets.
 * @csspart message - What happened and what to do next.
 * @csspart retry-button - Confirms the address again where the line was down.
 * @cssproperty --portal-login-width - Greatest width of the box.
 * @cssproperty --portal-login-padding - Space within the box.
 * @cssproperty --portal-login-input-border - Border of the fields.
 */
export class PortalLogin extends PortalElement {
  protected static override look = loginLook;

  /** What is shown while nobody is signed in. */
  @property({ reflect: true }) view: LoginView = 'sign-in';

  /** The token of a confirmation mail, for the view `verify`; taken from the address unless given. */
  @property() token?: string;

  @state() private faults: LoginFaults = { fields: {} };
  @state() private busy = false;
  @state() private shown = false;
  @query('h1') private heading!: HTMLElement | null;
  @query('section[tabindex]') private welcome!: HTMLElement | null;

  readonly #id = `portal-login-${++count}`;
  #form: HTMLFormElement | undefined;
  #sentTo = '';
  /** A confirmation's token until it is redeemed or refused. */
  #token: string | undefined;
  #verifying = false;
  #consent: string | undefined;
  #abort: AbortController | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    if (verifyRoute.test(location.hash)) this.view = 'verify';
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#abort?.abort();
  }

  /** Shows another view, as its links do. */
  show(view: LoginView): void {
    this.view = view;
    void this.updateComplete.then(() => (this.#firstInput() ?? this.heading)?.focus());
  }

  protected override portalConnected(portal: Portal): void {
    this.listen(
      portal.session.subscribe((session) => {
        // Whoever comes next starts from the beginning.
        if (session) this.view = 'sign-in';
      }),
    );
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (this.view === 'register' && this.settings && !this.#mayRegister()) this.view = 'sign-in';
    if (changed.has('view')) {
      if (this.view !== 'link-expired') this.faults = { fields: {} };
      this.shown = false;
    }
  }

  protected override updated(): void {
    if (loginLook.value) this.#updateForm(loginLook.value);
    if (this.view === 'verify' && this.portal) void this.#verify(this.portal);
  }

  protected override renderContent(): unknown {
    const { t, session, settings, view, portal } = this;
    return loginLook.value?.render({
      ...{ t, session, settings, view },
      links: portal?.links.value,
      ended: portal?.ended.value,
      sentTo: this.#sentTo,
      problem: this.faults.all,
      retry: this.#token ? this.#verifyAgain : undefined,
      mayRegister: this.#mayRegister(),
      show: (next) => this.show(next),
    });
  }

  #mayRegister(): boolean {
    const adapter = this.portal?.adapter;
    return !!(
      this.settings?.signIn.registration &&
      adapter?.capabilities.registration &&
      adapter.session.register
    );
  }

  /** The fields exist as long as they can be filled in, and are rendered into the element's own children. */
  #updateForm({ renderFields, adoptFormStyles }: LoginLook): void {
    const kind = this.view === 'register' || this.view === 'sign-in' ? this.view : undefined;
    if (!kind || !this.settings?.enabled || this.session !== null) {
      this.#form?.remove();
      this.#form = undefined;
      return;
    }
    adoptFormStyles(this.getRootNode());
    this.#form ??= this.#createForm();
    const consent = this.settings?.signIn.consent;
    const view: FieldsView = {
      t: this.t,
      id: this.#id,
      kind,
      consent,
      faults: this.faults,
      busy: this.busy,
      shown: this.shown,
      onShow: () => void (this.shown = !this.shown),
    };
    render(renderFields(view), this.#form);
    if (kind === 'register' && consent) void this.#renderConsent(consent);
  }

  #createForm(): HTMLFormElement {
    // One that came along with a copy of the element is nobody's.
    this.querySelector(':scope > .portal-login-form')?.remove();
    const form = document.createElement('form');
    form.className = 'portal-login-form';
    form.slot = 'form';
    form.method = 'post';
    form.noValidate = true;
    form.addEventListener('submit', (event) => void this.#submit(event));
    this.append(form);
    return form;
  }

  /** The consent text is markdown with links; while that part is loading, or cannot be had, its plain text stands there. */
  async #renderConsent({ text }: NonNullable<SignInOptions['consent']>): Promise<void> {
    const place = this.#form?.querySelector('.portal-login-consent');
    if (!place || (place.shadowRoot && this.#consent === text)) return;
    this.#consent = text;
    try {
      const [{ renderBody }, { contentStyles }] = await Promise.all([
        import('../../content/index.ts'),
        import('../../content/styles.ts'),
      ]);
      const root = place.shadowRoot ?? place.attachShadow({ mode: 'open' });
      if (contentStyles.styleSheet) root.adoptedStyleSheets = [contentStyles.styleSheet];
      const body = document.createElement('div');
      body.className = 'content';
      body.append(renderBody({ format: 'markdown', content: text }).content);
      root.replaceChildren(body);
    } catch {
      // The plain text serves.
    }
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    const { portal } = this;
    const form = this.#form;
    const look = loginLook.value;
    if (this.busy || !portal || !form || !look) return;
    // Browsers remember what was in a text field; a password must not be.
    this.shown = false;
    this.faults = look.checkFields(form, this.t);
    if (look.hasFieldFault(this.faults)) return this.#focusFault();
    const data = new FormData(form);
    const email = textOf(data, 'email').trim();
    const password = textOf(data, 'password');
    this.busy = true;
    const { signal } = (this.#abort = new AbortController());
    try {
      if (this.view === 'register') {
        const consent = this.settings?.signIn.consent?.version;
        const registration = { name: textOf(data, 'name').trim(), email, password };
        this.#proceed(
          await portal.register({ ...registration, ...(consent && { consent }) }, { signal }),
          email,
        );
      } else {
        this.#proceed(await portal.signIn({ method: 'password', email, password }, { signal }), email);
      }
    } catch (thrown) {
      if (!signal.aborted) await this.#fail(PortalError.from(thrown));
    } finally {
      this.busy = false;
    }
  }

  #proceed(result: SignInResult, email: string): void {
    if (result.state === 'signed-in') {
      this.view = 'sign-in';
      this.announce(this.t.signedInAs(result.session.contact.name));
      this.dispatchEvent(new PortalSignedInEvent());
      void this.updateComplete.then(() => this.welcome?.focus());
    } else if (result.state === 'redirect') {
      const url = fillLink(result.url);
      if (url) location.assign(url);
    } else {
      this.#sentTo = email;
      this.show('check-email');
    }
  }

  async #fail(error: PortalError): Promise<void> {
    const { t, settings } = this;
    this.faults = loginLook.value?.faultsOf(error, t, settings?.contactHint) ?? { fields: {} };
    // What says nothing of the password leaves it for the next try.
    const input = this.#form?.elements.namedItem('password');
    const judged = error.code !== 'offline' && error.code !== 'unavailable';
    if (judged && this.view === 'sign-in' && input instanceof HTMLInputElement) input.value = '';
    this.dispatchEvent(new PortalErrorEvent(error));
    await this.#focusFault();
  }

  async #focusFault(): Promise<void> {
    await this.updateComplete;
    const field = loginLook.value?.firstFault(this.faults);
    const id = `${this.#id}-${field ?? 'problem'}`;
    this.#form?.querySelector<HTMLElement>(`#${CSS.escape(id)}`)?.focus();
  }

  #firstInput(): HTMLElement | null | undefined {
    return this.#form?.querySelector<HTMLElement>('input');
  }

  /** Redeems a token once, and takes it out of the address: it must not be shared or bookmarked. */
  async #verify(portal: Portal): Promise<void> {
    if (this.#verifying) return;
    const mode = verifyRoute.test(location.hash) ? 'hash' : 'query';
    const inAddress = readUrlState(mode).get('token') ?? undefined;
    if (inAddress) writeUrlState(mode, { token: undefined });
    const token = (this.#token ??= this.token ?? inAddress);
    this.#verifying = true;
    try {
      await portal.start();
      if (!token) throw new PortalError('invalid');
      const result = await portal.verify(token);
      this.#token = undefined;
      this.#proceed(result, '');
    } catch (thrown) {
      const error = PortalError.from(thrown);
      const passing =
        error.code === 'offline' || error.code === 'unavailable' || error.code === 'rate-limited';
      if (!passing) this.#token = undefined;
      this.faults = { fields: {}, all: passing ? this.words(error) : this.t.linkExpired };
      this.view = 'link-expired';
      this.dispatchEvent(new PortalErrorEvent(error));
    } finally {
      this.#verifying = false;
    }
  }

  readonly #verifyAgain = (): void => this.show('verify');
}

function textOf(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === 'string' ? value : '';
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-login': PortalLogin;
  }
}
