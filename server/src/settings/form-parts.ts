import type { Condition, FieldDefinition, FieldKind, FormDefinition } from '../../../src/api/index.ts';

/** What forms are made of, without the schema: pages ask this too. */

/** The kinds of properties, in the order in which pages offer them. */
export const propertyKinds = [
  'text',
  'multiline',
  'select',
  'radio',
  'multiselect',
  'checkbox',
  'date',
  'number',
  'email',
  'tel',
  'url',
] as const satisfies readonly FieldKind[];

/** Those of fields: files are asked for, too, and are no property. */
export const fieldKinds = [...propertyKinds, 'file'] as const satisfies readonly FieldKind[];

/** Whether a kind offers a choice, which is made of options. */
export const hasChoices = (kind: string): boolean =>
  kind === 'select' || kind === 'radio' || kind === 'multiselect';

/** How a field's condition compares. */
export const fieldOperators = [
  'is',
  'is-not',
  'in',
  'contains',
  'before',
  'after',
  'empty',
  'not-empty',
] as const satisfies readonly Condition['operator'][];

/** What every ticket is made of; a form asks for them like for any property. */
export const builtInFields = {
  subject: { label: 'Subject', kind: 'text', maxLength: 200 },
  message: { label: 'Message', kind: 'multiline', maxLength: 50_000 },
  files: { label: 'Files', kind: 'file' },
} as const satisfies Record<string, Pick<FieldDefinition, 'label' | 'kind' | 'maxLength'>>;

/** What a form lacks to be connected: the ticket's subject and message among its fields, an inbox. */
export function lackOf({
  fields,
  inbox,
}: {
  fields: readonly { property: string; required: boolean }[];
  inbox?: string | undefined;
}): ('inbox' | 'fields')[] {
  const asks = (key: string) => fields.some(({ property, required }) => property === key && required);
  const lack: ('inbox' | 'fields')[] = [];
  if (inbox === undefined) lack.push('inbox');
  if (!asks('subject') || !asks('message')) lack.push('fields');
  return lack;
}

type AskedProperty = Pick<FieldDefinition, 'key' | 'label' | 'kind' | 'options'>;
type AskedField = Pick<FieldDefinition, 'required'> &
  Partial<Pick<FieldDefinition, 'label' | 'help' | 'maxLength' | 'default' | 'showWhen'>> & {
    property: string;
  };
type AskingForm = Pick<FormDefinition, 'id' | 'title' | 'intro'> & { fields: readonly AskedField[] };

/** The forms customers can file tickets with, as pages get them. */
export function formDefinitions({
  properties,
  forms,
}: {
  properties: readonly AskedProperty[];
  forms: readonly (AskingForm & { connected: boolean })[];
}): FormDefinition[] {
  return forms.filter(({ connected }) => connected).map((form) => formDefinition(form, properties));
}

/** A form as pages get it. */
export function formDefinition(
  { id, title, intro, fields }: AskingForm,
  properties: readonly AskedProperty[],
): FormDefinition {
  return {
    id,
    title,
    ...(intro === undefined ? {} : { intro }),
    fields: fields.flatMap((field) => definitionOf(field, properties) ?? []),
  };
}

function definitionOf(field: AskedField, properties: readonly AskedProperty[]): FieldDefinition | undefined {
  const { property: key, label, help, required, maxLength, showWhen } = field;
  const property: Pick<FieldDefinition, 'label' | 'kind' | 'maxLength' | 'options'> | undefined =
    Object.hasOwn(builtInFields, key)
      ? builtInFields[key as keyof typeof builtInFields]
      : properties.find((candidate) => candidate.key === key);
  if (!property) return undefined;
  const definition: FieldDefinition = { key, label: label ?? property.label, kind: property.kind, required };
  if (help !== undefined) definition.help = help;
  if (property.options) definition.options = property.options;
  const limit = maxLength ?? property.maxLength;
  if (limit !== undefined) definition.maxLength = limit;
  if (field.default !== undefined) definition.default = field.default;
  if (showWhen) definition.showWhen = showWhen;
  return definition;
}
