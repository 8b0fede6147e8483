/** Finds addresses in plain text. One pass, no DOM. */
import { safeUrl } from './links.ts';

const ADDRESS = /(?<![\p{L}\p{N}])(?:https?:\/\/|mailto:)[^\s<>"`]+/giu;
const CLOSING = /[.,;:!?'’”»)\]}*_]/u;

export interface TextPiece {
  text: string;
  /** Present when the piece is an address. */
  url?: URL;
}

/** Cuts text into plain pieces and links; joined again, the pieces are the text. Punctuation that ends a sentence stays outside. */
export function linkify(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    const url = safeUrl(address);
    if (!url) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ text: address, url });
    end = match.index + address.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}

/** Without closing punctuation; a bracket that was opened inside the address belongs to it. */
function trimmed(address: string): string {
  let opened = address.split('(').length - address.split(')').length;
  let end = address.length;
  for (; end && CLOSING.test(address[end - 1]!); end--) {
    if (address[end - 1] === ')' && opened++ >= 0) break;
  }
  return address.slice(0, end);
}
