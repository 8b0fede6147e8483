/** One thing that a save has changed, by its path in the document. Absent: it was not there, or is not any more. */
export interface Difference {
  path: string;
  before?: unknown;
  after?: unknown;
}

/** What differs between two documents of JSON: objects key by key, lists as wholes. */
export function differences(before: unknown, after: unknown, path = ''): Difference[] {
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => {
      const at = path ? `${path}.${key}` : key;
      return differences(ownOf(before, key), ownOf(after, key), at);
    });
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const difference: Difference = { path };
  if (before !== undefined) difference.before = before;
  if (after !== undefined) difference.after = after;
  return [difference];
}

const ownOf = (record: Record<string, unknown>, key: string): unknown =>
  Object.hasOwn(record, key) ? record[key] : undefined;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
