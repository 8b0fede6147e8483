import type { Capabilities } from '../capabilities.ts';
import { Bench, type Case, type Fixture, type Probe } from './bench.ts';
import { abortCases } from './cases/abort.ts';
import { attachmentCases } from './cases/attachments.ts';
import { consentCases } from './cases/consent.ts';
import { conversationCases } from './cases/conversation.ts';
import { createCases } from './cases/create.ts';
import { idempotencyCases } from './cases/idempotency.ts';
import { isolationCases } from './cases/isolation.ts';
import { listCases } from './cases/list.ts';
import { liveCases } from './cases/live.ts';
import { mailCases } from './cases/mail.ts';
import { noteCases } from './cases/notes.ts';
import { pagingCases } from './cases/paging.ts';
import { redirectCases } from './cases/redirect.ts';
import { replyCases } from './cases/reply.ts';
import { searchCases } from './cases/search.ts';
import { sessionCases } from './cases/session.ts';
import { ownSessionCases } from './cases/sessions.ts';
import { shapeCases } from './cases/shape.ts';
import { sortCases } from './cases/sort.ts';
import { startCases } from './cases/start.ts';
import { Skipped } from './expect.ts';

export type { Fixture, Mailed, Probe, Who } from './bench.ts';
export { ContractError } from './expect.ts';

/** `test` of node:test, Vitest, Jest, Mocha (`it`) and their like. */
export interface TestFunction {
  (name: string, run: (...context: unknown[]) => Promise<void>): unknown;
  skip?: (name: string, run: () => void) => unknown;
}

export interface AdapterContractOptions<F extends Fixture = Fixture> {
  test: TestFunction;
  /** Called for each case. The backend need not be empty, so it may be the same one each time. */
  factory: () => Promise<F> | F;
  probe: (fixture: F) => Probe;
  /** With these, what the backend cannot do is reported as skipped before anything runs. */
  capabilities?: Capabilities;
  /** Milliseconds to wait for what comes by itself, such as a live message; 5,000 by default. */
  patience?: number;
  /** Told of a case that cannot run, for runners that hand a test no context with `skip`. */
  onSkip?: (name: string, reason: string) => void;
}

const groups: Record<string, readonly Case[]> = {
  session: sessionCases,
  mail: mailCases,
  redirect: redirectCases,
  consent: consentCases,
  sessions: ownSessionCases,
  start: startCases,
  list: listCases,
  search: searchCases,
  sort: sortCases,
  paging: pagingCases,
  conversation: conversationCases,
  create: createCases,
  reply: replyCases,
  idempotency: idempotencyCases,
  attachments: attachmentCases,
  live: liveCases,
  abort: abortCases,
  isolation: isolationCases,
  notes: noteCases,
  shape: shapeCases,
};

/** Registers the contract's cases, named `group: what must hold`. Each works on tickets it makes for itself. */
export function adapterContract<F extends Fixture>(options: AdapterContractOptions<F>): void {
  const { test, factory, probe, capabilities, patience = 5000 } = options;
  for (const [group, cases] of Object.entries(groups)) {
    for (const { name, needs, run } of cases) {
      const title = `${group}: ${name}`;
      if (capabilities && needs && !needs(capabilities) && test.skip) {
        test.skip(`${title} (the backend cannot)`, () => undefined);
        continue;
      }
      // Without a declared parameter: runners take a function with one as wanting a callback.
      test(title, async (...context) => {
        const fixture = await factory();
        try {
          const bench = new Bench({ fixture, probe: probe(fixture), patience });
          const { capabilities: own } = await bench.as('alice');
          if (needs && !needs(capabilities ?? own)) throw new Skipped('the backend cannot');
          await run(bench);
        } catch (error) {
          if (!(error instanceof Skipped)) throw error;
          skip(context[0], options, title, error);
        } finally {
          await fixture.dispose?.();
        }
      });
    }
  }
}

/** Tells the runner. A case that did not run must not look like one that passed: where nobody can be told, it fails. */
function skip(
  context: unknown,
  { onSkip }: Pick<AdapterContractOptions, 'onSkip'>,
  title: string,
  why: Skipped,
): void {
  const skippable = context as { skip?: (reason: string) => unknown } | undefined;
  if (onSkip) onSkip(title, why.message);
  else if (typeof skippable?.skip === 'function') skippable.skip(why.message);
  else throw why;
}
