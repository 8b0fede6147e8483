import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { linkify } from '../../src/content/linkify.ts';

const links = (text: string) => linkify(text).flatMap(({ url, text }) => (url ? [text] : []));

describe('addresses in plain text', () => {
  for (const [text, ...expected] of [
    ['See https://a.example/b?c=d#e.', 'https://a.example/b?c=d#e'],
    ['(https://a.example/b)', 'https://a.example/b'],
    ['https://a.example/b_(c)', 'https://a.example/b_(c)'],
    ['https://a.example/b_(c)). Next', 'https://a.example/b_(c)'],
    ['<https://a.example>, "http://b.example"', 'https://a.example', 'http://b.example'],
    ['Write to mailto:a@b.example!', 'mailto:a@b.example'],
    ['HTTPS://A.example', 'HTTPS://A.example'],
    ['xhttps://a.example'],
    ['javascript:alert(1) data:text/html,x ftp://a.example'],
    ['https:// http://) mailto:'.replace('mailto:', '')],
  ] as [string, ...string[]][]) {
    it(`are ${expected.join(' and ') || 'none'} in ${text}`, () => assert.deepEqual(links(text), expected));
  }

  it('leave every character where it was', () => {
    const soup = fc.array(
      fc.oneof(
        fc.constantFrom('https://', 'http://a.b', 'mailto:', '(', ')', '.', ' ', '\n', '"', '<'),
        fc.string(),
      ),
    );
    fc.assert(
      fc.property(soup, (parts) => {
        const text = parts.join('');
        const pieces = linkify(text);
        assert.equal(pieces.map((piece) => piece.text).join(''), text);
        assert.ok(pieces.every(({ url }) => !url || /^(?:https?|mailto):$/.test(url.protocol)));
      }),
      { numRuns: 1000 },
    );
  });

  it('are found in linear time', () => {
    const began = performance.now();
    for (const piece of [
      'https://',
      'https://a',
      'https://a ',
      ')',
      'http://a)',
      '(',
      'mailto:',
      'h',
      '.',
      'http',
    ]) {
      linkify(piece.repeat(20_000));
      linkify('https://a' + piece.repeat(20_000));
    }
    assert.ok(performance.now() - began < 2000);
  });
});
