// Counts the results of a web-test-runner run, over all browsers.
import { writeResults } from './results.mjs';

function countSuite(suite, counts) {
  for (const test of suite.tests) {
    if (test.skipped) counts.skipped += 1;
    else if (test.passed) counts.passed += 1;
    else counts.failed += 1;
  }
  for (const child of suite.suites) countSuite(child, counts);
}

/** @returns {import('@web/test-runner').Reporter} */
export function countingReporter() {
  return {
    onTestRunFinished({ sessions }) {
      const counts = { passed: 0, failed: 0, skipped: 0 };
      for (const session of sessions) {
        const before = counts.failed;
        if (session.testResults) countSuite(session.testResults, counts);
        // A page that did not load, or a hook that threw, fails the session without a failed test.
        if (!session.passed && counts.failed === before) counts.failed += 1;
      }
      writeResults(counts);
    },
  };
}
