/** Letters whose base is no part of their Unicode decomposition. */
const letters: Record<string, string> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ı: 'i',
};

/** A name in lower-case letters and digits, divided by hyphens; empty where nothing of it can be kept. */
export function slugOf(name: string, length = 32): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[łøđßæœþı]/g, (letter) => letters[letter] ?? '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, length)
    .replaceAll(/^-+|-+$/g, '');
}

/** An id for something new: made of its name, and nobody else's. */
export function newId(name: string, taken: Iterable<string>, fallback = 'item'): string {
  return unique(slugOf(name) || fallback, taken, 32);
}

/** A property's key: what documents and rules call it, a letter first. */
export function newKey(label: string, taken: Iterable<string>): string {
  const slug = slugOf(label, 64)
    .replaceAll('-', '_')
    .replace(/^[0-9_]+/, '');
  return unique(slug || 'property', taken, 64, '_');
}

function unique(wanted: string, taken: Iterable<string>, length: number, between = '-'): string {
  const known = new Set(taken);
  if (!known.has(wanted)) return wanted;
  for (let number = 2; ; number += 1) {
    const end = `${between}${number}`;
    const candidate = `${wanted.slice(0, length - end.length)}${end}`;
    if (!known.has(candidate)) return candidate;
  }
}
