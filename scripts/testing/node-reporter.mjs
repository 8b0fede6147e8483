// A reporter for node:test that only counts; the readable output comes from its own `spec` reporter beside it.
import { resolve } from 'node:path';
import { writeResults } from './results.mjs';

/** Whether the event is about a file that ran to its end without a test of its own. */
function isWholeFile({ name, nesting, file }) {
  return nesting === 0 && file !== undefined && resolve(name) === file;
}

/**
 * @param {AsyncIterable<{type: string, data: object}>} source
 * @returns {AsyncIterable<string>}
 */
export default async function* countingReporter(source) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for await (const { type, data } of source) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (type === 'test:pass' && isWholeFile(data)) {
      counts.failed += 1;
      yield `${data.name} has no test in it\n`;
      continue;
    }
    if (data.details?.type === 'suite') {
      // A suite fails with its tests, which are counted; it is counted itself only if its own hook broke.
      if (type === 'test:fail' && data.details.error?.failureType === 'hookFailed') counts.failed += 1;
    } else if (data.skip !== undefined || data.todo !== undefined) counts.skipped += 1;
    else if (type === 'test:pass') counts.passed += 1;
    else counts.failed += 1;
  }
  writeResults(counts);
}
