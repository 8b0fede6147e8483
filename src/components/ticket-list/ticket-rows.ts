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
  const { tickets, columns, t } = rows;
  const href = hrefs(rows.template);
  const cells = columns.map((key) => cellOf(key, columnLabel(key, t, tickets), rows, href));
  const strings = rowStrings(cells);
  return repeat(
    tickets,
    ({ id }) => id,
    (ticket) =>
      html(
        strings,
        ticket.unread ? 'unread' : '',
        ticket.id,
        ...cells.flatMap(({ values }) => values(ticket)),
      ),
  );
}

/** The template is checked once for all rows: an encoded id cannot change where it leads. */
function hrefs(template: string | undefined): ((id: string) => string) | undefined {
  if (!template || fillLink(template) === undefined) return undefined;
  return (id) => template.replaceAll('{id}', encodeURIComponent(id));
}

/** A cell: its markup, cut where values go in, and the values. Text goes in by property, which is the cheapest way. */
interface Cell {
  markup: TemplateStringsArray;
  values: (ticket: TicketSummary) => unknown[];
}

const markup = (strings: TemplateStringsArray, ..._: '_'[]): TemplateStringsArray => strings;
const _ = '_';
const reference = markup`<td role="cell" part="cell" class="reference" .textContent=${_}></td>`;
const linked = markup`<td role="cell" part="cell" class="subject"><a part="subject" dir="auto" href=${_} .textContent=${_}></a>${_}</td>`;
const unlinked = markup`<td role="cell" part="cell" class="subject"><button part="subject" dir="auto" .textContent=${_}></button>${_}</td>`;
const status = markup`<td role="cell" part="cell" class="status"><span part="status" class=${_} .textContent=${_}></span></td>`;
const activity = markup`<td role="cell" part="cell" class="activity" .textContent=${_}></td>`;
const created = markup`<td role="cell" part="cell" class="created" data-label=${_} .textContent=${_}></td>`;
const requester = markup`<td role="cell" part="cell" class="requester" data-label=${_} .textContent=${_}></td>`;
const other = markup`<td role="cell" part="cell" class="property" data-label=${_} .textContent=${_}></td>`;

function cellOf(
  key: string,
  label: string,
  { t, locale, settings }: Rows,
  href: ((id: string) => string) | undefined,
): Cell {
  switch (key) {
    case 'reference':
      return { markup: reference, values: (ticket) => [ticket.reference] };
    case 'subject': {
      const unread = html`<span class="visually-hidden">${t.unread}</span>`;
      return {
        markup: href ? linked : unlinked,
        values: ({ id, subject, unread: isUnread }) => [
          ...(href ? [href(id)] : []),
          subject,
          isUnread ? unread : nothing,
        ],
      };
    }
    case 'status': {
      const plain = settings?.statusDisplay === 'state';
      return {
        markup: status,
        values: ({ stage: { state, awaiting, label: stage } }) => [
          `pill ${state === 'closed' ? 'closed' : awaiting === 'customer' && !plain ? 'waiting' : 'open'}`,
          plain ? t[state] : stage,
        ],
      };
    }
    case 'activity':
      return { markup: activity, values: ({ lastActivityAt }) => [locale.relative(lastActivityAt)] };
    case 'created':
      return { markup: created, values: ({ createdAt }) => [label, locale.day(createdAt)] };
    case 'requester':
      return {
        markup: requester,
        values: (ticket) => [label, ticket.mine ? t.you : ticket.requester.name],
      };
    default:
      return {
        markup: other,
        values: ({ properties }) => [
          label,
          formatValue(properties.find((property) => property.key === key)?.value, t),
        ],
      };
  }
}

const rowStart = [`<tr role="row" part="row" class=`, ` data-id=`] as const;
/** Lit knows a template by its strings: the same cells must give the same ones. */
const known = new Map<string, TemplateStringsArray>();
const kinds = [reference, linked, unlinked, status, activity, created, requester, other];

/**
 * One template for a whole row, put together from the constants above: a template a cell would cost half as much again.
 * Nothing but this file's own markup goes into it.
 */
function rowStrings(cells: readonly Cell[]): TemplateStringsArray {
  const name = cells.map(({ markup: kind }) => kinds.indexOf(kind)).join();
  let strings = known.get(name);
  if (!strings) {
    const joined: string[] = [...rowStart, '>'];
    for (const { markup: kind } of cells) {
      joined.push((joined.pop() ?? '') + (kind[0] ?? ''), ...kind.slice(1));
    }
    joined.push(`${joined.pop() ?? ''}</tr>`);
    strings = Object.assign(joined, { raw: joined });
    known.set(name, strings);
  }
  return strings;
}

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
