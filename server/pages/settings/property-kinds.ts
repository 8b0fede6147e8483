import type { PropertySettings } from '../../src/settings/forms.ts';
import { builtInFields } from '../../src/settings/form-parts.ts';
import { newKey } from './item-ids.ts';

/** The kinds of properties, in the order in which they are offered. */
export const propertyKinds = [
  'text',
  'multiline',
  'select',
  'radio',
  'multiselect',
  'checkbox',
  'date',
  'number',
  'email',
  'tel',
  'url',
] as const satisfies readonly PropertySettings['kind'][];

export const hasChoices = (kind: string): boolean =>
  kind === 'select' || kind === 'radio' || kind === 'multiselect';

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
