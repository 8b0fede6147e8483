export interface ReturnRules {
  /** Origins of the pages this gateway works for, exactly as browsers write them. */
  origins: ReadonlySet<string>;
  /** The portal's own page: what everything else leads to, and what paths are relative to. */
  fallback: string;
}

const maxLength = 2000;
/** Controls and spaces, which parsers drop or move; backslashes, which some read as slashes. */
const misread = /[\p{Cc}\p{Cf}\p{Z}\\]/u;

/**
 * The address somebody may be sent back to: what was asked for where that is a page of an allowed origin, or else the
 * portal's page. Absolute addresses must begin with an allowed origin letter by letter, so that nothing depends on how
 * a parser reads the rest; and what is answered is what the parser made of it, so that browsers see the same.
 */
export function allowedReturn(value: string | undefined, { origins, fallback }: ReturnRules): string {
  if (value === undefined || value.length > maxLength || misread.test(value)) return fallback;
  const own = new URL(fallback).origin;
  const isPath = /^\/(?!\/)/.test(value);
  if (
    !isPath &&
    !beginsWithOrigin(value, own) &&
    ![...origins].some((origin) => beginsWithOrigin(value, origin))
  )
    return fallback;
  if (!URL.canParse(value, fallback)) return fallback;
  const url = new URL(value, fallback);
  const mayGo = url.origin === own || origins.has(url.origin);
  return mayGo && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
    ? url.href
    : fallback;
}

/** The origin's last letter must end there: `https://help.example` begins neither `…example.evil` nor `…example@evil`. */
function beginsWithOrigin(value: string, origin: string): boolean {
  return value.startsWith(origin) && /^[/?#]?$/.test(value.charAt(origin.length));
}
