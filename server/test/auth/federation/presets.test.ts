import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createOidcProvider } from '../../../src/auth/federation/oidc.ts';
import { providerSchema } from '../../../src/settings/providers.ts';
import type { OidcSettings } from '../../../src/settings/providers.ts';
import { claimsFor, inSeconds, keys, sign } from '../../helpers/token-signer.ts';

const tenant = '8d2b0c7e-1a2b-4c3d-9e8f-0123456789ab';
const callbackUrl = 'https://help.brand.example/api/auth/providers/corp/callback';
const jwk = { ...keys.rsa.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' };

/** A provider as it stands on the internet, by what it publishes; counts what it is asked. */
function internet(issuer: string, metadataIssuer: string, idToken: () => Promise<string>) {
  const asked: string[] = [];
  let isAway = false;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const { href } = new URL(new Request(input, init).url);
    asked.push(href);
    if (isAway) throw new TypeError('fetch failed');
    if (href === `${issuer}/.well-known/openid-configuration`) {
      return Response.json({
        issuer: metadataIssuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        id_token_signing_alg_values_supported: ['RS256'],
        response_types_supported: ['code'],
        subject_types_supported: ['pairwise'],
      });
    }
    if (href === `${issuer}/keys`) return Response.json({ keys: [jwk] });
    if (href === `${issuer}/token`) {
      return Response.json({ access_token: 'at', token_type: 'Bearer', id_token: await idToken() });
    }
    return new Response(null, { status: 404 });
  };
  return { fetch, asked, away: (away: boolean) => (isAway = away) };
}

async function signIn(provider: ReturnType<typeof createOidcProvider>, setNonce: (nonce: string) => void) {
  const { url, memory } = await provider.begin({ state: 's', callbackUrl, language: 'pl' });
  setNonce(new URL(url).searchParams.get('nonce') ?? '');
  assert.equal(new URL(url).searchParams.get('ui_locales'), 'pl');
  const params = new URLSearchParams({ code: 'c', state: 's' });
  return provider.complete({ params, url: callbackUrl, callbackUrl, memory });
}

const microsoft = 'https://login.microsoftonline.com';

describe('presets', () => {
  function atMicrosoft(issuerPath: string, metadataPath: string, claims: object, settings: object = {}) {
    let nonce = '';
    const net = internet(`${microsoft}/${issuerPath}/v2.0`, `${microsoft}/${metadataPath}/v2.0`, () =>
      sign(
        claimsFor('portal', { nonce, iss: `${microsoft}/${tenant}/v2.0`, tid: tenant, ...claims }),
        keys.rsa.privateKey,
        { alg: 'RS256', kid: 'one' },
      ),
    );
    const provider = createOidcProvider(
      providerSchema.parse({
        ...{ kind: 'oidc', id: 'corp', label: 'Microsoft', preset: 'microsoft', clientId: 'portal' },
        ...settings,
      }) as OidcSettings,
      { fetch: net.fetch, secretOf: () => undefined, now: () => new Date() },
    );
    return signIn(provider, (value) => (nonce = value));
  }

  test('Microsoft, all organizations: the issuer of the very tenant that the token names', async () => {
    const identity = await atMicrosoft('organizations', '{tenantid}', {});
    assert.equal(identity.subject, `${tenant}:u-1`);
    assert.equal(identity.emailVerified, false);
    const proven = await atMicrosoft('organizations', '{tenantid}', { xms_edov: true });
    assert.equal(proven.emailVerified, true);
    for (const claims of [
      { tid: '00000000-0000-0000-0000-000000000000' },
      { tid: undefined },
      { tid: [tenant] },
      { iss: 'https://evil.example/v2.0' },
      { iss: `${microsoft}/{tenantid}/v2.0` },
    ]) {
      const refused = atMicrosoft('organizations', '{tenantid}', claims);
      await assert.rejects(refused, { code: 'unauthenticated' }, JSON.stringify(claims));
    }
  });

  test('Microsoft, one tenant: no token of another, and addresses are believed where the owner does', async () => {
    const settings = { issuer: `${microsoft}/${tenant}/v2.0`, trustEmail: true };
    assert.equal((await atMicrosoft(tenant, tenant, {}, settings)).emailVerified, true);
    const foreign = '00000000-0000-0000-0000-000000000000';
    await assert.rejects(
      atMicrosoft(tenant, tenant, { iss: `${microsoft}/${foreign}/v2.0`, tid: foreign }, settings),
      { code: 'unauthenticated' },
    );
  });

  test('claims are read under the names that the owner gives; only `email` is vouched for by the provider', async () => {
    let nonce = '';
    const issuer = 'https://id.brand.example';
    const net = internet(issuer, issuer, () =>
      sign(
        claimsFor('portal', {
          ...{ nonce, iss: issuer, exp: inSeconds(60), email_verified: true, name: undefined },
          ...{ upn: 'a.m@acme.example', given_name: 'Alice', family_name: 'Moreau', dept: 'Acme' },
        }),
        keys.rsa.privateKey,
        { alg: 'RS256', kid: 'one' },
      ),
    );
    const make = (more: object) =>
      createOidcProvider(
        providerSchema.parse({
          ...{ kind: 'oidc', id: 'corp', label: 'Corp', issuer, clientId: 'portal' },
          ...more,
        }) as OidcSettings,
        { fetch: net.fetch, secretOf: () => undefined, now: () => new Date() },
      );
    const keep = (value: string): void => void (nonce = value);
    assert.deepEqual(await signIn(make({}), keep), {
      ...{ subject: 'u-1', email: 'alice@acme.example', emailVerified: true, name: 'Alice Moreau' },
    });
    assert.deepEqual(await signIn(make({ claims: { email: 'upn', company: 'dept' } }), keep), {
      ...{ subject: 'u-1', email: 'a.m@acme.example', emailVerified: false, name: 'Alice Moreau' },
      company: 'Acme',
    });
  });

  test('the description is read once an hour, by many at once, and a provider that is away for a while is no matter', async () => {
    const issuer = 'https://id.brand.example';
    let at = Date.now();
    const net = internet(issuer, issuer, () => Promise.resolve(''));
    const provider = createOidcProvider(
      providerSchema.parse({
        ...{ kind: 'oidc', id: 'corp', label: 'Corp', issuer, clientId: 'portal' },
      }) as OidcSettings,
      { fetch: net.fetch, secretOf: () => undefined, now: () => new Date(at) },
    );
    const begin = () => provider.begin({ state: 's', callbackUrl });
    net.away(true);
    await assert.rejects(begin(), { code: 'unavailable' });
    net.away(false);
    await Promise.all(Array.from({ length: 10 }, begin));
    assert.equal(net.asked.length, 2);
    at += 59 * 60_000;
    await begin();
    assert.equal(net.asked.length, 2);
    at += 2 * 60_000;
    net.away(true);
    await begin();
    assert.equal(net.asked.length, 3);
    net.away(false);
    await begin();
    assert.equal(net.asked.length, 4);
  });
});
