import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { noteArrival } from '../../portal/arrival.ts';
import type { Portal } from '../../portal/portal.ts';
import { baseStyles } from '../../theme/base.styles.ts';
import { PortalElement } from '../base/portal-element.ts';
import type { PortalLogin } from '../portal-login/portal-login.ts';
import { isSignInView, linksBehind, routeOf, type Route, type Routing } from './routes.ts';
import { ViewWatch } from './view-watch.ts';
import { navWords } from '../../locales/en/nav.ts';
import { speak } from '../../locales/index.ts';

speak(navWords);

/** A history entry's number, in its state: tells Back from a new view. The rest of the state is the page's. */
const entryKey = 'portico.entry';

/**
 * The whole portal: nav, sign-in, list, ticket and form, each at an address of its own. An address that needs a session
 * shows the sign-in in its place, and stays.
 *
 * @summary The whole portal in one tag, routed.
 * @slot brand - In place of the portal's name in the nav.
 * @slot sign-in - A `<portal-login>` of your own, in place of the built-in one.
 * @csspart nav - The nav, a `<portal-nav>`.
 * @csspart view - The view that is shown.
 * @csspart list - The `<ticket-list>`.
 * @csspart ticket - The `<ticket-detail>`.
 * @csspart form - The `<ticket-form>`.
 * @csspart sessions - The `<portal-sessions>`.
 * @cssproperty --portal-app-gap - Space between nav and view.
 */
export class PortalApp extends PortalElement {
  static override styles = [
    baseStyles,
    css`
      .view {
        margin-block-start: var(--portal-app-gap, calc(var(--_space) * 6));
      }

      .view:focus {
        outline: none;
      }
    `,
  ];

  /** Where the views' addresses stand: behind `#`, or as paths of the site, which its server must then answer with this page. */
  @property() routing: Routing = 'hash';

  /** The portal's path on the site, such as `/help/portal`; with `routing="history"` only. */
  @property() base = '';

  @state() private route: Route = { view: 'list' };
  @query('.view') private place!: HTMLElement | null;

  readonly #watch = new ViewWatch(this);
  readonly #scrolls = new Map<number, number>();
  #login: PortalLogin | undefined;
  #prefix = '';
  /** Where somebody wanted to go before the sign-in came between. */
  #wanted: Route | undefined;
  #listed = false;
  #entry = 0;
  #scroll = 0;
  /** What the next update has to do beyond rendering. */
  #arrival: { scroll: number | undefined } | undefined;
  #signedIn: boolean | undefined;
  /** Whose views these are, and how often they were built anew for somebody else. */
  #contact: string | undefined;
  #rebuilt = 0;

