/** How readable one colour is on another; the settings pages and letters count alike. */

/** Parts from 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** The relative luminance of WCAG 2. */
export function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** From 1 to 21, as WCAG 2 counts it. */
export function contrast(one: Rgb, other: Rgb): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** Whether white can be read better than black on a colour, as the elements choose it. */
export const takesWhite = (color: Rgb): boolean => luminance(color) < 0.179;
