import type { Rule, Test } from '../../../src/policy/rules.ts';

/**
 * Rules as the editor works on them: always a group at the top, never an empty one below. Parts are named by their way
 * down from it: `[1, 0]` is the first part of the second one.
 */

export type { Rule, Test };
export type Join = 'all' | 'any';
export type Group = { all: Rule[] } | { any: Rule[] };
export type Path = readonly number[];

/** What the schema of rules allows (`server/src/policy/rules.ts`); a test holds the two together. */
export const limits = { depth: 5, tests: 100, values: 100 };

export const isGroup = (rule: Rule): rule is Group => 'all' in rule || 'any' in rule;
export const joinOf = (group: Group): Join => ('all' in group ? 'all' : 'any');
export const partsOf = (group: Group): Rule[] => ('all' in group ? group.all : group.any);
export const groupOf = (join: Join, parts: Rule[]): Group =>
  join === 'all' ? { all: parts } : { any: parts };

/** The group a rule is edited as; without one, everything is met. */
export function toRoot(rule: Rule | undefined): Group {
  if (!rule) return { all: [] };
  return isGroup(rule) ? rule : { all: [rule] };
}

/** What an edited group says; nothing where it holds nothing. */
export const fromRoot = (root: Group): Rule | undefined => (partsOf(root).length > 0 ? root : undefined);

export function partAt(root: Group, path: Path): Rule | undefined {
  let found: Rule | undefined = root;
  for (const index of path) found = found && isGroup(found) ? partsOf(found)[index] : undefined;
  return found;
}

/** The rule with what `change` makes of the part at a path: one, several or none in its place. Emptied groups go. */
export function changeAt(root: Group, path: Path, change: (part: Rule) => Rule[]): Group {
  const [index, ...rest] = path;
  if (index === undefined) {
    const [changed] = change(root);
    return toRoot(changed);
  }
  const parts = partsOf(root).flatMap((part, position) => {
    if (position !== index) return [part];
    if (rest.length === 0) return change(part);
    if (!isGroup(part)) return [part];
    const inner = changeAt(part, rest, change);
    return partsOf(inner).length > 0 ? [inner] : [];
  });
  return groupOf(joinOf(root), parts);
}

export const replaceAt = (root: Group, path: Path, part: Rule): Group => changeAt(root, path, () => [part]);
export const removeAt = (root: Group, path: Path): Group => changeAt(root, path, () => []);

/** Adds a part at the end of a group. */
export function append(root: Group, path: Path, part: Rule): Group {
  return changeAt(root, path, (group) =>
    isGroup(group) ? [groupOf(joinOf(group), [...partsOf(group), part])] : [group],
  );
}

export function setJoin(root: Group, path: Path, join: Join): Group {
  return changeAt(root, path, (group) => (isGroup(group) ? [groupOf(join, partsOf(group))] : [group]));
}

/** Puts a part into a group of its own, of the other kind than the one around it: else it would change nothing. */
export function wrap(root: Group, path: Path): Group {
  const around = partAt(root, path.slice(0, -1));
  const join: Join = around && isGroup(around) && joinOf(around) === 'any' ? 'all' : 'any';
  return changeAt(root, path, (part) => [groupOf(join, [part])]);
}

/** Lets a group's parts stand where it stood. */
export function unwrap(root: Group, path: Path): Group {
  return changeAt(root, path, (part) => (isGroup(part) ? partsOf(part) : [part]));
}

export function depthOf(rule: Rule): number {
  return 1 + (isGroup(rule) ? Math.max(0, ...partsOf(rule).map(depthOf)) : 0);
}

export function testsOf(rule: Rule): Test[] {
  return isGroup(rule) ? partsOf(rule).flatMap(testsOf) : [rule];
}

/** Whether a part may be put into a group of its own without lying deeper than allowed. */
export function canWrap(root: Group, path: Path): boolean {
  const part = partAt(root, path);
  return part !== undefined && path.length + depthOf(part) + 1 <= limits.depth;
}

/** Whether a group has room for a group with a condition in it. */
export const canNest = (path: Path): boolean => path.length + 3 <= limits.depth;

/** Where a part stands in the document: `all.1.any.0`. Empty for the whole rule. */
export function documentPath(rule: Rule, path: Path): string {
  const steps: string[] = [];
  let part: Rule | undefined = rule;
  for (const index of path) {
    if (!part || !isGroup(part)) break;
    steps.push(`${joinOf(part)}.${index}`);
    part = partsOf(part)[index];
  }
  return steps.join('.');
}

export const isBare = (operator: Test['operator']): boolean =>
  operator === 'empty' || operator === 'not-empty';

export function valuesOf({ value }: Test): string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}

/** A condition with other values: one stands alone, none is left out. */
export function withValues({ property, operator }: Test, values: readonly string[]): Test {
  const [first] = values;
  if (first === undefined || isBare(operator)) return { property, operator };
  return { property, operator, value: values.length === 1 ? first : [...values] };
}