  override connectedCallback(): void {
    addEventListener('popstate', this.#follow);
    addEventListener('hashchange', this.#follow);
    addEventListener('scroll', this.#noteScroll, { passive: true });
    this.addEventListener('click', this.#followLink);
    this.addEventListener('portal-signed-in', this.#moveOn);
    noteArrival();
    this.#enter();
    super.connectedCallback();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('popstate', this.#follow);
    removeEventListener('hashchange', this.#follow);
    removeEventListener('scroll', this.#noteScroll);
    this.removeEventListener('click', this.#followLink);
    this.removeEventListener('portal-signed-in', this.#moveOn);
    this.#signedIn = undefined;
  }

  protected override portalConnected(portal: Portal): void {
    const before = portal.links.value;
    portal.links.set(linksBehind(this.#prefix));
    this.listen(() => portal.links.set(before));
    portal.route = this.#routeTo;
    portal.wanted = () => this.#wantedAddress();
    this.listen(() => (portal.route = portal.wanted = undefined));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (this.hasUpdated && (changed.has('routing') || changed.has('base'))) {
      this.#enter();
      this.portal?.links.set(linksBehind(this.#prefix));
    }
    const contact = this.session === null ? undefined : this.session?.contact.id;
    // Somebody else has taken over: what the first one looked at, and searched for, is none of their business.
    if (contact !== undefined && this.#contact !== undefined && contact !== this.#contact) this.#startOver();
    if (this.session !== undefined) this.#contact = contact;
    // Nobody who is signed in has anything to do at the sign-in.
    const { view } = this.route;
    if (this.session && (view === 'sign-in' || view === 'register' || view === 'forgot')) this.#moveOn();
    this.#listed ||= this.route.view === 'list';
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.#updateLogin();
    const { session, settings } = this;
    const view = this.#showsLogin() ? this.#login : this.#current();
    this.#watch.follow(view, session && !this.isOff ? settings?.name : undefined);
    const signedIn = session === undefined ? undefined : !!session;
    const turned = this.#signedIn !== undefined && signedIn !== undefined && signedIn !== this.#signedIn;
    this.#signedIn = signedIn ?? this.#signedIn;
    if (this.#arrival || turned) void this.#arrive(this.#arrival);
    this.#arrival = undefined;
  }

  protected override renderObstacle(): TemplateResult | typeof nothing | undefined {
    // The sign-in says that the portal is off, and lets staff in.
    return this.isOff && this.session === null ? undefined : super.renderObstacle();
  }

  protected override renderContent(): unknown {
    const { adapter, route } = this;
    const away = this.#showsLogin();
    return html`<portal-nav part="nav" .adapter=${adapter} .current=${navView(route)}
        ><slot name="brand" slot="brand">${this.settings?.name}</slot></portal-nav
      >
      <section class="view" part="view" tabindex="-1" aria-label=${this.t.portalNav}>
        <div ?hidden=${!away}><slot name="sign-in"></slot></div>
        ${keyed(this.#rebuilt, this.#renderViews())}
      </section>`;
  }

  #renderViews(): TemplateResult {
    const { adapter, route } = this;
    const shown = (view: Route['view']) => !this.#showsLogin() && route.view === view;
    return html`${
      this.#listed
        ? html`<ticket-list
            part="list"
            .adapter=${adapter}
            url-state=${this.routing === 'hash' ? 'hash' : 'query'}
            ?hidden=${!shown('list')}
          ></ticket-list>`
        : nothing
    }
    ${
      route.view === 'ticket'
        ? html`<ticket-detail
            part="ticket"
            .adapter=${adapter}
            ticket-id=${route.id}
            ?hidden=${!shown('ticket')}
          ></ticket-detail>`
        : nothing
    }
    ${
      route.view === 'form'
        ? html`<ticket-form
            part="form"
            .adapter=${adapter}
            form-id=${route.id ?? nothing}
            ?hidden=${!shown('form')}
          ></ticket-form>`
        : nothing
    }
    ${
      route.view === 'sessions'
        ? html`<portal-sessions
            part="sessions"
            .adapter=${adapter}
            ?hidden=${!shown('sessions')}
          ></portal-sessions>`
        : nothing
    }`;
  }

  #showsLogin(): boolean {
    return this.session === null || isSignInView(this.route.view);
  }

  #current(): HTMLElement | undefined {
    return this.renderRoot.querySelector<HTMLElement>(`[part=${this.route.view}]`) ?? undefined;
  }

  /** The sign-in stands among the app's own children: its fields must not be in a shadow tree. */
  #updateLogin(): void {
    const given = this.querySelector<PortalLogin>(':scope > portal-login');
    if (!given && !this.#showsLogin()) return;
    this.#login = given ?? document.createElement('portal-login');
    this.#login.slot = 'sign-in';
    this.#login.adapter ??= this.adapter;
    if (!given) {
      this.#setLoginView();
      this.append(this.#login);
    }
  }

  #setLoginView(): void {
    if (!this.#login) return;
    const { view } = this.route;
    this.#login.view = isSignInView(view) ? view : 'sign-in';
  }

  /** Takes the address as it is when the app comes to the page. */
  #enter(): void {
    const base = this.#base();
    // With a <base> elsewhere, a mere fragment would lead away from this page.
    const page =
      new URL(document.baseURI).pathname === location.pathname ? '' : location.pathname + location.search;
    this.#prefix = this.routing === 'hash' ? `${page}#` : base;
    const route = routeOf(location, this.routing, base);
    // An empty fragment is nobody's yet; another one is the page's, and stays.
    if (route === undefined || (this.routing === 'hash' && !location.hash)) this.#replace({ view: 'list' });
    this.route = route === undefined || route === 'foreign' ? { view: 'list' } : route;
    this.#remember();
    this.#entry = this.#numberEntry().entry;
  }

  readonly #follow = (event?: Event): void => {
    if (event instanceof HashChangeEvent) this.#noteList(event.oldURL);
    const found = routeOf(location, this.routing, this.#base());
    // Anchors and other people's routes leave the view as it is.
    if (found === 'foreign') return;
    const route: Route = found ?? { view: 'list' };
    if (!found) this.#replace(route);
    if (JSON.stringify(route) === JSON.stringify(this.route)) return;
    this.#scrolls.set(this.#entry, this.#scroll);
    const { entry, isNew } = this.#numberEntry();
    this.#entry = entry;
    this.#arrival = { scroll: isNew ? undefined : this.#scrolls.get(entry) };
    this.route = route;
    this.#remember();
    this.#setLoginView();
  };

  /** The way back to the list leads to the list as it was left, with its search and filters. */
  #noteList(left: string): void {
    const url = new URL(left);
    const route = routeOf(url, this.routing, this.#base());
    const { portal } = this;
    if (!portal || typeof route !== 'object' || route.view !== 'list') return;
    const list = this.routing === 'hash' ? this.#prefix.slice(0, -1) + url.hash : url.pathname + url.search;
    portal.links.set({ ...portal.links.value, list });
  }

  #remember(): void {
    if (!isSignInView(this.route.view)) this.#wanted = this.route;
  }

  /** After a sign-in at an address of its own: on to where the person wanted to go. */
  readonly #moveOn = (): void => {
    if (!isSignInView(this.route.view)) return;
    const route = (this.route = this.#wanted ?? { view: 'list' });
    this.#replace(route);
    this.#arrival = { scroll: undefined };
  };

  #startOver(): void {
    this.#rebuilt++;
    this.#wanted = this.route = { view: 'list' };
    this.#scrolls.clear();
    this.#replace(this.route);
    if (this.portal) this.portal.links.set(linksBehind(this.#prefix));
    this.#arrival = { scroll: undefined };
  }

  #replace(route: Route): void {
    history.replaceState(history.state, '', this.#addressOf(route));
  }

  #addressOf(route: Route): string {
    const links = linksBehind(this.#prefix);
    const id = 'id' in route ? (route.id ?? '') : '';
    const template = route.view in links ? links[route.view as keyof typeof links] : links.list;
    return template.replace('{id}', encodeURIComponent(id));
  }

  /** Where mails and providers lead back to: not to the sign-in, but to what it stands before. */
  #wantedAddress(): string {
    if (!isSignInView(this.route.view)) return location.href;
    return new URL(this.#addressOf(this.#wanted ?? { view: 'list' }), location.href).href;
  }

  /** Paths are shown without loading the page again; what differs by its fragment only the browser leads to. */
  readonly #routeTo = (url: URL): boolean => {
    const isOurs = url.origin === location.origin && this.routing === 'history' && !url.hash;
    if (!isOurs || typeof routeOf(url, 'history', this.#base()) !== 'object') return false;
    history.replaceState(history.state, '', url);
    dispatchEvent(new PopStateEvent('popstate', { state: history.state as unknown }));
    return true;
  };

  /** The number of the history entry in force, given now if it has none: then somebody came here for the first time. */
  #numberEntry(): { entry: number; isNew: boolean } {
    const before: unknown = history.state;
    const state = typeof before === 'object' && before !== null ? (before as Record<string, unknown>) : {};
    const known = state[entryKey];
    if (typeof known === 'number') return { entry: known, isNew: false };
    const entry = Date.now();
    if (before === null || state === before) history.replaceState({ ...state, [entryKey]: entry }, '');
    return { entry, isNew: true };
  }

  async #arrive(arrival: { scroll: number | undefined } | undefined): Promise<void> {
    const { place } = this;
    if (!place) return;
    const view = this.#showsLogin() ? this.#login : this.#current();
    await (view as PortalElement | undefined)?.updateComplete;
    this.#watch.focus(place);
    if (arrival?.scroll !== undefined) scrollTo({ top: arrival.scroll, behavior: 'instant' });
    else if (arrival && this.getBoundingClientRect().top < 0)
      this.scrollIntoView({ block: 'start', behavior: 'instant' });
  }

  /** Paths of the portal are changed without loading the page again; every other click is the browser's. */
  readonly #followLink = (event: MouseEvent): void => {
    const modified = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (this.routing !== 'history' || event.defaultPrevented || event.button !== 0 || modified) return;
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    if (!link?.href || link.hasAttribute('download') || (link.target && link.target !== '_self')) return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || url.hash) return;
    if (typeof routeOf(url, 'history', this.#base()) !== 'object') return;
    event.preventDefault();
    this.#noteList(location.href);
    if (url.href !== location.href) history.pushState(null, '', url);
    this.#follow();
  };

  readonly #noteScroll = (): void => void (this.#scroll = scrollY);

  #base(): string {
    return this.routing === 'history' ? this.base.replace(/\/+$/, '') : '';
  }
}

function navView({ view }: Route): 'list' | 'ticket' | 'form' | undefined {
  return view === 'list' || view === 'ticket' || view === 'form' ? view : undefined;
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-app': PortalApp;
  }
}
