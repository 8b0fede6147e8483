import type { z } from 'zod';

/** What is wrong with a document, and where. */
export interface SettingsProblem {
  /** Such as `portal.signIn.methods.0`; empty for the document as a whole. */
  path: string;
  /** In English, for owners and those who write documents by hand. */
  reason: string;
}

/**
 * The problems of a document that a schema refused. Of alternatives, those of the one that came nearest are told:
 * "invalid input" helps nobody.
 */
export function settingsProblems({ issues }: { issues: readonly z.core.$ZodIssue[] }): SettingsProblem[] {
  return issues.flatMap((issue) => flatten(issue, [])).slice(0, 100);
}

function flatten(issue: z.core.$ZodIssue, above: readonly PropertyKey[]): SettingsProblem[] {
  const at = [...above, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const branches = issue.errors.map((errors) => errors.flatMap((inner) => flatten(inner, at)));
    // The nearest one is wrong deepest down, and in the fewest places.
    const depth = (found: SettingsProblem[]): number =>
      Math.max(...found.map(({ path }) => path.split('.').length));
    const [nearest] = branches.sort((a, b) => depth(b) - depth(a) || a.length - b.length);
    if (nearest) return nearest;
  }
  return [{ path: oneLine(at.map(String).join('.')), reason: oneLine(issue.message) }];
}

/** Names and values of the document stand in both: one problem is one line, whatever is written there. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
