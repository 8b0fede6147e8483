import type { PortalLinks } from '../../portal/links.ts';

/** One of the portal's views, as an address names it. */
export type Route =
  | { view: 'list' }
  | { view: 'ticket'; id: string }
  | { view: 'form'; id?: string }
  | { view: 'sessions' }
  | { view: SignInView };

/** Views of the sign-in that have an address; the last three are where mails lead to. */
export const signInViews = ['sign-in', 'register', 'forgot', 'verify', 'link', 'reset'] as const;
export type SignInView = (typeof signInViews)[number];

/** Whether a view is one of the sign-in's. */
export const isSignInView = (view: string | undefined): view is SignInView =>
  (signInViews as readonly (string | undefined)[]).includes(view);

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
  if (name !== undefined) return undefined;
  if (place === 'sessions') return { view: place };
  return isSignInView(place) ? { view: place } : undefined;
}

/** The route of the page's address; `'foreign'` for an address that is not the portal's to read. */
export function routeOf(
  address: Pick<Location, 'hash' | 'pathname'>,
  routing: Routing,
  base: string,
): Route | 'foreign' | undefined {
  // A mailed link has its token in the fragment, where no server sees it, whatever the routing.
  const [, mailed] = /^#\/(verify|link|reset)\b/.exec(address.hash) ?? [];
  if (isSignInView(mailed)) return { view: mailed };
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
    forgot: `${prefix}/forgot`,
    sessions: `${prefix}/sessions`,
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
