import type { GatewaySettings } from '../settings/settings.ts';
import type { LetterName } from '../settings/sign-in.ts';
import { en } from './texts/en.ts';
import { builtInTexts, type LetterText } from './texts/index.ts';

/** The words of a letter, with the tag of the language they are in. */
export interface SpokenText extends LetterText {
  language: string;
}

const fold = (tag: string): string => tag.trim().toLowerCase().replaceAll('_', '-');
const base = (tag: string): string => fold(tag).split('-', 1)[0] ?? '';

/** The tag among some that serves a wanted one: the same, or else one of the same language. */
function nearest(wanted: string, tags: readonly string[]): string | undefined {
  return tags.find((tag) => fold(tag) === fold(wanted)) ?? tags.find((tag) => base(tag) === base(wanted));
}

/** The portal's language nearest to the page's; the first where it has none like it. */
export function languageFor(wanted: string | undefined, languages: readonly string[]): string {
  return (wanted && nearest(wanted, languages)) || (languages[0] ?? 'en');
}

/** A letter's words in a language: the owner's, else ours, else English. */
export function textFor(
  name: LetterName,
  language: string,
  texts: GatewaySettings['mail']['texts'],
): SpokenText {
  const ours = builtInTexts.get(base(language));
  const tag = nearest(language, Object.keys(texts));
  const own = tag === undefined ? undefined : texts[tag]?.[name];
  return {
    ...(ours ?? en)[name],
    ...(own?.subject === undefined ? {} : { subject: own.subject }),
    ...(own?.text === undefined ? {} : { text: own.text }),
    language: ours || own?.text !== undefined ? language : 'en',
  };
}
