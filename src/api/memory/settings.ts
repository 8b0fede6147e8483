import type { Capabilities } from '../capabilities.ts';
import { gatewayCapabilities } from '../gateway/capabilities.ts';
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
  signIn: { methods: ['password', 'link', 'code'], registration: true, reset: true },
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

/** What the gateway's own desk can do, this one can; it counts all that it has, and has articles once it is given some. */
export const memoryCapabilities: Capabilities = {
  ...gatewayCapabilities,
  totals: 'exact',
  articles: false,
  attachments,
};
