import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { RESULTS_VARIABLE } from '../../scripts/testing/results.mjs';

const reporter = fileURLToPath(new URL('../../scripts/testing/node-reporter.mjs', import.meta.url));

describe('the counting reporter for node:test', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'portico-reporter-'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function count(source: string) {
    const file = join(folder, 'sample.test.mjs');
    const results = join(folder, 'results.json');
    writeFileSync(file, `import { describe, it, before } from 'node:test';\n${source}`);
    const env: NodeJS.ProcessEnv = { ...process.env, [RESULTS_VARIABLE]: results };
    // Set by the run that this test is part of; with it the inner run would only speak its parent's protocol.
    delete env.NODE_TEST_CONTEXT;
    spawnSync(process.execPath, ['--test', `--test-reporter=${reporter}`, file], { env });
    return JSON.parse(readFileSync(results, 'utf8')) as unknown;
  }

  it('counts tests, not the suites around them', () => {
    const source = `describe('s', () => { it('a', () => {}); it('b', () => { throw new Error('no'); }); it.skip('c'); });`;
    assert.deepEqual(count(source), { passed: 1, failed: 1, skipped: 1 });
  });

  it('counts a hook that throws, and the tests that could not run for it', () => {
    const source = `describe('s', () => { before(() => { throw new Error('no'); }); it('a', () => {}); });`;
    assert.deepEqual(count(source), { passed: 0, failed: 2, skipped: 0 });
  });

  it('counts a file that does not load as one failure', () => {
    assert.deepEqual(count(`import './missing.mjs';`), { passed: 0, failed: 1, skipped: 0 });
  });

  it('does not take an empty file for a test that passed', () => {
    assert.deepEqual(count(''), { passed: 0, failed: 1, skipped: 0 });
  });
});
