import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { filesBelow, isFresh, markBuilt, replaceFolder } from '../../scripts/build/files.mjs';
import { root } from '../../scripts/tools.mjs';

describe('the files of a build', () => {
  let folder = '';
  let part = '';

  beforeEach(() => {
    mkdirSync(join(root, 'dist'), { recursive: true });
    folder = mkdtempSync(join(root, 'dist/test-'));
    part = relative(join(root, 'dist'), folder);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
    rmSync(join(root, 'dist/.build', `${part}.stamp`), { force: true });
  });

  const from = (path: string) => relative(root, join(folder, path));

  it('are stale until they were built, and when a source is newer', () => {
    const source = join(folder, 'source.txt');
    writeFileSync(source, 'a');
    const past = new Date(Date.now() - 60_000);
    utimesSync(source, past, past);
    utimesSync(folder, past, past);
    assert.equal(isFresh(part, [from('.')]), false);
    markBuilt(part, new Date(Date.now() - 30_000));
    assert.equal(isFresh(part, [from('.')]), true);
    utimesSync(source, new Date(), new Date());
    assert.equal(isFresh(part, [from('.')]), false);
  });

  it('are stale when a source was removed', () => {
    writeFileSync(join(folder, 'source.txt'), 'a');
    markBuilt(part, new Date(Date.now() + 5_000));
    assert.equal(isFresh(part, [from('.')]), true);
    rmSync(join(folder, 'source.txt'));
    utimesSync(folder, new Date(Date.now() + 10_000), new Date(Date.now() + 10_000));
    assert.equal(isFresh(part, [from('.')]), false);
  });

  it('are swapped in as a whole', async () => {
    const target = from('out');
    await replaceFolder(target, async (fresh) => writeFileSync(join(fresh, 'one.txt'), '1'));
    await replaceFolder(target, async (fresh) => {
      assert.equal(readFileSync(join(folder, 'out/one.txt'), 'utf8'), '1');
      writeFileSync(join(fresh, 'two.txt'), '2');
    });
    assert.deepEqual(filesBelow(join(folder, 'out')), ['two.txt']);
  });

  it('stay as they were when a build fails', async () => {
    const target = from('out');
    await replaceFolder(target, async (fresh) => writeFileSync(join(fresh, 'one.txt'), '1'));
    const broken = replaceFolder(target, () => Promise.reject(new Error('broken')));
    await assert.rejects(broken, /broken/);
    assert.deepEqual(filesBelow(join(folder, 'out')), ['one.txt']);
    assert.equal(existsSync(`${join(folder, 'out')}.${process.pid}.new`), false);
  });
});
