import { css, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { PortalError } from '../../api/errors.ts';
import { LazyModule } from '../../portal/lazy-module.ts';
import type { Portal } from '../../portal/portal.ts';
import { hostStyles } from '../../theme/host.styles.ts';
import { PortalElement } from '../base/portal-element.ts';
import { PortalSignedOutEvent, PortalSignInEvent } from '../events.ts';
import { viewAt, type NavView } from './current.ts';

/** How the nav looks: templates, style sheets and words. */
export const navLook = new LazyModule(() => import('./nav-look.ts'));

/**
 * The way through the portal: its name, the tickets, filing one, who is signed in, and signing out. On pages outside the
 * portal, with `outside`, only the way into it.
 *
 * @summary Names the portal and leads through it.
 * @slot brand - In place of the portal's name, such as a logo with a link.
 * @slot - More links, after the portal's own.
 * @event portal-sign-in - Somebody wants to sign in. Cancel it to show your own way.
 * @event portal-signed-out - Somebody has signed out.
 * @csspart nav - The bar.
 * @csspart name - The portal's name.
 * @csspart link - A link to one of the portal's views.
 * @csspart form-link - The link to the ticket form.
 * @csspart contact - Who is signed in; leads to their sessions where those have an address.
 * @csspart avatar - The contact's initials.
 * @csspart preview - Tells agents and owners that they look at what customers see.
 * @csspart staff-page-link - Leads them back to the agents' page.
 * @csspart sign-in-link - Leads to the sign-in.
 * @csspart sign-out-button - Signs out.
 * @csspart portal-link - Outside the portal: the way into it.
 * @csspart dialog - Asks before unsent messages are lost.
 * @csspart error - What went wrong.
 * @csspart retry-button - Tries to reach the portal again.
 * @cssproperty --portal-nav-padding - Space above and below the bar's content.
 */
export class PortalNav extends PortalElement {
  static override styles = [
    hostStyles,
    css`
      .frame > [aria-busy] {
        opacity: 0;
      }

      /* What is below must not jump once the bar is here. */
      :host(:not([outside])) .frame > [aria-busy] {
        block-size: 65px;
      }
    `,
  ];

  protected static override look = navLook;

  /** Whether this page is outside the portal: then only the way into it is shown. */
  @property({ type: Boolean, reflect: true }) outside = false;

  /** Which view is the current one; found from the address unless given. */
  @property() current?: NavView;

  @state() private failure?: PortalError;
  @state() private unsent = 0;
  @query('dialog') private dialog!: HTMLDialogElement | null;
  @query('[part=sign-in-link]') private signInLink!: HTMLElement | null;

  #signingOut = false;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('hashchange', this.#addressChanged);
    window.addEventListener('popstate', this.#addressChanged);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('hashchange', this.#addressChanged);
    window.removeEventListener('popstate', this.#addressChanged);
  }

  protected override portalConnected(portal: Portal): void {
    this.failure = undefined;
    this.listen(portal.session.subscribe(() => this.dialog?.close()));
  }

  /** @internal A name is no work: pages beside the portal are left in peace when the session ends. */
  override get isPersonal(): boolean {
    return false;
  }

  /** The views say at length why there is no portal; here a word is enough. */
  protected override renderObstacle(): TemplateResult | typeof nothing | undefined {
    const { portal } = this;
    if (!portal) return nothing;
    const failure = !portal.settings.value && portal.failure.value;
    if (this.outside) return failure || !this.settings || this.isOff ? nothing : undefined;
    const look = navLook.value;
    return failure && look ? look.renderUnreachable(this.t, this.words(failure), this.#restart) : undefined;
  }

  protected override renderContent(): unknown {
    const { t, portal, settings, session, isOff, failure, unsent } = this;
    const look = navLook.value;
    const model = {
      ...{ t, portal, settings, session, isOff, unsent },
      view: this.#view(),
      problem: failure && this.words(failure),
      onSignIn: this.#askToSignIn,
      onAskToSignOut: this.#askToSignOut,
      onSignOut: this.#signOut,
    };
    return this.outside ? look?.renderOutside(model) : look?.render(model);
  }

  #view(): NavView | undefined {
    return this.current ?? viewAt(this.portal?.links.value ?? {}, location.href, document.baseURI);
  }

  readonly #addressChanged = (): void => this.requestUpdate();

  readonly #restart = (): void => {
    void this.portal?.restart().catch(() => undefined); // the portal's failure tells
  };

  readonly #askToSignIn = (event: Event): void => {
    if (!this.dispatchEvent(new PortalSignInEvent())) event.preventDefault();
  };

  readonly #askToSignOut = async (): Promise<void> => {
    const { portal } = this;
    // What is on its way, and what is only written down yet: both go with the sign-out.
    this.unsent = portal?.unsentCount ?? 0;
    if (!this.unsent) return this.#signOut();
    await this.updateComplete;
    this.dialog?.showModal();
  };

  readonly #signOut = async (): Promise<void> => {
    const { portal } = this;
    if (!portal || this.#signingOut) return;
    this.#signingOut = true;
    this.failure = undefined;
    try {
      await portal.signOut();
      this.announce(this.t.signedOut);
      this.dispatchEvent(new PortalSignedOutEvent());
      // The button that had the focus is gone.
      await this.updateComplete;
      const active = this.getRootNode() as Document | ShadowRoot;
      if (!active.activeElement || active.activeElement === document.body) this.signInLink?.focus();
    } catch (thrown) {
      this.failure = PortalError.from(thrown);
    } finally {
      this.#signingOut = false;
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-nav': PortalNav;
  }
}
