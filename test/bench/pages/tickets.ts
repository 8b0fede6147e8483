import type { PortalAdapter } from '../../../src/api/adapter.ts';
import { minimalCapabilities } from '../../../src/api/capabilities.ts';
import type { PortalSettings, Session, TicketSummary } from '../../../src/api/model.ts';

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

export function makeTickets(count: number): TicketSummary[] {
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

/** Answers at once: the line and the backend are not what is measured. */
export function benchAdapter(count: number): PortalAdapter {
  const page = { items: makeTickets(count) };
  const refuse = () => Promise.reject(new Error('not in the bench'));
  return {
    name: 'bench',
    capabilities: { ...minimalCapabilities, search: 'full', sortBy: ['created', 'activity', 'subject'] },
    start: () => Promise.resolve({ settings, session, tickets: page }),
    session: { current: () => Promise.resolve(session), signIn: refuse, signOut: refuse },
    tickets: { list: () => Promise.resolve(page), get: refuse, messages: refuse },
  };
}
