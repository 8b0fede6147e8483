import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { allowedReturn } from '../../../src/auth/return-to.ts';
import { payloads } from '../../../../test/corpora/index.ts';

const fallback = 'https://help.brand.example/portal/';
const origins = new Set([
  'https://help.brand.example',
  'https://docs.brand.example',
  'http://localhost:8080',
]);
const rules = { origins, fallback };
const back = (value: string | undefined): string => allowedReturn(value, rules);

describe('where somebody is sent back to', () => {
  test('a page of an allowed origin, with its query and fragment', () => {
    for (const address of [
      'https://docs.brand.example/',
      'https://docs.brand.example/a/b?c=d&e=%2F#/tickets/17',
      'https://help.brand.example/portal/#/tickets/01J?x=1',
      'http://localhost:8080/portal/',
    ]) {
      assert.equal(back(address), address);
    }
    assert.equal(back('https://docs.brand.example'), 'https://docs.brand.example/');
    assert.equal(back('https://docs.brand.example?a#b'), 'https://docs.brand.example/?a#b');
  });

  test('a path, on the portal’s own page’s origin', () => {
    assert.equal(back('/kb/article?x=1#/tickets/2'), 'https://help.brand.example/kb/article?x=1#/tickets/2');
    assert.equal(back('/'), 'https://help.brand.example/');
    assert.equal(back('/.//google.com/'), 'https://help.brand.example//google.com/');
  });

  test('anything else leads to the portal', () => {
    const hostile = [
      undefined,
      '',
      ' ',
      '//docs.brand.example/',
      '///docs.brand.example/',
      '/\\docs.brand.example',
      '\\\\evil.example',
      '/\t/evil.example',
      '/\n/evil.example',
      'https:docs.brand.example/',
      'https:/docs.brand.example/',
      'HTTPS://docs.brand.example/',
      'https://docs.brand.example:443/',
      'https://docs.brand.example./',
      'https://docs.brand.example.evil.example/',
      'https://docs.brand.example@evil.example/',
      'https://docs.brand.example:x@evil.example/',
      'https://docs.brand.example:8443/',
      'https://user@docs.brand.example/',
      'https://user:word@docs.brand.example/',
      'https://evil.example/https://docs.brand.example/',
      'https://evil.example?https://docs.brand.example/',
      'https://docs.brand.example\\@evil.example/',
      'https://docs.brand.example\u0000/',
      'https://docs.brand.example/\r\nset-cookie: a=b',
      'https://docs.brand.example/\u202Egnp.exe',
      'https://docs.br\u0430nd.example/',
      'https://docs.brand\u3002example/',
      'https://\uFF44ocs.brand.example/',
      'http://docs.brand.example/',
      'javascript:alert(1)',
      'javascript://docs.brand.example/%0aalert(1)',
      'data:text/html,x',
      'blob:https://docs.brand.example/7c6f',
      'file:///etc/passwd',
      'docs.brand.example',
      'portal/',
      '?a',
      '#a',
      'null',
      `https://docs.brand.example/${'a'.repeat(2000)}`,
      `/${'a'.repeat(2000)}`,
      `https://${'a.'.repeat(100_000)}example/`,
    ];
    for (const value of hostile) assert.equal(back(value), fallback, JSON.stringify(value?.slice(0, 80)));
  });

  test('S19: no open-redirect payload leaves the allow-list', async (context) => {
    const corpus = await payloads('url');
    assert.equal(corpus.length, 234);
    let sentToPortal = 0;
    for (const { name, text } of corpus) {
      for (const value of [
        text,
        text.trim(),
        `/${text}`,
        encodeURI(text),
        `https://docs.brand.example${text}`,
      ]) {
        const answer = back(value);
        assert.ok(origins.has(new URL(answer).origin), `${name}: ${value} leads to ${answer}`);
        // What is left must read the same to whoever parses it: no second host hidden in it.
        assert.ok(/^https?:\/\/[a-z.]+(:\d+)?\//.test(answer), `${name}: ${answer}`);
      }
      if (back(text) === fallback) sentToPortal += 1;
    }
    context.diagnostic(
      `open-redirect payloads: ${corpus.length}, in 5 forms each; left the allow-list: 0; led to the portal at once: ${sentToPortal}`,
    );
  });

  test('whatever comes, the answer is an address of an allowed origin, and stays the same when asked again', () => {
    const pieces = fc.constantFrom(
      ...[
        '/',
        '//',
        '\\',
        '@',
        ':',
        '?',
        '#',
        '.',
        '%2f',
        '%5c',
        '%00',
        '\t',
        '\u0000',
        'http',
        'https:',
        'javascript:',
      ],
      ...[
        'docs.brand.example',
        'evil.example',
        'https://docs.brand.example',
        'localhost:8080',
        '\u3002',
        '\u00ad',
      ],
    );
    const value = fc.oneof(
      fc
        .array(fc.oneof(pieces, fc.string({ maxLength: 3 })), { maxLength: 12 })
        .map((parts) => parts.join('')),
      fc.webUrl({ withFragments: true, withQueryParameters: true }),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(value, (text) => {
        const answer = back(text);
        const url = new URL(answer);
        assert.ok(origins.has(url.origin));
        assert.equal(url.username + url.password, '');
        assert.equal(url.href, answer);
        assert.equal(back(answer), answer.length > 2000 ? fallback : answer);
      }),
      { numRuns: 3000 },
    );
  });

  test('the portal’s page counts also where its origin is not on the list', () => {
    const elsewhere = { origins: new Set(['https://gateway.example']), fallback };
    assert.equal(allowedReturn('/a', elsewhere), 'https://help.brand.example/a');
    assert.equal(allowedReturn('https://help.brand.example/a', elsewhere), 'https://help.brand.example/a');
    assert.equal(allowedReturn('https://docs.brand.example/a', elsewhere), fallback);
  });
});
