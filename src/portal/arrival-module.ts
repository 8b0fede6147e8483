import type { Arrival } from './arrival.ts';
import { LazyModule } from './lazy-module.ts';
import type { SessionKeeper } from './session-keeper.ts';
import type { SignInResult } from '../api/adapter.ts';

/** What takes in who comes back from an identity provider. */
export const arrivalModule = new LazyModule<{
  takeArrival(): Arrival | undefined;
  comeBack(portal: SessionKeeper, arrival: Arrival): Promise<SignInResult | undefined>;
}>(() => import('./arrival.ts'));

/** What takes somebody in, on pages where somebody may have come back; others do without its code. */
export async function arrivals(): Promise<typeof arrivalModule.value> {
  const { value } = arrivalModule;
  return value ?? (globalThis.location?.hash.startsWith('#portico-') ? arrivalModule.load() : undefined);
}
