/** Colours of a letter that are the owner's: on white, and for readers in the dark. */
export interface LetterColors {
  button: string;
  onButton: string;
  link: string;
  dark: string;
}

type Rgb = readonly [red: number, green: number, blue: number];

const own: Rgb = [0x34, 0x52, 0xc4];

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

/** The relative luminance of WCAG 2. */
function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const onWhite = (color: Rgb): number => 1.05 / (luminance(color) + 0.05);

/** The owner's brand in a letter, where it can be read: a pale one colours the button, and no words. */
export function letterColors(theme: Readonly<Record<string, string>> | undefined): LetterColors {
  const brand = parse(theme?.['--portal-color-brand']) ?? own;
  const lighter = (part: number): number => part + (255 - part) * 0.6;
  return {
    button: toHex(brand),
    onButton: luminance(brand) < 0.179 ? '#ffffff' : '#000000',
    link: onWhite(brand) >= 4.5 ? toHex(brand) : '#1c222b',
    dark: toHex([lighter(brand[0]), lighter(brand[1]), lighter(brand[2])]),
  };
}
