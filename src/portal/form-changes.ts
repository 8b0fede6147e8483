import type { FieldDefinition, FieldValue, FormDefinition } from '../api/model.ts';
import { checkField, isBlank, type FormValues } from './form-rules.ts';

/** What was typed into a field that its form has no more, or that cannot hold it any more. */
export interface KeptValue {
  key: string;
  label: string;
  value: FieldValue;
}

/** What stands in a form, and what has no place in it. */
export interface Filled {
  values: FormValues;
  kept: readonly KeptValue[];
}

/**
 * What was typed, for the form as it is by now. Nothing of it is lost: what has no field is kept, and goes back into its
 * field once that is there again and empty. `initial` and `former` are what nobody has typed, now and before.
 */
export function refill(
  form: FormDefinition,
  { values, kept }: Filled,
  initial: FormValues,
  former: FormValues = initial,
  labelOf: (key: string) => string = (key) => key,
): Filled {
  const fields = new Map(form.fields.map((field) => [field.key, field]));
  const filled: FormValues = { ...initial };
  const left: KeptValue[] = [];
  for (const [key, value] of Object.entries(values)) {
    if (same(value, former[key])) continue;
    const field = fields.get(key);
    if (field && holds(field, value)) filled[key] = value;
    else if (!isBlank(value)) left.push({ key, label: labelOf(key), value });
  }
  for (const entry of kept) {
    const field = fields.get(entry.key);
    if (field && holds(field, entry.value) && isBlank(filled[entry.key])) filled[entry.key] = entry.value;
    else left.push(entry);
  }
  return { values: filled, kept: left };
}

/** Whether a field's control can show a value as it is; whether it is right is for later. */
function holds(field: FieldDefinition, value: FieldValue): boolean {
  if (isBlank(value)) return true;
  switch (field.kind) {
    case 'file':
      return false;
    case 'checkbox':
      return typeof value === 'boolean';
    case 'multiselect':
      return Array.isArray(value) && !checkField(field, value, 0);
    case 'select':
    case 'radio':
    case 'date':
      return typeof value === 'string' && !checkField(field, value, 0);
    default:
      return typeof value === 'string';
  }
}

const same = (one: FieldValue | undefined, other: FieldValue | undefined): boolean =>
  JSON.stringify(one ?? '') === JSON.stringify(other ?? '');
