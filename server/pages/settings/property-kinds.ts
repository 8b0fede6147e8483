import type { PropertySettings } from '../../src/settings/forms.ts';
import { builtInFields, hasChoices } from '../../src/settings/form-parts.ts';
import { newKey } from './item-ids.ts';

/** The same property as another kind: with choices where that is made of some, and without elsewhere. */
export function ofKind(
  { key, label, options }: PropertySettings,
  kind: PropertySettings['kind'],
  firstChoice: string,
): PropertySettings {
  if (!hasChoices(kind)) return { key, label, kind };
  return { key, label, kind, options: options ?? [{ value: 'first', label: firstChoice }] };
}

/** A property that nothing has yet; its key is nobody else's, nor that of what every ticket has. */
export function newProperty(label: string, taken: readonly string[]): PropertySettings {
  return { key: newKey(label, [...taken, ...Object.keys(builtInFields), ...ruled]), label, kind: 'text' };
}

/** What rules know of every ticket: a property of that name could not be asked for. */
const ruled = ['state', 'stage', 'channel', 'company', 'requester', 'created', 'activity'];
