import { builtInFields } from '../../src/settings/form-parts.ts';
import type { FormSettings, PropertySettings } from '../../src/settings/forms.ts';
import type { FieldKind, Option } from '../../../src/api/model.ts';

/** What the form builder knows of forms, without a page. */

export type FieldSettings = FormSettings['fields'][number];
export type ShowCondition = NonNullable<FieldSettings['showWhen']>[number];

/** A field as the form will have it: the property's own where the form says nothing. */
export interface FieldPart {
  property: string;
  label: string;
  kind: FieldKind;
  options: readonly Option[];
  /** The most characters it may hold, whatever the form says. */
  limit?: number;
}

type BuiltIn = keyof typeof builtInFields;
export type BuiltInNames = Record<BuiltIn, string>;

export const isBuiltIn = (key: string): key is BuiltIn => Object.hasOwn(builtInFields, key);

/** Everything a form can ask for: what every ticket has, then its properties. */
export function askable(properties: readonly PropertySettings[], names: BuiltInNames): FieldPart[] {
  return [
    ...(Object.keys(builtInFields) as BuiltIn[]).map((property): FieldPart => {
      const { kind, ...rest } = builtInFields[property];
      const limit = 'maxLength' in rest ? { limit: rest.maxLength } : {};
      return { property, label: names[property], kind, options: [], ...limit };
    }),
    ...properties.map(({ key, label, kind, options = [] }) => ({ property: key, label, kind, options })),
  ];
}

export const isText = (kind: FieldKind): boolean =>
  ['text', 'multiline', 'email', 'tel', 'url'].includes(kind);

/** A field that has just been added: a ticket cannot be without its subject and message. */
export function newField(property: string): FieldSettings {
  return { property, required: property === 'subject' || property === 'message' };
}

/** The fields with all that a form needs to be connected. */
export function completed(fields: readonly FieldSettings[]): FieldSettings[] {
  const asked = fields.map((field) =>
    field.property === 'subject' || field.property === 'message' ? { ...field, required: true } : field,
  );
  const has = (key: string) => asked.some(({ property }) => property === key);
  return [
    ...(has('subject') ? [] : [newField('subject')]),
    ...asked,
    ...(has('message') ? [] : [newField('message')]),
  ];
}

/** Fields that wait for another one's value: it has to stay as long as they do. */
export function dependents(fields: readonly FieldSettings[], property: string): FieldSettings[] {
  return fields.filter(({ showWhen = [] }) => showWhen.some((condition) => condition.property === property));
}

export function moved<Item>(items: readonly Item[], from: number, to: number): Item[] {
  const next = [...items];
  const [item] = next.splice(from, 1);
  if (item !== undefined) next.splice(to, 0, item);
  return next;
}

type Operator = ShowCondition['operator'];

/** What can be asked of another field's value, the usual first. */
export function conditionOperators(kind: FieldKind): Operator[] {
  switch (kind) {
    case 'select':
    case 'radio':
    case 'multiselect':
      return ['in', 'empty', 'not-empty'];
    case 'checkbox':
      return ['is'];
    case 'date':
      return ['before', 'after', 'is', 'empty', 'not-empty'];
    case 'number':
      return ['is', 'is-not', 'before', 'after', 'empty', 'not-empty'];
    case 'file':
      return [];
    default:
      return ['contains', 'is', 'is-not', 'empty', 'not-empty'];
  }
}

/** A condition that says something from the start, where it can. */
export function newCondition({ property, kind, options }: FieldPart): ShowCondition {
  const operator = conditionOperators(kind)[0] ?? 'not-empty';
  return withOperator({ property, operator }, operator, { property, kind, options, label: '' });
}

export function withOperator(
  { property, value }: ShowCondition,
  operator: Operator,
  { kind, options }: FieldPart,
): ShowCondition {
  if (operator === 'empty' || operator === 'not-empty') return { property, operator };
  if (operator === 'in') {
    const [first] = options;
    return { property, operator, value: Array.isArray(value) ? value : first ? [first.value] : [] };
  }
  if (kind === 'checkbox') return { property, operator, value: typeof value === 'boolean' ? value : true };
  const kept = typeof value === 'string' || typeof value === 'number' ? value : '';
  return { property, operator, value: kept };
}

/** What was typed as a condition compares it: numbers as numbers. */
export function conditionValue(text: string, kind: FieldKind): string | number {
  return kind === 'number' && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** Fields whose value another one's condition can ask for. */
export function others(
  fields: readonly FieldSettings[],
  parts: readonly FieldPart[],
  own: string,
): FieldPart[] {
  return parts.filter(
    ({ property, kind }) =>
      property !== own && kind !== 'file' && fields.some((field) => field.property === property),
  );
}
