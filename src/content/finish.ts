import { safeUrl, undisclosedHost } from './links.ts';
import type { RenderOptions } from './index.ts';

/** Widths and heights that only spacers and trackers have. */
const INVISIBLE = /^[012]$/;
const MAX_ALT = 200;

/**
 * Finishes a sanitized fragment in place: links lead only where they may and say where, images load only if wanted.
 *
 * @returns how many images "show images" would load
 */
export function finishFragment(fragment: DocumentFragment, options: RenderOptions): number {
  const { baseOrigin } = options;
  // Links first: an image's text may name a host too.
  for (const link of fragment.querySelectorAll('a')) {
    const url = safeUrl(link.getAttribute('href') ?? '', baseOrigin);
    if (url) finishLink(link, url);
    else link.removeAttribute('href');
  }
  let blocked = 0;
  for (const image of fragment.querySelectorAll('img')) {
    const url = safeUrl(image.getAttribute('src') ?? '', baseOrigin);
    const remote = url?.protocol.startsWith('http') ?? false;
    if (
      INVISIBLE.test(image.getAttribute('width') ?? '') ||
      INVISIBLE.test(image.getAttribute('height') ?? '')
    ) {
      image.remove();
    } else if (remote && options.showImages) {
      setAttributes(image, {
        loading: 'lazy',
        decoding: 'async',
        referrerpolicy: 'no-referrer',
        src: url!.href,
      });
    } else {
      if (remote) blocked++;
      image.replaceWith(placeholder(image, options.imageLabel ?? 'Image'));
    }
  }
  return blocked;
}

/** Points a link to a checked address, and shows the real host behind it where its text names another. */
export function finishLink(link: HTMLElement, url: URL): void {
  setAttributes(link, { href: url.href, target: '_blank', rel: 'noopener noreferrer nofollow ugc' });
  let text = link.textContent;
  for (const image of link.querySelectorAll('img')) text += ' ' + image.alt;
  const host = undisclosedHost(text, url);
  if (host) link.after(` (${host})`);
}

function placeholder(image: HTMLImageElement, label: string): HTMLElement {
  const text = image.ownerDocument.createElement('small');
  const alt = image.alt.trim().slice(0, MAX_ALT);
  text.textContent = `[${alt ? `${label}: ${alt}` : label}]`;
  return text;
}

function setAttributes(element: Element, attributes: Record<string, string>): void {
  for (const name in attributes) element.setAttribute(name, attributes[name]!);
}
