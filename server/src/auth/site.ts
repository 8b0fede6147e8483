import { getDomain } from 'tldts';

/**
 * Whether browsers take two origins for one site, which decides the cookies that a call between them carries: the same
 * scheme, and the same registrable domain by the public suffix list with its private part, as browsers have it.
 */
export function isSameSite(one: string, other: string): boolean {
  const a = new URL(one);
  const b = new URL(other);
  return a.protocol === b.protocol && siteOf(a.hostname) === siteOf(b.hostname);
}

/** A host that has no registrable domain (an address, `localhost`, a public suffix) is a site of its own. */
const siteOf = (host: string): string => getDomain(host, { allowPrivateDomains: true }) ?? host;
