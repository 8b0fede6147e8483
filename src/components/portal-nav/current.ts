import type { PortalLinks } from '../../portal/links.ts';

/** A view that a nav can mark as the current one. */
export type NavView = 'list' | 'ticket' | 'form';

/** Which of the portal's views an address shows, going by the portal's own links. */
export function viewAt(links: PortalLinks, address: string, base: string): NavView | undefined {
  const here = placeOf(address, base);
  if (!here) return undefined;
  if (matches(links.list, here, base)) return 'list';
  if (matches(links.form, here, base)) return 'form';
  return matches(links.ticket, here, base) ? 'ticket' : undefined;
}

const hole = 'portico-id';

function matches(template: string | undefined, here: string, base: string): boolean {
  const place = template && placeOf(template.replaceAll('{id}', hole), base);
  if (!place) return false;
  const [before = '', after] = place.split(hole);
  if (after === undefined) return trim(here) === trim(place);
  // `/new/{id}` is also where the choice between forms is: `/new`.
  if (!after && trim(here) === trim(before)) return true;
  return here.startsWith(before) && here.endsWith(after) && here.length > before.length + after.length;
}

/** An address without its queries: what stays is the page and, in a hash-routed portal, the route. */
function placeOf(address: string, base: string): string | undefined {
  try {
    const { origin, pathname, hash } = new URL(address, base);
    return origin + pathname + (hash.startsWith('#/') ? hash.replace(/\?.*/s, '') : '');
  } catch {
    return undefined; // an owner's typing mistake marks nothing
  }
}

const trim = (place: string): string => place.replace(/\/+$/, '');
