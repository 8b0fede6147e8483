import type { Condition, FieldDefinition, FieldValue, FormDefinition } from '../../../src/api/index.ts';

/*
 * Which fields of a form show. The page decides the same by code of its own (`src/portal/form-rules.ts`), which is not
 * published with the gateway; a test holds the two together.
 */

type Values = Readonly<Record<string, FieldValue | undefined>>;

const isEmpty = (value: FieldValue | undefined): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

const asList = (value: FieldValue | undefined): string[] =>
  isEmpty(value) ? [] : Array.isArray(value) ? value : [String(value)];

/** Numbers compare as numbers, everything else (ISO dates too) by its text. */
function compare(a: FieldValue | undefined, b: FieldValue | undefined): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Whether a value meets a condition. Text compares without regard to case in `contains`, exactly elsewhere. */
export function meets(value: FieldValue | undefined, condition: Condition): boolean {
  const wanted = condition.value;
  switch (condition.operator) {
    case 'empty':
      return isEmpty(value);
    case 'not-empty':
      return !isEmpty(value);
    case 'is':
      return Array.isArray(value)
        ? value.includes(String(wanted))
        : String(value ?? '') === String(wanted ?? '');
    case 'is-not':
      return !meets(value, { ...condition, operator: 'is' });
    case 'in':
      return asList(value).some((item) => asList(wanted).includes(item));
    case 'contains':
      return asList(value).some((item) => item.toLowerCase().includes(String(wanted ?? '').toLowerCase()));
    case 'before':
      return !isEmpty(value) && compare(value, wanted) < 0;
    case 'after':
      return !isEmpty(value) && compare(value, wanted) > 0;
  }
}

/** A hidden field's value counts for nothing, also where another's condition asks for it; circles end hidden. */
export function shownFields({ fields }: FormDefinition, values: Values): FieldDefinition[] {
  const valueOf = ({ key, kind }: FieldDefinition): FieldValue => {
    const value = Object.hasOwn(values, key) ? values[key] : undefined;
    if (kind === 'checkbox') return value === true;
    if (Array.isArray(value)) return value.length > 0 ? value : null;
    return typeof value === 'string' ? value.trim() : (value ?? null);
  };
  let shown = fields.filter(({ showWhen }) => !showWhen?.length);
  for (const _ of fields) {
    const counted = new Map(shown.map((field) => [field.key, valueOf(field)]));
    const next = fields.filter(({ showWhen = [] }) =>
      showWhen.every((condition) => meets(counted.get(condition.property), condition)),
    );
    if (next.length === shown.length && next.every((field, index) => field === shown[index])) break;
    shown = next;
  }
  return shown;
}
