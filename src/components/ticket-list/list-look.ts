import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { ColumnKey, PortalSettings, Session, SortKey } from '../../api/model.ts';
import type { Messages } from '../../locales/index.ts';
import { fillLink } from '../../portal/links.ts';
import type { Portal } from '../../portal/portal.ts';
import { baseStyles } from '../../theme/base.styles.ts';
import type { LocaleController } from '../base/locale-controller.ts';
import { columnChoice } from './column-choice.ts';
import { keptRows } from './kept-rows.ts';
import { renderSearch, renderSegments, renderSelect, type Choice } from './list-controls.ts';
import { namedStages, sortParam, sortsDownFirst, type ListState } from './list-state.ts';
import { listToolsStyles } from './list-tools.styles.ts';
import { ticketListStyles } from './ticket-list.styles.ts';
import type { TicketPages } from './ticket-pages.ts';
import { columnLabel, columnsOf, explainDate, renderHead, renderSkeleton, type Rows } from './ticket-rows.ts';
import { listWords } from '../../locales/en/list.ts';
import { ticketsWords } from '../../locales/en/tickets.ts';
import { speak } from '../../locales/index.ts';

export { signInNotice } from '../base/sign-in-notice.ts';

speak(ticketsWords, listWords);

export const styles = [baseStyles, listToolsStyles, ticketListStyles];

/** What people can do to the list. */
export interface ListActions {
  type: (event: InputEvent) => void;
  search: (event: Event) => void;
  clearSearch: () => void;
  show: (change: Partial<ListState>) => void;
  clearFilters: () => void;
  retry: () => Promise<void>;
  loadMore: () => Promise<void>;
  clickRow: (event: MouseEvent) => void;
}

/** All that the list shows. */
export interface ListModel {
  host: ReactiveControllerHost & HTMLElement;
  portal: Portal;
  t: Messages;
  locale: LocaleController;
  settings: PortalSettings | undefined;
  session: Session | undefined;
  list: ListState;
  pages: TicketPages;
  /** What stands in the search box. */
  typed: string;
  columns: readonly ColumnKey[] | undefined;
  ticketHref: string | undefined;
  /** Whether somebody did something, so that a failure is told at once. */
  acted: boolean;
  /** How many rows there are, in words. */
  count(): string;
  on: ListActions;
}

export function render(model: ListModel): TemplateResult {
  const { t, portal, pages } = model;
  return html`
    <div class="head" part="head">
      <slot name="heading"><h1 part="heading" .textContent=${t.tickets}></h1></slot>
      ${renderViews(model)}
    </div>
    ${renderToolbar(model)} ${columnChoice(model)?.renderPanel(model)}
    ${portal.online.value ? nothing : html`<p class="note" part="offline">${t.offlineList}</p>`}
    ${pages.rows && pages.error ? renderError(model) : nothing}
    <div class="card" part="list">${renderList(model)}</div>
    <slot name="footer"></slot>
  `;
}

function renderViews({ t, session, portal, list, on }: ListModel): TemplateResult | typeof nothing {
  if (!session?.companies.length || !portal.adapter.capabilities.views.includes('company')) return nothing;
  const views: Choice[] = [['mine', t.myTickets]];
  for (const { id, name } of session.companies) views.push([id, t.companyTickets(name)]);
  const chosen = views.some(([id]) => id === list.view) ? list.view : 'mine';
  const show = (view: string): void => on.show({ view });
  return views.length > 3
    ? renderSelect('views', t.view, views, chosen, show)
    : renderSegments('views', t.view, views, chosen, show);
}

function renderToolbar(model: ListModel): TemplateResult {
  const { t, portal, settings, list, typed, on } = model;
  const able = portal.adapter.capabilities;
  const sorts = able.sortBy.flatMap((by) =>
    [sortsDownFirst(by), !sortsDownFirst(by)].map((descending): Choice => [
      sortParam({ by, descending }),
      `${columnLabel(by, t)}, ${sortsDownFirst(by) ? (descending ? t.newestFirst : t.oldestFirst) : descending ? t.descending : t.ascending}`,
    ]),
  );
  const states: Choice[] = [
    ['any', t.all],
    ['open', t.open],
    ['closed', t.closed],
  ];
  return html`<div class="toolbar" part="toolbar">
    ${able.search === 'none' ? nothing : renderSearch(t, typed, on)}
    ${renderSegments('filter', t.state, states, list.state, (value) => {
      const state = value as ListState['state'];
      const named = settings ? namedStages(settings, state) : [];
      on.show({ state, stages: list.stages.filter((id) => named.some((stage) => stage.id === id)) });
    })}
    ${renderStages(model)}
    ${
      sorts.length
        ? renderSelect('sort-select', t.sortBy, sorts, sortParam(list.sort), (value) =>
            on.show({
              sort: { by: value.replace('-', '') as SortKey, descending: value.startsWith('-') },
            }),
          )
        : nothing
    }
    ${columnChoice(model)?.renderButton(model)}
  </div>`;
}

