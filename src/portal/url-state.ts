/**
 * A view's state in the page's address, so that it survives reload, Back and sharing. With hash routing it stands behind
 * `?` in the fragment (`#/tickets?state=open`), else in the query string; foreign parameters are left alone.
 */
export type UrlMode = 'query' | 'hash';

/** Parameters of the current address. */
export function readUrlState(mode: UrlMode): URLSearchParams {
  return new URLSearchParams(mode === 'query' ? location.search : (location.hash.split('?')[1] ?? ''));
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
  const query = params.size ? `?${params}` : '';
  const address =
    mode === 'query'
      ? location.pathname + query + location.hash
      : location.pathname + location.search + (location.hash.split('?')[0] || '#/') + query;
  history[push ? 'pushState' : 'replaceState'](state, '', address);
}
