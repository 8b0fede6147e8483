import type { FieldValue } from '../../api/model.ts';
import type { Messages } from '../../locales/index.ts';

/** A property's value as text to show; empty for none. */
export function formatValue(value: FieldValue | undefined, t: Messages): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? t.yes : t.no;
  return Array.isArray(value) ? value.join(', ') : String(value);
}
