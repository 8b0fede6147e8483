import type { RuleWords } from '../words/rules.ts';
import { isBare, isGroup, joinOf, partsOf, valuesOf, type Rule, type Test } from './rule-model.ts';
import { operatorLabel, propertyNamed, type RuleProperty } from './rule-properties.ts';

/** Names of companies and contacts by `company:{id}` and `contact:{id}`. */
export type Names = ReadonlyMap<string, string>;

export interface SentenceContext {
  properties: readonly RuleProperty[];
  names: Names;
  words: RuleWords;
  /** A day as people of the language write it. */
  day: (iso: string) => string;
}

/** A value as people know it. */
export function valueLabel(value: string, { values }: RuleProperty, { names, day }: SentenceContext): string {
  switch (values.by) {
    case 'choice':
      return values.options.find((option) => option.value === value)?.label ?? value;
    case 'date':
      return day(value) || value;
    case 'company':
    case 'contact':
      return names.get(`${values.by}:${value}`) ?? value;
    case 'text':
      return `“${value}”`;
  }
}

/** A single condition: `Severity is Blocked or Degraded`. */
export function testSentence(test: Test, context: SentenceContext): string {
  const { words } = context;
  const property = propertyNamed(context.properties, test, words);
  const beginning = `${property.label} ${operatorLabel(test.operator, property, words)}`;
  if (isBare(test.operator)) return beginning;
  const values = valuesOf(test).map((value) => valueLabel(value, property, context));
  // Of several days all hold, of other values any.
  const between = property.values.by === 'date' && !equals.has(test.operator) ? words.and : words.or;
  return `${beginning} ${values.length > 0 ? values.join(` ${between} `) : '…'}`;
}

const equals = new Set<Test['operator']>(['is', 'is-not']);

/** A whole rule in one sentence; groups within groups in brackets. */
export function ruleSentence(rule: Rule, context: SentenceContext, inner = false): string {
  if (!isGroup(rule)) return testSentence(rule, context);
  const parts = partsOf(rule);
  const text = parts
    .map((part) => ruleSentence(part, context, parts.length > 1))
    .join(` ${joinOf(rule) === 'all' ? context.words.and : context.words.or} `);
  return inner && parts.length > 1 ? `(${text})` : text;
}
