import { differences, type Difference } from '../../src/settings/difference.ts';

/** Reading and writing documents of JSON by paths such as `portal.languages.0`. Nothing is changed in place. */

type Json = unknown;

export function getAt(document: Json, path: string): Json {
  let at = document;
  for (const key of keysOf(path)) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, Json>)[key];
  }
  return at;
}

/** The document with another value at a path; `undefined` takes a key, or the item of a list, away. */
export function setAt<T>(document: T, path: string, value: Json): T {
  return put(document, keysOf(path), value) as T;
}

function put(at: Json, [key, ...rest]: readonly string[], value: Json): Json {
  if (key === undefined) return value;
  if (Array.isArray(at)) {
    const list = [...(at as Json[])];
    const index = Number(key);
    const next = put(list[index], rest, value);
    if (next === undefined) list.splice(index, 1);
    else list[index] = next;
    return list;
  }
  const { [key]: before, ...others } = (at ?? {}) as Record<string, Json>;
  const next = put(before, rest, value);
  if (next === undefined) return others;
  // In its old place, so that a document that is set back is the same to the letter.
  return Object.hasOwn(at ?? {}, key)
    ? Object.fromEntries(Object.entries(at as object).map(([k, v]) => [k, k === key ? next : v]))
    : { ...others, [key]: next };
}

const keysOf = (path: string): string[] => (path === '' ? [] : path.split('.'));

/** Whether one path is the other, or lies within it. */
export const meets = (a: string, b: string): boolean =>
  a === b || a === '' || b === '' || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);

/** What two people have changed in one document. */
export interface Merge {
  /** What the other one has changed. */
  theirs: Difference[];
  /** Paths that both have changed, and differently. */
  collisions: string[];
}

export function mergeOf(base: Json, mine: Json, theirs: Json): Merge {
  const others = differences(base, theirs);
  const collisions = differences(base, mine)
    .filter(({ path, after }) =>
      others.some(
        (other) => meets(other.path, path) && JSON.stringify(other.after) !== JSON.stringify(after),
      ),
    )
    .map(({ path }) => path);
  return { theirs: others, collisions };
}

/** Their document with my changes on it. Where both have changed the same, theirs stays, but for the paths of `insist`. */
export function mergeOnto<T>(base: Json, mine: Json, theirs: T, insist: readonly string[] = []): T {
  const { collisions } = mergeOf(base, mine, theirs);
  return differences(base, mine)
    .filter(({ path }) => !collisions.includes(path) || insist.includes(path))
    .reduce<T>((document, { path, after }) => setAt(document, path, after), theirs);
}

/** A document that may leave things out, completed from another: objects key by key, lists as they are given. */
export function complete(given: Record<string, Json>, base: Record<string, Json>): Record<string, Json> {
  const completed = Object.entries(given).map(([key, value]): [string, Json] => {
    const before = Object.hasOwn(base, key) ? base[key] : undefined;
    return [key, isRecord(value) && isRecord(before) ? complete(value, before) : value];
  });
  return Object.fromEntries([...Object.entries(base), ...completed]);
}

export function isRecord(value: Json): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
