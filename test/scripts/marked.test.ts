import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { leanMarked, leanMarkedIn } from '../../scripts/build/marked.mjs';
import { root } from '../../scripts/tools.mjs';

const file = join(root, 'node_modules/marked/lib/marked.esm.js');

describe('marked in a build', () => {
  it('keeps what messages are rendered with, and nothing else', async () => {
    const lean = leanMarkedIn(readFileSync(file, 'utf8'));
    const names = Object.keys(await import(`data:text/javascript,${encodeURIComponent(lean)}`));
    assert.deepEqual(names.sort(), ['Lexer', 'Parser', 'Renderer']);
  });

  it('stops the build when marked is built in another way', () => {
    assert.throws(() => leanMarkedIn('export { Lexer, Parser, Renderer };'), /another way/);
  });

  it('is the only module that is touched', () => {
    assert.equal(leanMarked().transform(readFileSync(file, 'utf8'), '/src/content/markdown.ts'), undefined);
  });
});
