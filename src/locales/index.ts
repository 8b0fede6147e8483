import type { Messages } from './en.ts';
import { coreWords } from './en/core.ts';

export type { Messages } from './en.ts';

/** The English words so far: elements add theirs as they are loaded. */
export const english = { ...coreWords } as Messages;

/** Adds words of English. A module that shows some calls it as it is loaded, before it can show anything. */
export function speak(...words: Partial<Messages>[]): void {
  Object.assign(english, ...words);
}

/** One file a language, loaded only where a page speaks it. */
const loaders: Record<string, () => Promise<Messages>> = {
  pl: async () => (await import('./pl.ts')).pl,
};
const loaded = new Map<string, Messages>([['en', english]]);

/** The language of ours nearest to a BCP 47 tag: `pl-PL` is served by `pl`, what nobody translated by English. */
export function matchLocale(tag: string): string {
  const wanted = tag.toLowerCase();
  for (let part = wanted; part; part = part.slice(0, Math.max(0, part.lastIndexOf('-'))))
    if (part === 'en' || Object.hasOwn(loaders, part)) return part;
  return 'en';
}

/** The words of a language, if they are here already. */
export function loadedLocale(name: string): Messages | undefined {
  return loaded.get(name);
}

/** Loads a language's words; English where they cannot be had. */
export async function loadLocale(name: string): Promise<Messages> {
  const known = loaded.get(name);
  if (known) return known;
  try {
    const messages = (Object.hasOwn(loaders, name) && (await loaders[name]?.())) || english;
    loaded.set(name, messages);
    return messages;
  } catch {
    return english; // on a bad line: understandable beats nothing, and the next element tries again
  }
}
