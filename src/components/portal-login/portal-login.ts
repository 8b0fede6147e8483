import type { PropertyValues, TemplateResult, nothing } from 'lit';
import { property, query } from 'lit/decorators.js';
import { LazyModule } from '../../portal/lazy-module.ts';
import type { Portal } from '../../portal/portal.ts';
import { readUrlState, writeUrlState } from '../../portal/url-state.ts';
import { PortalElement } from '../base/portal-element.ts';
import type { LoginFlow } from './flow.ts';

/** How the sign-in looks and works: templates, fields, style sheets, words, and what is behind them. */
const loginLook = new LazyModule(() => import('./login-look.ts'));

/** What a sign-in element can show while nobody is signed in. */
export type LoginView =
  | 'sign-in'
  | 'register'
  | 'check-email'
  | 'verify'
  | 'link'
  | 'forgot'
  | 'reset'
  | 'consent'
  | 'signed-out'
  | 'denied'
  | 'off'
  | 'link-expired'
  | 'failed';

/** Addresses that mails lead to. */
const mailedRoute = /^#\/(verify|link|reset)\/?(?:\?|$)/;
const isMailed = (view: LoginView): view is 'verify' | 'link' | 'reset' =>
  view === 'verify' || view === 'link' || view === 'reset';
const arrivalView = (arrival: NonNullable<Portal['arrival']['value']>): LoginView =>
  typeof arrival === 'object' ? 'consent' : arrival === 'denied' ? 'denied' : 'failed';
let count = 0;

/**
 * Signs people in by whatever ways the portal has, registers them where it allows that, and sets new passwords. The
 * fields are children of the element, not part of its shadow tree: password managers and autofill do not look into
 * shadow trees. Passwords are read when they are sent, and kept nowhere; what a registration has sent stays in memory
 * while its mail is awaited, to be sent again when asked for.
 *
 * Style the fields by the classes `portal-login-form`, `-field`, `-label`, `-input`, `-show`, `-forgot`, `-text`,
 * `-known`, `-address`, `-help`, `-problem`, `-consent`, `-consent-alone`, `-check`, `-submit` and `-other`, all with
 * that prefix, each of the weight of one class.
 *
 * @summary Signs people in or registers them.
 * @slot heading - In place of every heading; `<view>-heading`, such as `register-heading`, in place of one view's.
 * @slot sign-in - Words above the ways to sign in.
 * @slot register - Words above the fields of the registration.
 * @slot check-email - In place of the words that a mail is on its way.
 * @slot verify - In place of the words above the button that confirms an address.
 * @slot link - In place of the words above the button of a mailed link.
 * @slot forgot - In place of the words above the field for a forgotten password's address.
 * @slot reset - In place of the words above the field for a new password.
 * @slot consent - In place of the words above the consent text, for who comes in through a provider for the first time.
 * @slot signed-out - In place of the words after a sign-out.
 * @slot denied - In place of the words for somebody who is known and not let in.
 * @slot off - In place of the words while the portal is off.
 * @slot link-expired - In place of the words about a link that no longer works.
 * @slot failed - In place of the words for who came back from a provider without a session.
 * @slot signed-in - What is shown to somebody who is signed in.
 * @slot footer - Below everything, such as whom to ask for help.
 * @event portal-signed-in - Somebody has signed in.
 * @event portal-error - Signing in, registering or asking for a mail failed.
 * @csspart card - The box around everything.
 * @csspart heading - What the view is for.
 * @csspart portal-name - The portal's name below the heading.
 * @csspart note - How the last session ended.
 * @csspart message - What happened and what to do next.
 * @csspart hint - Where else to look for a mail.
 * @csspart problem - What went wrong, in views without fields.
 * @csspart providers - The identity providers.
 * @csspart provider-button - Signs in through one of them.
 * @csspart register-link - Leads to the registration.
 * @csspart sign-in-link - Leads back to the sign-in.
 * @csspart redeem-button - Uses a mailed link.
 * @csspart retry-button - Leads on from where there is no going on.
 * @csspart resend-wait - When a mail can be sent again.
 * @csspart resend-button - Sends a mail again.
 * @csspart retype-button - Leads back to the address.
 * @csspart disagree-button - Leads back from the consent text to the sign-in.
 * @csspart staff-link - Leads staff to the fields while the portal is off.
 * @csspart signed-in - Who is signed in.
 * @csspart tickets-link - Leads somebody signed in to the tickets.
 * @cssproperty --portal-login-width - Greatest width of the box.
 * @cssproperty --portal-login-padding - Space within the box.
 * @cssproperty --portal-login-input-border - Border of the fields.
 */
