import { oneLine } from './header.ts';
import type { LetterText } from './texts/index.ts';

/** A piece of a paragraph. */
export type Span = { kind: 'words'; words: string } | { kind: 'link'; href: string };

/** What a letter consists of, from top to bottom. A paragraph is made of lines. */
export type Block =
  { kind: 'paragraph'; lines: Span[][] } | { kind: 'link'; href: string } | { kind: 'code'; code: string };

export interface TemplateValues {
  portal: string;
  link: string;
  code?: string;
  hours?: number;
  minutes?: number;
}

/** Fills in what a letter says. A link or code that an owner's text has forgotten stands at its end: without, it is of no use. */
export function layOut(
  text: LetterText & { language: string },
  values: TemplateValues,
): { subject: string; blocks: Block[] } {
  const words: Record<string, string> = {
    portal: oneLine(values.portal),
    link: values.link,
    ...(values.code === undefined ? {} : { code: values.code }),
    ...(values.hours === undefined ? {} : { hours: String(values.hours) }),
    ...(values.minutes === undefined ? {} : { minutes: String(values.minutes) }),
    ...lifeIn(text.language, values),
  };
  // All at once: a portal may be called "{link}".
  const fill = (template: string): string =>
    template.replace(/\{(\w+)\}/g, (hole, name: string) => words[name] ?? hole);

  const blocks: Block[] = [];
  for (const paragraph of text.text.trim().split(/\r?\n[^\S\n]*(?:\r?\n[^\S\n]*)+/)) {
    let lines: Span[][] = [];
    const flush = (): void => {
      if (lines.length > 0) blocks.push({ kind: 'paragraph', lines });
      lines = [];
    };
    for (const line of paragraph.split(/\r?\n/)) {
      const alone = line.trim();
      if (alone === '{link}') {
        flush();
        blocks.push({ kind: 'link', href: values.link });
      } else if (alone === '{code}' && values.code !== undefined) {
        flush();
        blocks.push({ kind: 'code', code: values.code });
      } else {
        lines.push(spansOf(line, fill, values.link));
      }
    }
    flush();
  }
  if (!text.text.includes('{link}')) blocks.push({ kind: 'link', href: values.link });
  if (values.code !== undefined && !text.text.includes('{code}')) {
    blocks.push({ kind: 'code', code: values.code });
  }
  // A subject is read on locked screens and kept in lists: what opens the door does not stand there.
  return { subject: oneLine(fill(text.subject.replaceAll(/\{(?:link|code)\}/g, ''))), blocks };
}

function spansOf(line: string, fill: (template: string) => string, href: string): Span[] {
  const spans: Span[] = [];
  for (const [at, part] of line.split('{link}').entries()) {
    if (at > 0) spans.push({ kind: 'link', href });
    if (part !== '') spans.push({ kind: 'words', words: fill(part) });
  }
  return spans;
}

/** How long link and code are good, in words: days where they are whole and more than one. */
function lifeIn(language: string, { hours, minutes }: TemplateValues): { time?: string } {
  const [amount, unit] =
    hours === undefined
      ? [minutes, 'minute']
      : hours > 24 && hours % 24 === 0
        ? [hours / 24, 'day']
        : [hours, 'hour'];
  if (amount === undefined) return {};
  return { time: numberFormat(language, unit).format(amount) };
}

function numberFormat(language: string, unit: string): Intl.NumberFormat {
  const options = { style: 'unit', unit, unitDisplay: 'long' } as const;
  try {
    return new Intl.NumberFormat(language, options);
  } catch {
    return new Intl.NumberFormat('en', options); // an owner's tag that is none
  }
}
