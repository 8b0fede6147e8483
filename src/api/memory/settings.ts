import type { Capabilities } from '../capabilities.ts';
import type { AttachmentLimits, PortalSettings, Stage } from '../model.ts';

const stages: Stage[] = [
  { id: 'new', label: 'New', state: 'open', awaiting: 'agent' },
  { id: 'in-progress', label: 'In progress', state: 'open', awaiting: 'agent' },
  { id: 'waiting', label: 'Awaiting your reply', state: 'open', awaiting: 'customer' },
  { id: 'solved', label: 'Solved', state: 'closed' },
];

const attachments: AttachmentLimits = { maxBytes: 25_000_000, maxCount: 10 };

export const defaultSettings: PortalSettings = {
  name: 'Support',
  enabled: true,
  languages: ['en'],
  signIn: { methods: ['password'], registration: true },
  showLink: true,
  columns: ['reference', 'subject', 'created', 'activity', 'status'],
  statusDisplay: 'stages',
  stages,
  forms: [
    {
      id: 'support',
      title: 'File a support ticket',
      fields: [
        { key: 'subject', label: 'Subject', kind: 'text', required: true, maxLength: 200 },
        { key: 'message', label: 'How can we help?', kind: 'multiline', required: true, maxLength: 65_536 },
      ],
    },
  ],
  attachments,
};

export const memoryCapabilities: Capabilities = {
  signIn: ['password'],
  registration: true,
  sessionEvents: true,
  views: ['mine', 'company'],
  search: 'full',
  sortBy: ['created', 'activity', 'reference', 'subject', 'status'],
  filterBy: [],
  totals: 'exact',
  create: true,
  reply: { fidelity: 'native', toClosed: 'refused', formats: ['markdown', 'text'] },
  close: true,
  reopen: true,
  rate: false,
  unread: true,
  participants: false,
  redact: false,
  export: false,
  articles: false,
  attachments,
  live: 'push',
  searchLagMs: 0,
};