/** Stages of one name, such as those of several pipelines, are one choice. */
function renderStages({ t, settings, list, on }: ListModel): TemplateResult | typeof nothing {
  const ids = new Map<string, string[]>();
  for (const { id, label } of settings ? namedStages(settings, list.state) : [])
    ids.set(label, [...(ids.get(label) ?? []), id]);
  if (ids.size < 2) return nothing;
  const choices = [...ids].map(([label, stages]): Choice => [stages.join(), label]);
  const chosen = [...ids.values()].find((stages) => stages.includes(list.stages[0] ?? ''));
  return renderSelect(
    'stage-filter',
    t.columns['status'] ?? '',
    [['', t.allStages], ...choices],
    chosen?.join() ?? '',
    (value) => on.show({ stages: value ? value.split(',') : [] }),
  );
}

function renderList(model: ListModel): TemplateResult {
  const { rows, error } = model.pages;
  if (!rows) return error ? renderError(model) : renderSkeleton(model.t);
  return rows.length ? renderTable(model) : renderEmpty(model);
}

function renderError({ t, pages, acted, on }: ListModel): TemplateResult {
  const { error, rows } = pages;
  return html`<div class=${rows ? 'note' : 'notice'} part="error" role=${acted ? 'alert' : nothing}>
    <p><b>${t.listFailed}</b> ${error && t.errors[error.code]}</p>
    <button class="button" part="retry-button" @click=${on.retry}>${t.retry}</button>
  </div>`;
}

function renderEmpty({ t, portal, settings, list, on }: ListModel): TemplateResult {
  if (list.text || list.state !== 'any' || list.stages.length)
    return html`<div class="notice" part="empty">
      <b>${t.noMatches}</b>
      <p>${t.noMatchesText}</p>
      <button class="button" @click=${on.clearFilters}>${t.clearFilters}</button>
    </div>`;
  const form = settings?.forms.length ? fillLink(portal.links.value.form) : undefined;
  return html`<div class="notice" part="empty">
    <slot name="empty"
      ><b>${t.noTickets}</b>
      <p>${t.noTicketsText}</p>
      ${form ? html`<a class="button primary" href=${form}>${t.fileTicket}</a>` : nothing}</slot
    >
  </div>`;
}

function renderTable(model: ListModel): TemplateResult {
  const { t, portal, settings, locale, list, pages, on } = model;
  const { rows: tickets = [], next, work } = pages;
  const wanted = model.columns ?? columnChoice(model)?.columns(model) ?? settings?.columns;
  const columns = columnsOf(wanted, list.view !== 'mine');
  const template = model.ticketHref ?? portal.links.value.ticket;
  const rows: Rows = { tickets, columns, t, locale, settings, template };
  const minute = Math.floor(Date.now() / 60_000);
  return html`<table
      role="table"
      part="table"
      class=${`${columns.length > 6 ? 'many' : ''} ${work === 'load' ? 'stale' : ''}`}
      aria-label=${t.tickets}
      aria-busy=${work === 'load'}
    >
      ${renderHead(rows, {
        sort: list.sort,
        sortBy: portal.adapter.capabilities.sortBy,
        onSort: (sort) => on.show({ sort }),
      })}
      <tbody
        role="rowgroup"
        @click=${on.clickRow}
        @pointerover=${(event: Event) => explainDate(event, rows)}
        ${keptRows(rows, minute)}
      ></tbody>
    </table>
    <div class="more" part="more">
      <p class="label" .textContent=${model.count()}></p>
      ${
        next
          ? html`<button class="button quiet" part="more-button" @click=${on.loadMore}>
              ${work === 'more' ? t.loading : t.loadMore}
            </button>`
          : nothing
      }
    </div>`;
}
