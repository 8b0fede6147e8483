import { dashboards, scenarios } from './demo-scenarios.ts';
import type { MemorySeed, SeedContact, SeedMessage, SeedTicket } from './seed.ts';

/** The one password of all demo contacts. */
export const demoPassword = 'lantern-harbor-42';

export interface DemoSeedOptions {
  /** How many; 60 by default. */
  tickets?: number;
  /** The time of the newest message; a fixed day by default, so that two runs are equal. */
  now?: Date;
}

const hour = 3_600_000;
const agents = ['Jonas Keller', 'Mira Lindqvist', 'Tomasz Wrona'];

const contacts: SeedContact[] = [
  {
    id: 'c-alice',
    name: 'Alice Martin',
    email: 'alice@acme.example',
    password: demoPassword,
    companyIds: ['acme'],
  },
  {
    id: 'c-bob',
    name: 'Bob Okafor',
    email: 'bob@acme.example',
    password: demoPassword,
    companyIds: ['acme'],
  },
  {
    id: 'c-carol',
    name: 'Carol Nowak',
    email: 'carol@globex.example',
    password: demoPassword,
    companyIds: ['globex'],
  },
];

/** Of ten tickets in a row: whose they are. */
const owners = [
  'c-alice',
  'c-bob',
  'c-alice',
  'c-carol',
  'c-alice',
  'c-alice',
  'c-bob',
  'c-carol',
  'c-alice',
  'c-bob',
];

/**
 * A small, believable portal of the invented product Lumen: two companies, three contacts, conversations in every
 * state. The same options give the same seed.
 */
export function demoSeed({
  tickets = 60,
  now = new Date('2026-11-14T09:12:00.000Z'),
}: DemoSeedOptions = {}): MemorySeed {
  return {
    companies: [
      { id: 'acme', name: 'Acme' },
      { id: 'globex', name: 'Globex' },
    ],
    contacts: structuredClone(contacts),
    tickets: Array.from({ length: tickets }, (_, index) => demoTicket(index, tickets, now)),
    articles: demoArticles(),
    properties: [
      { key: 'category', label: 'Category' },
      { key: 'urgency', label: 'Urgency' },
    ],
    settings: {
      name: 'Lumen Support',
      languages: ['en', 'pl'],
      signIn: {
        methods: ['password', 'link', 'code'],
        registration: true,
        reset: true,
        consent: {
          version: '2026-10',
          text: 'We keep your name, your address and your tickets to answer you, as our [privacy notice](https://lumen.example/privacy) says.',
          label: 'I agree to the privacy notice',
        },
      },
      forms: [
        {
          id: 'support',
          title: 'File a support ticket',
          intro: 'Tell us what you did, what you expected and what happened instead.',
          fields: [
            { key: 'subject', label: 'Subject', kind: 'text', required: true, maxLength: 200 },
            {
              key: 'category',
              label: 'What is it about?',
              kind: 'select',
              required: true,
              options: [
                { value: 'dashboards', label: 'Dashboards' },
                { value: 'exports', label: 'Exports and reports' },
                { value: 'api', label: 'API and webhooks' },
                { value: 'billing', label: 'Billing and seats' },
                { value: 'sign-in', label: 'Sign-in and accounts' },
                { value: 'other', label: 'Something else' },
              ],
            },
            {
              key: 'invoice',
              label: 'Invoice number',
              kind: 'text',
              required: false,
              maxLength: 40,
              showWhen: [{ property: 'category', operator: 'is', value: 'billing' }],
            },
            { key: 'since', label: 'Since when?', kind: 'date', required: false },
            {
              key: 'message',
              label: 'How can we help?',
              kind: 'multiline',
              required: true,
              maxLength: 65_536,
            },
            { key: 'blocking', label: 'This keeps us from working', kind: 'checkbox', required: false },
            {
              key: 'files',
              label: 'Files',
              kind: 'file',
              required: false,
              help: 'Screenshots and logs help us most.',
            },
          ],
        },
      ],
    },
  };
}

