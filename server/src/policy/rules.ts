import { z } from 'zod';
import type { FieldValue } from '../../../src/api/index.ts';
import type { DeskTicket } from '../desks/desk.ts';
import { fold, storable, subjectKey } from '../storage/search.ts';

/**
 * Rules as owners write them. Over tickets: which of them show (D1). One definition; `matches` judges a ticket at hand,
 * and a desk compiles the same rules into its own query (`desks/builtin/rule-filter.ts`). A property test holds the two
 * together. Rules over contacts (`contacts.ts`) have the same shape and are judged by the same code.
 */
export type Rule = Test | { all: Rule[] } | { any: Rule[] };

export interface Test {
  /** One of `builtInProperties`, or a property of tickets. */
  property: string;
  operator: (typeof operators)[number];
  /** One or several; a list means any of them. Absent with `empty` and `not-empty`. */
  value?: string | number | boolean | string[];
}

const operators = [
  'is',
  'is-not',
  'contains',
  'not-contains',
  'before',
  'after',
  'empty',
  'not-empty',
] as const;

/** What every ticket has. Ids and times are compared as they are, text without case and accents. */
export const builtInProperties = {
  state: 'exact',
  stage: 'exact',
  channel: 'exact',
  company: 'exact',
  requester: 'exact',
  created: 'exact',
  activity: 'exact',
  subject: 'folded',
} as const;

export type BuiltInProperty = keyof typeof builtInProperties;

const maxDepth = 5;
const maxTests = 100;
const valuesPerTest = 100;

const text = z.string().max(500);

/**
 * The schema of rules over one kind of thing. `fault` says what its properties do not allow of a test: the part of it
 * that is wrong, and why.
 */
export function ruleSchemaOf(
  fault: (test: Test) => [part: 'property' | 'operator', message: string] | undefined,
): z.ZodType<Rule> {
  const testSchema = z
    .strictObject({
      property: z.string().min(1).max(64),
      operator: z.enum(operators),
      value: z.union([text, z.number(), z.boolean(), z.array(text).min(1).max(valuesPerTest)]).optional(),
    })
    .superRefine((test, context) => {
      const bare = test.operator === 'empty' || test.operator === 'not-empty';
      if (bare !== (test.value === undefined))
        context.addIssue({
          code: 'custom',
          path: ['value'],
          message: bare ? 'must be absent with this operator' : 'is needed with this operator',
        });
      const wrong = fault(test);
      if (wrong) context.addIssue({ code: 'custom', path: [wrong[0]], message: wrong[1] });
    });
  const groupSchema: z.ZodType<Rule> = z.lazy(() =>
    z.union([
      testSchema,
      z.strictObject({ all: z.array(groupSchema).min(1) }),
      z.strictObject({ any: z.array(groupSchema).min(1) }),
    ]),
  );
  return groupSchema
    .refine((rule) => depthOf(rule) <= maxDepth, `groups may lie ${maxDepth} deep`)
    .refine((rule) => testsOf(rule).length <= maxTests, `at most ${maxTests} conditions`);
}

export const ruleSchema = ruleSchemaOf(({ property, operator }) => {
  const partly = operator === 'contains' || operator === 'not-contains';
  // Parts of an id mean nothing.
  return partly && isBuiltIn(property) && builtInProperties[property] === 'exact'
    ? ['operator', 'is for text alone']
    : undefined;
});

function depthOf(rule: Rule): number {
  const inner = 'all' in rule ? rule.all : 'any' in rule ? rule.any : [];
  return 1 + Math.max(0, ...inner.map(depthOf));
}

/** Every single condition of a rule, in the order in which they stand. */
export function testsOf(rule: Rule): Test[] {
  if ('all' in rule) return rule.all.flatMap(testsOf);
  if ('any' in rule) return rule.any.flatMap(testsOf);
  return [rule];
}

/** A value as both databases keep and compare it: folded, without what cannot be stored. */
export function comparableText(value: string | number | boolean): string {
  return storable(fold(String(value)).slice(0, 500));
}

export function isBuiltIn(property: string): property is BuiltInProperty {
  return Object.hasOwn(builtInProperties, property);
}

