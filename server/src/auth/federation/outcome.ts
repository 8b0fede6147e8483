/** How somebody comes back from a provider: with a code to hand in, or with the reason why there is none. */
export type Outcome = { code: string } | { error: 'denied' | 'failed' | 'expired' };

/**
 * A page's address with the outcome in its fragment, which browsers send to no server. The fragment that was there goes
 * along, encoded, and comes back to the page by its own script.
 */
export function withOutcome(returnTo: string, outcome: Outcome): string {
  const url = new URL(returnTo);
  const before = url.hash.slice(1);
  url.hash = '';
  const [name, value] = 'code' in outcome ? ['code', outcome.code] : ['error', outcome.error];
  // Left from another arrival: it leads nowhere any more.
  const kept =
    before === '' || before.startsWith('portico-') ? '' : `&portico-hash=${encodeURIComponent(before)}`;
  return `${url.href}#portico-${name}=${value}${kept}`;
}
