import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cleanFileName } from '../../src/desks/builtin/file-names.ts';

const cases: [given: string, kept: string][] = [
  ['report.pdf', 'report.pdf'],
  ['größen 2026.csv', 'größen 2026.csv'],
  ['日本語.txt', '日本語.txt'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\me\\notes.txt', 'notes.txt'],
  ['..', 'file'],
  ['', 'file'],
  ['.htaccess', 'htaccess'],
  ['a\0.png', 'a.png'],
  ['a\r\nSet-Cookie: x=1.png', 'aSet-Cookie_ x=1.png'],
  ['invoice\u202efdp.exe', 'invoicefdp.exe'],
  ['zero\u200bwidth\ufeff.txt', 'zerowidth.txt'],
  ['\u3164', 'file'],
  ['con.txt', '_con.txt'],
  ['name. . .', 'name'],
  ['a"b<c>d|e?f*.txt', 'a_b_c_d_e_f_.txt'],
];

for (const [given, kept] of cases) {
  test(`${JSON.stringify(given)} is kept as ${JSON.stringify(kept)}`, () => {
    assert.equal(cleanFileName(given), kept);
  });
}

test('a long name keeps its extension and fits any file system', () => {
  assert.equal(cleanFileName(`${'x'.repeat(500)}.jpeg`), `${'x'.repeat(195)}.jpeg`);
});

test('whatever comes in, what comes out is one harmless line', () => {
  const hostile = fc.string({
    unit: fc.oneof(
      fc.constantFrom(
        '/',
        '\\',
        '.',
        '\0',
        '\r',
        '\n',
        '\u202e',
        '\u2066',
        '\u200b',
        ' ',
        ':',
        '"',
        '\ud800',
      ),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
    maxLength: 400,
  });
  fc.assert(
    fc.property(hostile, (name) => {
      const clean = cleanFileName(name);
      assert.ok(clean.length > 0);
      assert.ok(Buffer.byteLength(clean) <= 200);
      assert.ok(clean.isWellFormed());
      assert.doesNotMatch(clean, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\:"<>|?*]/u);
      assert.doesNotMatch(clean, /^[\s.]|[\s.]$/);
      assert.equal(cleanFileName(clean), clean, 'cleaning twice changes nothing');
    }),
    { numRuns: 2_000 },
  );
});
