import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { deviceOf } from '../../src/auth/device.ts';

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';

const known: readonly [string, string][] = [
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:153.0) Gecko/20100101 Firefox/153.0', 'Firefox on Windows'],
  [`Mozilla/5.0 (X11; Linux x86_64) ${webkit} Chrome/156.0.0.0 Safari/537.36`, 'Chrome on Linux'],
  [`Mozilla/5.0 (Windows NT 10.0) ${webkit} Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0`, 'Edge on Windows'],
  [`Mozilla/5.0 (Linux; Android 14; K) ${webkit} Chrome/156.0.0.0 Mobile Safari/537.36`, 'Chrome on Android'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
    'Safari on iPhone',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
    'Safari on macOS',
  ],
  [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${webkit} Chrome/156.0.0.0 Safari/537.36`, 'Chrome on ChromeOS'],
  [
    `Mozilla/5.0 (Linux; Android 14; SM-S911B) ${webkit} SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36`,
    'Samsung Internet on Android',
  ],
  [`Mozilla/5.0 (Windows NT 10.0) ${webkit} Chrome/156.0.0.0 Safari/537.36 OPR/122.0`, 'Opera on Windows'],
  ['curl/8.9.1', 'nothing'],
  ['', 'nothing'],
];

for (const [userAgent, device] of known) {
  test(`${device}: ${userAgent.slice(0, 40)}`, () => {
    assert.equal(deviceOf(userAgent) ?? 'nothing', device);
  });
}

test('whatever a browser says, a device is a few of our own words, and soon found', () => {
  const words = /^[A-Za-z]+( Internet)?( on [A-Za-z]+)?$/;
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ maxLength: 2000 }), fc.constantFrom(...known.map(([text]) => text))),
      (text) => {
        const device = deviceOf(text);
        return device === undefined || words.test(device);
      },
    ),
  );
  const began = performance.now();
  deviceOf('Version/1 '.repeat(100_000));
  assert.ok(performance.now() - began < 50);
});
