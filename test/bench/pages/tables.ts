import type { PortalAdapter } from '../../../src/api/adapter.ts';
import type { SortKey, TicketQuery, TicketSummary } from '../../../src/api/model.ts';

type Column = 'reference' | 'subject' | 'created' | 'activity' | 'status';
type Asked = Pick<TicketQuery, 'text' | 'state' | 'sort'>;

const columns: readonly (readonly [Column, label: string])[] = [
  ['reference', 'ID'],
  ['subject', 'Subject'],
  ['created', 'Created'],
  ['activity', 'Last activity'],
  ['status', 'Status'],
];
const states = [
  ['any', 'All'],
  ['open', 'Open'],
  ['closed', 'Closed'],
] as const;
const sorts = [
  ['-created', 'Created, newest first'],
  ['created', 'Created, oldest first'],
  ['-activity', 'Last activity, newest first'],
  ['activity', 'Last activity, oldest first'],
  ['subject', 'Subject, ascending'],
  ['-subject', 'Subject, descending'],
] as const;

/** An element with its attributes and children. */
function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const name in attributes) element.setAttribute(name, attributes[name] ?? '');
  element.append(...children);
  return element;
}

/** Dates as the list tells them: without this year's number, and by their distance within a week. */
function dates() {
  const now = Date.now();
  const thisYear = new Date(now).getFullYear();
  const short = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' });
  let long: Intl.DateTimeFormat | undefined;
  let distance: Intl.RelativeTimeFormat | undefined;
  const day = (iso: string): string => {
    const date = new Date(iso);
    if (date.getFullYear() === thisYear) return short.format(date);
    long ??= new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' });
    return long.format(date);
  };
  const ago = (iso: string): string => {
    const minutes = (Date.parse(iso) - now) / 60_000;
    const age = Math.abs(minutes);
    if (age > 7 * 1440) return day(iso);
    distance ??= new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
    if (age < 60) return distance.format(Math.round(minutes), 'minute');
    return age < 1440
      ? distance.format(Math.round(minutes / 60), 'hour')
      : distance.format(Math.round(minutes / 1440), 'day');
  };
  return { day, ago };
}

/** Rows and nothing else: no style sheet, no heading, no search. */
export function makeBareTable(tickets: readonly TicketSummary[]): HTMLTableElement {
  const { day, ago } = dates();
  const table = document.createElement('table');
  const head = table.createTHead().insertRow();
  for (const [, label] of columns) head.append(make('th', {}, label));
  const body = table.createTBody();
  for (const { id, reference, subject, createdAt, lastActivityAt, stage } of tickets) {
    const row = body.insertRow();
    row.insertCell().textContent = reference;
    row.insertCell().append(make('a', { href: `#/tickets/${id}` }, subject));
    row.insertCell().textContent = day(createdAt);
    row.insertCell().textContent = ago(lastActivityAt);
    row.insertCell().append(make('span', {}, stage.label));
  }
  return table;
}

/**
 * What somebody writes by hand, without a library, who wants the same on the page: what is seen, what is read aloud and
 * what can be done with it. Left out is what only other pages' owners would miss: parts, further slots, events, other
 * languages, columns and backends. The bench checks that both look and read the same.
 */
