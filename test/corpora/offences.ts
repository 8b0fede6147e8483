/** What rendered message content may consist of, written down a second time so that widening the sanitizer fails tests. */
const TAGS = new Set(
  (
    'a abbr b blockquote br caption cite code col colgroup dd del details div dl dt em figure figcaption ' +
    'h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub summary sup ' +
    'table tbody td tfoot th thead tr u ul var'
  ).split(' '),
);
const ATTRIBUTES = new Set('title width height colspan rowspan start align dir lang'.split(' '));
const ATTRIBUTES_OF: Record<string, Set<string>> = {
  a: new Set(['href', 'target', 'rel']),
  img: new Set(['src', 'alt', 'loading', 'decoding', 'referrerpolicy']),
};

/**
 * Everything under `root` (itself not) that message content must never hold; empty when all is well.
 * @param root the fragment, or the element or shadow root it was inserted into
 */
export function offences(root: ParentNode & Node, { images = false } = {}): string[] {
  const found: string[] = [];
  const walker = document.createTreeWalker(root);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node instanceof Element) found.push(...offencesOf(node, images));
    else if (node.nodeType !== Node.TEXT_NODE) found.push(`node of type ${node.nodeType}`);
  }
  return found;
}

function offencesOf(element: Element, images: boolean): string[] {
  const tag = element.localName;
  const found: string[] = [];
  if (!TAGS.has(tag) || element.namespaceURI !== 'http://www.w3.org/1999/xhtml') {
    found.push(`<${tag}> of ${element.namespaceURI}`);
  }
  if (element.shadowRoot) found.push(`<${tag}> with a shadow root`);
  if (tag === 'img' && !images) found.push('<img>');
  for (const { name, value } of element.attributes) {
    if (!ATTRIBUTES.has(name) && !ATTRIBUTES_OF[tag]?.has(name)) found.push(`<${tag} ${name}="${value}">`);
  }
  const href = element.getAttribute('href');
  if (href !== null) {
    if (!/^(?:https?:\/\/|mailto:|tel:)/.test(href)) found.push(`link to ${href}`);
    if (element.getAttribute('rel') !== 'noopener noreferrer nofollow ugc') found.push('link without rel');
    if (element.getAttribute('target') !== '_blank') found.push('link without target');
  }
  const src = element.getAttribute('src');
  if (src !== null) {
    if (!/^https?:\/\//.test(src)) found.push(`image from ${src}`);
    if (element.getAttribute('referrerpolicy') !== 'no-referrer') found.push('image with referrer');
    if (element.getAttribute('loading') !== 'lazy') found.push('eager image');
  }
  if (element.isConnected && getComputedStyle(element).position !== 'static') found.push(`<${tag}> out of the flow`);
  return found;
}
