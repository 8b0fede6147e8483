import { contrast, takesWhite, type Rgb } from '../../src/settings/contrast.ts';
import source from '../../../src/theme/portal.tokens.json' with { type: 'json' };

/** The look of the portal as its owner sets it: values of `--portal-*` by name. No page is needed for any of it. */

export type Theme = Readonly<Record<string, string>>;

/** One of the variables that elements know, from the source of all of them. */
export interface Token {
  name: string;
  /** What it is unless set; with light and dark, `light-dark(…)`. */
  value: string;
  light: string;
  dark: string;
  /** In English. */
  description: string;
}

interface Node {
  $value?: unknown;
  $description?: string;
  $extensions?: { portico?: { dark?: string } };
}

export const tokens: readonly Token[] = flatten(source, []);

function flatten(tree: object, path: readonly string[]): Token[] {
  return Object.entries(tree).flatMap(([key, child]): Token[] => {
    if (key.startsWith('$') || typeof child !== 'object' || child === null) return [];
    const here = [...path, key];
    const { $value, $description = '', $extensions } = child as Node;
    if (typeof $value !== 'string') return flatten(child as object, here);
    const dark = $extensions?.portico?.dark ?? $value;
    return [
      {
        name: `--portal-${here.join('-')}`,
        value: dark === $value ? $value : pairOf($value, dark),
        light: $value,
        dark,
        description: $description,
      },
    ];
  });
}

/** What the page has a control of its own for. */
export const knobs = {
  brand: '--portal-color-brand',
  text: '--portal-color-text',
  surface: '--portal-color-surface',
  fontFamily: '--portal-font-family',
  fontSize: '--portal-font-size',
  radius: '--portal-radius',
  space: '--portal-space',
} as const;

export const tokenOf = (name: string): Token | undefined => tokens.find((token) => token.name === name);

export function pairOf(light: string, dark: string): string {
  return `light-dark(${light}, ${dark})`;
}

/** The light and the dark one of a value; one that stands alone is both. */
export function partsOf(value: string): { light: string; dark: string } {
  const inside = /^light-dark\((.*)\)$/s.exec(value.trim())?.[1];
  if (inside === undefined) return { light: value, dark: value };
  let depth = 0;
  for (let at = 0; at < inside.length; at += 1) {
    const letter = inside[at];
    if (letter === '(') depth += 1;
    else if (letter === ')') depth -= 1;
    else if (letter === ',' && depth === 0)
      return { light: inside.slice(0, at).trim(), dark: inside.slice(at + 1).trim() };
  }
  return { light: value, dark: value };
}

/** What somebody has decided on, as a start: everything of it can be changed after. */
export const presets = {
  plain: {},
  evergreen: { [knobs.brand]: '#17624a', [knobs.radius]: '8px' },
  slate: { [knobs.brand]: '#334155', [knobs.radius]: '3px' },
  plum: { [knobs.brand]: '#7a2e6f', [knobs.radius]: '12px' },
  ember: { [knobs.brand]: '#a8401b', [knobs.fontFamily]: 'Georgia, Cambria, serif' },
  largePrint: { [knobs.fontSize]: '17px', [knobs.space]: '5px' },
} as const satisfies Record<string, Theme>;

export type PresetName = keyof typeof presets;

/** A preset in place of what the knobs were set to; variables set by name stay. */
export function withPreset(theme: Theme, preset: PresetName): Theme {
  const known: readonly string[] = Object.values(knobs);
  const others = Object.entries(theme).filter(([name]) => !known.includes(name));
  return { ...presets[preset], ...Object.fromEntries(others) };
}

export const isVariable = (name: string): boolean => /^--portal-[a-z][a-z0-9-]{0,60}$/.test(name);

/** The look as a style sheet, for pages that set it themselves. */
export function toCss(theme: Theme): string {
  const lines = Object.entries(theme).map(([name, value]) => `  ${name}: ${value};\n`);
  return `:root {\n${lines.join('')}}\n`;
}

/** What stands on the brand colour: white or black, whichever can be read, as the elements choose it. */
export function onBrand(brand: Rgb): { color: 'white' | 'black'; contrast: number } {
  const white = takesWhite(brand);
  return {
    color: white ? 'white' : 'black',
    contrast: contrast(brand, white ? [255, 255, 255] : [0, 0, 0]),
  };
}

export const hex = ([red, green, blue]: Rgb): string =>
  `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