export function plainList(adapter: PortalAdapter, sheets: readonly CSSStyleSheet[]): HTMLElement {
  const host = document.createElement('div');
  const root = host.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets.push(...sheets);
  const asked: Asked = { state: 'any', sort: { by: 'activity', descending: true } };
  let tickets: readonly TicketSummary[] = [];
  let started = false;
  let typing: ReturnType<typeof setTimeout> | undefined;

  const spoken = make('div', { class: 'visually-hidden', role: 'status' });
  const card = make('div', { class: 'card' }, makeSkeleton());
  const filter = make('div', { class: 'segments', role: 'group', 'aria-label': 'State' });
  for (const [state, label] of states) {
    const button = make('button', { 'aria-pressed': String(state === asked.state) }, label);
    button.addEventListener('click', () => {
      for (const other of filter.children) other.setAttribute('aria-pressed', String(other === button));
      asked.state = state;
      void read();
    });
    filter.append(button);
  }
  const sort = make('select', { class: 'input sort-select', 'aria-label': 'Sort by' });
  for (const [value, label] of sorts) sort.append(make('option', { value }, label));
  sort.value = '-activity';
  sort.addEventListener('change', () =>
    sortBy(sort.value.replace('-', '') as SortKey, sort.value.startsWith('-')),
  );
  const search = makeSearch();
  search.addEventListener('submit', (event) => {
    event.preventDefault();
    find();
  });
  search.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(find, 250);
  });
  root.append(
    make(
      'div',
      { class: 'frame' },
      make('div', { class: 'head' }, make('slot', { name: 'heading' }, make('h1', {}, 'Tickets'))),
      make('div', { class: 'toolbar' }, search, filter, sort),
      card,
    ),
    spoken,
  );

  function find(): void {
    asked.text = search.querySelector('input')?.value.trim();
    void read();
  }

  function sortBy(by: SortKey, descending: boolean): void {
    asked.sort = { by, descending };
    void read();
  }

  async function read(): Promise<void> {
    const query: TicketQuery = { ...asked, view: 'mine', limit: 25 };
    const page = started
      ? await adapter.tickets.list(query)
      : (await adapter.start({ tickets: query })).tickets;
    tickets = page?.items ?? [];
    show();
    if (started) spoken.textContent = `${tickets.length} tickets`;
    started = true;
  }

  function show(): void {
    const body = makeBody(tickets);
    body.addEventListener('click', (event) => {
      const target = event.target as Element;
      if (!target.closest('a')) target.closest('tr')?.querySelector('a')?.click();
    });
    body.addEventListener('pointerover', (event) => {
      const cell = (event.target as Element).closest<HTMLElement>('td.created, td.activity');
      const id = cell?.closest('tr')?.dataset['id'];
      const ticket = tickets.find((other) => other.id === id);
      if (!cell || !ticket) return;
      const full = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeStyle: 'short' });
      cell.title = full.format(
        Date.parse(cell.matches('.created') ? ticket.createdAt : ticket.lastActivityAt),
      );
    });
    card.replaceChildren(
      make('table', { role: 'table', 'aria-label': 'Tickets' }, makeHead(asked.sort, sortBy), body),
      make('div', { class: 'more' }, make('p', { class: 'label' }, count(tickets.length))),
    );
  }

  void read();
  return host;
}

const count = (n: number): string => `${n < 1000 ? n : n.toLocaleString('en')} tickets`;

/** What stands there until the answer comes. */
function makeSkeleton(): HTMLElement {
  const skeleton = make(
    'div',
    { class: 'skeleton', 'aria-busy': 'true' },
    make('span', { class: 'visually-hidden' }, 'Loading …'),
  );
  for (let line = 0; line < 5; line += 1)
    skeleton.append(make('div', {}, make('i', {}), make('i', {}), make('i', {})));
  return skeleton;
}

function makeSearch(): HTMLFormElement {
  const search = make('form', { class: 'search', role: 'search' });
  search.innerHTML = `<svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="7" cy="7" r="4.6"></circle>
      <path d="m10.6 10.6 3.6 3.6"></path>
    </svg>
    <input class="input" type="search" enterkeyhint="search" maxlength="200" autocomplete="off"
      placeholder="Search tickets" aria-label="Search tickets">`;
  return search;
}

function makeHead(
  { by, descending }: TicketQuery['sort'],
  sortBy: (by: SortKey, descending: boolean) => void,
): HTMLElement {
  const row = make('tr', { role: 'row' });
  for (const [key, label] of columns) {
    const cell = make('th', { role: 'columnheader', scope: 'col', class: key });
    if (key === 'reference' || key === 'status') cell.append(label);
    else {
      const button = make('button', {}, label);
      button.addEventListener('click', () => sortBy(key, by === key ? !descending : key !== 'subject'));
      if (by === key) cell.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
      cell.append(button);
    }
    row.append(cell);
  }
  return make('thead', { role: 'rowgroup' }, row);
}

/** With roles, as the narrow look makes boxes of rows and cells, and a browser then forgets what they are. */
function makeBody(tickets: readonly TicketSummary[]): HTMLElement {
  const { day, ago } = dates();
  const body = make('tbody', { role: 'rowgroup' });
  for (const { id, reference, subject, createdAt, lastActivityAt, stage, unread } of tickets) {
    const link = make('a', { dir: 'auto', href: `#/tickets/${encodeURIComponent(id)}` }, subject);
    const look = stage.state === 'closed' ? 'closed' : stage.awaiting === 'customer' ? 'waiting' : 'open';
    const named = make('td', { role: 'cell', class: 'subject' }, link);
    if (unread) named.append(make('span', { class: 'visually-hidden' }, 'Unread'));
    body.append(
      make(
        'tr',
        { role: 'row', class: unread ? 'unread' : '', 'data-id': id },
        make('td', { role: 'cell', class: 'reference' }, reference),
        named,
        make('td', { role: 'cell', class: 'created', 'data-label': 'Created' }, day(createdAt)),
        make('td', { role: 'cell', class: 'activity' }, ago(lastActivityAt)),
        make('td', { role: 'cell', class: 'status' }, make('span', { class: `pill ${look}` }, stage.label)),
      ),
    );
  }
  return body;
}
