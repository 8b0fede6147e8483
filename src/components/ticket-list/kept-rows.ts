import { noChange } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';
import type { ColumnKey, TicketSummary } from '../../api/model.ts';
import { fillLink } from '../../portal/links.ts';
import { formatStage, formatValue } from '../base/format.ts';
import { columnLabel, type Rows } from './ticket-rows.ts';

/** A column's cells: an empty one to copy, and what of a ticket is written into it, or into the one element in it. */
interface Column {
  blank: HTMLElement;
  text: (ticket: TicketSummary) => string;
  more?: (element: Element, ticket: TicketSummary) => void;
}

/**
 * The rows of a table's body, each kept with its ticket while others come and go. They are copies of one empty row and
 * written to directly: they are most of a list, and a template would give every value a part to look after.
 */
class KeptRows extends Directive {
  #rows = new Map<string, HTMLElement>();
  #columns: Column[] = [];
  #blank = element('tr', {});
  /** What the empty row was made for, and what was written since. */
  #made: readonly unknown[] = [];
  #written: readonly unknown[] = [];

  render(_rows: Rows, _minute: number): unknown {
    return noChange;
  }

  override update({ element: body }: ElementPart, [rows, minute]: [Rows, number]): unknown {
    const { tickets, columns, t, locale, settings, template } = rows;
    const labels = columns.map((key) => columnLabel(key, t, settings, tickets));
    const made = [t, settings?.statusDisplay, template, ...columns, ...labels];
    const written = [tickets, locale.tag, minute];
    const isMade = isSame(made, this.#made);
    if (isMade && isSame(written, this.#written)) return noChange;
    if (!isMade) {
      const href = hrefs(template);
      this.#columns = columns.map((key, index) => columnOf(key, labels[index] ?? key, rows, href));
      const cells = this.#columns.map(({ blank }) => blank);
      this.#blank = element('tr', { role: 'row', part: 'row', class: '' }, ...cells);
      this.#rows.clear();
      body.replaceChildren();
    }
    this.#made = made;
    this.#written = written;
    this.#arrange(body, tickets);
    return noChange;
  }

  #arrange(body: Element, tickets: readonly TicketSummary[]): void {
    const gone = this.#rows;
    this.#rows = new Map();
    for (const ticket of tickets) {
      const row = gone.get(ticket.id) ?? this.#copy(ticket);
      gone.delete(ticket.id);
      this.#rows.set(ticket.id, row);
      this.#write(row, ticket);
    }
    for (const row of gone.values()) row.remove();
    let place = body.firstElementChild;
    for (const row of this.#rows.values()) {
      if (row === place) place = place.nextElementSibling;
      else body.insertBefore(row, place);
    }
  }

  #copy({ id }: TicketSummary): HTMLElement {
    const row = this.#blank.cloneNode(true) as HTMLElement;
    row.dataset['id'] = id;
    return row;
  }

  #write(row: HTMLElement, ticket: TicketSummary): void {
    set(row, 'class', ticket.unread ? 'unread' : '');
    let cell = row.firstElementChild;
    for (const { text, more } of this.#columns) {
      if (!cell) return;
      const target = cell.firstElementChild ?? cell;
      put(target, text(ticket));
      more?.(target, ticket);
      cell = cell.nextElementSibling;
    }
  }
}

/** For a table's body: its rows, and the minute they are true in. */
export const keptRows = directive(KeptRows);

function isSame(these: readonly unknown[], others: readonly unknown[]): boolean {
  return these.length === others.length && these.every((value, index) => value === others[index]);
}

/** Writes only what is new: what stands there already need not be laid out again. */
function put(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

function set(node: Element, name: string, value: string): void {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

function element(name: string, attributes: Record<string, string>, ...children: Node[]): HTMLElement {
  const made = document.createElement(name);
  for (const key in attributes) made.setAttribute(key, attributes[key] ?? '');
  made.append(...children);
  return made;
}

/** The template is checked once for all rows: an encoded id cannot change where it leads. */
function hrefs(template: string | undefined): ((id: string) => string) | undefined {
  if (!template || fillLink(template) === undefined) return undefined;
  return (id) => template.replaceAll('{id}', encodeURIComponent(id));
}

/** Columns whose value says by itself what it is; the others' names stand beside it where headers have no room. */
const plainColumns = ['reference', 'subject', 'activity', 'status'];

function columnOf(
  key: ColumnKey,
  label: string,
  { t, locale, settings }: Rows,
  href: ((id: string) => string) | undefined,
): Column {
  const cell = (name: string, ...children: Node[]): HTMLElement =>
    element(
      'td',
      {
        role: 'cell',
        part: 'cell',
        class: name,
        ...(!plainColumns.includes(name) && { 'data-label': label }),
      },
      ...children,
    );
  switch (key) {
    case 'reference':
      return { blank: cell(key), text: ({ reference }) => reference };
    case 'subject':
      return {
        blank: cell(key, element(href ? 'a' : 'button', { part: 'subject', dir: 'auto' })),
        text: ({ subject }) => subject,
        more(link, { id, unread }) {
          if (href) set(link, 'href', href(id));
          const mark = link.nextElementSibling;
          if (!unread) mark?.remove();
          else if (!mark) link.after(element('span', { class: 'visually-hidden' }, new Text(t.unread)));
        },
      };
    case 'status': {
      const plain = settings?.statusDisplay === 'state';
      return {
        blank: cell(key, element('span', { part: 'status' })),
        text: ({ stage }) => formatStage(stage, settings, t),
        more(pill, { stage: { label, state, awaiting } }) {
          const turn = awaiting === 'customer' && label && !plain;
          const look = state === 'closed' ? state : turn ? 'waiting' : 'open';
          set(pill, 'class', `pill ${look}`);
        },
      };
    }
    case 'activity':
      return { blank: cell(key), text: ({ lastActivityAt }) => locale.relative(lastActivityAt) };
    case 'created':
      return { blank: cell(key), text: ({ createdAt }) => locale.day(createdAt) };
    case 'requester':
      return { blank: cell(key), text: ({ mine, requester }) => (mine ? t.you : requester.name) };
    default:
      return {
        blank: cell('property'),
        text: ({ properties }) => formatValue(properties.find((property) => property.key === key)?.value, t),
      };
  }
}
