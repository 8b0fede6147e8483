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
    bench: { table(rows: number): Promise<number>; list(rows: number): Promise<number> };
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

window.bench = {
  /** The least that shows the same: the same columns, links and dates, by the plain DOM. */
  async table(count) {
    const rows = tickets(count);
    const date = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' });
    const table = document.createElement('table');
    const head = table.createTHead().insertRow();
    for (const label of ['ID', 'Subject', 'Created', 'Last activity', 'Status'])
      head.append(Object.assign(document.createElement('th'), { textContent: label }));
    const body = table.createTBody();
    for (const ticket of rows) {
      const row = body.insertRow();
      row.insertCell().textContent = ticket.reference;
      const link = document.createElement('a');
      link.href = `#/tickets/${ticket.id}`;
      link.textContent = ticket.subject;
      row.insertCell().append(link);
      row.insertCell().textContent = date.format(Date.parse(ticket.createdAt));
      row.insertCell().textContent = date.format(Date.parse(ticket.lastActivityAt));
      const pill = document.createElement('span');
      pill.textContent = ticket.stage.label;
      row.insertCell().append(pill);
    }
    document.body.append(table);
    await painted();
    return table.rows.length - 1;
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
