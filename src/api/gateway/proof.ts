import type { Call } from '../adapter.ts';
import { isAbort, PortalError } from '../errors.ts';
import type { PortalSettings } from '../model.ts';
import type { Send } from './request.ts';

/** Answers a challenge of the gateway's with a proof, as the gateway's own check of that kind takes it. */
export type ChallengeSolver = (challenge: Record<string, unknown>, call: Call) => Promise<string>;

export interface Prover {
  /** Takes note of what kind of challenge is asked for. */
  heed(settings: Partial<PortalSettings>): void;
  /** What to send along with a call that strangers may make; empty where nothing is asked. */
  prove(call?: Call): Promise<{ proof?: string }>;
}

/** The work is a module of its own: few pages need it, and only once somebody asks for a mail. */
const work: ChallengeSolver = async (challenge, call) => {
  let module;
  try {
    module = await import('./proof-of-work.ts');
  } catch (cause) {
    throw new PortalError('offline', 'A part of the page could not be loaded', { cause });
  }
  return module.solve(challenge, call);
};

export function prover(send: Send, solvers: Record<string, ChallengeSolver> = {}): Prover {
  let kind: string | undefined;
  return {
    heed: ({ signIn }) => (kind = signIn?.challenge),
    async prove(call = {}) {
      if (kind === undefined) return {};
      const { signal } = call;
      const { challenge } = await send<{ challenge: Record<string, unknown> | null }>(
        'GET',
        '/auth/challenge',
        'challenge',
        { signal },
      );
      if (!challenge) return {};
      const solve = Object.hasOwn(solvers, kind)
        ? solvers[kind]
        : kind === 'proof-of-work'
          ? work
          : undefined;
      if (!solve) throw new PortalError('not-supported', `The adapter was given no solver for “${kind}”`);
      try {
        return { proof: await solve(challenge, { signal }) };
      } catch (cause) {
        if (isAbort(cause) || PortalError.is(cause)) throw cause;
        throw new PortalError('unavailable', `The challenge “${kind}” was not solved`, { cause });
      }
    },
  };
}