/** What a test compares with, each as its property is kept. */
export function wantedValues(test: Test): string[] {
  const { property, value } = test;
  const given = value === undefined ? [] : Array.isArray(value) ? value : [value];
  const exact = isBuiltIn(property) && builtInProperties[property] === 'exact';
  return given.map((one) => (exact ? storable(String(one)) : comparableText(one)));
}

/** The texts of a property that are compared: none where it is empty. */
export function comparableValues(value: FieldValue | undefined): string[] {
  const values = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  return values.map((one) => comparableText(one));
}

function valuesOf(ticket: DeskTicket, property: string): string[] {
  if (!isBuiltIn(property)) {
    return comparableValues(
      Object.hasOwn(ticket.properties, property) ? ticket.properties[property] : undefined,
    );
  }
  switch (property) {
    case 'state':
      return [ticket.stage.state];
    case 'stage':
      return [ticket.stage.id];
    case 'channel':
      return [ticket.channel];
    case 'company':
      return ticket.companyId === undefined ? [] : [ticket.companyId];
    case 'requester':
      return [ticket.requester.id];
    case 'created':
      return [ticket.createdAt];
    case 'activity':
      return [ticket.lastActivityAt];
    case 'subject':
      return [subjectKey(ticket.subject)];
  }
}

/** The order of UTF-8 bytes, which both databases sort by; JavaScript's own is another. */
const inOrder = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Whether the values of a property meet a test that compares with `wanted`; both as they are compared. */
export function meets(
  operator: Test['operator'],
  values: readonly string[],
  wanted: readonly string[],
): boolean {
  switch (operator) {
    case 'is':
      return values.some((value) => wanted.includes(value));
    case 'is-not':
      return !values.some((value) => wanted.includes(value));
    case 'contains':
      return values.some((value) => wanted.some((part) => value.includes(part)));
    case 'not-contains':
      return !values.some((value) => wanted.some((part) => value.includes(part)));
    case 'before':
      return values.some((value) => wanted.every((bound) => inOrder(value, bound) < 0));
    case 'after':
      return values.some((value) => wanted.every((bound) => inOrder(value, bound) > 0));
    case 'empty':
      return values.length === 0;
    case 'not-empty':
      return values.length > 0;
  }
}

/** What answers a single condition; groups are the same over tickets and contacts. */
export type Judge = (test: Test) => boolean;

/** Whether a rule is met, by what each of its conditions says. */
export function decide(rule: Rule, holds: Judge): boolean {
  if ('all' in rule) return rule.all.every((inner) => decide(inner, holds));
  if ('any' in rule) return rule.any.some((inner) => decide(inner, holds));
  return holds(rule);
}

/** A rule with what each of its parts says: why something shows, or does not. */
export type Verdict =
  { test: Test; holds: boolean } | { all: Verdict[]; holds: boolean } | { any: Verdict[]; holds: boolean };

/** The same decision with all that it came from. */
export function account(rule: Rule, holds: Judge): Verdict {
  if ('all' in rule) {
    const all = rule.all.map((inner) => account(inner, holds));
    return { all, holds: all.every((inner) => inner.holds) };
  }
  if ('any' in rule) {
    const any = rule.any.map((inner) => account(inner, holds));
    return { any, holds: any.some((inner) => inner.holds) };
  }
  return { test: rule, holds: holds(rule) };
}

const judgeOf =
  (ticket: DeskTicket): Judge =>
  (test) =>
    meets(test.operator, valuesOf(ticket, test.property), wantedValues(test));

/** Whether a ticket meets a rule. */
export function matches(rule: Rule, ticket: DeskTicket): boolean {
  return decide(rule, judgeOf(ticket));
}

/** What each part of a rule says of a ticket. */
export function explain(rule: Rule, ticket: DeskTicket): Verdict {
  return account(rule, judgeOf(ticket));
}

/** The conditions by which a rule is met: of alternatives, those that are. None where it is not met. */
export function decisiveTests(verdict: Verdict): Test[] {
  if (!verdict.holds) return [];
  if ('test' in verdict) return [verdict.test];
  return ('all' in verdict ? verdict.all : verdict.any).flatMap(decisiveTests);
}
