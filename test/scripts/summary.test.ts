import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge, table, totalLine } from '../../scripts/testing/summary.mjs';

const outcome = (passed: number, failed: number, skipped: number, notes: string[] = []) => ({
  passed,
  failed,
  skipped,
  notes,
});

describe('the judgement on a stage', () => {
  it('fails a stage that ran nothing', () => {
    const judged = judge(outcome(0, 0, 3), false);
    assert.equal(judged.failed, 1);
    assert.deepEqual(judged.notes, ['no test ran']);
  });

  it('accepts skips on a developer’s machine', () => {
    assert.deepEqual(judge(outcome(2, 0, 1), false), outcome(2, 0, 1));
  });

  it('turns skips into failures where nothing may be skipped', () => {
    const judged = judge(outcome(2, 1, 3), true);
    assert.equal(judged.failed, 4);
    assert.equal(judged.skipped, 0);
  });
});

describe('the last line', () => {
  const results = [
    { name: 'lint', time: 10, outcome: outcome(2, 0, 0) },
    { name: 'elements', time: 2500, outcome: outcome(40, 1, 0, ['no firefox']) },
  ];

  it('sums over the stages', () => {
    assert.equal(totalLine(results), '42 passed, 1 failed');
  });

  it('speaks of skipped tests only when there are some', () => {
    const more = [...results, { name: 'server', time: 1, outcome: outcome(0, 0, 5) }];
    assert.equal(totalLine(more), '42 passed, 1 failed, 5 skipped');
  });

  it('stands below a table with a row a stage, and the notes', () => {
    const lines = table(results).split('\n');
    assert.equal(lines.length, 4);
    assert.match(lines[1] ?? '', /^✔ lint\s+2\s+0\s+0\s+0\.0 s$/);
    assert.match(lines[2] ?? '', /^✖ elements\s+40\s+1\s+0\s+2\.5 s$/);
    assert.equal(lines[3], '  elements: no firefox');
  });
});
