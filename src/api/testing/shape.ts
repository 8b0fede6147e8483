import { expect, show } from './expect.ts';

/** Checks a value found at a path; fails in words. */
export type Shape = (value: unknown, path: string) => void;

const kind =
  (test: (value: unknown) => boolean, wanted: string): Shape =>
  (value, path) =>
    expect(test(value), `${path} must be ${wanted}, but is ${show(value)}.`);

const string = kind((value) => typeof value === 'string', 'a string');
const id = kind(
  (value) => typeof value === 'string' && value !== '',
  'a string that is not empty: ids are opaque strings, also where the backend counts',
);
const boolean = kind((value) => typeof value === 'boolean', 'true or false');
const count = kind((value) => Number.isInteger(value) && Number(value) >= 0, 'a whole number from 0');
const date = kind(
  (value) =>
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value) &&
    !Number.isNaN(Date.parse(value)),
  'a date in ISO 8601 and UTC, such as 2026-11-14T09:12:00.000Z',
);
const oneOf = (...values: readonly unknown[]): Shape =>
  kind((value) => values.includes(value), `one of ${values.map(show).join(', ')}`);
const anything: Shape = () => undefined;
const list =
  (item: Shape): Shape =>
  (value, path) => {
    expect(Array.isArray(value), `${path} must be a list, but is ${show(value)}.`);
    value.forEach((entry, index) => item(entry, `${path}[${index}]`));
  };

/** An object with these keys and no others. */
function object(required: Record<string, Shape>, optional: Record<string, Shape> = {}): Shape {
  const allowed: Record<string, Shape> = { ...required, ...optional };
  return (value, path) => {
    expect(
      value !== null && typeof value === 'object' && !Array.isArray(value),
      `${path} must be an object, but is ${show(value)}.`,
    );
    const found = value as Record<string, unknown>;
    for (const key of Object.keys(required)) {
      expect(found[key] !== undefined, `${path} lacks “${key}”, which elements read.`);
    }
    for (const [key, inner] of Object.entries(found)) {
      const shape = allowed[key];
      expect(
        shape,
        `${path} has a field “${key}” that the contract does not know. Copy what customers may see field by field: whatever else a backend keeps of it (addresses, notes, assignees) leaks this way.`,
      );
      // A property that is there but undefined is as good as absent.
      if (inner !== undefined) shape(inner, `${path}.${key}`);
    }
  };
}

/** An object of any keys. */
const record =
  (inner: Shape): Shape =>
  (value, path) => {
    expect(
      value !== null && typeof value === 'object' && !Array.isArray(value),
      `${path} must be an object, but is ${show(value)}.`,
    );
    for (const [key, entry] of Object.entries(value)) inner(entry, `${path}.${key}`);
  };

const person = object(
  { name: string, role: oneOf('customer', 'agent', 'system'), isMe: boolean },
  { avatarUrl: string },
);
const stage = object(
  { id, label: string, state: oneOf('open', 'closed') },
  { awaiting: oneOf('customer', 'agent') },
);
const body = object({ format: oneOf('markdown', 'html', 'text'), content: string }, { lang: string });
export const attachment = object({ id, name: string, mediaType: string }, { bytes: count });
const property = object({ key: string, label: string, value: anything });

const summaryFields = {
  id,
  reference: string,
  subject: string,
  stage,
  createdAt: date,
  lastActivityAt: date,
  requester: person,
  mine: boolean,
  properties: list(property),
};
export const summary = object(summaryFields, { unread: boolean });
export const ticket = object(
  {
    ...summaryFields,
    can: object({
      reply: oneOf(false, 'adds', 'reopens', 'follow-up'),
      close: boolean,
      reopen: boolean,
      rate: boolean,
    }),
    version: string,
  },
  { unread: boolean, participants: list(person) },
);
export const message = object(
  {
    id,
    at: date,
    author: person,
    channel: oneOf('portal', 'form', 'email', 'chat', 'phone', 'other'),
    body,
    attachments: list(attachment),
  },
  { quoted: body, thread: id, idempotencyKey: string },
);
export const reasons = object(
  { owner: oneOf('mine', 'company', 'staff') },
  {
    company: object({ id, name: string }),
    rule: object({
      properties: list(object({ key: id }, { label: string, value: anything })),
      hidden: boolean,
    }),
  },
);
export const page = (item: Shape): Shape =>
  object({ items: list(item) }, { next: id, total: object({ value: count, exact: boolean }) });

export const session = object(
  {
    contact: object({ id, name: string, email: string }),
    companies: list(object({ id, name: string })),
    role: oneOf('customer', 'agent', 'owner'),
  },
  { expiresAt: date, idleAt: date },
);
export const sessionInfo = object(
  { id, current: boolean, createdAt: date, activeAt: date },
  { device: string },
);

const conditions = list(object({ property: string, operator: string }, { value: anything }));
const field = object(
  {
    key: id,
    label: string,
    kind: oneOf(
      'text',
      'multiline',
      'select',
      'multiselect',
      'checkbox',
      'radio',
      'date',
      'number',
      'email',
      'tel',
      'url',
      'file',
    ),
    required: boolean,
  },
  {
    help: string,
    options: list(object({ value: string, label: string })),
    default: anything,
    maxLength: count,
    showWhen: conditions,
  },
);
export const settings = object(
  {
    name: string,
    enabled: boolean,
    languages: list(id),
    signIn: object(
      { methods: list(oneOf('password', 'link', 'code', 'redirect')), registration: boolean },
      {
        reset: boolean,
        providers: list(
          object({ id, label: string }, { brand: oneOf('google', 'microsoft', 'okta', 'keycloak') }),
        ),
        challenge: id,
        consent: object({ version: string, text: string, label: string }),
      },
    ),
    showLink: boolean,
    columns: list(id),
    statusDisplay: oneOf('state', 'stages'),
    stages: list(stage),
    forms: list(object({ id, title: string, fields: list(field) }, { intro: string })),
  },
  {
    idleSeconds: count,
    attachments: object({ maxBytes: count, maxCount: count }, { accept: list(string) }),
    contactHint: string,
    address: string,
    properties: list(object({ key: id, label: string })),
    theme: record(string),
  },
);
export const signInResult: Shape = (value, path) => {
  const state = (value as { state?: unknown } | null)?.state;
  if (state === 'signed-in') object({ state: string, session }, { returnTo: string })(value, path);
  else if (state === 'redirect') object({ state: string, url: string })(value, path);
  else object({ state: oneOf('check-email') })(value, path);
};
export const suggestions = list(object({ title: string, url: string }));
/** An object without any field: what is left when all that is known was taken out. */
export const nothing = object({});
