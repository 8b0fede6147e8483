import { inLanguages } from './words.ts';

const valueWords = inLanguages({
  en: { notSet: 'not set', nothing: 'nothing', yes: 'yes', no: 'no' },
  pl: { notSet: 'nie ustawiono', nothing: 'nic', yes: 'tak', no: 'nie' },
});

/** A value of the document in a line, without the punctuation of a file. */
export function valueInWords(value: unknown, tag: string): string {
  const words = valueWords(tag);
  const told = (part: unknown): string => {
    if (part === undefined) return words.notSet;
    if (typeof part === 'boolean') return part ? words.yes : words.no;
    if (part === '' || part === null) return words.nothing;
    if (Array.isArray(part)) return part.map(told).join(', ') || words.nothing;
    if (typeof part === 'string' || typeof part === 'number') return `${part}`;
    if (typeof part !== 'object') return words.nothing;
    const { name, title } = part as Record<string, unknown>;
    // What people have named is told by that name: its parts would fill the line.
    if (typeof name === 'string' && name) return name;
    if (typeof title === 'string' && title) return title;
    return (
      Object.entries(part)
        .map(([key, inner]) => `${key} ${told(inner)}`)
        .join('; ') || words.nothing
    );
  };
  const text = told(value);
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
