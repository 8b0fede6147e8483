import type { PortalAdapter } from '../../../src/api/index.ts';
import { adapterContract, ContractError } from '../../../src/api/testing/index.ts';
import { memoryProbe, memoryWorld } from './memory-world.ts';

export interface Outcome {
  name: string;
  /** Absent where the case passed. */
  error?: Error;
  skipped?: string;
}

/** Runs the suite on a memory adapter that `spoil` has changed; tells what became of each case. */
export async function runSuite(spoil: (adapter: PortalAdapter) => PortalAdapter): Promise<Outcome[]> {
  const cases: { name: string; run: (...context: unknown[]) => Promise<void> }[] = [];
  adapterContract({
    test: (name, run) => cases.push({ name, run }),
    factory: () => memoryWorld(spoil),
    probe: memoryProbe,
    patience: 150,
  });
  const outcomes: Outcome[] = [];
  for (const { name, run } of cases) {
    const outcome: Outcome = { name };
    try {
      await run({ skip: (reason: string) => (outcome.skipped = reason) });
    } catch (error) {
      outcome.error = error instanceof Error ? error : new Error(String(error));
    }
    outcomes.push(outcome);
  }
  return outcomes;
}

/** The words of the failed cases, one after another. */
export const complaints = (outcomes: Outcome[]): string =>
  outcomes.flatMap(({ error }) => (error instanceof ContractError ? [error.message] : [])).join('\n');
