import type { PortalAdapter } from '../api/adapter.ts';
import { minimalCapabilities } from '../api/capabilities.ts';
import { PortalError } from '../api/errors.ts';

/** A backend that cannot be reached at all, for one that was wrongly configured: every call rejects with `unavailable`. */
export function failingAdapter(message: string, cause?: unknown): PortalAdapter {
  const fail = () => Promise.reject(new PortalError('unavailable', message, { cause }));
  return Object.freeze({
    name: 'none',
    capabilities: minimalCapabilities,
    start: fail,
    session: { current: fail, signIn: fail, signOut: fail },
    tickets: { list: fail, get: fail, messages: fail },
  });
}
