import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { safeUrl, undisclosedHost } from '../../src/content/links.ts';
import { payloads } from '../corpora/index.ts';

const disclosed = (text: string, href: string) => undisclosedHost(text, safeUrl(href)!);

describe('an address in a message', () => {
  it('may be http, https, mailto or tel', () => {
    for (const href of ['http://a.example/', 'https://a.example/?b#c', 'mailto:a@b.example', 'tel:+48123']) {
      assert.equal(safeUrl(href)?.href, href);
    }
  });

  for (const href of [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' \u0001javascript:alert(1)',
    'java\tscr\nipt:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'blob:https://a.example/b',
    'file:///etc/passwd',
    'ftp://a.example/',
    'intent://x#Intent;scheme=javascript;end',
    'about:blank',
    'cid:part1',
    'javascript&colon;alert(1)',
    'javascript%3Aalert(1)',
    '//evil.example',
    '/path',
    'path',
    '#hash',
    '?query',
    '',
    'https://',
    'http://[',
  ]) {
    it(`is none in ${JSON.stringify(href)}`, () => assert.equal(safeUrl(href), undefined));
  }

  it('loses its user name and password', () => {
    assert.equal(safeUrl('https://bank.example:x@evil.example/')?.href, 'https://evil.example/');
  });

  it('is resolved against a base only when one is given', () => {
    assert.equal(safeUrl('/a', 'https://kb.example')?.href, 'https://kb.example/a');
    assert.equal(safeUrl('javascript:alert(1)', 'https://kb.example'), undefined);
  });

  it('is never anything else, whatever the text', async () => {
    const known = (await payloads('url', 'html', 'markdown', 'text')).map(({ text }) => text);
    const anything = fc.oneof(fc.constantFrom(...known), fc.string({ unit: 'binary' }), fc.webUrl());
    fc.assert(
      fc.property(anything, fc.constantFrom(undefined, 'https://kb.example'), (raw, base) => {
        const url = safeUrl(raw, base);
        assert.ok(!url || /^(?:https?|mailto|tel):$/.test(url.protocol));
        assert.ok(!url || !(url.username || url.password));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a link whose text names a host', () => {
  for (const [text, href, host] of [
    ['https://bank.example', 'https://evil.example/', 'evil.example'],
    ['bank.example', 'https://bank.example.evil.example/', 'bank.example.evil.example'],
    ['https://bank.example@evil.example', 'https://bank.example@evil.example', 'evil.example'],
    ['Go to WWW.BANK.EXAMPLE now', 'https://evil.example/', 'evil.example'],
    ['bank\u200b.example', 'https://evil.example/', 'evil.example'],
    ['bank。example', 'https://evil.example/', 'evil.example'],
    ['bank.example', 'https://evil.example/bank.example', 'evil.example'],
    ['apple.com', 'https://аррӏе.com/', 'xn--80ak6aa92e.com'],
    ['аррӏе.com', 'https://аррӏе.com/', 'xn--80ak6aa92e.com'],
    ['192.0.2.1', 'https://evil.example/', 'evil.example'],
    ['login.bank.example', 'https://bank.example/', 'bank.example'],
    ['help@bank.example', 'mailto:a@EVIL.example?subject=x', 'evil.example'],
  ] as const) {
    it(`shows ${host} behind ${text}`, () => assert.equal(disclosed(text, href), host));
  }

  for (const [text, href] of [
    ['our page', 'https://any.example/'],
    ['https://www.bank.example/a', 'https://bank.example/b'],
    ['bank.example', 'https://login.bank.example/'],
    ['Bank.Example.', 'https://bank.example/'],
    ['e.g. version 1.5', 'https://any.example/'],
    ['help@bank.example', 'mailto:help@bank.example'],
    ['+48 22 123.45.67', 'tel:+48221234567'],
    ['', 'https://any.example/'],
  ] as const) {
    it(`shows nothing more behind ${JSON.stringify(text)} to ${href}`, () => {
      assert.equal(disclosed(text, href), undefined);
    });
  }

  it('is read in linear time', () => {
    const url = safeUrl('https://a.example')!;
    const began = performance.now();
    for (const piece of ['a', 'a.', '.', 'a-', '。', 'a.b ', '\u200b', '@'])
      undisclosedHost(piece.repeat(100_000), url);
    assert.ok(performance.now() - began < 2000);
  });
});
