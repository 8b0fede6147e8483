// Nothing that is published or kept in the repository holds a secret: sources, bundles, maps, pages.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../../scripts/tools.mjs';

/** What gives a secret away, whatever it is for. */
const patterns: Record<string, RegExp> = {
  'a private key': /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*[A-Za-z0-9+/]{40}/,
  'an access key of AWS': /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  'a token of GitHub': /\bgh[pousr]_[A-Za-z0-9]{36}\b/,
  'a token of Slack': /\bxox[abprs]-[A-Za-z0-9-]{20,}/,
  // `user:password@` is what guides write.
  'an address with a password':
    /\b(?:postgres(?:ql)?|smtps?):\/\/[^\s:/@'"`<>{}$]+:(?!password@)[^\s:/@'"`<>{}$]{6,}@(?!localhost|127\.)/,
};

function found(files: readonly string[]): string[] {
  return files.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return Object.entries(patterns)
      .filter(([, pattern]) => pattern.test(text))
      .map(([what]) => `${file}: ${what}`);
  });
}

describe('secrets', () => {
  it('are in nothing that is built', (context) => {
    const built = globSync(
      ['dist/**/*.{js,mjs,map,css,html,json}', 'server/{dist,public}/**/*.{js,map,css,html,json}'],
      {
        cwd: root,
      },
    );
    assert.ok(built.length > 100, 'it is built');
    assert.deepEqual(found(built), []);
    // The demo's password is the demo gateway's, and in no page or package for pages.
    const pages = built.filter((file) => !file.startsWith('server/dist'));
    const demo = pages.filter((file) => readFileSync(join(root, file), 'utf8').includes('lantern-harbor-42'));
    assert.deepEqual(
      demo.filter((file) => !/memory|site/.test(file)),
      [],
    );
    context.diagnostic(`${built.length} files`);
  });

  it('are in nothing that is kept in the repository, but for what tests make up', (context) => {
    const kept = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' })
      .split('\n')
      .filter(
        (file) =>
          /\.(?:[cm]?[jt]s|json|md|html|css|ya?ml|sh)$/.test(file) &&
          !/(?:^|\/)(?:test|corpora)\//.test(file),
      );
    assert.ok(kept.length > 200);
    assert.deepEqual(found(kept), []);
    context.diagnostic(`${kept.length} files`);
  });

  it('would be found', () => {
    const planted: Record<string, string> = {
      'a private key': `-----BEGIN PRIVATE KEY-----\n${'A'.repeat(64)}`,
      'an access key of AWS': `AKIA${'A'.repeat(16)}`,
      'a token of GitHub': `ghp_${'a'.repeat(36)}`,
      'a token of Slack': `xoxb-${'1'.repeat(24)}`,
      'an address with a password': 'postgres://portico:hunter22@db.example.com/portico',
    };
    for (const [what, text] of Object.entries(planted)) assert.match(text, patterns[what]!);
  });
});
