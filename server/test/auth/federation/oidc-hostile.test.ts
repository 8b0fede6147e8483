import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { JWTPayload } from 'jose';
import type { AuthTables } from '../../../src/auth/tables.ts';
import { exchange, freePort, returned, settingsWith, startFlow } from '../../helpers/federation.ts';
import type { Client, TestGateway } from '../../helpers/gateway.ts';
import { createClient, startGateway } from '../../helpers/gateway.ts';
import type { OidcProvider } from '../../helpers/oidc-provider.ts';
import { startOidcProvider } from '../../helpers/oidc-provider.ts';
import type { Asked, ScriptedProvider } from '../../helpers/scripted-provider.ts';
import {
  askedOf,
  challengeOf,
  scriptedClient,
  startScriptedProvider,
} from '../../helpers/scripted-provider.ts';

const now = () => Math.floor(Date.now() / 1000);
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('S18: OpenID Connect under attack', () => {
  let gateway: TestGateway;
  let origin: string;
  let scripted: ScriptedProvider;
  let mallory: ScriptedProvider;
  let announcing: ScriptedProvider;
  let keyless: ScriptedProvider;
  let liars: ScriptedProvider[];
  let real: OidcProvider;
  const secret = 'a-client-secret-of-the-scripted-provider';

  before(async () => {
    const port = await freePort();
    origin = `http://localhost:${port}`;
    scripted = await startScriptedProvider();
    mallory = await startScriptedProvider();
    announcing = await startScriptedProvider({ authorization_response_iss_parameter_supported: true });
    keyless = await startScriptedProvider();
    liars = await Promise.all(
      [
        { issuer: 'https://accounts.google.com' },
        { issuer: undefined },
        { authorization_endpoint: 'javascript:alert(1)' },
        { authorization_endpoint: undefined },
      ].map(startScriptedProvider),
    );
    real = await startOidcProvider({
      redirectUris: [`${origin}/api/auth/providers/real/callback`],
      people: {
        alice: { email: 'alice@acme.example', email_verified: true },
        eve: { email: 'eve@evil.example', email_verified: true },
      },
    });
    const provider = (id: string, issuer: string, clientId: string) => ({
      ...{ kind: 'oidc', id, label: id, issuer, clientId },
      clientSecret: { env: `SSO_${id.toUpperCase()}` },
    });
    gateway = await startGateway({
      settings: settingsWith([
        provider('scripted', scripted.issuer, scriptedClient),
        provider('mallory', mallory.issuer, scriptedClient),
        provider('announcing', announcing.issuer, scriptedClient),
        provider('keyless', keyless.issuer, scriptedClient),
        provider('real', real.issuer, real.clientId),
        ...liars.map((liar, index) => ({
          ...provider(`liar-${index}`, liar.issuer, scriptedClient),
          clientSecret: undefined,
        })),
      ]),
      secrets: {
        ...{ SSO_SCRIPTED: secret, SSO_MALLORY: secret, SSO_ANNOUNCING: secret, SSO_KEYLESS: secret },
        SSO_REAL: real.clientSecret,
      },
      config: { port, privateProviders: true },
    });
  });
  after(async () => {
    await gateway?.stop();
    for (const provider of [scripted, mallory, announcing, keyless, real, ...(liars ?? [])]) {
      await provider?.stop();
    }
  });

  async function begin(browser: Client, provider = 'scripted'): Promise<Asked> {
    const began = await startFlow(browser, origin, { provider, returnTo: '/portal/#/tickets/7' }, origin);
    assert.equal(began.status, 200);
    return askedOf(((await began.json()) as { url: string }).url);
  }

  const comeBack = async (browser: Client, params: URLSearchParams | string, provider = 'scripted') =>
    returned(await browser.fetch(`${origin}/api/auth/providers/${provider}/callback?${params.toString()}`));

  /** A provider whose answer is as it should be, but for what a vector changes. */
  async function honest(asked: Asked, more: JWTPayload = {}, provider = scripted) {
    const idToken = await provider.sign(provider.claims(asked.nonce, more));
    return { access_token: 'at', token_type: 'Bearer', expires_in: 60, id_token: idToken };
  }

  const sessionsAndLinks = async () => {
    const db = gateway.gateway.storage.db.withTables<AuthTables>();
    const sessions = await db.selectFrom('session').select('id').execute();
    const links = await db.selectFrom('account').select('id').where('providerId', 'like', 'sso:%').execute();
    return [sessions.length, links.length];
  };

  test('what it asks for: PKCE by S256, state, nonce, exact callback; and what it hands in', async () => {
    const browser = createClient(origin);
    const asked = await begin(browser);
    const { searchParams } = asked.url;
    assert.equal(searchParams.get('response_type'), 'code');
    assert.equal(searchParams.get('scope'), 'openid email profile');
    assert.equal(searchParams.get('code_challenge_method'), 'S256');
    assert.equal(asked.redirectUri, `${origin}/api/auth/providers/scripted/callback`);
    assert.match(asked.state, /^[\w-]{43}$/);
    assert.match(asked.nonce, /^[\w-]{43}$/);
    const second = await begin(browser);
    for (const name of ['state', 'nonce', 'challenge'] as const) assert.notEqual(second[name], asked[name]);

    scripted.answer = { body: await honest(asked) };
    const { code } = await comeBack(browser, new URLSearchParams({ code: 'c', state: asked.state }));
    assert.equal((await exchange(browser, origin, code ?? '', origin)).status, 200);
    const form = scripted.requests.at(-1);
    assert.equal(form?.get('redirect_uri'), asked.redirectUri);
    assert.equal(challengeOf(form?.get('code_verifier') ?? ''), asked.challenge);
  });

  test('60 seconds of skew are tolerated, in both directions', async (context) => {
    const accepted = [
      { exp: now() - 50 },
      { iat: now() + 50, nbf: now() + 50, exp: now() + 110 },
      { nbf: now() - 300 },
      { aud: [scriptedClient] },
      { aud: [scriptedClient, 'another'], azp: scriptedClient },
      { azp: scriptedClient },
      { email_verified: 'true' },
    ];
    for (const more of accepted) {
      const browser = createClient(origin);
      const asked = await begin(browser);
      scripted.answer = { body: await honest(asked, more) };
      const { code } = await comeBack(browser, new URLSearchParams({ code: 'c', state: asked.state }));
      assert.ok(code, JSON.stringify(more));
    }
    context.diagnostic(`valid answers accepted: ${accepted.length}`);
  });

  test('nothing that does not hold is accepted', async (context) => {
    const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const pem = scripted.publicKey.export({ type: 'spki', format: 'pem' });
    const hs256 = (claims: JWTPayload, key: string | Buffer): string => {
      const input = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
      return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`;
    };
    type Vector = (
      asked: Asked,
      browser: Client,
    ) => Promise<{
      /** What stands in the provider's answer in place of an id token that holds. */
      idToken?: string;
      answer?: ScriptedProvider['answer'];
      params?: URLSearchParams | string;
      provider?: string;
      expired?: boolean;
    }>;
    const claims =
      (change: (claims: JWTPayload) => JWTPayload): Vector =>
      async ({ nonce }) => ({ idToken: await scripted.sign(change(scripted.claims(nonce))) });
    const without =
      (name: string): Vector =>
      async ({ nonce }) => {
        const { [name]: _left, ...rest } = scripted.claims(nonce);
        return { idToken: await scripted.sign(rest) };
      };
    const params =
      (change: (params: URLSearchParams) => void, expired = false): Vector =>
      ({ state }) => {
        const changed = new URLSearchParams({ code: 'c', state });
        change(changed);
        return Promise.resolve({ params: changed, expired });
      };
    const vectors: Record<string, Vector> = {
      'no state': params((all) => all.delete('state'), true),
      'an empty state': params((all) => all.set('state', ''), true),
      'an altered state': params((all) => all.set('state', `${all.get('state')}x`), true),
      'the state of an SAML answer beside it': params((all) => {
        all.set('RelayState', all.get('state') ?? '');
        all.set('state', 'x');
      }, true),
      'two states': params((all) => all.append('state', 'x')),
      'two codes': params((all) => all.append('code', 'd')),
      'no code': params((all) => all.delete('code')),
      'an error of the provider': params((all) => {
        all.delete('code');
        all.set('error', 'access_denied');
      }),
      'an error beside a code': params((all) => all.set('error', 'server_error')),
      'an error with markup': params((all) => {
        all.delete('code');
        all.set('error', '<img src=x onerror=alert(1)>\r\nx: y');
      }),
      'the issuer of another provider': params((all) => all.set('iss', mallory.issuer)),
      'two issuers': params((all) => {
        all.append('iss', scripted.issuer);
        all.append('iss', mallory.issuer);
      }),
      'a token in the address': async ({ state, nonce }) => ({
        params: new URLSearchParams({
          code: 'c',
          state,
          id_token: await scripted.sign(scripted.claims(nonce)),
        }),
      }),
      'an answer as one token': async ({ state, nonce }) => ({
        params: new URLSearchParams({ state, response: await scripted.sign(scripted.claims(nonce)) }),
      }),
      'the state of another provider’s flow': async (_asked, browser) => {
        const other = await begin(browser, 'mallory');
        return { params: new URLSearchParams({ code: 'c', state: other.state }) };
      },
      'mix-up: another provider’s answer, with a token that is right for itself': async (asked) => ({
        provider: 'mallory',
        params: new URLSearchParams({ code: 'c', state: asked.state, iss: mallory.issuer }),
        answer: { body: await honest(asked, {}, mallory) },
      }),
      'no nonce': without('nonce'),
      'another nonce': claims((all) => ({ ...all, nonce: 'x' })),
      'the nonce of another flow': async (_asked, browser) => {
        const other = await begin(browser);
        return { idToken: await scripted.sign(scripted.claims(other.nonce)) };
      },
      'alg none': ({ nonce }) =>
        Promise.resolve({ idToken: `${encode({ alg: 'none' })}.${encode(scripted.claims(nonce))}.` }),
      'alg none with a signature': async ({ nonce }) => {
        const [, , signature] = (await scripted.sign(scripted.claims(nonce))).split('.');
        return { idToken: `${encode({ alg: 'none' })}.${encode(scripted.claims(nonce))}.${signature}` };
      },
      'no signature': async ({ nonce }) => ({
        idToken: (await scripted.sign(scripted.claims(nonce))).replace(/\.[^.]*$/, '.'),
      }),
      'two parts only': async ({ nonce }) => ({
        idToken: (await scripted.sign(scripted.claims(nonce))).replace(/\.[^.]*$/, ''),
      }),
      'altered claims': async ({ nonce }) => {
        const [header, , signature] = (await scripted.sign(scripted.claims(nonce))).split('.');
        const altered = encode(scripted.claims(nonce, { email: 'owner@portico.example' }));
        return { idToken: `${header}.${altered}.${signature}` };
      },
      'a foreign key': async ({ nonce }) => ({
        idToken: await scripted.sign(scripted.claims(nonce), { alg: 'RS256', kid: 'one' }, foreign),
      }),
      'a foreign key under another id': async ({ nonce }) => ({
        idToken: await scripted.sign(scripted.claims(nonce), { alg: 'RS256', kid: 'two' }, foreign),
      }),
      'HS256 by the client’s secret': ({ nonce }) =>
        Promise.resolve({ idToken: hs256(scripted.claims(nonce), secret) }),
      'HS256 by the public key': ({ nonce }) =>
        Promise.resolve({ idToken: hs256(scripted.claims(nonce), Buffer.from(pem)) }),
      'PS256, which the provider did not announce': async ({ nonce }) => ({
        idToken: await scripted.sign(scripted.claims(nonce), { alg: 'PS256', kid: 'one' }),
      }),
      'another issuer': claims((all) => ({ ...all, iss: 'https://accounts.google.com' })),
      'an issuer that begins alike': claims((all) => ({ ...all, iss: `${scripted.issuer}/` })),
      'no issuer': without('iss'),
      'another audience': claims((all) => ({ ...all, aud: 'another' })),
      'no audience': without('aud'),
      'audiences without ours': claims((all) => ({ ...all, aud: ['one', 'two'], azp: 'one' })),
      'several audiences, for nobody': claims((all) => ({ ...all, aud: [scriptedClient, 'two'] })),
      'several audiences, for another': claims((all) => ({
        ...all,
        aud: [scriptedClient, 'two'],
        azp: 'two',
      })),
      'our audience, for another': claims((all) => ({ ...all, azp: 'two' })),
      expired: claims((all) => ({ ...all, exp: now() - 65 })),
      'no expiry': without('exp'),
      'an expiry in words': claims((all) => ({ ...all, exp: 'tomorrow' as unknown as number })),
      'not yet valid': claims((all) => ({ ...all, nbf: now() + 70 })),
      'no time of issue': without('iat'),
      'no subject': without('sub'),
      'a subject with a control character': claims((all) => ({ ...all, sub: 'a\u0000b' })),
      'a subject of 600 characters': claims((all) => ({ ...all, sub: 'x'.repeat(600) })),
      'an address that is none': claims((all) => ({ ...all, email: 'alice@acme.example\r\nbcc: x@y.z' })),
      'an address that is a list': claims((all) => ({ ...all, email: ['alice@acme.example'] })),
      'no id token': () =>
        Promise.resolve({ answer: { body: { access_token: 'at', token_type: 'Bearer' } } }),
      'no access token': async (asked) => {
        const { access_token: _left, ...body } = await honest(asked);
        return { answer: { body } };
      },
      'an answer that is no JSON': () => Promise.resolve({ answer: { body: '<html>' } }),
      'an answer of 2 MB': async (asked) => ({
        answer: { body: { ...(await honest(asked)), padding: 'x'.repeat(2 * 1024 * 1024) } },
      }),
      'a redirect in place of an answer': async (asked) => ({
        answer: { status: 307, headers: { location: `${mallory.issuer}/token` }, body: await honest(asked) },
      }),
      'an error of the token endpoint': () =>
        Promise.resolve({ answer: { status: 400, body: { error: 'invalid_grant' } } }),
      'a failure of the token endpoint': () => Promise.resolve({ answer: { status: 500, body: 'oops' } }),
    };

    const atFirst = await sessionsAndLinks();
    for (const [name, vector] of Object.entries(vectors)) {
      const browser = createClient(origin);
      const asked = await begin(browser);
      const made = await vector(asked, browser);
      const body = await honest(asked);
      scripted.answer = made.answer ?? {
        body: made.idToken === undefined ? body : { ...body, id_token: made.idToken },
      };
      mallory.answer = scripted.answer;
      const params = made.params ?? new URLSearchParams({ code: 'c', state: asked.state });
      const begun = performance.now();
      const { code, error } = await comeBack(browser, params, made.provider);
      assert.equal(code, undefined, name);
      assert.equal(error, made.expired ? 'expired' : 'failed', name);
      assert.ok(performance.now() - begun < 2000, `${name} took too long`);
    }
    assert.deepEqual(await sessionsAndLinks(), atFirst);
    context.diagnostic(`hostile answers: ${Object.keys(vectors).length}, accepted: 0`);
  });

  test('a provider that announces its issuer in answers must tell it', async () => {
    const attempt = async (iss?: string) => {
      const browser = createClient(origin);
      const asked = await begin(browser, 'announcing');
      announcing.answer = { body: await honest(asked, {}, announcing) };
      const params = new URLSearchParams({ code: 'c', state: asked.state, ...(iss ? { iss } : {}) });
      return comeBack(browser, params, 'announcing');
    };
    assert.equal((await attempt()).error, 'failed');
    assert.equal((await attempt(scripted.issuer)).error, 'failed');
    assert.equal((await attempt(`${announcing.issuer}/`)).error, 'failed');
    assert.ok((await attempt(announcing.issuer)).code);
  });

  test('a real provider refuses a flow whose PKCE was taken off, or whose callback was changed', async () => {
    const browser = createClient(origin);
    const downgraded = (await begin(browser, 'real')).url;
    downgraded.searchParams.delete('code_challenge');
    downgraded.searchParams.delete('code_challenge_method');
    const back = await real.signIn(browser, downgraded.href, 'alice');
    assert.equal(returned(await browser.fetch(back)).error, 'failed');

    for (const uri of [
      `${origin}/api/auth/providers/scripted/callback`,
      `${origin}/api/auth/providers/real/callback/`,
      `${origin}/api/auth/providers/real/callback?x=1`,
      'https://evil.example/callback',
    ]) {
      const moved = (await begin(browser, 'real')).url;
      moved.searchParams.set('redirect_uri', uri);
      await assert.rejects(real.signIn(browser, moved.href, 'alice'), /stopped with 400/, uri);
    }
  });

  test('code injection: a code of another flow is worth nothing in one’s own', async () => {
    const victim = createClient(origin);
    const attacker = createClient(origin);
    const stolen = new URL(await real.signIn(victim, (await begin(victim, 'real')).url.href, 'alice'));
    const own = new URL(await real.signIn(attacker, (await begin(attacker, 'real')).url.href, 'eve'));
    own.searchParams.set('code', stolen.searchParams.get('code') ?? '');
    const { code, error } = returned(await attacker.fetch(own.href));
    assert.equal(code, undefined);
    assert.equal(error, 'failed');
  });

  test('a state is taken once, of twenty at once', async () => {
    const browser = createClient(origin);
    const asked = await begin(browser);
    scripted.answer = { body: await honest(asked) };
    const backs = await Promise.all(
      Array.from({ length: 20 }, () =>
        comeBack(browser, new URLSearchParams({ code: 'c', state: asked.state })),
      ),
    );
    assert.equal(backs.filter(({ code }) => code !== undefined).length, 1);
    assert.equal(backs.filter(({ error }) => error === 'expired').length, 19);
  });

  test('what is fetched beside the token must be of the same person', async () => {
    const browser = createClient(origin);
    const attempt = async (userinfo: object) => {
      const asked = await begin(browser);
      const { email: _left, email_verified: _too, ...bare } = scripted.claims(asked.nonce);
      scripted.answer = { body: { ...(await honest(asked)), id_token: await scripted.sign(bare) } };
      scripted.userinfo = userinfo;
      return comeBack(browser, new URLSearchParams({ code: 'c', state: asked.state }));
    };
    const person = { email: 'alice@acme.example', email_verified: true };
    assert.equal((await attempt({ ...person, sub: 'somebody-else' })).error, 'failed');
    assert.equal((await attempt(person)).error, 'failed');
    assert.ok((await attempt({ ...person, sub: 'alice-at-idp' })).code);
    assert.equal((await attempt({ sub: 'alice-at-idp' })).error, 'failed');
  });

  test('a description that names another issuer, or no way in, begins no flow', async () => {
    for (const [index, liar] of liars.entries()) {
      const browser = createClient(origin);
      const request = { provider: `liar-${index}`, returnTo: '/' };
      const began = await startFlow(browser, origin, request, origin);
      assert.equal(began.status, 503, JSON.stringify(liar.metadata));
      assert.equal(browser.cookie(), '');
      assert.doesNotMatch(await began.text(), /google|javascript/);
    }
  });

  test('without the provider’s keys nothing holds, and the keys are read again when they are back', async () => {
    const browser = createClient(origin);
    const attempt = async () => {
      const asked = await begin(browser, 'keyless');
      keyless.answer = { body: await honest(asked, {}, keyless) };
      return comeBack(browser, new URLSearchParams({ code: 'c', state: asked.state }), 'keyless');
    };
    keyless.keys = 'away';
    assert.equal((await attempt()).error, 'failed');
    keyless.keys = 'there';
    assert.ok((await attempt()).code);
  });

  test('S15: a provider on a private address is not asked, unless the gateway’s owner allows it', async () => {
    const before = scripted.requests.length;
    const guarded = await startGateway({
      settings: settingsWith([
        { kind: 'oidc', id: 'inside', label: 'inside', issuer: scripted.issuer, clientId: scriptedClient },
        { kind: 'oidc', id: 'cloud', label: 'cloud', issuer: 'https://169.254.169.254', clientId: 'x' },
        { kind: 'oidc', id: 'name', label: 'name', issuer: 'https://localhost:1', clientId: 'x' },
      ]),
    });
    try {
      for (const provider of ['inside', 'cloud', 'name']) {
        const began = await startFlow(
          guarded.client(),
          guarded.url,
          { provider, returnTo: '/' },
          guarded.url,
        );
        assert.equal(began.status, 503, provider);
      }
    } finally {
      await guarded.stop();
    }
    assert.equal(scripted.requests.length, before);
  });
});
