// How a runner tells scripts/test.mjs what it counted: one small JSON file, named by the environment.
import { writeFileSync } from 'node:fs';

/** Environment variable that holds the path of the file to write. */
export const RESULTS_VARIABLE = 'PORTICO_TEST_RESULTS';

/**
 * Writes the counts of one run; does nothing when the runner was started by hand.
 * @param {{passed: number, failed: number, skipped: number}} counts
 */
export function writeResults(counts) {
  const path = process.env[RESULTS_VARIABLE];
  if (path) writeFileSync(path, JSON.stringify(counts));
}
