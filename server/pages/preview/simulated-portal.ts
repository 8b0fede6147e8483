import { gatewayAdapter } from '../../../src/api/gateway/index.ts';
import type { PortalAdapter, Start } from '../../../src/api/adapter.ts';
import { PortalError } from '../../../src/api/errors.ts';
import type { GatewaySettings } from '../../src/settings/settings.ts';
import type { StaffFetch } from '../staff/staff-fetch.ts';

/** A problem as the gateway writes them, for calls that a look at the portal does not make. */
const refusal = (): Response =>
  Response.json(
    { status: 501, code: 'not-supported', title: 'a look at the portal changes nothing' },
    { status: 501 },
  );

/**
 * The portal as one contact has it, for staff: the gateway's own adapter, whose reads go to the simulator. With a draft
 * they are answered by settings that are not saved, for owners. Writes are refused before they leave.
 */
export function simulatedPortal(options: {
  contactId: string;
  /** Calls in the name of whoever looks. */
  fetch: StaffFetch;
  draft?: () => GatewaySettings | undefined;
  origin?: string;
}): PortalAdapter {
  const { contactId, fetch: send, draft = () => undefined, origin = location.origin } = options;
  const prefix = `/api/staff/simulate/${encodeURIComponent(contactId)}`;

  const simulating: typeof fetch = (input, init) => {
    const asked = new URL(input instanceof Request ? input.url : input, origin);
    const path = /^\/api(\/(?:start|tickets)(?:\/.*)?)$/.exec(asked.pathname)?.[1];
    const method = init?.method ?? 'GET';
    if (path === undefined || method !== 'GET') {
      // Files are the ticket's, which staff may read by themselves.
      if (method === 'GET' && asked.pathname.startsWith('/api/attachments/')) return fetch(input, init);
      return Promise.resolve(refusal());
    }
    const address = new URL(`${prefix}${path}${asked.search}`, origin);
    const settings = draft();
    const { signal } = init ?? {};
    return send(address, {
      ...(signal && { signal }),
      ...(settings && {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ settings }),
      }),
    });
  };

  const gateway = gatewayAdapter({
    url: origin,
    fetch: simulating,
    capabilities: { live: 'none', articles: false, attachments: false },
  });
  const refused = () =>
    Promise.reject(new PortalError('not-supported', 'a look at the portal changes nothing'));
  let begun: Start | undefined;
  return Object.freeze({
    name: `simulated-${contactId}`,
    capabilities: gateway.capabilities,
    start: async (call) => (begun = await gateway.start(call)),
    // Whoever is simulated neither comes nor goes here.
    session: Object.freeze({
      current: () => Promise.resolve(begun?.session ?? null),
      signIn: refused,
      signOut: refused,
    }),
    // Nobody has read anything by this, and there is no stream of what somebody else would hear.
    tickets: Object.freeze({ ...gateway.tickets, markRead: undefined, watch: undefined }),
  } satisfies PortalAdapter);
}
