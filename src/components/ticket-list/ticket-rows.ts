import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ColumnKey, PortalSettings, SortKey, TicketQuery, TicketSummary } from '../../api/model.ts';
import type { Messages } from '../../locales/index.ts';
import { fillLink } from '../../portal/links.ts';
import { formatValue } from '../base/format.ts';
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

const defaultColumns: readonly ColumnKey[] = ['reference', 'subject', 'created', 'activity', 'status'];
const fullDate = { dateStyle: 'long', timeStyle: 'short' } as const;

/** The columns to show: those that are wanted, once each, and in a company's view who filed a ticket. */
export function columnsOf(wanted: readonly ColumnKey[] | undefined, ofCompany: boolean): ColumnKey[] {
  const columns = [...new Set(wanted?.length ? wanted : defaultColumns)];
  if (ofCompany && !columns.includes('requester'))
    columns.splice(columns.indexOf('subject') + 1, 0, 'requester');
  return columns;
}

/** A column's name: ours for what every ticket has, the desk's for a property. */
export function columnLabel(key: string, t: Messages, tickets: readonly TicketSummary[] = []): string {
  if (key === 'requester') return t.requester;
  const own = Object.hasOwn(t.columns, key) ? t.columns[key] : undefined;
  if (own) return own;
  for (const { properties } of tickets)
    for (const property of properties) if (property.key === key) return property.label;
  return key;
}

export function renderHead({ columns, t, tickets }: Rows, sorting: Sorting): TemplateResult {
  return html`<thead role="rowgroup">
    <tr role="row">
      ${columns.map((key) => renderHeader(key, columnLabel(key, t, tickets), sorting))}
    </tr>
  </thead>`;
}

function renderHeader(key: string, label: string, { sort, sortBy, onSort }: Sorting): TemplateResult {
  const by = sortBy.find((sortable) => sortable === key);
  const sorted = sort.by === by;
  const next = by && { by, descending: sorted ? !sort.descending : sortsDownFirst(by) };
  return html`<th
    role="columnheader"
    scope="col"
    part="header"
    class=${key in widths ? key : 'property'}
    aria-sort=${ifDefined(sorted ? (sort.descending ? 'descending' : 'ascending') : undefined)}
  >
    ${next ? html`<button @click=${() => onSort(next)}>${label}</button>` : label}
  </th>`;
}

/** Columns whose width the style sheet knows. */
const widths = { reference: 1, subject: 1, requester: 1, created: 1, activity: 1, status: 1 };

/** The rows, each kept with its ticket while others come and go. */
export function renderRows(rows: Rows): unknown {
  const { tickets, columns } = rows;
  const href = hrefs(rows.template);
  const labels = new Map(columns.map((key) => [key, columnLabel(key, rows.t, tickets)]));
  return repeat(
    tickets,
    ({ id }) => id,
    (ticket) =>
      html`<tr role="row" part="row" class=${ticket.unread ? 'unread' : ''} data-id=${ticket.id}>
        ${columns.map((key) => renderCell(key, ticket, rows, href, labels.get(key)))}
      </tr>`,
  );
}

/** The template is checked once for all rows: an encoded id cannot change where it leads. */
function hrefs(template: string | undefined): ((id: string) => string) | undefined {
  if (!template || fillLink(template) === undefined) return undefined;
  return (id) => template.replaceAll('{id}', encodeURIComponent(id));
}

function renderCell(
  key: string,
  ticket: TicketSummary,
  { t, locale, settings }: Rows,
  href: ((id: string) => string) | undefined,
  label = key,
): TemplateResult {
  switch (key) {
    case 'reference':
      return html`<td role="cell" part="cell" class="reference">${ticket.reference}</td>`;
    case 'subject': {
      const unread = ticket.unread ? html`<span class="visually-hidden">${t.unread}</span>` : nothing;
      return html`<td role="cell" part="cell" class="subject">
        ${unread}
        ${
          href
            ? html`<a part="subject" href=${href(ticket.id)}>${ticket.subject}</a>`
            : html`<button part="subject">${ticket.subject}</button>`
        }
      </td>`;
    }
    case 'status': {
      const { state, awaiting, label: stage } = ticket.stage;
      const plain = settings?.statusDisplay === 'state';
      const kind = state === 'closed' ? 'closed' : awaiting === 'customer' && !plain ? 'waiting' : 'open';
      return html`<td role="cell" part="cell" class="status">
        <span class="pill ${kind}" part="status">${plain ? t[state] : stage}</span>
      </td>`;
    }
    case 'activity':
      return html`<td
        role="cell"
        part="cell"
        class="activity"
        title=${locale.date(ticket.lastActivityAt, fullDate)}
      >
        ${locale.relative(ticket.lastActivityAt)}
      </td>`;
    case 'created':
      return html`<td
        role="cell"
        part="cell"
        class="created"
        data-label=${label}
        title=${locale.date(ticket.createdAt, fullDate)}
      >
        ${locale.day(ticket.createdAt)}
      </td>`;
    case 'requester':
      return html`<td role="cell" part="cell" class="requester" data-label=${label}>
        ${ticket.mine ? t.you : ticket.requester.name}
      </td>`;
    default: {
      const value = formatValue(ticket.properties.find((property) => property.key === key)?.value, t);
      return html`<td role="cell" part="cell" class="property" data-label=${label}>${value}</td>`;
    }
  }
}

/** What stands there until the first rows come. */
export function renderSkeleton(t: Messages): TemplateResult {
  return html`<div class="skeleton" aria-busy="true">
    <span class="visually-hidden">${t.loading}</span>
    ${[1, 2, 3, 4, 5].map(() => html`<div><i></i><i></i><i></i></div>`)}
  </div>`;
}
