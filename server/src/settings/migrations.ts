/** The shape of settings documents written now. */
export const schemaVersion = 3;

/** From the shape of each number to the next one's: what was released is never edited. */
const steps: Record<number, (document: Record<string, unknown>) => Record<string, unknown>> = {
  // Whether contacts see their companies' tickets became a question of which contacts do.
  1: ({ tickets, ...rest }) => {
    const { companyView, ...kept } = tickets as Record<string, unknown>;
    return { ...rest, tickets: { ...kept, permission: companyView === true ? 'company' : 'own' } };
  },
  // Forms came to ask for properties of tickets, and to have an inbox; there was one of these, and one pipeline.
  2: ({ tickets, forms, ...rest }) => ({
    ...rest,
    ...formsByProperty(forms as EarlierForm[]),
    tickets: { ...(tickets as object), defaultInbox: 'support' },
    pipelines: firstPipelines,
    inboxes: [{ id: 'support', name: 'Support', pipeline: 'support' }],
  }),
};

/** A document of an earlier shape in today's. Throws for one from the future: an older gateway must not guess. */
export function migrateDocument(document: unknown, from: number): unknown {
  if (from > schemaVersion)
    throw new Error(`settings of shape ${from} need a newer gateway; this one knows ${schemaVersion}`);
  let migrated = document;
  for (let shape = from; shape < schemaVersion; shape += 1) {
    const step = steps[shape];
    if (step) migrated = step(migrated as Record<string, unknown>);
  }
  return migrated;
}

/** The pipeline every desk had before there was a setting. */
const firstPipelines = [
  {
    id: 'support',
    name: 'Support',
    stages: [
      { id: 'new', label: 'With us', state: 'open', awaiting: 'agent' },
      { id: 'in-progress', label: 'In progress', state: 'open', awaiting: 'agent' },
      { id: 'awaiting-reply', label: 'Awaiting your reply', state: 'open', awaiting: 'customer' },
      { id: 'solved', label: 'Solved', state: 'closed' },
    ],
  },
];

interface EarlierForm {
  id: string;
  title: string;
  intro?: string;
  fields: { key: string; label: string; kind: string; options?: unknown[]; [rest: string]: unknown }[];
}

const ticketFields = ['subject', 'message'];

function formsByProperty(earlier: EarlierForm[]): { properties: unknown[]; forms: unknown[] } {
  const properties = new Map<string, { key: string; label: string; kind: string; options?: unknown[] }>();
  const forms = earlier.map(({ id, fields, ...form }) => {
    // There was one kind of file field, whatever its key.
    const files = fields.find(({ kind }) => kind === 'file');
    const kept = fields.filter((field) => field.kind !== 'file' || field === files);
    return {
      ...form,
      id: idFrom(id),
      connected: true,
      inbox: 'support',
      fields: kept.map(({ key, kind, options, label, ...field }) => {
        if (kind === 'file') return { property: 'files', label, ...field };
        if (!ticketFields.includes(key) && !properties.has(key)) {
          properties.set(key, { key, label, kind, ...(options?.length ? { options } : {}) });
        }
        return { property: key, label, ...field };
      }),
    };
  });
  return { properties: [...properties.values()], forms };
}

const idFrom = (id: string): string =>
  id
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 32) || 'form';
