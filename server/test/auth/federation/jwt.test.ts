import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { JWTPayload } from 'jose';
import type { AuthTables } from '../../../src/auth/tables.ts';
import type { TestDatabase } from '../../helpers/databases.ts';
import { databases, skipOf } from '../../helpers/databases.ts';
import { exchange, freePort, returned, settingsWith, startFlow } from '../../helpers/federation.ts';
import type { Client, TestGateway } from '../../helpers/gateway.ts';
import { createClient, startGateway } from '../../helpers/gateway.ts';
import { claimsFor, encoded, inSeconds, keys, pemOf, sign } from '../../helpers/token-signer.ts';

const secret = 'kZ4w1vQpY8r2TnL6cXs9BdHf3GmJ5aEu';
const key = new TextEncoder().encode(secret);
const signInUrl = 'https://app.brand.example/support?from=portal';

for (const kind of databases) {
  describe(`signed tokens of the owner's application on ${kind.name}`, { skip: skipOf(kind) }, () => {
    let database: TestDatabase;
    let gateway: TestGateway;
    let other: TestGateway;
    let origin: string;
    let keyServer: Server;
    let keyRequests = 0;

    before(async () => {
      database = await kind.create();
      keyServer = createServer((_request, response) => {
        keyRequests += 1;
        const jwk = { ...keys.rsa.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' };
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [jwk] }));
      }).listen(0, '127.0.0.1');
      await once(keyServer, 'listening');
      const port = await freePort();
      origin = `http://localhost:${port}`;
      const provider = (id: string, algorithm: string, more: object) => ({
        ...{ kind: 'jwt', id, label: id, issuer: 'https://app.brand.example', algorithm },
        ...more,
      });
      const shared = {
        database,
        settings: settingsWith([
          provider('app', 'HS256', { secret: { env: 'SSO_APP' }, signInUrl }),
          provider('twin', 'HS256', { secret: { env: 'SSO_APP' } }),
          provider('strict', 'HS256', { secret: { env: 'SSO_APP' }, signInUrl, unsolicited: false }),
          provider('weak', 'HS256', { secret: { env: 'SSO_WEAK' } }),
          provider('long', 'HS512', { secret: { env: 'SSO_LONG' }, recipient: 'portal' }),
          provider('rs256', 'RS256', { publicKey: pemOf(keys.rsa.publicKey) }),
          provider('ps256', 'PS256', { publicKey: pemOf(keys.rsa.publicKey) }),
          provider('es256', 'ES256', { publicKey: pemOf(keys.ec.publicKey) }),
          provider('eddsa', 'EdDSA', { publicKey: pemOf(keys.ed.publicKey) }),
          provider('jwks', 'RS256', {
            jwksUrl: `http://127.0.0.1:${(keyServer.address() as AddressInfo).port}/keys`,
          }),
        ]),
        secrets: { SSO_APP: secret, SSO_WEAK: 'too short', SSO_LONG: secret + secret },
      };
      const config = {
        ...{ port, publicUrl: origin, privateProviders: true, trustProxy: 1 },
        allowedOrigins: ['https://docs.other.example', 'https://kb.third.example'],
      };
      gateway = await startGateway({ ...shared, config });
      other =
        kind.name === 'postgres'
          ? await startGateway({ ...shared, config: { ...config, port: 0 } })
          : gateway;
    });
    after(async () => {
      if (other !== gateway) await other?.stop();
      await gateway?.stop();
      keyServer?.closeAllConnections();
      keyServer?.close();
      await database?.cleanup();
    });

    const hs = (more: JWTPayload = {}) => sign(claimsFor(origin, more), key, { alg: 'HS256' });

    /** What an application does: a form that posts itself, or a link. */
    async function hand(
      fields: Record<string, string> | URLSearchParams,
      { provider = 'app', method = 'POST', browser = createClient(origin), at = origin } = {},
    ) {
      const url = `${at}/api/auth/providers/${provider}/callback`;
      const form = new URLSearchParams(fields);
      return method === 'GET'
        ? browser.fetch(`${url}?${form.toString()}`)
        : // As a page of the application's own origin sends it.
          browser.fetch(url, { method, body: form, headers: { origin: 'https://app.brand.example' } });
    }

    async function flow(browser: Client, provider = 'app') {
      const request = { provider, returnTo: '/portal/#/tickets/9' };
      const began = await startFlow(browser, origin, request, origin);
      return new URL(((await began.json()) as { url: string }).url);
    }

    const sessions = async () =>
      (await gateway.gateway.storage.db.withTables<AuthTables>().selectFrom('session').select('id').execute())
        .length;

    test('begun at the portal: to the application and back to the page, signed in', async () => {
      const browser = createClient(origin);
      const url = await flow(browser);
      assert.equal(url.origin + url.pathname, 'https://app.brand.example/support');
      assert.equal(url.searchParams.get('from'), 'portal');
      assert.equal(url.searchParams.get('returnTo'), `${origin}/portal/#/tickets/9`);
      const state = url.searchParams.get('state') ?? '';
      const begun = await sessions();
      const back = await hand({ token: await hs(), state }, { browser, at: other.url });
      assert.equal(back.status, 303);
      const { code = '', page, hash } = returned(back);
      assert.deepEqual([page, hash], [`${origin}/portal/`, '/tickets/9']);
      assert.equal(await sessions(), begun);
      const stranger = createClient(origin);
      assert.equal((await exchange(stranger, origin, code, origin)).status, 401);

      const again = (await flow(browser)).searchParams.get('state') ?? '';
      const second = returned(await hand({ token: await hs(), state: again }, { browser }));
      const answer = await exchange(browser, origin, second.code ?? '', origin);
      const body = (await answer.json()) as { returnTo: string; session: { contact: { email: string } } };
      assert.equal(body.session.contact.email, 'alice@acme.example');
      assert.equal(body.returnTo, `${origin}/portal/#/tickets/9`);
    });

    test('begun at the application: by POST or GET, to an allowed page', async () => {
      for (const method of ['POST', 'GET']) {
        for (const field of ['token', 'jwt']) {
          const browser = createClient(origin);
          const fields = { [field]: await hs(), returnTo: `${origin}/portal/?a=1#/new`, state: '' };
          const { code, page, hash } = returned(await hand(fields, { method, browser }));
          assert.deepEqual([page, hash], [`${origin}/portal/?a=1`, '/new']);
          assert.equal((await exchange(browser, origin, code ?? '', origin)).status, 200);
          assert.equal((await exchange(browser, origin, code ?? '', origin)).status, 401);
        }
      }
      const { page, code } = returned(await hand({ token: await hs(), returnTo: 'https://evil.example/' }));
      assert.equal(page, `${origin}/portal/`);
      assert.ok(code);
    });

    test('from a page on another site: the cookie is for that page alone, and so is the code', async () => {
      const page = 'https://docs.other.example';
      const arrive = async () => {
        const browser = createClient(origin);
        const request = { provider: 'app', returnTo: `${page}/help?a=1#/tickets/9` };
        const began = await startFlow(browser, origin, request, page);
        const [cookie = ''] = began.headers.getSetCookie().filter((value) => value.includes('portico-flow'));
        assert.match(
          cookie,
          /^__Host-portico-flow-[\w-]+=[^;]+;.*; Path=\/; HttpOnly; Secure; SameSite=None; Partitioned$/,
        );
        const { searchParams } = new URL(((await began.json()) as { url: string }).url);
        const back = await hand({ token: await hs(), state: searchParams.get('state') ?? '' }, { browser });
        assert.equal(returned(back).page, `${page}/help?a=1`);
        return { browser, code: returned(back).code ?? '' };
      };
      const right = await arrive();
      assert.equal((await exchange(right.browser, origin, right.code, page)).status, 200);
      for (const other of [origin, 'https://kb.third.example']) {
        const { browser, code } = await arrive();
        assert.equal((await exchange(browser, origin, code, other)).status, 401, other);
      }
      const foreign = await startFlow(
        createClient(origin),
        origin,
        { provider: 'app', returnTo: '/' },
        'https://evil.example',
      );
      assert.equal(foreign.status, 403);
    });

    test('one network begins 200 flows in a quarter of an hour, and no more', async () => {
      const begin = (address: string) =>
        createClient(origin).fetch('/api/auth/sign-in', {
          method: 'POST',
          headers: { 'x-forwarded-for': address },
          json: { method: 'redirect', provider: 'app', returnTo: '/' },
        });
      const answers = await Promise.all(Array.from({ length: 205 }, () => begin('203.0.113.7')));
      assert.equal(answers.filter(({ status }) => status === 200).length, 200);
      const refused = answers.filter(({ status }) => status === 429);
      assert.equal(refused.length, 5);
      assert.ok(Number(refused[0]?.headers.get('retry-after')) > 0);
      assert.equal((await begin('198.51.100.7')).status, 200);
    });

    test('an owner may ask that everybody begins at the portal', async () => {
      const browser = createClient(origin);
      const token = await hs();
      assert.equal(returned(await hand({ token }, { provider: 'strict' })).error, 'expired');
      const state = (await flow(browser, 'strict')).searchParams.get('state') ?? '';
      assert.ok(returned(await hand({ token, state }, { provider: 'strict', browser })).code);
    });

    test('every algorithm with its key; and times off by 50 seconds', async (context) => {
      const good: [string, string, Promise<string>][] = [
        [
          'long',
          'HS512',
          sign(claimsFor('portal'), new TextEncoder().encode(secret + secret), { alg: 'HS512' }),
        ],
        ['rs256', 'RS256', sign(claimsFor(origin), keys.rsa.privateKey, { alg: 'RS256' })],
        ['ps256', 'PS256', sign(claimsFor(origin), keys.rsa.privateKey, { alg: 'PS256' })],
        ['es256', 'ES256', sign(claimsFor(origin), keys.ec.privateKey, { alg: 'ES256' })],
        ['eddsa', 'EdDSA', sign(claimsFor(origin), keys.ed.privateKey, { alg: 'EdDSA' })],
        ['jwks', 'RS256', sign(claimsFor(origin), keys.rsa.privateKey, { alg: 'RS256', kid: 'one' })],
        ['app', 'no typ', sign(claimsFor(origin), key, { alg: 'HS256', typ: undefined })],
        ['app', 'expired 50 s ago', hs({ exp: inSeconds(-50), iat: inSeconds(-110) })],
        ['app', 'made in 50 s', hs({ iat: inSeconds(50) })],
        ['app', 'valid in 50 s', hs({ nbf: inSeconds(50) })],
        ['app', 'good for 10 minutes and 50 s', hs({ exp: inSeconds(650) })],
        ['app', 'several audiences', hs({ aud: ['x', origin] })],
        ['app', 'no subject', hs({ sub: undefined })],
      ];
      for (const [provider, name, token] of good) {
        const { code, error } = returned(await hand({ token: await token }, { provider }));
        assert.ok(code, `${name}: ${error}`);
      }
      context.diagnostic(`valid tokens accepted: ${good.length}`);
    });

    test('S17: nothing that does not hold is accepted', async (context) => {
      const publicPem = pemOf(keys.rsa.publicKey);
      const byHand = (header: object, claims: JWTPayload, sha: string, by: string | Uint8Array) => {
        const input = `${encoded(header)}.${encoded(claims)}`;
        return `${input}.${createHmac(sha, by).update(input).digest('base64url')}`;
      };
      const header = (more: object) => byHand({ alg: 'HS256', ...more }, claimsFor(origin), 'sha256', key);
      const without = (name: string) => hs({ [name]: undefined });
      const [plainHeader, plainClaims, plainSignature] = (await hs()).split('.');
      const used = await hs();
      assert.ok(returned(await hand({ token: used })).code);
      const usedId = randomUUID();
      assert.ok(returned(await hand({ token: await hs({ jti: usedId }) })).code);
      const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const jwk = foreign.publicKey.export({ format: 'jwk' });

      type Vector = { token?: string | Promise<string>; provider?: string; fields?: Record<string, string> };
      const vectors: Record<string, Vector> = {
        'alg none': { token: `${encoded({ alg: 'none' })}.${encoded(claimsFor(origin))}.` },
        'alg None in other letters': { token: `${encoded({ alg: 'nOnE' })}.${encoded(claimsFor(origin))}.` },
        'alg none with a signature': {
          token: `${encoded({ alg: 'none' })}.${encoded(claimsFor(origin))}.${plainSignature}`,
        },
        'no alg': { token: byHand({ typ: 'JWT' }, claimsFor(origin), 'sha256', key) },
        'no signature': { token: `${plainHeader}.${plainClaims}.` },
        'two parts': { token: `${plainHeader}.${plainClaims}` },
        'altered claims': {
          token: `${plainHeader}.${encoded(claimsFor(origin, { email: 'owner@portico.example' }))}.${plainSignature}`,
        },
        'a padded signature': { token: `${plainHeader}.${plainClaims}.${plainSignature}=` },
        'another secret': {
          token: sign(claimsFor(origin), new TextEncoder().encode(`${secret}x`), { alg: 'HS256' }),
        },
        'an empty secret': { token: byHand({ alg: 'HS256' }, claimsFor(origin), 'sha256', '') },
        'HS256 by the public key in place of RS256': {
          provider: 'rs256',
          token: byHand({ alg: 'HS256' }, claimsFor(origin), 'sha256', publicPem),
        },
        'HS256 by the public key of a key set': {
          provider: 'jwks',
          token: byHand({ alg: 'HS256', kid: 'one' }, claimsFor(origin), 'sha256', publicPem),
        },
        'HS512 by the right secret in place of HS256': {
          token: byHand({ alg: 'HS512' }, claimsFor(origin), 'sha512', key),
        },
        'PS256 in place of RS256': {
          provider: 'rs256',
          token: sign(claimsFor(origin), keys.rsa.privateKey, { alg: 'PS256' }),
        },
        'RS384 in place of RS256': {
          provider: 'rs256',
          token: sign(claimsFor(origin), keys.rsa.privateKey, { alg: 'RS384' }),
        },
        'a foreign RSA key': {
          provider: 'rs256',
          token: sign(claimsFor(origin), foreign.privateKey, { alg: 'RS256' }),
        },
        'a foreign key brought along (jwk)': {
          provider: 'rs256',
          token: sign(claimsFor(origin), foreign.privateKey, { alg: 'RS256', jwk }),
        },
        'a key set brought along (jku)': {
          provider: 'jwks',
          token: sign(claimsFor(origin), foreign.privateKey, {
            alg: 'RS256',
            kid: 'theirs',
            jku: 'http://127.0.0.1:1/keys',
          }),
        },
        'a key id that is a path': {
          provider: 'jwks',
          token: sign(claimsFor(origin), foreign.privateKey, { alg: 'RS256', kid: '../../../dev/null' }),
        },
        'a key id that is SQL': {
          provider: 'jwks',
          token: sign(claimsFor(origin), foreign.privateKey, { alg: 'RS256', kid: "' union select 'x' --" }),
        },
        'a key id that is known, with a foreign key': {
          provider: 'jwks',
          token: sign(claimsFor(origin), foreign.privateKey, { alg: 'RS256', kid: 'one' }),
        },
        'an empty ECDSA signature': {
          provider: 'es256',
          token: `${encoded({ alg: 'ES256' })}.${encoded(claimsFor(origin))}.${Buffer.alloc(64).toString('base64url')}`,
        },
        'a critical header that nobody knows': { token: header({ crit: ['x'], x: 1 }) },
        'an unencoded payload': { token: header({ b64: false, crit: ['b64'] }) },
        'a token for another purpose (access)': { token: header({ typ: 'at+jwt' }) },
        'a token for another purpose (sign-out)': { token: header({ typ: 'logout+jwt' }) },
        'another audience': { token: hs({ aud: 'https://other.example' }) },
        'an audience that begins alike': { token: hs({ aud: `${origin}/` }) },
        'no audience': { token: without('aud') },
        'an empty list of audiences': { token: hs({ aud: [] }) },
        'another issuer': { token: hs({ iss: 'https://evil.example' }) },
        'no issuer': { token: without('iss') },
        'no expiry': { token: without('exp') },
        expired: { token: hs({ exp: inSeconds(-65), iat: inSeconds(-300) }) },
        'an expiry in words': { token: hs({ exp: 'never' as unknown as number }) },
        'an expiry beyond all numbers': { token: hs({ exp: 1e300 }) },
        'good for 12 minutes': { token: hs({ exp: inSeconds(12 * 60) }) },
        'good for a year': { token: hs({ exp: inSeconds(365 * 86_400) }) },
        'not yet valid': { token: hs({ nbf: inSeconds(70) }) },
        'from the future': { token: hs({ iat: inSeconds(70) }) },
        'no time of issue': { token: without('iat') },
        'no id': { token: without('jti') },
        'an empty id': { token: hs({ jti: '' }) },
        'an id that is a number': { token: hs({ jti: 7 as unknown as string }) },
        'an id of 300 characters': { token: hs({ jti: 'x'.repeat(300) }) },
        'no address': { token: without('email') },
        'an address that is none': { token: hs({ email: 'alice@acme.example, eve@evil.example' }) },
        'an address with a line break': {
          token: hs({ email: 'alice@acme.example\r\nbcc: eve@evil.example' }),
        },
        'a list of addresses': { token: hs({ email: ['alice@acme.example'] as unknown as string }) },
        'used before': { token: used },
        'an id used before': { token: hs({ jti: usedId }) },
        'an id used before, at another provider of the same application': {
          provider: 'twin',
          token: hs({ jti: usedId }),
        },
        'encrypted in form': { token: 'a.b.c.d.e' },
        'no token': { fields: {} },
        'an empty token': { fields: { token: '' } },
        'two tokens': { fields: { token: await hs(), jwt: await hs() } },
        'no text': { fields: { token: '\u0000\ufffd' } },
        'a token of 10 KB': { token: hs({ padding: 'x'.repeat(10_000) }) },
        'claims that are no object': {
          token: byHand({ alg: 'HS256' }, [1] as unknown as JWTPayload, 'sha256', key),
        },
        'claims of a prototype': {
          token: byHand(
            { alg: 'HS256' },
            JSON.parse('{"__proto__":{"email":"owner@portico.example"}}') as JWTPayload,
            'sha256',
            key,
          ),
        },
      };
      const begun = await sessions();
      for (const [name, { token, provider, fields }] of Object.entries(vectors)) {
        const sent = fields ?? { token: (await token) ?? '' };
        const { code, error } = returned(await hand(sent, provider === undefined ? {} : { provider }));
        assert.equal(code, undefined, name);
        assert.equal(error, 'failed', name);
      }
      assert.equal(await sessions(), begun);
      context.diagnostic(`hostile tokens: ${Object.keys(vectors).length}, accepted: 0`);
      // Made-up key ids must not have the set fetched again and again.
      assert.ok(keyRequests <= 2, `the key set was fetched ${keyRequests} times`);
    });

    test('S17: one token handed in twenty times at once, at both gateways: one is let in', async () => {
      const token = await hs();
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          hand({ token }, { at: index % 2 === 0 ? origin : other.url }),
        ),
      );
      const codes = answers.map(returned).filter(({ code }) => code !== undefined);
      assert.equal(codes.length, 1);
    });

    test('a token in a flow that is over or unknown is not taken, and stays good', async () => {
      const token = await hs();
      assert.equal(returned(await hand({ token, state: 'unknown' })).error, 'expired');
      assert.ok(returned(await hand({ token })).code);
    });

    test('a secret that is too short leaves the provider out; without an address to sign in there is no button', async () => {
      assert.equal((await hand({ token: await hs() }, { provider: 'weak' })).status, 404);
      assert.match(
        gateway.log(),
        /"provider":"weak","reason":"SSO_WEAK must have 32 bytes or more for HS256"/,
      );
      const portal = (await (await fetch(`${origin}/api/portal`)).json()) as {
        signIn: { providers: { id: string }[] };
      };
      assert.deepEqual(
        portal.signIn.providers.map(({ id }) => id),
        ['app', 'strict'],
      );
      const request = { provider: 'twin', returnTo: '/' };
      assert.equal((await startFlow(createClient(origin), origin, request, origin)).status, 501);
    });

    test('forms that are too long, or none, are refused as such', async () => {
      const url = `${origin}/api/auth/providers/app/callback`;
      const post = (body: string, type = 'application/x-www-form-urlencoded') =>
        fetch(url, { method: 'POST', body, headers: { 'content-type': type }, redirect: 'manual' });
      assert.equal((await post(`token=${'x'.repeat(700 * 1024)}`)).status, 413);
      assert.equal((await post('{"token":"x"}', 'application/json')).status, 415);
      assert.equal((await post('token=x', 'text/plain')).status, 415);
      assert.equal((await post('token=x', 'application/x-www-form-urlencoded; charset=utf-8')).status, 303);
    });

    test('S20: logs hold no token, id, secret or address', async () => {
      const token = await hs({ jti: 'an-id-of-a-token' });
      await hand({ token });
      await hand({ token });
      const log = gateway.log() + other.log();
      for (const part of [...token.split('.'), 'an-id-of-a-token', secret, 'alice@acme']) {
        assert.ok(!log.includes(part), part);
      }
    });
  });
}
