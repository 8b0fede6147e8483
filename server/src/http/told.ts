import { createHash } from 'node:crypto';
import type { PortalSettings } from '../../../src/api/index.ts';
import { projectSettings } from '../projection/projection.ts';
import type { Services, Visitor } from './environment.ts';

/** What a page is told of the portal, with a mark by which it knows whether that has changed since. */
export interface Told {
  settings: PortalSettings;
  /** The same for the same settings, on every gateway. It comes from what is told alone, so it tells nothing else. */
  mark: string;
}

/** By whom the page asks, `undefined` for those whom nobody has let in, and from which side: staff see stages by other names. */
export type Tell = (side: '/api' | '/api/staff', visitor: Visitor | undefined) => Promise<Told>;

export function createTell({
  addresses,
  desk,
  settings,
}: Pick<Services, 'addresses' | 'desk' | 'settings'>): Tell {
  return async (side, visitor) => {
    for (;;) {
      const held = settings();
      const stages = await desk.stages();
      // A save meanwhile: stages of one document and the rest of another would be neither.
      if (settings() !== held) continue;
      const told = projectSettings(held, stages, {
        outside: !visitor,
        address: addresses().portalUrl,
        ...(side === '/api/staff' && visitor ? { actor: visitor.actor } : {}),
      });
      return { settings: told, mark: markOf(told) };
    }
  };
}

/** Gateways may go by different names: of their address only what the owner sets of it counts. */
function markOf({ address, ...told }: PortalSettings): string {
  const counted = address === undefined ? told : { ...told, address: new URL(address).pathname };
  return createHash('sha256').update(JSON.stringify(counted)).digest('base64url').slice(0, 22);
}
