import type { FieldValue, PortalSettings, Stage } from '../../api/model.ts';
import type { Messages } from '../../locales/index.ts';

/** A property's value as text to show; empty for none. */
export function formatValue(value: FieldValue | undefined, t: Messages): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? t.yes : t.no;
  return Array.isArray(value) ? value.join(', ') : String(value);
}

/** A stage as the portal shows it: by its own name, or only as open or closed, where it has none or none is wanted. */
export function formatStage(
  { label, state }: Stage,
  settings: Pick<PortalSettings, 'statusDisplay'> | undefined,
  t: Messages,
): string {
  return (settings?.statusDisplay !== 'state' && label) || (state === 'open' ? t.open : t.closed);
}
