import type { FieldDefinition } from '../../../src/api/index.ts';

/** What forms are made of, without the schema: pages ask this too. */

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
