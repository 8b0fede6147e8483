import { ContextProvider } from '@lit/context';
import { css, html, LitElement, type PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import { gatewayAdapter } from '../../api/gateway/index.ts';
import type { PortalAdapter } from '../../api/adapter.ts';
import { failingAdapter } from '../../portal/failing-adapter.ts';
import { portalContext } from '../../portal/context.ts';
import type { PortalLinks } from '../../portal/links.ts';
import { Portal } from '../../portal/portal.ts';

/**
 * Wires the elements inside it to one backend, in HTML alone. It shows nothing itself. This is the one element that
 * knows a backend by name: all others take what they are given.
 *
 * @summary Connects the portal elements inside it to a backend.
 * @slot - The page, with portal elements anywhere in it.
 */
export class PortalProvider extends LitElement {
  static override styles = css`
    :host {
      display: contents;
    }

    :host([hidden]) {
      display: none;
    }
  `;

  /** Address of a Portico gateway, such as `https://help.example.com`; `/` is the page's own site. */
  @property() gateway?: string;

  /** A backend of any kind, in place of a gateway. */
  @property({ attribute: false }) adapter?: PortalAdapter;

  /** Address of the page with the ticket list. */
  @property({ attribute: 'list-href' }) listHref?: string;

  /** Address of one ticket's page; `{id}` stands for the ticket's id. */
  @property({ attribute: 'ticket-href' }) ticketHref?: string;

  /** Address of the page with the ticket form; `{id}` stands for the form's id. */
  @property({ attribute: 'form-href' }) formHref?: string;

  /** Address of the page with the sign-in. */
  @property({ attribute: 'sign-in-href' }) signInHref?: string;

  /** Address of the page with the registration. */
  @property({ attribute: 'register-href' }) registerHref?: string;

  /** Address of the portal's first page, for links from outside it. */
  @property({ attribute: 'portal-href' }) portalHref?: string;

  /** Whether the owner's look, where the portal has one, is put on the page. */
  @property({ attribute: false }) theme = true;

  #known: { url: string; adapter: PortalAdapter } | undefined;
  #given: PortalLinks | undefined;
  readonly #provider = new ContextProvider(this, { context: portalContext });

  /** What the elements inside share; absent until a gateway or an adapter is given. */
  get portal(): Portal | undefined {
    return this.#provider.value;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Elements inside ask as soon as they connect: what is known already must not wait for an update.
    if (!this.portal) this.#connect();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('adapter') || changed.has('gateway')) this.#connect();
    if (this.portal) this.portal.theme = this.theme;
    // Not at every update: the portal's views may have moved its links meanwhile.
    const links = this.#links();
    if (JSON.stringify(links) !== JSON.stringify(this.#given)) this.portal?.links.set((this.#given = links));
  }

  protected override render(): unknown {
    return html`<slot></slot>`;
  }

  #connect(): void {
    const adapter = this.adapter ?? this.#gateway();
    if (!adapter || adapter === this.portal?.adapter) return;
    this.#given = this.#links();
    this.#provider.setValue(new Portal({ adapter, links: this.#given, theme: this.theme }));
  }

  #gateway(): PortalAdapter | undefined {
    if (this.gateway === undefined) return undefined;
    const known = this.#known;
    if (known?.url !== this.gateway) this.#known = { url: this.gateway, adapter: adapterFor(this.gateway) };
    return this.#known?.adapter;
  }

  #links(): PortalLinks {
    return {
      list: this.listHref,
      ticket: this.ticketHref,
      form: this.formHref,
      signIn: this.signInHref,
      register: this.registerHref,
      portal: this.portalHref ?? this.listHref,
    };
  }
}

/** What is no address must not throw while a page is parsed: the elements say that nothing answers. */
function adapterFor(gateway: string): PortalAdapter {
  try {
    const url = new URL(gateway, document.baseURI);
    if (!/^https?:$/.test(url.protocol)) throw new TypeError(`${url.protocol} is not http or https`);
    return gatewayAdapter({ url: url.origin + url.pathname });
  } catch (cause) {
    return failingAdapter(`<portal-provider gateway="${gateway}"> is not the address of a gateway`, cause);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-provider': PortalProvider;
  }
}
