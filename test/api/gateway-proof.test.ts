import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createChallenge, randomInt, verifySolution } from 'altcha-lib';
import { deriveKey as pbkdf2 } from 'altcha-lib/algorithms/pbkdf2';
import { deriveKey as sha } from 'altcha-lib/algorithms/sha';
import { solve } from '../../src/api/gateway/proof-of-work.ts';
import { gatewayAdapter, type GatewayOptions } from '../../src/api/gateway/index.ts';
import { isAbort, PortalError, type PortalSettings } from '../../src/api/index.ts';
import { defaultSettings } from '../../src/api/memory/settings.ts';
import { scriptedServer, type ScriptedServer } from './helpers/scripted-server.ts';

const secret = 'the test’s own secret';

/** As the library on the gateway's side judges a proof. */
async function isTaken(proof: string, deriveKey: typeof pbkdf2): Promise<boolean> {
  const { challenge, solution } = JSON.parse(atob(proof)) as Pick<
    Parameters<typeof verifySolution>[0],
    'challenge' | 'solution'
  >;
  const { verified } = await verifySolution({
    ...{ challenge, solution, deriveKey },
    hmacSignatureSecret: secret,
    hmacKeySignatureSecret: `${secret} of keys`,
  });
  return verified;
}

const kinds = [
  { algorithm: 'PBKDF2/SHA-256', cost: 50, deriveKey: pbkdf2 },
  { algorithm: 'PBKDF2/SHA-512', cost: 7, deriveKey: pbkdf2 },
  { algorithm: 'SHA-256', cost: 1, deriveKey: sha },
  { algorithm: 'SHA-384', cost: 3, deriveKey: sha },
];

for (const { algorithm, cost, deriveKey } of kinds) {
  test(`work by ${algorithm} is proven as the gateway's library checks it`, async () => {
    const common = { algorithm, cost, deriveKey, hmacSignatureSecret: secret };
    for (const more of [
      { keyPrefix: '00' },
      { keyPrefix: '0F3' },
      { keyLength: 20, keyPrefix: '1' },
      { counter: randomInt(30, 200), hmacKeySignatureSecret: `${secret} of keys` },
    ]) {
      const challenge = await createChallenge({ ...common, ...more });
      assert.ok(await isTaken(await solve({ ...challenge }, {}), deriveKey), JSON.stringify(more));
    }
  });
}

test('work can be given up', async () => {
  const stop = new AbortController();
  const challenge = await createChallenge({
    ...{ algorithm: 'SHA-256', cost: 1, deriveKey: sha, hmacSignatureSecret: secret },
    keyPrefix: 'ffffffffffffffff',
  });
  const working = solve({ ...challenge }, { signal: stop.signal });
  setTimeout(() => stop.abort(), 60);
  await assert.rejects(working, isAbort);
});

test('what is no challenge is refused, and never worked at', async () => {
  const good = {
    ...{ algorithm: 'SHA-256', nonce: 'ab', salt: 'cd', keyPrefix: '0', cost: 1, keyLength: 32 },
  };
  for (const bad of [
    undefined,
    { ...good, algorithm: 'SCRYPT' },
    { ...good, algorithm: 'SHA-1' },
    { ...good, nonce: 'xyz' },
    { ...good, salt: '' },
    { ...good, keyPrefix: 7 },
    { ...good, cost: 0 },
    { ...good, cost: 1e12 },
    { ...good, keyLength: 9000 },
  ]) {
    await assert.rejects(
      solve({ parameters: bad }, {}),
      (error) => PortalError.is(error) && /^(unavailable|not-supported)$/.test(error.code),
      JSON.stringify(bad),
    );
  }
});

test('a page without a secure context says that it cannot', async () => {
  const own = Object.getOwnPropertyDescriptor(globalThis, 'crypto')!;
  Object.defineProperty(globalThis, 'crypto', { value: {}, configurable: true });
  try {
    await assert.rejects(
      solve({}, {}),
      (error) => PortalError.is(error) && error.code === 'not-supported' && /HTTPS/.test(error.message),
    );
  } finally {
    Object.defineProperty(globalThis, 'crypto', own);
  }
});

let server: ScriptedServer;
before(async () => {
  server = await scriptedServer();
});
after(() => server.close());

/** An adapter whose gateway asks for a kind of challenge, by its settings. */
async function started(challenge: string | undefined, options: Partial<GatewayOptions> = {}) {
  const settings: PortalSettings = {
    ...defaultSettings,
    signIn: { ...defaultSettings.signIn, ...(challenge && { challenge }) },
  };
  const adapter = gatewayAdapter({ url: server.url, ...options });
  server.script({ status: 200, body: { settings, session: null } });
  await adapter.start();
  return adapter;
}

const sent = { status: 200, body: { state: 'check-email' } };
const requests = () => server.seen.map(({ method, url }) => `${method} ${url}`);

test('calls that strangers make carry a proof where one is asked for', async () => {
  const { session } = await started('proof-of-work');
  const person = { name: 'N', email: 'n@example.com', password: 'p' };
  for (const call of [
    () => session.requestLink!('n@example.com', { language: 'pl', returnTo: 'https://a.example/#/x' }),
    () => session.requestReset!('n@example.com'),
    () => session.register!(person),
  ]) {
    const challenge = await createChallenge({
      ...{ algorithm: 'SHA-256', cost: 1, deriveKey: sha, hmacSignatureSecret: secret },
    });
    server.script({ status: 200, body: { challenge } }, sent);
    await call();
    assert.match(requests()[0] ?? '', /^GET \/api\/auth\/challenge$/);
    const body = JSON.parse(server.seen[1]?.body ?? '{}') as { proof: string };
    assert.ok(await isTaken(body.proof, sha));
  }
});

test('no challenge is fetched where none is asked for, and null asks for none', async () => {
  const without = await started(undefined);
  server.script(sent);
  await without.session.requestLink!('n@example.com');
  assert.deepEqual(requests(), ['POST /api/auth/link']);
  const pausing = await started('proof-of-work');
  server.script({ status: 200, body: { challenge: null } }, sent);
  await pausing.session.requestLink!('n@example.com');
  assert.ok(!('proof' in (JSON.parse(server.seen[1]?.body ?? '{}') as object)));
});

test('another kind is solved by whom the page names, and else refused in words', async () => {
  const challenge = { sitekey: 'k' };
  const { session } = await started('turnstile', {
    challenges: { turnstile: ({ sitekey }) => Promise.resolve(`solved ${String(sitekey)}`) },
  });
  server.script({ status: 200, body: { challenge } }, sent);
  await session.requestReset!('n@example.com');
  assert.equal((JSON.parse(server.seen[1]?.body ?? '{}') as { proof: string }).proof, 'solved k');

  const unable = await started('turnstile');
  server.script({ status: 200, body: { challenge } });
  await assert.rejects(
    unable.session.requestReset!('n@example.com'),
    (error) => PortalError.is(error) && error.code === 'not-supported' && /turnstile/.test(error.message),
  );

  const broken = await started('turnstile', {
    challenges: { turnstile: () => Promise.reject(new Error('blocked')) },
  });
  server.script({ status: 200, body: { challenge } });
  await assert.rejects(
    broken.session.requestReset!('n@example.com'),
    (error) => PortalError.is(error) && error.code === 'unavailable',
  );
});