export class PortalLogin extends PortalElement {
  protected static override look = loginLook;

  /** What is shown while nobody is signed in. */
  @property({ reflect: true }) view: LoginView = 'sign-in';

  /** The token of a mail, for the views `verify`, `link` and `reset`; taken from the address unless given. */
  @property() token?: string;

  /** The address of the one who shall sign in, where it is known; a way out is offered beside it. */
  @property({ attribute: false }) email?: string;

  /** Whether identity providers stand above the fields. */
  @property({ type: Boolean, attribute: 'providers-first', reflect: true }) providersFirst = false;

  @query('h1') private heading!: HTMLElement | null;
  @query('[part=redeem-button]') private redeemButton!: HTMLElement | null;
  @query('section[tabindex]') private welcome!: HTMLElement | null;

  /** @internal Prefix of the fields' ids. */
  readonly fieldId = `portal-login-${++count}`;
  #flow: LoginFlow | undefined;
  #taken: string | undefined;
  #invited = false;

  /** @internal The token of the mail that led here, until it is redeemed or refused. */
  get mailedToken(): string | undefined {
    return this.#taken ?? this.token;
  }

  /** @internal Whether the mail that led here was an invitation: an account begins by it. */
  get isInvited(): boolean {
    return this.#invited;
  }

  /** @internal Nothing of anybody's is shown here that would be worth coming back to. */
  override get isPersonal(): boolean {
    return false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('hashchange', this.#readAddress);
    this.#readAddress();
    this.#flow?.resume();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.#readAddress);
    this.#flow?.stop();
  }

  /** Shows another view, as its links do. */
  show(view: LoginView): void {
    this.view = view;
    this.requestUpdate();
    void this.updateComplete.then(() => {
      if (!this.#flow?.form.focus()) (this.redeemButton ?? this.heading)?.focus();
    });
  }

  /** @internal Shows who is signed in to those who see nothing. */
  focusWelcome(): void {
    this.welcome?.focus();
  }

  /** @internal A token is used up, or no good. */
  spendToken(): void {
    this.#taken = this.token = undefined;
    this.#invited = false;
  }

  protected override portalConnected(portal: Portal): void {
    const update = (): void => this.requestUpdate();
    this.listen(portal.arrival.subscribe(update));
    this.listen(
      portal.session.subscribe((session) => {
        // Whoever comes next starts from the beginning; a mailed link is still to be used.
        if (session && !isMailed(this.view)) this.view = 'sign-in';
        // Whose name was read out is not for whoever comes next.
        if (session === null) this.announce('');
      }),
    );
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const arrival = this.portal?.arrival.value;
    if (arrival && this.session === null) this.view = arrivalView(arrival);
    if (loginLook.value) this.#flow ??= new loginLook.value.LoginFlow(this);
    const flow = this.#flow;
    if (flow && arrival) flow.late = arrival === 'expired';
    if (changed.has('view')) this.#takeToken();
    if (flow && isMailed(this.view) && !this.mailedToken) flow.refuseToken(this.view);
    if (changed.has('view')) flow?.leave(this.view);
  }

  protected override updated(): void {
    this.#flow?.form.update();
  }

  protected override renderObstacle(): TemplateResult | typeof nothing | undefined {
    // What to do while the portal is off is a view of its own.
    return this.settings?.enabled === false ? undefined : super.renderObstacle();
  }

  protected override renderContent(): unknown {
    return this.#flow && loginLook.value?.render(this, this.#flow);
  }

  readonly #readAddress = (): void => {
    const [, view] = mailedRoute.exec(location.hash) ?? [];
    if (view) this.view = view as LoginView;
    this.#takeToken();
  };

  /** Takes a mail's token out of the address: it must not be shared or bookmarked. */
  #takeToken(): void {
    if (!isMailed(this.view)) return;
    const mode = mailedRoute.test(location.hash) ? 'hash' : 'query';
    const params = readUrlState(mode);
    const token = params.get('token');
    if (!token) return;
    this.#invited = params.get('for') === 'invitation';
    writeUrlState(mode, { token: undefined, ...(this.#invited && { for: undefined }) });
    this.#taken = token;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-login': PortalLogin;
  }
}