/** The newest tickets come last, as they would have been filed; their age grows faster than their number. */
function demoTicket(index: number, count: number, now: Date): SeedTicket {
  const age = count - 1 - index;
  const scenario = pick(scenarios, index, 3);
  const fill = (text: string): string =>
    text
      .replaceAll('{dashboard}', pick(dashboards, index, 5))
      .replaceAll('{seats}', String(12 + ((index * 17) % 60)));
  const contactId = pick(owners, index, 1);
  const companyId = contactId === 'c-carol' ? 'globex' : 'acme';
  const agent = pick(agents, index, 2);
  // A quarter of the recent ones are open, cut somewhere in their conversation.
  const closed = scramble(index, 6) % 4 !== 0 && age > 6;
  const length = closed ? scenario.turns.length : 1 + (scramble(index, 4) % scenario.turns.length);
  const turns = scenario.turns.slice(0, length);
  const publicTurns = turns.filter(([who]) => who !== 'note');
  const newest = now.getTime() - age * 19 * hour - (age * age * hour) / 9;
  const messages = publicTurns.map(([who, text], position): SeedMessage => ({
    at: new Date(
      Math.floor(newest) - (publicTurns.length - 1 - position) * (5 + (index % 9)) * hour,
    ).toISOString(),
    author: who === 'agent' ? { agent } : { contactId },
    body: { format: 'markdown', content: fill(text) },
    // Some came back to a ticket: what they wrote then is a thread of its own.
    ...(index % 5 === 1 && publicTurns.length > 2
      ? { thread: `demo-${index + 1}-${position < 2 ? 1 : 2}` }
      : {}),
    channel: position === 0 ? (index % 5 === 2 ? 'email' : 'form') : index % 6 === 1 ? 'email' : 'portal',
    ...(position === 0 && index % 7 === 3 ? { attachments: [demoFile(index)] } : {}),
  }));
  const lastSpeaker = publicTurns.at(-1)?.[0];
  const stageId = closed
    ? 'solved'
    : lastSpeaker === 'agent'
      ? 'waiting'
      : messages.length === 1
        ? 'new'
        : 'in-progress';
  return {
    id: `demo-${index + 1}`,
    reference: `LUM-${2001 + index}`,
    subject: fill(scenario.subject),
    stageId,
    contactId,
    companyId,
    createdAt: messages[0]?.at ?? now.toISOString(),
    properties: {
      category: scenario.category,
      urgency: ['Low', 'Normal', 'Normal', 'High'][index % 4] ?? 'Normal',
    },
    messages,
    notes: turns.filter(([who]) => who === 'note').map(([, text]) => text),
    unread: stageId === 'waiting' && age < 30,
  };
}

/** Always the same number for a ticket and a question about it, without a pattern that shows. */
function scramble(index: number, question: number): number {
  let hash = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(question, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

function pick<T>(choices: readonly T[], index: number, question: number): T {
  const choice = choices[scramble(index, question) % choices.length];
  if (choice === undefined) throw new Error('Nothing to pick from');
  return choice;
}

function demoFile(index: number): NonNullable<SeedMessage['attachments']>[number] {
  const rows = Array.from(
    { length: 12 },
    (_, row) => `2026-${String(row + 1).padStart(2, '0')},${(index + 3) * (row + 7)}`,
  );
  return {
    id: `demo-file-${index + 1}`,
    name: `sample-${2001 + index}.csv`,
    mediaType: 'text/csv',
    content: `month,rows\n${rows.join('\n')}\n`,
  };
}

function demoArticles(): NonNullable<MemorySeed['articles']> {
  return [
    {
      title: 'Export limits and the streamed export',
      url: '/articles/export-limits/',
      text: 'csv export rows limit stream download',
    },
    {
      title: 'Set up single sign-on',
      url: '/articles/single-sign-on/',
      text: 'sso saml login sign-in identity provider',
    },
    {
      title: 'Share a dashboard',
      url: '/articles/sharing/',
      text: 'share public link password outside auditor',
    },
    {
      title: 'Webhooks and their retries',
      url: '/articles/webhooks/',
      text: 'webhook delivery retry endpoint',
    },
    {
      title: 'Seats, roles and invoices',
      url: '/articles/seats/',
      text: 'billing invoice seats price plan people',
    },
    { title: 'API tokens', url: '/articles/api-tokens/', text: 'api token service account scope revoked' },
  ];
}
