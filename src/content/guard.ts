/**
 * How much work a message may ask for. Parsers are fast on what people write, and quadratic or worse on what attackers
 * craft: 16 KB of nested brackets stall a markdown parser, 10 KB of unclosed tags make a browser build millions of nodes.
 * Both checks are one pass over the text and need no DOM.
 */

/** Characters. */
const MAX_MARKDOWN = 65_536;
const MAX_MARKUP = 262_144;

/** Characters of one kind, each of which may open something that the parser then looks for the end of. */
const MAX_DELIMITERS = 4_000;
/** List and quote markers at the start of a line, and columns of indent before one: each is a level of nesting. */
const MAX_MARKERS = 20;
const MAX_INDENT = 80;
/** Emphasis characters times characters, summed over the paragraphs: each looks through the rest of its paragraph. */
const MAX_EMPHASIS_WORK = 10_000_000;
/** Lines times characters: each line may start a block that looks through the rest of the text. */
const MAX_BLOCK_WORK = 120_000_000;
/** Lines times columns of the widest table: rows are filled up to its width. */
const MAX_CELLS = 10_000;

/** Sum over all tags of the costly elements open around each: bounds what parsing and sanitizing can move or clone. */
const MAX_NESTING_WORK = 60_000;
/** Comments count too. */
const MAX_TAGS = 10_000;
const MAX_DEPTH = 100;
const MAX_OPEN = 500;

