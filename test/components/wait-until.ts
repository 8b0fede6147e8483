import { waitUntil as patiently } from '@open-wc/testing';

/**
 * Waits for a state that comes by itself. How long that may take says something of the machine and nothing of the page,
 * so it is long; what never comes still fails.
 */
export function waitUntil(
  condition: () => unknown,
  what = 'the next state',
  options: { timeout?: number; interval?: number } = {},
): Promise<void> {
  return patiently(condition, what, { timeout: 10_000, ...options });
}
