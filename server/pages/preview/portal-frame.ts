import { ContextProvider } from '@lit/context';
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { PortalAdapter } from '../../../src/api/adapter.ts';
import type { PortalTicketOpenEvent } from '../../../src/components/events.ts';
import { portalContext } from '../../../src/portal/context.ts';
import { linksBehind, parseRoute } from '../../../src/components/portal-app/routes.ts';
import { Portal } from '../../../src/portal/portal.ts';
import { browserStore } from '../../../src/portal/storage.ts';
import { applyTheme } from '../../../src/portal/theme.ts';
import type { LoginView } from '../../../src/components/portal-login/portal-login.ts';

/** What of the portal a frame shows. */
export type FrameView = 'portal' | 'nav' | 'list' | 'detail' | 'form' | LoginView;

/** Nothing of a look at the portal is kept. */
const nowhere = () =>
  browserStore(() => {
    throw new Error('previews keep nothing');
  });

/**
 * The portal's own elements on a backend of this frame's, apart from the page around it: a portal, drafts and look of its
 * own. Links lead from view to view within it.
 */
export class PortalFrame extends LitElement {
  static override styles = css`
    :host {
      display: block;
    }
    .stage {
      background: light-dark(#fff, #15181d);
      background: var(--portal-color-surface, light-dark(#fff, #15181d));
      border: 1px solid light-dark(#e2e5ea, #2b313b);
      border-radius: 10px;
      color-scheme: inherit;
      display: grid;
      gap: 24px;
      grid-template-columns: minmax(0, 1fr);
      overflow: auto;
      padding: 20px;
    }
    .stage.light {
      color-scheme: light;
    }
    .stage.dark {
      color-scheme: dark;
    }
    .stage.phone {
      inline-size: min(100%, 392px);
    }
    portal-login {
      inline-size: 100%;
      justify-self: center;
      max-inline-size: 420px;
    }
  `;

  @property({ attribute: false }) portalAdapter?: PortalAdapter;
  @property() view: FrameView = 'portal';
  /** The ticket of the view `detail`. */
  @property({ attribute: 'ticket-id' }) ticketId = '';
  /** The form of the view `form`; the first one unless given. */
  @property({ attribute: 'form-id' }) formId?: string;
  @property() scheme: 'page' | 'light' | 'dark' = 'page';
  /** Whether the frame is as narrow as a phone. */
  @property({ type: Boolean }) phone = false;

  /** Where somebody went within the frame. */
  @state() private place: { view: 'list' | 'detail' | 'form'; id?: string } | undefined;

  readonly #provider = new ContextProvider(this, { context: portalContext });
  #stop: (() => void) | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    this.#stop = undefined;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#follow();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('view') || changed.has('ticketId')) this.place = undefined;
    if (!changed.has('portalAdapter') || !this.portalAdapter) return;
    const portal = new Portal({
      adapter: this.portalAdapter,
      links: linksBehind('#'),
      store: nowhere(),
      theme: false,
    });
    portal.route = (url) => this.#go(url);
    this.#provider.setValue(portal);
    this.#follow();
  }

  protected override updated(): void {
    this.#dress();
  }

  /** The owner's look is the frame's, not the page's. */
  #follow(): void {
    this.#stop?.();
    this.#stop = this.#provider.value?.settings.subscribe(() => this.#dress());
  }

  #dress(): void {
    const stage = this.renderRoot?.querySelector<HTMLElement>('.stage');
    if (stage) applyTheme(stage, this.#provider.value?.settings.value?.theme);
  }

  readonly #openTicket = (event: PortalTicketOpenEvent): void => {
    event.preventDefault();
    this.place = { view: 'detail', id: event.ticketId };
  };

  /** Links of the portal would leave the page that looks at it; those that open elsewhere may. */
  readonly #hold = (event: MouseEvent): void => {
    const link = event
      .composedPath()
      .find((one): one is HTMLAnchorElement => one instanceof HTMLAnchorElement);
    if (!link || event.defaultPrevented || link.target === '_blank') return;
    event.preventDefault();
    this.#go(new URL(link.href));
  };

  /** Nothing in the frame leads out of it. */
  #go({ hash }: URL): boolean {
    const route = parseRoute(hash.slice(1));
    if (route?.view === 'ticket') this.place = { view: 'detail', id: route.id };
    else if (route?.view === 'form') this.place = { view: 'form', ...(route.id && { id: route.id }) };
    else if (route?.view === 'list') this.place = { view: 'list' };
    return true;
  }

  protected override render(): unknown {
    const classes = ['stage', this.scheme, this.phone ? 'phone' : ''].join(' ');
    // Other elements for another backend: nothing of the last one stands there while its own is read.
    return html`<div class=${classes} @click=${this.#hold} @portal-ticket-open=${this.#openTicket}>
      ${this.#provider.value ? keyed(this.#provider.value, this.#renderView()) : nothing}
    </div>`;
  }

  #renderView(): unknown {
    const { place, view } = this;
    const ticketId = place?.id ?? this.ticketId;
    const top = view === 'portal' ? nav : nothing;
    switch (place?.view ?? view) {
      case 'portal':
      case 'list':
        return html`${top}${list}`;
      case 'nav':
        return nav;
      case 'detail':
        return html`${top}<ticket-detail ticket-id=${ticketId}></ticket-detail>`;
      case 'form':
        return html`${top}<ticket-form form-id=${place?.id ?? this.formId ?? nothing}></ticket-form>`;
      default:
        return html`<portal-login view=${view}></portal-login>`;
    }
  }
}

const nav = html`<portal-nav></portal-nav>`;
const list = html`<ticket-list url-state="none"></ticket-list>`;
