import type { Rgb } from '../../src/settings/contrast.ts';

const known = new Map<string, Rgb | undefined>();
let pencil: CanvasRenderingContext2D | null | undefined;

/** What a browser makes of a colour, on white where it lets something through; `undefined` for what is none. */
export function colorOf(value: string): Rgb | undefined {
  if (!known.has(value)) known.set(value, paint(value));
  return known.get(value);
}

function paint(value: string): Rgb | undefined {
  // Words that are colours only in their place, such as `inherit`, are none by themselves.
  if (!CSS.supports('color', value) || /^(?:inherit|initial|unset|revert|currentcolor)/i.test(value))
    return undefined;
  if (pencil === undefined) {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    pencil = canvas.getContext('2d', { willReadFrequently: true });
  }
  if (!pencil) return undefined;
  pencil.fillStyle = '#ffffff';
  pencil.fillRect(0, 0, 1, 1);
  pencil.fillStyle = value;
  pencil.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = pencil.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}
