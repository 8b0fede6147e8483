// The table and the last line of `npm test`.

const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;

/**
 * Applies the rules that hold for every stage: one that ran nothing failed, and where nothing may be skipped, a skip is a failure.
 * @param {{passed: number, failed: number, skipped: number, notes: string[]}} outcome
 * @param {boolean} strict
 */
export function judge(outcome, strict) {
  const judged = { ...outcome, notes: [...outcome.notes] };
  if (judged.passed + judged.failed === 0) {
    judged.failed = 1;
    judged.notes.push('no test ran');
  }
  if (strict && judged.skipped > 0) {
    judged.failed += judged.skipped;
    judged.notes.push(`${judged.skipped} skipped, which counts as failed here`);
    judged.skipped = 0;
  }
  return judged;
}

/** @param {{name: string, time: number, outcome: {passed: number, failed: number, skipped: number, notes: string[]}}[]} results */
export function table(results) {
  const rows = [['stage', 'passed', 'failed', 'skipped', 'time']];
  for (const { name, outcome, time } of results) {
    const { passed, failed, skipped } = outcome;
    rows.push([name, String(passed), String(failed), String(skipped), seconds(time)]);
  }
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row, line) => {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]),
    );
    const mark = line === 0 ? ' ' : results[line - 1].outcome.failed > 0 ? '✖' : '✔';
    return `${mark} ${cells.join('  ')}`;
  });
  const notes = results.flatMap(({ name, outcome }) => outcome.notes.map((note) => `  ${name}: ${note}`));
  return [...lines, ...notes].join('\n');
}

/** The last line: `N passed, N failed`, with `, N skipped` when some were. */
export function totalLine(results) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { outcome } of results) {
    total.passed += outcome.passed;
    total.failed += outcome.failed;
    total.skipped += outcome.skipped;
  }
  const line = `${total.passed} passed, ${total.failed} failed`;
  return total.skipped > 0 ? `${line}, ${total.skipped} skipped` : line;
}
