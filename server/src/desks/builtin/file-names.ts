/** Longest name kept, in UTF-8 bytes: what common file systems take. */
const longest = 200;

/**
 * Characters that change how a name reads without being seen: controls, bidirectional marks and overrides (`exe.txt`
 * shown for `txt.exe`), zero-width and other format characters, private use, line and paragraph separators, and
 * blanks that are letters by their category.
 */
const unseen =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u{034f}\u{115f}\u{1160}\u{17b4}\u{17b5}\u{3164}\u{ffa0}]/gu;

/** Characters with a meaning to a shell, a file system or a header. */
const special = /[<>:"|?*\\/]/g;

/** Names Windows keeps for devices, with any extension. */
const device = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/**
 * A file's name as it may be shown and offered for download: without path, controls, hidden or misleading
 * characters, leading dots. The extension survives shortening; a name of which nothing is left becomes `file`.
 */
export function cleanFileName(name: string): string {
  const base = name.toWellFormed().normalize('NFC').split(/[\\/]/).at(-1) ?? '';
  const clean = base
    .replace(unseen, '')
    .replace(special, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[\s.]+/, '')
    .replace(/[\s.]+$/, '')
    .replace(device, '_$1');
  return shorten(clean) || 'file';
}

function shorten(name: string): string {
  if (Buffer.byteLength(name) <= longest) return name;
  const extension = /\.[^.\s]{1,16}$/.exec(name)?.[0] ?? '';
  const room = longest - Buffer.byteLength(extension);
  let stem = '';
  let bytes = 0;
  for (const character of name.slice(0, name.length - extension.length)) {
    bytes += Buffer.byteLength(character);
    if (bytes > room) break;
    stem += character;
  }
  return stem.replace(/[\s.]+$/, '') + extension;
}
