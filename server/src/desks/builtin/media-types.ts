import { fileTypeFromBuffer } from 'file-type';

const unknownType = 'application/octet-stream';

/**
 * Types without a signature that a browser only ever shows as text, or does not show at all. What a browser might run
 * (HTML, SVG, XML, scripts, PDF with another content) is believed from its bytes or not at all.
 */
const harmless = new Set([
  'text/plain',
  'text/csv',
  'text/markdown',
  'text/tab-separated-values',
  'text/calendar',
  'application/json',
  'application/x-ndjson',
  'application/yaml',
  'application/toml',
  'message/rfc822',
]);

/** Types that can carry script or markup for a browser, or run on a computer. */
const active =
  /^(?:text\/html|(?:text|application)\/(?:xml|javascript|ecmascript)|[^/]+\/[^/]+\+xml|application\/x-(?:shockwave-flash|msdownload))$/i;

const types = {
  csv: 'text/csv',
  ics: 'text/calendar',
  json: 'application/json',
  log: 'text/plain',
  md: 'text/markdown',
  tsv: 'text/tab-separated-values',
  txt: 'text/plain',
} as const;

/**
 * The type a file is kept under: what its first bytes say; else what was declared, or what its name says, where that
 * is harmless and the bytes are text; else `application/octet-stream`.
 */
export async function mediaTypeOf(head: Uint8Array, declared: string, name: string): Promise<string> {
  const sniffed = await fileTypeFromBuffer(head).catch(() => undefined);
  if (sniffed) return active.test(sniffed.mime) ? unknownType : sniffed.mime;
  if (!looksLikeText(head)) return unknownType;
  const type = declared.split(';')[0]?.trim().toLowerCase() ?? '';
  if (harmless.has(type)) return type;
  if (type !== '' && type !== unknownType) return unknownType;
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(types, extension) ? types[extension as keyof typeof types] : unknownType;
}

function looksLikeText(head: Uint8Array): boolean {
  return !head.some((byte) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13);
}

/** Whether an owner's list, written as in `<input accept>`, takes a file. */
export function isAccepted(accept: readonly string[] | undefined, mediaType: string, name: string): boolean {
  if (!accept || accept.length === 0) return true;
  const lower = name.toLowerCase();
  return accept.some((entry) => {
    const wanted = entry.trim().toLowerCase();
    if (wanted.startsWith('.')) return lower.endsWith(wanted);
    if (wanted.endsWith('/*')) return mediaType.startsWith(wanted.slice(0, -1));
    return wanted === mediaType;
  });
}
