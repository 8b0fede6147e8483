import type { Condition, FieldValue } from '../model.ts';

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

/** Whether a set of values meets every condition. */
export function meetsAll(
  values: Readonly<Record<string, FieldValue | undefined>>,
  conditions: readonly Condition[] | undefined,
): boolean {
  return (conditions ?? []).every((condition) => meets(values[condition.property], condition));
}
