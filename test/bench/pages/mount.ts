import { minimalCapabilities } from '../../../src/api/capabilities.ts';
import type { PortalAdapter } from '../../../src/api/adapter.ts';
import type { PortalSettings, Session, TicketSummary } from '../../../src/api/model.ts';
import '../../../src/components/ticket-list/define.ts';
import { render, styles } from '../../../src/components/ticket-list/list-look.ts';
import { listLook } from '../../../src/components/ticket-list/ticket-list.ts';

// As in the file with all elements: what is measured is mounting, not loading.
listLook.provide({ render, styles });

declare global {
  interface Window {
    bench: Record<'bare' | 'plain' | 'list', (rows: number) => Promise<number>>;
  }
}

const session: Session = {
  contact: { id: 'c1', name: 'Alice Moreau', email: 'alice@acme.example' },
  companies: [],
  role: 'customer',
};
const settings: PortalSettings = {
  name: 'Bench',
  enabled: true,
  languages: ['en'],
  signIn: { methods: ['password'], registration: false },
  showLink: true,
  columns: ['reference', 'subject', 'created', 'activity', 'status'],
  statusDisplay: 'stages',
  stages: [{ id: 'new', label: 'New', state: 'open' }],
  forms: [],
};

function tickets(count: number): TicketSummary[] {
  const start = Date.UTC(2026, 10, 1);
  return Array.from({ length: count }, (_, index) => ({
    id: `t${index}`,
    reference: `PR-${index}`,
    subject: `Export number ${index} stops before its end`,
    stage: { id: 'new', label: 'New', state: 'open' },
    createdAt: new Date(start - index * 3_600_000).toISOString(),
    lastActivityAt: new Date(start - index * 1_800_000).toISOString(),
    requester: { name: 'Alice Moreau', role: 'customer', isMe: true },
    mine: true,
    properties: [],
  }));
}

function adapter(count: number): PortalAdapter {
  const page = { items: tickets(count) };
  const refuse = () => Promise.reject(new Error('not in the bench'));
  return {
    name: 'bench',
    capabilities: { ...minimalCapabilities, sortBy: ['created', 'activity', 'subject'] },
    start: () => Promise.resolve({ settings, session, tickets: page }),
    session: { current: () => Promise.resolve(session), signIn: refuse, signOut: refuse },
    tickets: { list: () => Promise.resolve(page), get: refuse, messages: refuse },
  };
}

/** Two frames later, what was made is on the screen. */
const painted = () =>
  new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));

function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]>,
  ...children: Node[]
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

const columns = {
  reference: 'ID',
  subject: 'Subject',
  created: 'Created',
  activity: 'Last activity',
  status: 'Status',
};

function makeTable(
  rows: readonly TicketSummary[],
  look: (column: keyof typeof columns) => { className?: string },
): HTMLTableElement {
  const date = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' });
  const keys = Object.keys(columns) as (keyof typeof columns)[];
  const table = document.createElement('table');
  const head = table.createTHead().insertRow();
  for (const key of keys) head.append(make('th', { ...look(key), textContent: columns[key] }));
  const body = table.createTBody();
  for (const ticket of rows) {
    const row = body.insertRow();
    const cells = keys.map((key) => Object.assign(row.insertCell(), look(key)));
    const [reference, subject, created, activity, status] = cells;
    reference!.textContent = ticket.reference;
    subject!.append(make('a', { href: `#/tickets/${ticket.id}`, textContent: ticket.subject }));
    created!.textContent = date.format(Date.parse(ticket.createdAt));
    activity!.textContent = date.format(Date.parse(ticket.lastActivityAt));
    status!.append(make('span', { className: 'pill open', textContent: ticket.stage.label }));
  }
  return table;
}

window.bench = {
  /** Rows and nothing else: no style sheet, no heading, no search. */
  async bare(count) {
    const table = makeTable(tickets(count), () => ({}));
    document.body.append(table);
    await painted();
    return table.tBodies[0]?.rows.length ?? 0;
  },

  /** What somebody writes by hand who wants the same on the page: the same words, controls and style sheet. */
  async plain(count) {
    const host = document.createElement('div');
    const root = host.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = styles.flatMap(({ styleSheet }) => styleSheet ?? []);
    const frame = make('div', { className: 'frame' });
    const head = make('div', { className: 'head' }, make('h1', { textContent: 'Tickets' }));
    const search = make(
      'form',
      { className: 'search' },
      make('input', { className: 'input', type: 'search' }),
    );
    const states = ['All', 'Open', 'Closed'].map((textContent) => make('button', { textContent }));
    const toolbar = make(
      'div',
      { className: 'toolbar' },
      search,
      make('div', { className: 'segments' }, ...states),
    );
    const table = makeTable(tickets(count), (column) => ({ className: column }));
    const more = make(
      'div',
      { className: 'more' },
      make('p', { className: 'label', textContent: `${count} tickets` }),
    );
    frame.append(head, toolbar, make('div', { className: 'card' }, table, more));
    root.append(frame);
    document.body.append(host);
    await painted();
    return table.tBodies[0]?.rows.length ?? 0;
  },

  async list(count) {
    const list = document.createElement('ticket-list');
    list.setAttribute('url-state', 'none');
    list.setAttribute('ticket-href', '#/tickets/{id}');
    list.adapter = adapter(count);
    document.body.append(list);
    const rows = () => list.shadowRoot?.querySelectorAll('tbody tr').length ?? 0;
    while (rows() < count) await new Promise((resolve) => setTimeout(resolve));
    await painted();
    return rows();
  },
};
