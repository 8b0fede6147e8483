import type { PortalAdapter } from '../../../src/api/adapter.ts';
import { memoryBackend, type MemorySeed } from '../../../src/api/memory/index.ts';
import type { FieldValue, PortalSettings, Stage } from '../../../src/api/model.ts';

/** A property with what it may hold, as far as samples need it. */
export interface SampleProperty {
  key: string;
  label: string;
  options?: { value: string; label: string }[];
}

export const sampleContact = { name: 'Alex Morgan', email: 'alex@customer.example' };
export const sampleTicket = 'sample-1';

const minute = 60_000;
const day = 24 * 60 * minute;

/**
 * A portal with a few tickets of nobody's, for a look at settings before there are any customers: a whole backend in
 * memory, which forgets everything with the page.
 */
export function samplePortal(options: {
  settings: PortalSettings;
  properties?: readonly SampleProperty[];
  signedIn: boolean;
  now?: Date;
}): PortalAdapter {
  const { settings, properties = [], signedIn, now = new Date() } = options;
  const stages = settings.stages.length > 0 ? settings.stages : unnamed;
  const seed = sampleSeed(stages, properties, now);
  // What an owner looks at is not off for them.
  const backend = memoryBackend({
    seed: { ...seed, properties: properties.map(({ key, label }) => ({ key, label })) },
    settings: { ...settings, stages, enabled: true },
  });
  return backend.adapter(signedIn ? { signedInAs: sampleContact.email } : {});
}

/** Where customers know no stages by name. */
const unnamed: Stage[] = [
  { id: 'open', label: '', state: 'open' },
  { id: 'closed', label: '', state: 'closed' },
];

function sampleSeed(stages: readonly Stage[], properties: readonly SampleProperty[], now: Date): MemorySeed {
  const open = stages.filter(({ state }) => state === 'open');
  const closed = stages.find(({ state }) => state === 'closed') ?? stages[0];
  const awaiting = open.find((stage) => stage.awaiting === 'customer') ?? open[0];
  const ago = (ms: number): string => new Date(now.getTime() - ms).toISOString();
  const told = (index: number): Record<string, FieldValue> =>
    Object.fromEntries(
      properties.map(({ key, options }) => [key, options?.[index % options.length]?.label ?? '…']),
    );
  const stories: [subject: string, stage: Stage | undefined, age: number, who: string, turns: string[]][] = [
    [
      'Invoice shows the wrong address',
      awaiting,
      40 * minute,
      'alex',
      [
        'Our invoice for this month still has the old address on it. Can you correct it?',
        'Of course. **Which address** should stand there from now on?',
      ],
    ],
    [
      'How do I add a colleague?',
      open[0],
      5 * 60 * minute,
      'alex',
      ['I cannot find where to invite people.'],
    ],
    [
      'Export stops after 1,000 rows',
      open[1] ?? open[0],
      2 * day,
      'sam',
      ['The CSV ends in the middle of a row.', 'Thank you, we are looking into it.'],
    ],
    [
      'Password mail does not arrive',
      closed,
      9 * day,
      'alex',
      [
        'I wait for the mail since an hour.',
        'It was held back by a filter; it is sent again.',
        'It is there. Thanks!',
      ],
    ],
  ];
  return {
    companies: [{ id: 'sample', name: 'Sample company' }],
    contacts: [
      { id: 'alex', ...sampleContact, password: '', companyIds: ['sample'] },
      { id: 'sam', name: 'Sam Rivera', email: 'sam@customer.example', password: '', companyIds: ['sample'] },
    ],
    tickets: stories.map(([subject, stage, age, contactId, turns], index) => ({
      id: `sample-${index + 1}`,
      reference: `PR-${2041 - index}`,
      subject,
      stageId: stage?.id ?? 'open',
      contactId,
      companyId: 'sample',
      createdAt: ago(age + turns.length * 30 * minute),
      properties: told(index),
      unread: index === 0,
      messages: turns.map((content, turn) => ({
        at: ago(age + (turns.length - 1 - turn) * 30 * minute),
        author: turn % 2 === 0 ? { contactId } : { agent: 'Robin, Support' },
        body: { format: 'markdown' as const, content },
      })),
    })),
  };
}
