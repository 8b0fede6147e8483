import { contrast, takesWhite, type Rgb } from '../settings/contrast.ts';

/** Colours of a letter that are the owner's: on white, and for readers in the dark. */
export interface LetterColors {
  button: string;
  onButton: string;
  link: string;
  dark: string;
}

const own: Rgb = [0x34, 0x52, 0xc4];
const white: Rgb = [255, 255, 255];

/** `#abc` and `#aabbcc`: mail programs know no other notation for certain. */
function parse(value: string | undefined): Rgb | undefined {
  const digits = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(value?.trim() ?? '')?.[1];
  if (!digits) return undefined;
  const size = digits.length / 3;
  const part = (index: number): number => {
    const text = digits.slice(index * size, (index + 1) * size);
    return Number.parseInt(size === 1 ? text + text : text, 16);
  };
  return [part(0), part(1), part(2)];
}

const toHex = (color: Rgb): string =>
  `#${color.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;

/** The owner's brand in a letter, where it can be read: a pale one colours the button, and no words. */
export function letterColors(theme: Readonly<Record<string, string>> | undefined): LetterColors {
  const brand = parse(theme?.['--portal-color-brand']) ?? own;
  const lighter = (part: number): number => part + (255 - part) * 0.6;
  return {
    button: toHex(brand),
    onButton: takesWhite(brand) ? '#ffffff' : '#000000',
    link: contrast(brand, white) >= 4.5 ? toHex(brand) : '#1c222b',
    dark: toHex([lighter(brand[0]), lighter(brand[1]), lighter(brand[2])]),
  };
}
