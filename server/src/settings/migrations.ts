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
  2: ({ portal, tickets, forms, ...rest }) => ({
    ...rest,
    portal: { ...(portal as object), name: (portal as { name: string }).name.trim() || 'Support' },
    ...formsByProperty(forms as EarlierForm[]),
    tickets: { ...(tickets as object), defaultInbox: 'support' },
    pipelines: firstPipelines,
    inboxes: [{ id: 'support', name: 'Support', pipeline: 'support' }],
  }),
};

/**
 * A document that may name its shape, as those that leave the gateway do, in today's; without a name it is today's.
 * Throws for what is no shape this gateway knows.
 */
export function unversioned(document: unknown): unknown {
  if (typeof document !== 'object' || document === null || !Object.hasOwn(document, 'schema'))
    return document;
  const { schema, ...rest } = document as Record<string, unknown>;
  if (!Number.isInteger(schema) || Number(schema) < 1)
    throw new Error('schema: must be the number of a shape, such as 3');
  try {
    return migrateDocument(rest, Number(schema));
  } catch (cause) {
    // What a step reads of a document was there in every one of its shape.
    if (cause instanceof TypeError)
      throw new Error(`not a whole document of shape ${Number(schema)}`, { cause });
    throw cause;
  }
}

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

interface EarlierOption {
  value: string;
  label: string;
}

interface EarlierField {
  key: string;
  label: string;
  kind: string;
  required: boolean;
  help?: string;
  options?: EarlierOption[];
  maxLength?: number;
  showWhen?: { property: string }[];
}

interface EarlierForm {
  id: string;
  title: string;
  intro?: string;
  fields: EarlierField[];
}

interface Property {
  key: string;
  label: string;
  kind: string;
  options?: EarlierOption[];
}

const ticketFields: Record<string, string> = { subject: 'Subject', message: 'Message', files: 'Files' };
const choices = ['select', 'multiselect', 'radio'];
const longestField = 50_000;
const mostOptions = 500;

function formsByProperty(earlier: EarlierForm[]): { properties: Property[]; forms: unknown[] } {
  const properties = new Map<string, Property>();
  const ids = new Set<string>();
  const forms = earlier.map(({ id, title, fields, ...form }) => {
    // There was one kind of file field, whatever its key.
    const files = fields.find(({ kind }) => kind === 'file');
    const kept = fields.filter((field) => field.kind !== 'file' || field === files);
    const asked = new Map(fields.map((field) => [field.key, keyOf(field)]));
    return {
      ...form,
      id: idFrom(id, ids),
      title: title.trim() || 'Form',
      connected: true,
      inbox: 'support',
      fields: kept.map((field) => fieldOf(field, asked, properties)),
    };
  });
  return { properties: [...properties.values()], forms };
}

/** What a field asks for now: `files` is every ticket's own, so a property of that name needs another. */
function keyOf({ key, kind }: EarlierField): string {
  if (kind === 'file') return 'files';
  return key === 'files' ? 'files_text' : key;
}

function fieldOf(
  field: EarlierField,
  asked: ReadonlyMap<string, string>,
  properties: Map<string, Property>,
): object {
  const property = keyOf(field);
  const label = field.label.trim() || field.key;
  const own = Object.hasOwn(ticketFields, property);
  if (!own) addProperty(properties, property, label, field);
  const usual = own ? ticketFields[property] : properties.get(property)?.label;
  const showWhen = (field.showWhen ?? []).flatMap((condition) => {
    const other = asked.get(condition.property);
    return other === undefined || other === property ? [] : [{ ...condition, property: other }];
  });
  return {
    property,
    ...(label === usual ? {} : { label }),
    // A form is connected only with these two.
    required: field.required || property === 'subject' || property === 'message',
    ...(field.help === undefined ? {} : { help: field.help }),
    ...(field.maxLength === undefined ? {} : { maxLength: Math.min(field.maxLength, longestField) }),
    ...(showWhen.length > 0 ? { showWhen } : {}),
  };
}

/** Of several forms that ask for one property, the first says what it is, and each may add to its choice. */
function addProperty(
  properties: Map<string, Property>,
  key: string,
  label: string,
  { kind, options: given = [] }: EarlierField,
): void {
  const known = properties.get(key);
  const options = [...(known?.options ?? [])];
  for (const { value, label: words } of given) {
    if (value.trim() === '' || options.some((option) => option.value === value)) continue;
    options.push({ value, label: words.trim() || value });
  }
  const some = options.slice(0, mostOptions);
  if (known) {
    if (known.options) known.options = some;
  } else if (!choices.includes(kind)) properties.set(key, { key, label, kind });
  // A choice of nothing left the field to be typed in.
  else
    properties.set(key, some.length > 0 ? { key, label, kind, options: some } : { key, label, kind: 'text' });
}

/** Ids were any text; of two that come out alike, the second gets a number. */
function idFrom(text: string, taken: Set<string>): string {
  const plain =
    text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+/, '')
      .slice(0, 28)
      .replace(/-+$/, '') || 'form';
  let id = plain;
  for (let count = 2; taken.has(id); count += 1) id = `${plain}-${count}`;
  taken.add(id);
  return id;
}
