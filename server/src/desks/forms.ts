import type { FieldDefinition, FieldError, FieldValue, FormDefinition } from '../../../src/api/index.ts';
import { shownFields } from './conditions.ts';
import { DeskError } from './errors.ts';
import { cleanText } from './text.ts';

/** Characters of a field that sets no limit of its own. */
const defaultLength = 2_000;

/** Fields that become something else than a property. */
const ownFields = new Set(['subject', 'message']);

type Values = Record<string, FieldValue>;

/**
 * The properties of a new ticket, as its form demands them. Values of fields that are hidden for the others' values
 * are dropped. Rejects with `invalid` and every field that is wrong.
 */
export function checkedProperties(
  form: FormDefinition | undefined,
  values: Values,
  own: { subject: string; message: string },
): Values {
  const isProperty = (field: FieldDefinition) => !ownFields.has(field.key) && field.kind !== 'file';
  const fields = new Set(form?.fields.filter(isProperty).map(({ key }) => key));
  const shown = form ? shownFields(form, { ...values, ...own }).filter(isProperty) : [];
  const errors: FieldError[] = [];
  for (const key of Object.keys(values)) {
    if (!fields.has(key)) errors.push({ field: key, code: 'unknown' });
  }
  const properties: Values = {};
  for (const field of shown) {
    const { key } = field;
    const value = Object.hasOwn(values, key) ? values[key] : undefined;
    if (isEmpty(value) || (field.kind === 'checkbox' && value === false)) {
      if (field.required) errors.push({ field: key, code: 'required' });
      continue;
    }
    const error = errorOf(field, value);
    if (error) errors.push(error);
    else properties[key] = cleanValue(value);
  }
  if (errors.length > 0) {
    throw new DeskError('invalid', 'a form was not filled in rightly', { fields: errors });
  }
  return properties;
}

function isEmpty(value: FieldValue | undefined): value is null | undefined {
  if (value === undefined || value === null) return true;
  if (typeof value === 'string') return value.trim() === '';
  return Array.isArray(value) && value.length === 0;
}

function cleanValue(value: FieldValue): FieldValue {
  if (typeof value === 'string') return cleanText(value).trim();
  return Array.isArray(value) ? [...new Set(value.map(cleanText))] : value;
}

function errorOf(field: FieldDefinition, value: FieldValue): FieldError | undefined {
  const invalid: FieldError = { field: field.key, code: 'invalid' };
  const options = new Set((field.options ?? []).map((option) => option.value));
  switch (field.kind) {
    case 'checkbox':
      return typeof value === 'boolean' ? undefined : invalid;
    case 'multiselect':
      if (!Array.isArray(value)) return invalid;
      return value.every((entry) => options.has(entry))
        ? undefined
        : { field: field.key, code: 'not-an-option' };
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? undefined : invalid;
    default:
  }
  if (typeof value !== 'string') return invalid;
  const limit = field.maxLength ?? defaultLength;
  if (value.length > limit) return { field: field.key, code: 'too-long', limit };
  switch (field.kind) {
    case 'select':
    case 'radio':
      return options.has(value) ? undefined : { field: field.key, code: 'not-an-option' };
    case 'date':
      return isDate(value) ? undefined : invalid;
    case 'email':
      return /^[^\s@<>"]+@[^\s@<>"]+$/.test(value.trim()) ? undefined : invalid;
    case 'tel':
      return /^[+\d][\d\s()./-]{2,40}$/.test(value.trim()) ? undefined : invalid;
    case 'url':
      return /^https?:\/\//i.test(value.trim()) && URL.canParse(value.trim()) ? undefined : invalid;
    default:
      return undefined;
  }
}

/** A day of the calendar, as `<input type="date">` gives it. */
function isDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}