const EMPHASIS = /[*_~!]/g;
const DELIMITERS = [EMPHASIS, /[[\]()]/g, /</g, /`/g];

/** A list or quote marker, where a line or the previous marker ends. */
const MARKER = /(?:>|(?:[-+*]|\d{1,9}[.)])(?=\s|$))/y;

/** Whether the markdown parser is sure to be quick with this text. */
export function markdownFits(text: string): boolean {
  if (text.length > MAX_MARKDOWN) return false;
  if (DELIMITERS.some((delimiters) => count(text, delimiters) > MAX_DELIMITERS)) return false;
  let lines = 0;
  let columns = 1;
  let emphasisWork = 0;
  let paragraph = { emphasis: 0, length: 0 };
  for (const line of text.split(/[\r\n]/)) {
    if (!line.trim()) {
      paragraph = { emphasis: 0, length: 0 };
      continue;
    }
    if (!markersFit(line)) return false;
    lines++;
    if (line.includes('-')) columns = Math.max(columns, count(line, /\|/g));
    emphasisWork -= paragraph.emphasis * paragraph.length;
    paragraph.emphasis += count(line, EMPHASIS);
    paragraph.length += line.length;
    emphasisWork += paragraph.emphasis * paragraph.length;
  }
  return (
    emphasisWork <= MAX_EMPHASIS_WORK && lines * text.length <= MAX_BLOCK_WORK && lines * columns <= MAX_CELLS
  );
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

function markersFit(line: string): boolean {
  let column = 0;
  let markers = 0;
  for (let index = 0; index < line.length;) {
    const character = line[index]!;
    MARKER.lastIndex = index;
    if (character === ' ' || character === '\t') {
      column += character === ' ' ? 1 : 4;
      index++;
    } else if (MARKER.test(line)) {
      if (++markers > MAX_MARKERS || column > MAX_INDENT) return false;
      column += MARKER.lastIndex - index;
      index = MARKER.lastIndex;
    } else {
      return true;
    }
  }
  return true;
}

/** Elements without an end tag. A rare one that is missing here counts as left open, which is on the safe side; so below. */
const VOID = /^(?:area|base|br|col|hr|img|input|link|meta|wbr)$/;
/** Elements that end by themselves where their parent ends. */
const SELF_ENDING = /^(?:p|li|d[dt]|t[dhr]|tbody|thead|tfoot|colgroup|caption|option)$/;
/** Elements whose end tag also ends what stands open inside them, as far as that is self-ending. */
const BLOCK = /^(?:blockquote|body|d[dlt]|div|h[1-6]|html|li|ol|p|table|t[dhr]|tbody|thead|tfoot|ul)$/;
/** Elements that switch the browser's parser into rules of their own, which this one does not follow. */
const PECULIAR =
  /^(?:frameset|iframe|math|noembed|noframes|noscript|plaintext|script|select|svg|template|xmp)$/;
/** Elements that hold text only, whatever it looks like. */
const RAW = /^(?:style|textarea|title)$/;

const TAG = /<(?:(!--)|([!?]|\/[^a-z])|(\/?)([a-z][^\t\n\f\r />]*))/gi;
const COMMENT_END = /--!?>/g;

/**
 * Whether a browser is sure to be quick with this HTML: parsing it, sanitizing it, laying it out.
 *
 * Cost comes from what stands open: each block start clones all formatting elements left open before it, and each element that
 * is unwrapped moves its children up. So this follows the parser's stack, and wherever it cannot be sure it assumes that
 * elements stay open. Well-formed markup of everyday depth passes at any length up to the limit.
 */
export function markupFits(html: string): boolean {
  if (html.length > MAX_MARKUP) return false;
  const open: string[] = [];
  let depth = 0;
  let costly = 0;
  let work = 0;
  let tags = 0;
  let unsure = false;
  TAG.lastIndex = 0;
  for (let tag; (tag = TAG.exec(html));) {
    const [, comment, bogus, closing, spelled] = tag;
    if (++tags > MAX_TAGS) return false;
    if (unsure && !spelled) continue;
    if (comment || bogus) {
      TAG.lastIndex = endOf(comment ? COMMENT_END : />/g, html, tag.index + 2);
      continue;
    }
    const name = spelled!.toLowerCase();
    if (!unsure) {
      const end = tagEnd(html, TAG.lastIndex);
      unsure = !end || PECULIAR.test(name);
      if (!unsure) TAG.lastIndex = end;
    }
    work += costly;
    if (!closing && !VOID.test(name)) {
      open.push(name);
      if (!SELF_ENDING.test(name)) depth++;
      if (isCostly(name)) costly++;
      if (!unsure && RAW.test(name)) {
        TAG.lastIndex = endOf(new RegExp(`</${name}[\\s/>]`, 'gi'), html, TAG.lastIndex, true);
      }
    } else if (closing && !unsure) {
      let index = open.length - 1;
      while (index >= 0 && open[index] !== name && SELF_ENDING.test(open[index]!)) index--;
      if (open[index] === name && (index === open.length - 1 || BLOCK.test(name))) {
        for (const ended of open.splice(index)) {
          if (!SELF_ENDING.test(ended)) depth--;
          if (isCostly(ended)) costly--;
        }
      }
    }
    if (work > MAX_NESTING_WORK || depth > MAX_DEPTH || open.length > MAX_OPEN) {
      return false;
    }
  }
  return true;
}

/**
 * Whether more of these around it make a thing dearer: the parser clones formatting elements into each block that starts while
 * they are open, layout splits inline elements at each line, and the sanitizer unwraps unknown ones. Blocks are cheap.
 */
function isCostly(name: string): boolean {
  return !BLOCK.test(name) && !SELF_ENDING.test(name);
}

/** Where the next match of `pattern` ends (or starts); the text's end without one. */
function endOf(pattern: RegExp, text: string, from: number, before = false): number {
  pattern.lastIndex = from;
  const match = pattern.exec(text);
  if (!match) return text.length;
  return before ? match.index : pattern.lastIndex;
}

/** The index after the tag's `>`; 0 where a stray `=` leaves it unclear what is a quoted value. */
function tagEnd(html: string, from: number): number {
  for (let index = from; index < html.length;) {
    index = endOf(/[=>]/g, html, index);
    if (html[index - 1] === '>') return index;
    if (/[\s"'/=]/.test(html[index - 2]!)) return 0;
    index = endOf(/[^\t\n\f\r ]/g, html, index, true);
    const quote = html[index];
    if (quote === '"' || quote === "'") {
      const end = html.indexOf(quote, index + 1);
      if (end < 0) return html.length;
      index = end + 1;
    } else {
      index = endOf(/[\t\n\f\r >]/g, html, index, true);
    }
  }
  return html.length;
}
