import { DOMParser } from '@xmldom/xmldom';
import { DeskError } from '../../desks/errors.ts';

/**
 * XML as strangers send it. What no identity provider needs (document types, comments, sections, instructions, other
 * encodings) is refused in the text, before any parser reads it; what is left is read strictly and in bounded time.
 */

/** Bytes of a whole answer: the largest real ones, with hundreds of groups, stay below a fifth of it. */
export const maxBytes = 256 * 1024;
const maxTags = 2000;
/** In one tag. */
const maxAttributes = 24;
/** In force at one place: canonical forms look at each of them for every element inside. */
const maxNamespaces = 32;
const maxDepth = 32;

/** Reasons are constants, written for the log: nothing of the answer stands in them. */
export function refuse(reason: string, cause?: unknown): never {
  throw new DeskError('unauthenticated', `SAML: ${reason}`, { cause });
}

/** The text of an answer in base64. Everything behind works on this text, so that all see the same. */
export function decodeXml(base64: string): string {
  if (base64.length > maxBytes * 2) refuse('the answer is too large');
  const packed = base64.replace(/\s+/g, '');
  if (packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(packed)) refuse('the answer is not base64');
  const bytes = Buffer.from(packed, 'base64');
  if (bytes.byteLength > maxBytes) refuse('the answer is too large');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse('the answer is not UTF-8');
  }
  // Line ends are normalised by whoever reads XML; signatures are made over the result.
  return withoutDeclaration(text.replace(/\r\n?/g, '\n'));
}

function withoutDeclaration(text: string): string {
  const declaration =
    /^<\?xml\s+version\s*=\s*["']1\.0["'](?:\s+encoding\s*=\s*["']utf-8["'])?(?:\s+standalone\s*=\s*["'](?:yes|no)["'])?\s*\?>\s*/i.exec(
      text.slice(0, 200),
    );
  const xml = text.slice(declaration?.[0].length ?? 0);
  if (/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(xml))
    refuse('the answer has characters that XML does not know');
  // Comments, sections and document types alike; `<` has no other use before an exclamation mark.
  if (xml.includes('<!')) refuse('the answer has a comment, a section or a document type');
  if (xml.includes('<?')) refuse('the answer has an instruction');
  if (!/^<[A-Za-z_]/.test(xml)) refuse('the answer does not begin with an element');
  checkTags(xml);
  return xml;
}

const tagPattern = /<(\/?)([\w.:-]+)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>([^<]*)/gy;

/**
 * Whether every tag is written as it should be and closed in its place, within the limits. The parser would mend much
 * of what is not, and take long for what is too much. Linear.
 */
function checkTags(xml: string): void {
  const open: { name: string; namespaces: number }[] = [];
  let count = 0;
  let end = 0;
  for (const [whole, closing, name = '', attributes = '', empty, text = ''] of xml.matchAll(tagPattern)) {
    count += 1;
    end += whole.length;
    if (count > maxTags) refuse('the answer has too many elements');
    if (countOf(attributes, /=\s*["']/g) > maxAttributes) refuse('the answer has too many attributes');
    const namespaces = (open.at(-1)?.namespaces ?? 0) + countOf(attributes, /\sxmlns/g);
    if (namespaces > maxNamespaces) refuse('the answer has too many namespaces');
    if (closing) {
      if (attributes !== '' || empty || open.pop()?.name !== name) malformed();
    } else if (!empty) open.push({ name, namespaces });
    if (open.length > maxDepth) refuse('the answer nests too deep');
    // Behind the root there is nothing more.
    if (open.length === 0 && (text.trim() !== '' || end < xml.length)) malformed();
  }
  if (open.length > 0 || end !== xml.length) malformed();
}

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

const malformed = (): never => refuse('the answer is no well-formed XML');

/** The document of a text; whatever the parser would only warn of is an error here. */
export function parseXml(xml: string): Document {
  const parser = new DOMParser({
    locator: {},
    errorHandler: { warning: malformed, error: malformed, fatalError: malformed },
  });
  return parser.parseFromString(xml, 'text/xml');
}

/** Every element of a document, in its order. Refuses ids that are not unique, in whatever spelling. */
export function elementsOf(document: Document): Element[] {
  const found: Element[] = [];
  const ids = new Set<string>();
  const collect = (element: Element): void => {
    found.push(element);
    for (const { localName, value } of attributesIn(element)) {
      if (localName.toLowerCase() !== 'id') continue;
      if (ids.has(value)) refuse('two elements have one id');
      ids.add(value);
    }
    for (const node of nodesIn(element)) {
      if (isElement(node)) collect(node);
      else if (!isText(node)) refuse('the answer has more than elements and text');
    }
  };
  collect(document.documentElement);
  return found;
}

/** The child elements of a name. */
export function childrenOf(element: Element, namespace: string, name: string): Element[] {
  return childElements(element).filter((child) => isNamed(child, namespace, name));
}

export function childElements(element: Element): Element[] {
  return [...nodesIn(element)].filter(isElement);
}

/** The one child of that name; none and several are refused. */
export function onlyChild(element: Element, namespace: string, name: string): Element {
  const [child, ...others] = childrenOf(element, namespace, name);
  if (!child || others.length > 0) return refuse(`not exactly one ${name}`);
  return child;
}

export function isNamed(element: Element, namespace: string, name: string): boolean {
  return element.namespaceURI === namespace && element.localName === name;
}

/** An element's text, all of it; elements inside are refused, for readers differ in what they make of those. */
export function textOf(element: Element): string {
  if (childElements(element).length > 0) refuse(`elements inside ${element.localName}`);
  return (element.textContent ?? '').trim();
}

/** An attribute, or undefined where it is absent or empty. */
export function attributeOf(element: Element, name: string): string | undefined {
  return element.getAttribute(name) || undefined;
}

// The parser's lists cannot be iterated.
function* nodesIn(parent: Node): Generator<Node> {
  for (let node = parent.firstChild; node; node = node.nextSibling) yield node;
}

function* attributesIn(element: Element): Generator<Attr> {
  for (let index = 0; index < element.attributes.length; index += 1) {
    const attribute = element.attributes.item(index);
    if (attribute) yield attribute;
  }
}

function isElement(node: Node | undefined): node is Element {
  return node?.nodeType === 1;
}

function isText(node: Node): boolean {
  return node.nodeType === 3;
}
