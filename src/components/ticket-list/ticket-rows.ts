import { html, nothing, type TemplateResult } from 'lit';
import type { ColumnKey, PortalSettings, SortKey, TicketQuery, TicketSummary } from '../../api/model.ts';
import type { Messages } from '../../locales/index.ts';
import type { LocaleController } from '../base/locale-controller.ts';
import { sortsDownFirst } from './list-state.ts';

export interface Rows {
  tickets: readonly TicketSummary[];
  columns: readonly ColumnKey[];
  t: Messages;
  locale: LocaleController;
  settings: PortalSettings | undefined;
  /** Where a ticket is shown. */
  template: string | undefined;
}

export interface Sorting {
  sort: TicketQuery['sort'];
  sortBy: readonly SortKey[];
  onSort: (sort: TicketQuery['sort']) => void;
}

/** The columns that every ticket can fill. */
export const defaultColumns: readonly ColumnKey[] = ['reference', 'subject', 'created', 'activity', 'status'];
const fullDate = { dateStyle: 'long', timeStyle: 'short' } as const;

/** The columns to show: those that are wanted, once each, and in a company's view who filed a ticket. */
export function columnsOf(wanted: readonly ColumnKey[] | undefined, ofCompany: boolean): ColumnKey[] {
  const columns = [...new Set(wanted?.length ? wanted : defaultColumns)];
  if (ofCompany && !columns.includes('requester'))
    columns.splice(columns.indexOf('subject') + 1, 0, 'requester');
  return columns;
}

/** A column's name: ours for what every ticket has, the desk's for a property. */
export function columnLabel(
  key: string,
  t: Messages,
  settings?: PortalSettings,
  tickets: readonly TicketSummary[] = [],
): string {
  if (key === 'requester') return t.requester;
  const own = Object.hasOwn(t.columns, key) ? t.columns[key] : undefined;
  if (own) return own;
  const isIt = (property: { key: string }): boolean => property.key === key;
  const named = settings?.properties?.find(isIt);
  if (named) return named.label;
  for (const { properties } of tickets) {
    const found = properties.find(isIt);
    if (found) return found.label;
  }
  return key;
}

export function renderHead({ columns, t, settings, tickets }: Rows, sorting: Sorting): TemplateResult {
  return html`<thead role="rowgroup">
    <tr role="row">
      ${columns.map((key) => renderHeader(key, columnLabel(key, t, settings, tickets), sorting))}
    </tr>
  </thead>`;
}

function renderHeader(key: string, label: string, { sort, sortBy, onSort }: Sorting): TemplateResult {
  const by = sortBy.find((sortable) => sortable === key);
  const sorted = sort.by === by;
  const next = by && { by, descending: sorted ? !sort.descending : sortsDownFirst(by) };
  const name = key in widths ? key : 'property';
  if (!next)
    return html`<th role="columnheader" scope="col" part="header" class=${name} .textContent=${label}></th>`;
  const direction = sorted ? (sort.descending ? 'descending' : 'ascending') : nothing;
  return html`<th role="columnheader" scope="col" part="header" class=${name} aria-sort=${direction}>
    <button @click=${() => onSort(next)} .textContent=${label}></button>
  </th>`;
}

/** Columns whose width the style sheet knows. */
const widths = { reference: 1, subject: 1, requester: 1, created: 1, activity: 1, status: 1 };

/** A moment in full, for the cell that tells it in short; made when it is pointed at, as most never are. */
export function explainDate(event: Event, { tickets, locale }: Rows): void {
  const cell = (event.target as Element).closest<HTMLElement>('td.created, td.activity');
  const id = cell?.closest('tr')?.dataset.id;
  const ticket = cell ? tickets.find((other) => other.id === id) : undefined;
  if (!cell || !ticket) return;
  const at = cell.matches('.created') ? ticket.createdAt : ticket.lastActivityAt;
  cell.title = locale.date(at, fullDate);
}

/** What stands there until the first rows come. */
export function renderSkeleton(t: Messages): TemplateResult {
  return html`<div class="skeleton" aria-busy="true">
    <span class="visually-hidden">${t.loading}</span>
    ${[1, 2, 3, 4, 5].map(() => html`<div><i></i><i></i><i></i></div>`)}
  </div>`;
}
