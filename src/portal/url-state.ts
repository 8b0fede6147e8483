/**
 * A view's state in the page's address, so that it survives reload, Back and sharing. With hash routing it stands behind
 * `?` in the fragment (`#/tickets?state=open`), else in the query string; foreign parameters are left alone.
 */
export type UrlMode = 'query' | 'hash';

/** Parameters of the current address. */
export function readUrlState(mode: UrlMode): URLSearchParams {
  if (mode === 'query') return new URLSearchParams(location.search);
  const [, query] = splitRoute(location.hash);
  return new URLSearchParams(query);
}

/**
 * Sets parameters of the address; `undefined` and empty ones are taken out. `push` makes a history entry, so that Back
 * undoes it; otherwise the entry is replaced. `state` stays with the entry.
 */
export function writeUrlState(
  mode: UrlMode,
  changes: Record<string, string | undefined>,
  { push = false, state = history.state as unknown }: { push?: boolean; state?: unknown } = {},
): void {
  const params = readUrlState(mode);
  for (const [key, value] of Object.entries(changes)) {
    if (value) params.set(key, value);
    else params.delete(key);
  }
  const address = new URL(location.href);
  if (mode === 'query') address.search = params.toString();
  else address.hash = splitRoute(address.hash)[0] + (params.size ? `?${params}` : '');
  history[push ? 'pushState' : 'replaceState'](state, '', address);
}

/** The path and query of a fragment that is a route; other fragments are the page's own. */
function splitRoute(hash: string): [path: string, query: string] {
  if (!hash.startsWith('#/')) return ['#/', ''];
  const mark = hash.indexOf('?');
  return mark < 0 ? [hash, ''] : [hash.slice(0, mark), hash.slice(mark + 1)];
}
