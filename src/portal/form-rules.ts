import type { FieldError } from '../api/errors.ts';
import type { FieldDefinition, FieldValue, FormDefinition } from '../api/model.ts';
import { meetsAll } from '../api/shared/conditions.ts';

/** What stands in a form's controls, by field key. Numbers stay text until they are sent: half of one is kept too. */
export type FormValues = Record<string, FieldValue>;

/** Characters of a field whose definition sets no limit; the rest of the world's forms end there too. */
const defaultLength = 65_536;

/**
 * The fields to show for what stands in them. A hidden field's value counts for nothing, also where another field's
 * condition asks for it; conditions that turn in a circle end hidden.
 */
export function visibleFields({ fields }: FormDefinition, values: FormValues): FieldDefinition[] {
  let shown = fields.filter(({ showWhen }) => !showWhen?.length);
  // Each round can only show what the round before has made ready, so there are no more rounds than fields.
  for (const _ of fields) {
    const counted = Object.fromEntries(shown.map(({ key, kind }) => [key, countedValue(kind, values[key])]));
    const next = fields.filter(({ showWhen }) => meetsAll(counted, showWhen));
    if (next.length === shown.length && next.every((field, index) => field === shown[index])) break;
    shown = next;
  }
  return shown;
}

/** A value as conditions judge it: as it will be sent. An unticked box is `false`, touched or not. */
function countedValue(kind: FieldDefinition['kind'], value: FieldValue | undefined): FieldValue {
  if (kind === 'checkbox') return value === true;
  if (kind === 'number') return toNumber(String(value ?? '')) ?? null;
  if (Array.isArray(value)) return value.length ? value : null;
  return typeof value === 'string' ? value.trim() : (value ?? null);
}

/** What is wrong with the fields that show, in their order. `files` counts the attachments. */
export function checkForm(form: FormDefinition, values: FormValues, files: number): FieldError[] {
  return visibleFields(form, values).flatMap((field) => checkField(field, values[field.key], files) ?? []);
}

/** What is wrong with one field's value, by the rules of the backends. */
export function checkField(
  field: FieldDefinition,
  value: FieldValue | undefined,
  files: number,
): FieldError | undefined {
  const fault = (code: FieldError['code'], limit?: number): FieldError => ({
    field: field.key,
    code,
    ...(limit !== undefined && { limit }),
  });
  const blank = field.kind === 'file' ? !files : isBlank(value);
  if (blank) return field.required ? fault('required') : undefined;
  const options = new Set(field.options?.map((option) => option.value));
  switch (field.kind) {
    case 'file':
    case 'checkbox':
      return undefined;
    case 'multiselect':
      return Array.isArray(value) && value.every((choice) => options.has(choice))
        ? undefined
        : fault('not-an-option');
    case 'select':
    case 'radio':
      return options.has(String(value)) ? undefined : fault('not-an-option');
    case 'number':
      return toNumber(String(value)) === undefined ? fault('invalid') : undefined;
    default: {
      const text = String(value).trim();
      const limit = field.maxLength ?? defaultLength;
      if (text.length > limit) return fault('too-long', limit);
      return formats[field.kind]?.(text) === false ? fault('invalid') : undefined;
    }
  }
}

/** The values to send: those of fields that show, typed and without the blanks. */
export function valuesToSend(form: FormDefinition, values: FormValues): FormValues {
  const sent: FormValues = {};
  for (const { key, kind } of visibleFields(form, values)) {
    const value = values[key];
    if (kind === 'file' || value === undefined || isBlank(value)) continue;
    if (kind === 'number') sent[key] = toNumber(String(value)) ?? null;
    else sent[key] = typeof value === 'string' && kind !== 'multiline' ? value.trim() : value;
  }
  return sent;
}

/** Values sent earlier, as controls show them. */
export function valuesToShow(values: FormValues): FormValues {
  const shown: FormValues = {};
  for (const [key, value] of Object.entries(values))
    shown[key] = typeof value === 'number' ? String(value) : value;
  return shown;
}

/** What the form begins with: only what people could have chosen or typed themselves. */
export function defaultValues({ fields }: FormDefinition): FormValues {
  const values: FormValues = {};
  for (const field of fields) {
    const { key, kind, default: value } = field;
    if (value === undefined || value === null || kind === 'file') continue;
    const type = kind === 'checkbox' ? 'boolean' : kind === 'multiselect' ? 'object' : 'string';
    const shown = typeof value === 'number' ? String(value) : value;
    if (typeof shown === type && !checkField({ ...field, required: false }, shown, 0)) values[key] = shown;
  }
  return values;
}

/**
 * Values that a link brings along: of the allowed keys alone, and only what could have been chosen or typed. Nobody's
 * link can fill in a field that the page has not named.
 */
export function valuesFromLink(
  { fields }: FormDefinition,
  allowed: readonly string[],
  params: URLSearchParams,
): FormValues {
  const values: FormValues = {};
  for (const field of fields) {
    const { key, kind } = field;
    if (!allowed.includes(key) || !params.has(key) || kind === 'file') continue;
    const given = params.get(key) ?? '';
    const value =
      kind === 'checkbox'
        ? given === 'true' || given === '1'
        : kind === 'multiselect'
          ? params.getAll(key)
          : given.slice(0, field.maxLength ?? defaultLength);
    if (!checkField({ ...field, required: false }, value, 0)) values[key] = value;
  }
  return values;
}

/** Whether a control holds nothing; a box that is not ticked holds nothing either. */
export function isBlank(value: FieldValue | undefined): boolean {
  if (typeof value === 'string') return value.trim() === '';
  return Array.isArray(value) ? value.length === 0 : value === undefined || value === null || value === false;
}

/** A number as people type it, with a comma or a point. */
function toNumber(text: string): number | undefined {
  const plain = text.trim().replace(',', '.');
  return /^[-+]?(\d+\.?\d*|\.\d+)$/.test(plain) && Number.isFinite(Number(plain)) ? Number(plain) : undefined;
}

const formats: Partial<Record<FieldDefinition['kind'], (text: string) => boolean>> = {
  email: (text) => /^[^\s@<>"]+@[^\s@<>"]+$/.test(text),
  tel: (text) => /^[+\d][\d\s()./-]{2,40}$/.test(text),
  url: (text) => /^https?:\/\//i.test(text) && URL.canParse(text),
  date: (text) => {
    const date = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
    return !!date && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
  },
};
