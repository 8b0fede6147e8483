import { html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { PortalError } from '../../api/errors.ts';
import type { Contact } from '../../api/model.ts';
import { fillLink } from '../../portal/links.ts';
import type { Portal } from '../../portal/portal.ts';
import { initials } from '../base/initials.ts';
import { baseStyles } from '../../theme/base.styles.ts';
import { PortalElement } from '../base/portal-element.ts';
import { PortalSignedOutEvent, PortalSignInEvent } from '../events.ts';
import { viewAt, type NavView } from './current.ts';
import { styles } from './portal-nav.styles.ts';
import { navWords } from '../../locales/en/nav.ts';
import { speak } from '../../locales/index.ts';

speak(navWords);

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
  static override styles = [baseStyles, styles];

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
    if (!failure) return undefined;
    return html`<nav part="nav" aria-label=${this.t.portalNav}>
      <slot name="brand" class="brand"></slot>
      <span class="problem" part="error">${this.words(failure)}</span>
      <button class="button quiet" part="retry-button" @click=${this.#restart}>${this.t.retry}</button>
    </nav>`;
  }

  protected override renderContent(): unknown {
    const { settings, t } = this;
    const links = this.portal?.links.value ?? {};
    if (this.outside) {
      const href = fillLink(links.portal ?? links.list);
      return settings?.showLink && href
        ? html`<a class="item" part="portal-link" href=${href}>${t.goToPortal(settings.name)}</a>`
        : nothing;
    }
    const { session } = this;
    const open = settings && session && !this.isOff;
    return html`<nav part="nav" aria-label=${t.portalNav}>
        <slot name="brand" class="brand"
          ><span class="brand" part="name">${settings?.name ?? html`&nbsp;`}</span></slot
        >
        ${open ? this.#renderLink('list', fillLink(links.list), t.tickets) : nothing}
        <slot></slot>
        <span class="grow"></span>
        ${open ? this.#renderFormLink() : nothing}
        ${
          session
            ? this.#renderAccount(session.contact)
            : session === null && settings?.enabled
              ? this.#renderSignIn(fillLink(links.signIn))
              : nothing
        }
        ${this.failure ? this.#renderFailure(this.failure) : nothing}
      </nav>
      ${session && session.role !== 'customer' ? this.#renderPreview() : nothing}
      ${session ? this.#renderDialog() : nothing}`;
  }

  #renderLink(view: NavView, href: string | undefined, words: string): unknown {
    if (!href) return nothing;
    const current = this.#view();
    // A ticket belongs to the tickets, though it is a page of its own.
    const mark = current === view ? 'page' : current === 'ticket' && view === 'list' ? 'true' : 'false';
    return html`<a class="item" part="link" href=${href} aria-current=${mark}>${words}</a>`;
  }

  #renderFormLink(): unknown {
    const forms = this.settings?.forms ?? [];
    const href = fillLink(this.portal?.links.value.form, forms.length === 1 ? forms[0]?.id : '');
    if (!forms.length || !href || !this.portal?.adapter.capabilities.create) return nothing;
    return html`<a
      class="button primary"
      part="form-link"
      href=${href}
      aria-current=${this.#view() === 'form' ? 'page' : 'false'}
      >${this.t.fileTicket}</a
    >`;
  }

  #renderAccount({ name, email }: Contact): unknown {
    const who = name || email;
    const sessions = this.portal?.adapter.session.list && fillLink(this.portal.links.value.sessions);
    const contact = html`<span class="avatar" part="avatar" aria-hidden="true">${initials(who)}</span>
      <span class="visually-hidden">${this.t.signedInAs(who)}</span>
      <span class="contact-name" aria-hidden="true" title=${who}>${who}</span>`;
    return html`<div class="account">
      ${
        sessions
          ? html`<a class="contact" part="contact" href=${sessions}
              >${contact} <span class="visually-hidden">${this.t.ownSessions}</span></a
            >`
          : html`<span class="contact" part="contact">${contact}</span>`
      }
      <button class="item" part="sign-out-button" type="button" @click=${this.#askToSignOut}>
        ${this.t.signOut}
      </button>
    </div>`;
  }

  /** Staff see what customers see, and must not take it for a customer's own view. */
  #renderPreview(): unknown {
    const { portal, settings, t } = this;
    const href = fillLink(portal?.adapter.staffPage);
    return html`<p class="preview" part="preview">
      <span>${t.previewed} ${settings?.enabled === false ? t.previewedOff : nothing}</span>
      ${href ? html`<a part="staff-page-link" href=${href}>${t.toStaffPage}</a>` : nothing}
    </p>`;
  }

  #renderSignIn(href: string | undefined): unknown {
    return href
      ? html`<a class="item" part="sign-in-link" href=${href} @click=${this.#askToSignIn}
          >${this.t.signIn}</a
        >`
      : html`<button class="item" part="sign-in-link" type="button" @click=${this.#askToSignIn}>
          ${this.t.signIn}
        </button>`;
  }

  #renderFailure(failure: PortalError): unknown {
    return html`<p class="failed problem" part="error" role="alert">${this.words(failure)}</p>`;
  }

  #renderDialog(): unknown {
    return html`<dialog part="dialog" aria-labelledby="question">
      <p id="question">${this.t.unsentWarning(this.unsent)}</p>
      <form class="choices" method="dialog">
        <button class="button" @click=${this.#signOut}>${this.t.signOutAnyway}</button>
        <button class="button primary" autofocus>${this.t.staySignedIn}</button>
      </form>
    </dialog>`;
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
    this.unsent = (portal?.unsent.value.length ?? 0) + (portal?.drafts.count ?? 0);
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
