/** Which addresses a message may link to, and when a link must say where it really leads. Needs no DOM. */

const LINKED = /^(?:https?|mailto|tel):$/;

/** Runs of what host names are made of, full stops of East Asian scripts included. One class, so one pass. */
const HOST_RUN = /[\p{L}\p{M}\p{N}_.。-]+/gu;

/**
 * The address as a link may carry it: absolute, of an allowed scheme, without user name and password.
 *
 * The browser's own parser decides, so whitespace, control characters and letter case cannot hide a scheme.
 * A relative address is none, unless `base` (an `http(s)` origin) is given.
 */
export function safeUrl(raw: string, base?: string): URL | undefined {
  let url: URL;
  try {
    url = new URL(raw, base);
  } catch {
    return undefined;
  }
  if (!LINKED.test(url.protocol)) return undefined;
  url.username = url.password = '';
  return url;
}

/**
 * The host to show behind a link because its text names another one, as in `[bank.example](https://evil.example)`;
 * `undefined` where the text names no host, or the link's own. For `mailto:` that is the address's domain.
 *
 * A host in another script is always shown in its ASCII form: `аррӏе.com` and `apple.com` look the same.
 */
export function undisclosedHost(text: string, url: URL): string | undefined {
  const real = url.hostname || /@([^@?]*)(?:\?|$)/.exec(url.href)?.[1]?.toLowerCase();
  if (!real) return undefined;
  const visible = text.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  for (const [run] of visible.matchAll(HOST_RUN)) {
    const named = namedHost(run);
    if (named && (!belongsTo(real, named) || /(?:^|\.)xn--/.test(real))) return real;
  }
  return undefined;
}

/** The host a word names, in ASCII; `undefined` for a word that only has a dot in it, such as `e.g.` or `1.5`. */
function namedHost(word: string): string | undefined {
  if (word.length > 253 || !/\.(?:\p{L}[^.]+|\d+\.\d+\.\d+)\.?$/u.test((word = word.replaceAll('。', '.'))))
    return undefined;
  return safeUrl('http://' + word.replace(/^[.-]+|[.-]+$/g, ''))?.hostname.replace(/^www\./, '');
}

function belongsTo(host: string, owner: string): boolean {
  return ('.' + host).endsWith('.' + owner);
}
