import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { withOutcome } from '../../../src/auth/federation/outcome.ts';
import { readConfig } from '../../../src/config.ts';

const page = 'https://help.brand.example/portal/?a=1';
const code = 'kZ4w1vQpY8r2TnL6cXs9BdHf3GmJ5aEu_-kZ4w1vQpY';

test('the outcome stands in the fragment, and nowhere that a server sees', () => {
  assert.equal(withOutcome(page, { code }), `${page}#portico-code=${code}`);
  assert.equal(withOutcome(`${page}#`, { error: 'denied' }), `${page}#portico-error=denied`);
  assert.equal(
    withOutcome(`${page}#/tickets/7?x=1&y=2`, { error: 'failed' }),
    `${page}#portico-error=failed&portico-hash=%2Ftickets%2F7%3Fx%3D1%26y%3D2`,
  );
});

test('what is left of an earlier arrival does not come along', () => {
  for (const left of [`portico-code=${code}`, 'portico-error=failed&portico-hash=x']) {
    assert.equal(withOutcome(`${page}#${left}`, { code: 'new' }), `${page}#portico-code=new`);
  }
});

test('whatever the page’s fragment was, it comes back unchanged', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
      const before = new URL(page);
      before.hash = text;
      const [, fragment = ''] = before.href.split(/#(.*)/s);
      fc.pre(fragment !== '' && !fragment.startsWith('portico-'));
      const after = withOutcome(before.href, { code });
      const [base, outcome = ''] = after.split('#');
      assert.equal(base, page);
      assert.match(outcome, /^portico-code=[\w-]+&portico-hash=[^&#\s]+$/);
      assert.equal(decodeURIComponent(outcome.split('portico-hash=')[1] ?? ''), fragment);
    }),
  );
});

test('private addresses of providers are allowed by word alone, and in the demo', () => {
  const allowed = (env: NodeJS.ProcessEnv, demo = false): boolean =>
    readConfig({ NODE_ENV: 'test', ...env }, { demo }).privateProviders;
  assert.equal(allowed({}), false);
  assert.equal(allowed({ PRIVATE_PROVIDERS: '0' }), false);
  assert.equal(allowed({ PRIVATE_PROVIDERS: '1' }), true);
  assert.equal(allowed({}, true), true);
  assert.equal(allowed({ PRIVATE_PROVIDERS: '0' }, true), false);
});
