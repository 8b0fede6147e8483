import { z } from 'zod';
import type {
  Condition,
  FieldDefinition,
  FieldError,
  FieldValue,
  FormDefinition,
  TicketDraft,
} from '../../../src/api/index.ts';
import type { NewTicket } from '../desks/desk.ts';
import { DeskError } from '../desks/errors.ts';
import { messageLength } from './schemas.ts';

/** Characters of a field without a limit of its own. */
const plainLength: Partial<Record<FieldDefinition['kind'], number>> = { multiline: messageLength };
const otherLength = 1000;
const subjectLength = 200;

/**
 * A ticket from a filled form, checked field by field as the form defines it: desks accept nonsense, and nothing a
 * form does not ask for gets in. Rejects with `invalid` and the fields; `not-found` for an unknown form.
 */
export function ticketFromDraft(draft: TicketDraft, forms: readonly FormDefinition[]): NewTicket {
  const form = forms.find((candidate) => candidate.id === draft.formId);
  if (!form) {
    throw new DeskError('invalid', 'unknown form', { fields: [{ field: 'formId', code: 'not-an-option' }] });
  }
  const errors: FieldError[] = [];
  const values = new Map<string, FieldValue>();
  for (const key of Object.keys(draft.values)) {
    if (!form.fields.some((field) => field.key === key)) errors.push({ field: key, code: 'unknown' });
  }
  for (const field of form.fields) {
    // Files travel as uploads; their field says where the page shows them.
    if (field.kind === 'file') {
      if (field.required && isShown(field, draft.values) && draft.attachments.length === 0) {
        errors.push({ field: field.key, code: 'required' });
      }
      continue;
    }
    const given = Object.hasOwn(draft.values, field.key) ? draft.values[field.key] : undefined;
    const value = typeof given === 'string' ? given.trim() : given;
    // What the page hid is left out, whatever was typed before it was hidden.
    if (!isShown(field, draft.values)) continue;
    if (value === undefined || isEmpty(value)) {
      if (field.required || field.key === 'subject' || field.key === 'message') {
        errors.push({ field: field.key, code: 'required' });
      }
      continue;
    }
    const problem = checkValue(field, value);
    if (problem) errors.push(problem);
    else values.set(field.key, value);
  }
  if (errors.length > 0) throw new DeskError('invalid', 'form refused', { fields: errors });
  const subject = values.get('subject');
  const message = values.get('message');
  values.delete('subject');
  values.delete('message');
  return {
    formId: form.id,
    subject: String(subject).replace(/\s+/g, ' '),
    body: { format: 'markdown', content: String(message) },
    channel: 'form',
    properties: Object.fromEntries(values),
    attachments: draft.attachments,
  };
}

function isEmpty(value: FieldValue): boolean {
  return value === null || value === '' || value === false || (Array.isArray(value) && value.length === 0);
}

function isShown(field: FieldDefinition, values: Record<string, FieldValue>): boolean {
  return (field.showWhen ?? []).every((condition) =>
    holds(condition, Object.hasOwn(values, condition.property) ? values[condition.property] : undefined),
  );
}

/** Whether a condition holds for another field's value. */
export function holds(condition: Condition, value: FieldValue | undefined): boolean {
  const wanted = condition.value;
  const actual = value ?? null;
  const includes = (list: FieldValue | undefined, item: FieldValue): boolean =>
    Array.isArray(list) ? list.includes(String(item)) : list === item;
  switch (condition.operator) {
    case 'is':
      return Array.isArray(actual) ? actual.includes(String(wanted)) : actual === (wanted ?? null);
    case 'is-not':
      return !holds({ ...condition, operator: 'is' }, value);
    case 'in':
      return Array.isArray(actual) ? actual.some((item) => includes(wanted, item)) : includes(wanted, actual);
    case 'contains':
      return Array.isArray(actual)
        ? actual.includes(String(wanted))
        : String(actual ?? '')
            .toLowerCase()
            .includes(String(wanted ?? '').toLowerCase());
    case 'before':
      return actual !== null && wanted != null && actual < wanted;
    case 'after':
      return actual !== null && wanted != null && actual > wanted;
    case 'empty':
      return isEmpty(actual);
    case 'not-empty':
      return !isEmpty(actual);
  }
}

const patterns: Partial<Record<FieldDefinition['kind'], z.ZodType>> = {
  date: z.iso.date(),
  email: z.email(),
  url: z.url({ protocol: /^https?$/ }),
  tel: z.string().regex(/^[+\d][\d\s()./-]{2,40}$/),
};

function checkValue(field: FieldDefinition, value: FieldValue): FieldError | undefined {
  const { key, kind, options = [] } = field;
  const isOption = (item: unknown): boolean => options.some((option) => option.value === item);
  const invalid: FieldError = { field: key, code: 'invalid' };
  switch (kind) {
    case 'checkbox':
      return typeof value === 'boolean' ? undefined : invalid;
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? undefined : invalid;
    case 'select':
    case 'radio':
      return isOption(value) ? undefined : { field: key, code: 'not-an-option' };
    case 'multiselect':
      if (!Array.isArray(value)) return invalid;
      return value.every(isOption) ? undefined : { field: key, code: 'not-an-option' };
    default: {
      if (typeof value !== 'string') return invalid;
      const ceiling = key === 'subject' ? subjectLength : (plainLength[kind] ?? otherLength);
      const limit = Math.min(field.maxLength ?? ceiling, key === 'subject' ? 1000 : messageLength);
      if ([...value].length > limit) return { field: key, code: 'too-long', limit };
      return patterns[kind] && !patterns[kind].safeParse(value).success ? invalid : undefined;
    }
  }
}
