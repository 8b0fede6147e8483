import { nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Capabilities } from '../../api/capabilities.ts';
import type { ColumnKey, TicketQuery } from '../../api/model.ts';
import { fillLink } from '../../portal/links.ts';
import type { Portal } from '../../portal/portal.ts';
import type { UrlMode } from '../../portal/url-state.ts';
import { LazyModule } from '../../portal/lazy-module.ts';
import { PortalElement } from '../base/portal-element.ts';
import { PortalErrorEvent, PortalTicketOpenEvent } from '../events.ts';
import { ListAddress } from './list-address.ts';
import type { ListActions } from './list-look.ts';
import {
  cleanSearch,
  defaultListState,
  listStateParams,
  namedStages,
  readListState,
  type ListState,
} from './list-state.ts';
import { Refresher } from './refresher.ts';
import { isMarkingText } from './selection.ts';
import { TicketPages } from './ticket-pages.ts';

/** How the list looks: templates and style sheet, loaded while the tickets are on their way. */
export const listLook = new LazyModule(() => import('./list-look.ts'));

/** Milliseconds after the last key until a search is made. */
const typingPause = 250;

/**
 * The tickets of the signed-in contact: search, filter, sort, page by page, kept in the page's address. A table where
 * there is room, cards where there is not.
 *
 * @summary The signed-in contact's tickets.
 * @slot heading - In place of the heading.
 * @slot signed-out - In place of the words shown while nobody is signed in.
 * @slot empty - In place of the words shown while there is no ticket at all.
 * @slot footer - Below the list.
 * @event portal-ticket-open - Somebody opens a ticket; cancel it to route yourself.
 * @event portal-sign-in - Somebody signed out wants to sign in; cancel it to show your own way.
 * @event portal-error - The tickets could not be loaded.
 * @csspart frame - Everything the element shows.
 * @csspart head - Heading and view switch.
 * @csspart heading - The heading.
 * @csspart views - The switch between own and company tickets.
 * @csspart toolbar - Search, filter and sort.
 * @csspart search-input - The search box.
 * @csspart filter - The All, Open, Closed filter.
 * @csspart stage-filter - The filter by stage.
 * @csspart sort-select - The sort of narrow places.
 * @csspart columns-button - Shows or hides the choice of columns.
 * @csspart columns - The choice of columns.
 * @csspart columns-reset - Takes the choice back.
 * @csspart columns-error - Why the choice cannot be shown.
 * @csspart list - The box around the rows.
 * @csspart table - The table.
 * @csspart header - A column's header.
 * @csspart row - A ticket.
 * @csspart cell - A value of a ticket.
 * @csspart subject - A ticket's link.
 * @csspart status - A ticket's stage.
 * @csspart more - Count and button below the rows.
 * @csspart more-button - Loads more rows.
 * @csspart empty - Shown while there is nothing to list.
 * @csspart error - Shown when tickets could not be loaded.
 * @csspart retry-button - Tries again.
 * @csspart offline - Shown while the browser is offline.
 * @csspart signed-out - Shown while nobody is signed in.
 * @csspart sign-in-link - Leads to the sign-in.
 * @cssproperty [--portal-ticket-list-row-padding] - Space above and below a row's text.
 */
export class TicketList extends PortalElement {
  protected static override look = listLook;

  /**
   * Columns in their order; the attribute separates keys by spaces. Unless given, the portal's settings decide, and
   * people may choose for themselves.
   */
  @property({ type: Array, converter: (value) => value?.split(/\s+/).filter(Boolean) }) columns?: ColumnKey[];

  /** Where a ticket is shown, such as `/help/ticket?id={id}`; the portal's links decide unless given. */
  @property({ attribute: 'ticket-href' }) ticketHref?: string;

  /** The id of the ticket that is open beside the list: its row is marked. */
  @property() current?: string;

  /** Rows to load at a time. */
  @property({ attribute: 'page-size', type: Number }) pageSize = 25;

  /** Where the page's address keeps search, filter, sort and view. */
  @property({ attribute: 'url-state' }) urlState: UrlMode | 'none' = 'query';

  @state() private listState?: ListState;
  /** What stands in the search box, ahead of the search itself. */
  @state() private typed = '';

