import createPurifier, { type DOMPurify } from 'dompurify';
import { ATTRIBUTES, TAGS } from './allowed.ts';

/** Numbers beyond these break layouts or stall them; such an attribute is dropped. */
const NUMBERS: Record<string, RegExp> = {
  width: /^\d{1,3}%?$/,
  height: /^\d{1,3}$/,
  colspan: /^\d{1,2}$/,
  rowspan: /^\d{1,2}$/,
  start: /^\d{1,6}$/,
};

/** Created at first use; `null` where the browser or the page's Trusted Types policy does not let it work. */
let purifier: DOMPurify | null | undefined;

/**
 * Hostile HTML as a fragment of allow-listed elements and attributes, owned by an inert document: nothing in it loads
 * before it is inserted. `undefined` where the sanitizer cannot work on this page.
 */
export function sanitize(html: string): DocumentFragment | undefined {
  if (purifier === undefined) purifier = create();
  return (purifier && purify(purifier, html)) ?? undefined;
}

/** Our own instance: a host page may have hooks and settings on the shared one. */
function create(): DOMPurify | null {
  const created = createPurifier(window);
  if (!created.isSupported) return null;
  created.addHook('uponSanitizeAttribute', (_element, attribute) => {
    attribute.keepAttr = NUMBERS[attribute.attrName]?.test(attribute.attrValue) ?? true;
  });
  // A refused policy shows only as no answer, or an empty one.
  return purify(created, '<b></b>')?.firstChild ? created : null;
}

function purify(instance: DOMPurify, html: string): DocumentFragment | null {
  return instance.sanitize(html, {
    ALLOWED_TAGS: [...TAGS],
    ALLOWED_ATTR: [...ATTRIBUTES],
    ALLOWED_NAMESPACES: ['http://www.w3.org/1999/xhtml'],
    ALLOW_ARIA_ATTR: false,
    ALLOW_DATA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
}
