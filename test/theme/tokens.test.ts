import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { readTokens, renderAll } from '../../scripts/tokens.mjs';

describe('the design tokens', () => {
  it('are what the generated files say: else run node scripts/tokens.mjs', async () => {
    for (const [path, text] of await renderAll()) assert.equal(readFileSync(path, 'utf8'), text, path);
  });

  it('have names of their own, and a description each', () => {
    const tokens = readTokens();
    const names = tokens.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    for (const { name, description } of tokens) {
      assert.match(name, /^--portal-[a-z]+(-[a-z]+)*$/);
      assert.match(description, /\.$/, name);
    }
  });

  it('are all that the base sheet resolves', () => {
    const base = readFileSync(new URL('../../src/theme/base.styles.ts', import.meta.url), 'utf8');
    const used = [...base.matchAll(/var\((--_[a-z-]+)/g)].map(([, name]) => name);
    const known = new Set<string | undefined>([...readTokens().map((token) => token.private), '--_small']);
    assert.ok(used.length > 20);
    for (const name of used) assert.ok(known.has(name), `${name} is resolved nowhere`);
  });
});
