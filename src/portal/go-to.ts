/**
 * Leads the page to an address, without loading it again where only the fragment changes. What is not http or https, or
 * not an address at all, leads nowhere.
 */
export function goTo(address: string, route?: (url: URL) => boolean): void {
  if (!globalThis.location || !URL.canParse(address, location.href)) return;
  const url = new URL(address, location.href);
  if (!/^https?:$/.test(url.protocol) || url.href === location.href || route?.(url)) return;
  const here = location.href.replace(/#.*/s, '');
  // Back must not lead to the page with the sign-in again.
  if (url.hash && url.href.replace(/#.*/s, '') === here) location.replace(url);
  else location.assign(url);
}