  readonly #pages = new TicketPages(() => this.requestUpdate());
  readonly #address = new ListAddress(
    this,
    () => this.urlState,
    () => {
      clearTimeout(this.#typing);
      if (this.portal) this.#readAddress(this.portal.adapter.capabilities);
    },
  );
  readonly #refresher = new Refresher(() => this.#pages.refresh(this.#rowsAtATime()));
  /** Of what the rows belong to: a change of it reads anew. */
  #source: Portal | undefined;
  #contact: string | undefined;
  #asked: string | undefined;
  #rowsWanted = 0;
  /** Whether somebody did something: what fails then is told at once. */
  #acted = false;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #minute: ReturnType<typeof setInterval> | undefined;
  /** The row whose link has focus while rows are put in another order. */
  #focused: string | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    // "12 minutes ago" ages.
    this.#minute = setInterval(() => this.requestUpdate(), 60_000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#minute);
    clearTimeout(this.#typing);
    this.#refresher.stop();
    this.#pages.stop();
    this.#asked = undefined;
  }

  /** Reads the tickets again; what is shown stays until then. */
  async refresh(): Promise<void> {
    await this.#pages.refresh(this.#rowsAtATime());
  }

  protected override portalConnected(portal: Portal): void {
    if (portal !== this.#source) this.#forget();
    this.#source = portal;
    this.#readAddress(portal.adapter.capabilities);
    this.listen(portal.watch(() => this.#refresher.ask()));
    let unsent = portal.unsent.value.length;
    this.listen(
      portal.unsent.subscribe(({ length }) => {
        if (length < unsent) this.#refresher.ask(portal.adapter.capabilities.searchLagMs);
        unsent = length;
      }),
    );
    this.listen(portal.online.subscribe((online) => online && this.#refresher.ask()));
  }

  /**
   * The first rendering waits a task, as the portal does before it asks: what a backend has at hand is shown at once,
   * and no frame goes into a skeleton.
   */
  protected override async scheduleUpdate(): Promise<void> {
    if (!this.hasUpdated && this.portal) {
      this.#read();
      await new Promise((resolve) => setTimeout(resolve));
    }
    await super.scheduleUpdate();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.#read();
    const focused = this.shadowRoot?.activeElement;
    this.#focused = focused?.closest('tr')?.dataset.id;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.#markCurrent();
    // Rows that move in the document lose focus.
    if (this.#focused !== undefined && !this.shadowRoot?.activeElement) this.#focusRow(this.#focused);
  }

  protected override renderContent(): unknown {
    const { portal, t, settings, session, locale, typed } = this;
    const list = this.listState;
    if (!portal || !list) return nothing;
    if (session === null) return listLook.value?.signInNotice(this, t, fillLink(portal.links.value.signIn));
    return listLook.value?.render({
      ...{ host: this, portal, t, settings, session, locale, typed, list },
      pages: this.#pages,
      columns: this.columns,
      ticketHref: this.ticketHref,
      acted: this.#acted,
      count: () => this.#count(),
      on: this.#on,
    });
  }

  #rowsAtATime(): number {
    return Math.max(1, Math.floor(this.pageSize) || 25);
  }

  #forget(): void {
    this.#pages.clear();
    this.#asked = this.#contact = undefined;
  }

  /** Reads the rows that are wanted, unless they are here or on their way. */
  #read(): void {
    const { portal, session } = this;
    const list = this.listState;
    if (!portal || !list) return;
    if (session === null || (session === undefined && portal.failure.value)) return this.#forget();
    // Which companies there are is not known before the session is; the start carries one's own tickets only.
    if (!session && list.view !== 'mine') return;
    const contact = session?.contact.id;
    if (this.#contact !== undefined && this.#contact !== contact) this.#forget();
    this.#contact = contact;
    const companies = session?.companies.map(({ id }) => id) ?? [];
    const view = companies.includes(list.view) ? list.view : 'mine';
    const { settings } = this;
    // Which stages there are is not known before the settings are.
    const known = settings && namedStages(settings, list.state);
    const stages = list.stages.filter((id) => known?.some((stage) => stage.id === id) ?? true);
    // What no control could take back any more filters no longer.
    if (stages.length < list.stages.length) {
      this.listState = { ...list, stages };
      this.#address.write(listStateParams(this.listState, portal.adapter.capabilities), false);
    }
    const query: TicketQuery = {
      view,
      state: list.state,
      sort: list.sort,
      limit: 1,
      ...(list.text && { text: list.text }),
      ...(stages.length && { stages }),
    };
    const asked = JSON.stringify([query, this.#rowsAtATime()]);
    if (asked === this.#asked) return;
    const again = this.#asked !== undefined;
    this.#asked = asked;
    const count = Math.max(this.#rowsAtATime(), this.#rowsWanted);
    this.#rowsWanted = 0;
    void this.#pages
      .load((page, call) => portal.list(page, call), query, count)
      .then((came) => this.#tell(came, again));
  }

  /** Says how a read ended: failures to the page, figures to those who do not see them change. */
  #tell(came: boolean, aloud: boolean): void {
    const { error, rows } = this.#pages;
    if (error && !came) this.dispatchEvent(new PortalErrorEvent(error));
    else if (came && aloud) this.announce(rows?.length ? this.#count() : this.t.noMatches);
  }

  #show(change: Partial<ListState>, { push = true } = {}): void {
    const { portal } = this;
    if (!portal || !this.listState) return;
    this.#acted = true;
    this.#rowsWanted = 0;
    clearTimeout(this.#typing);
    // What was just typed counts, also when its time has not come yet.
    const list = (this.listState = { ...this.listState, text: cleanSearch(this.typed), ...change });
    this.#address.write(listStateParams(list, portal.adapter.capabilities), push);
  }

  #readAddress(able: Capabilities): void {
    const address = this.#address.enter();
    this.listState = address
      ? readListState(address.params, able)
      : (this.listState ?? defaultListState(able));
    this.typed = this.listState.text;
    this.#rowsWanted = address?.rows ?? 0;
  }

  readonly #type = (event: InputEvent): void => {
    this.typed = (event.target as HTMLInputElement).value;
    clearTimeout(this.#typing);
    // Half-composed characters are not words yet.
    if (!event.isComposing) this.#typing = setTimeout(this.#search, typingPause);
  };

  readonly #search = (event?: Event): void => {
    event?.preventDefault();
    const before = this.listState?.text;
    // Back undoes the search, not its last letter.
    if (cleanSearch(this.typed) !== before) this.#show({}, { push: !before });
  };

  readonly #clearSearch = (): void => {
    this.typed = '';
    this.#search();
    this.renderRoot.querySelector<HTMLInputElement>('[type=search]')?.focus();
  };

  readonly #clearFilters = (): void => {
    this.typed = '';
    this.#show({ state: 'any', stages: [] });
    this.renderRoot.querySelector<HTMLElement>('[type=search], .segments button')?.focus();
  };

  readonly #retry = async (): Promise<void> => {
    this.#acted = true;
    this.#tell(await this.#pages.retry(), true);
  };

  readonly #loadMore = async (): Promise<void> => {
    if (this.#pages.work === 'more') return;
    this.#acted = true;
    const shown = this.#pages.rows?.length ?? 0;
    const came = await this.#pages.more(this.#rowsAtATime());
    this.#tell(came, true);
    if (!came) return;
    const rows = this.#pages.rows ?? [];
    this.#address.write({}, false, rows.length);
    await this.updateComplete;
    // With the last page the button goes, and focus with it.
    if (!this.#pages.next && !this.shadowRoot?.activeElement) this.#focusRow(rows[shown]?.id);
  };

  /** Set on the one row, and not by every row's template, which would have to ask each time. */
  #markCurrent(): void {
    const { current, renderRoot } = this;
    for (const row of renderRoot.querySelectorAll<HTMLElement>('tr[aria-current]'))
      if (row.dataset.id !== current) row.removeAttribute('aria-current');
    if (current) this.#row(current)?.setAttribute('aria-current', 'true');
  }

  #row(id: string): HTMLElement | null {
    return this.renderRoot.querySelector(`tr[data-id="${CSS.escape(id)}"]`);
  }

  #focusRow(id: string | undefined): void {
    if (id === undefined) return;
    this.#row(id)?.querySelector<HTMLElement>('[part=subject]')?.focus({ preventScroll: true });
  }

  readonly #clickRow = (event: MouseEvent): void => {
    const target = event.target as Element;
    const row = target.closest('tr');
    const id = row?.dataset.id;
    const modified = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (id === undefined || event.defaultPrevented || event.button !== 0 || modified) return;
    const link = row?.querySelector<HTMLElement>('[part=subject]');
    if (!target.closest('[part=subject]')) {
      // The row is a larger target for its link, unless somebody was marking text to copy.
      if (!isMarkingText(this.shadowRoot)) link?.click();
    } else if (!this.dispatchEvent(new PortalTicketOpenEvent(id))) event.preventDefault();
  };

  readonly #on: ListActions = {
    type: this.#type,
    search: this.#search,
    clearSearch: this.#clearSearch,
    show: (change) => this.#show(change),
    clearFilters: this.#clearFilters,
    retry: this.#retry,
    loadMore: this.#loadMore,
    clickRow: this.#clickRow,
  };

  #count(): string {
    const { rows = [], total, next } = this.#pages;
    const known = total && (next || !total.exact) ? total.value : undefined;
    return this.t.loadedTickets(rows.length, known, !total?.exact);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ticket-list': TicketList;
  }
}
