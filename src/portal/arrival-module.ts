import type { Arrival } from './arrival.ts';
import { LazyModule } from './lazy-module.ts';
import type { Portal } from './portal.ts';
import type { SignInResult } from '../api/adapter.ts';

/** What takes in who comes back from an identity provider. */
export const arrivalModule = new LazyModule<{
  takeArrival(): Arrival | undefined;
  comeBack(portal: Portal, arrival: Arrival): Promise<SignInResult | undefined>;
}>(() => import('./arrival.ts'));

/** What takes somebody in, on pages where somebody may have come back; others do without its code. */
export async function arrivals(): Promise<typeof arrivalModule.value> {
  const { value } = arrivalModule;
  return value ?? (/^#portico-/.test(globalThis.location?.hash ?? '') ? arrivalModule.load() : undefined);
}
