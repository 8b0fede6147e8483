import { PortalError } from '../../../src/api/errors.ts';
import type { Portal } from '../../../src/portal/portal.ts';

/** What of a portal knows who is signed in. */
export type SessionOwner = Pick<Portal, 'adapter' | 'guard' | 'session'>;

/** A call of the gateway in the name of whoever works here; resolves with answers of every kind but "sign in". */
export type StaffFetch = (
  address: string | URL,
  init?: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> },
) => Promise<Response>;

/**
 * Calls of staff's pages. One that finds the session over waits until its owner has signed in again, and goes on then.
 * `contact` tells who is taken to be signed in: what one has typed must not be saved in the name of another who has
 * signed in in a second tab. Rejects with `unauthenticated` once it is somebody else's page, with `offline` without an
 * answer.
 */
export function staffFetch(
  portal: () => SessionOwner | undefined,
  contact: () => string | undefined,
  {
    origin = location.origin,
    fetch = globalThis.fetch,
  }: { origin?: string; fetch?: typeof globalThis.fetch } = {},
): StaffFetch {
  return async (address, { headers, ...init } = {}) => {
    const owner = portal();
    const who = contact();
    const send = async (): Promise<Response> => {
      let response: Response;
      try {
        response = await fetch(new URL(address, origin), {
          credentials: 'include',
          ...init,
          headers: {
            'X-Portico': '1',
            ...(who !== undefined && { 'X-Portico-Contact': who }),
            ...headers,
          },
        });
      } catch (thrown) {
        if (init.signal?.aborted) throw thrown;
        throw new PortalError('offline', 'the gateway cannot be reached', { cause: thrown });
      }
      if (response.status === 401 || (response.status === 404 && (await isOver(owner, who))))
        throw new PortalError('unauthenticated');
      return response;
    };
    if (!owner || who === undefined) return send();
    if (owner.session.value?.contact.id !== who) throw new PortalError('unauthenticated');
    return owner.guard(send);
  };
}

/**
 * Strangers are told of staff's pages what they are told of pages that are not there. Whether one is missing, or
 * whoever asks has become a stranger, or is no owner any more, only the session tells.
 */
async function isOver(owner: SessionOwner | undefined, who: string | undefined): Promise<boolean> {
  if (!owner || who === undefined) return false;
  const now = await owner.adapter.session.current();
  return now?.contact.id !== who || now.role !== owner.session.value?.role;
}
