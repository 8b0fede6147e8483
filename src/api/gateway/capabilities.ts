import type { Capabilities } from '../capabilities.ts';

/**
 * What the gateway with its built-in desk can do. Other desks behind it say so in `/api/capabilities`; which of the
 * ways to sign in are open, and whether newcomers may register, its settings say.
 */
export const gatewayCapabilities: Capabilities = {
  signIn: ['password', 'link', 'code', 'redirect'],
  registration: true,
  sessionEvents: true,
  views: ['mine', 'company'],
  search: 'full',
  sortBy: ['created', 'activity', 'reference', 'subject', 'status'],
  filterBy: [],
  totals: 'capped',
  create: true,
  reply: { fidelity: 'native', toClosed: 'refused', formats: ['markdown', 'text'] },
  close: true,
  reopen: true,
  rate: false,
  unread: true,
  participants: false,
  redact: false,
  export: false,
  articles: true,
  attachments: { maxBytes: 25_000_000, maxCount: 10 },
  live: 'push',
  searchLagMs: 0,
};
