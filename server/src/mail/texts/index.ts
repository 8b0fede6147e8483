import type { LetterName } from '../../settings/sign-in.ts';
import { en } from './en.ts';
import { pl } from './pl.ts';

/**
 * The words of a letter. Paragraphs are divided by empty lines. Filled in: `{portal}`, `{link}`, `{code}`, `{hours}`,
 * `{minutes}`, and `{time}`, the life of link and code in words, such as "24 hours" or "7 days". A line with nothing
 * but `{link}` or `{code}` becomes a button, or large figures, in the HTML version.
 */
export interface LetterText {
  subject: string;
  text: string;
  /** On the button that follows the link. */
  button: string;
}

/** A language's letters, all of them. */
export type LetterTexts = Record<LetterName, LetterText>;

/** The languages that the gateway writes by itself, by the first part of their tags. */
export const builtInTexts: ReadonlyMap<string, LetterTexts> = new Map([
  ['en', en],
  ['pl', pl],
]);
