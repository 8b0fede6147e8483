import type { Call, SignInResult } from '../api/adapter.ts';
import { PortalError } from '../api/errors.ts';
import { arrivalModule } from './arrival-module.ts';
import type { SessionKeeper } from './session-keeper.ts';

/** Why somebody came back from an identity provider without being signed in. */
export type Refusal = 'denied' | 'failed' | 'expired';

/** Somebody whom a provider has vouched for, and who has to agree to the consent text before they come in. */
export interface Agreement {
  /** Comes in, with the version that was agreed to. Whoever does not agree lets go of this, and of the code in it. */
  agree(consent: string, call?: Call): Promise<SignInResult>;
}

/** What an identity provider's detour has brought back. */
export interface Arrival {
  /** To be exchanged for a session. */
  code?: string;
  refusal?: Refusal;
}

const mark = /^#portico-(code|error)=([^&]*)(?:&portico-hash=(.*))?$/s;

let noted: Arrival | undefined;

/**
 * Takes what a detour has brought back out of the address, and puts the fragment in its place that was there before: it
 * must be neither shared nor bookmarked, and routes are read from that fragment. Call before reading a route.
 */
export function noteArrival(): void {
  const [, kind, value = '', before = ''] = mark.exec(globalThis.location?.hash ?? '') ?? [];
  if (!kind) return;
  const address = new URL(location.href);
  address.hash = decode(before);
  history.replaceState(history.state, '', address);
  const refusal = value === 'denied' || value === 'expired' ? value : 'failed';
  noted = kind === 'code' ? { code: decode(value) } : { refusal };
}

/** Hands what was brought back to the first portal that asks. */
export function takeArrival(): Arrival | undefined {
  noteArrival();
  const arrival = noted;
  noted = undefined;
  return arrival;
}

/** Redeems the code that a provider's detour has brought; one that could not be redeemed is told by the portal's `arrival`. */
export async function comeBack(
  keeper: SessionKeeper,
  { code, refusal }: Arrival,
): Promise<SignInResult | undefined> {
  const { adapter, arrival } = keeper;
  try {
    if (code) return await adapter.session.signIn({ method: 'exchange', code });
    if (refusal) arrival.set(refusal);
  } catch (thrown) {
    const error = PortalError.from(thrown);
    // The line is down: the start would fail too, and is tried again with the code.
    if (error.code === 'offline' || error.code === 'unavailable') throw error;
    if (code && error.fields?.some(({ field }) => field === 'consent')) {
      const agree: Agreement['agree'] = (consent, call) =>
        keeper.signIn({ method: 'exchange', code, consent }, call);
      // Good until it is agreed to: it stays with the page that brought it, and nowhere else.
      arrival.set({ agree });
      return undefined;
    }
    // A code is refused for many reasons: it was used, it is old, another browser has it. None is told apart.
    arrival.set(error.code === 'forbidden' ? 'denied' : 'failed');
  }
  return undefined;
}

// Whoever notes what was brought back hands it over by this.
arrivalModule.provide({ takeArrival, comeBack });

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return ''; // somebody cut an escape in two
  }
}
