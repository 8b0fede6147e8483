import type { PortalLinks } from '../../portal/links.ts';

/** One of the portal's views, as an address names it. */
export type Route =
  | { view: 'list' }
  | { view: 'ticket'; id: string }
  | { view: 'form'; id?: string }
  | { view: 'sign-in' | 'register' | 'verify' };

export type Routing = 'hash' | 'history';

/** The route of a path such as `/tickets/42`; `undefined` for a path that is none. */
export function parseRoute(path: string): Route | undefined {
  const [place, id, ...more] = path
    .replace(/[?#].*/s, '')
    .split('/')
    .filter(Boolean);
  if (more.length) return undefined;
  const name = id === undefined ? undefined : decode(id);
  if (id !== undefined && !name) return undefined;
  if (place === 'tickets') return name ? { view: 'ticket', id: name } : { view: 'list' };
  if (place === 'new') return { view: 'form', ...(name && { id: name }) };
  if (name === undefined && (place === 'sign-in' || place === 'register' || place === 'verify'))
    return { view: place };
  return undefined;
}

/** The route of the page's address; `'foreign'` for an address that is not the portal's to read. */
export function routeOf(
  address: Pick<Location, 'hash' | 'pathname'>,
  routing: Routing,
  base: string,
): Route | 'foreign' | undefined {
  // A confirmation mail's link has its token in the fragment, where no server sees it, whatever the routing.
  if (/^#\/verify\b/.test(address.hash)) return { view: 'verify' };
  if (routing === 'hash') {
    return address.hash.startsWith('#/') ? parseRoute(address.hash.slice(1)) : 'foreign';
  }
  const path = address.pathname;
  if (path !== base && !path.startsWith(`${base}/`)) return 'foreign';
  return parseRoute(path.slice(base.length));
}

/** The links of a portal whose views stand behind one prefix: `#`, or the portal's path. */
export function linksBehind(prefix: string): Required<PortalLinks> {
  return {
    list: `${prefix}/tickets`,
    ticket: `${prefix}/tickets/{id}`,
    form: `${prefix}/new/{id}`,
    signIn: `${prefix}/sign-in`,
    register: `${prefix}/register`,
    portal: `${prefix}/tickets`,
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return ''; // somebody cut an escape in two
  }
}
