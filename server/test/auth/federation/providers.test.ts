import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, test } from 'node:test';
import { vouchesForEmail, subjectOf, issuerOf } from '../../../src/auth/federation/presets.ts';
import type { OidcSettings } from '../../../src/settings/providers.ts';
import { providerSchema, secretProblem, usableProviders } from '../../../src/settings/providers.ts';
import { defaultSettings, gatewaySettingsSchema } from '../../../src/settings/settings.ts';
import { keys, pemOf } from '../../helpers/token-signer.ts';

const oidc = { kind: 'oidc', id: 'corp', label: 'Corp', clientId: 'portal' };
const jwt = { kind: 'jwt', id: 'app', label: 'App', issuer: 'https://app.example' };
const parsed = (provider: object) => providerSchema.parse(provider) as OidcSettings;

/** What is said of a provider that cannot be, as `key: reason`. */
function problems(provider: object): string[] {
  const result = providerSchema.safeParse(provider);
  return (result.error?.issues ?? []).map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
}

describe('settings of identity providers', () => {
  test('an issuer by preset or by its address', () => {
    assert.deepEqual(problems({ ...oidc, preset: 'google' }), []);
    assert.deepEqual(problems({ ...oidc, preset: 'microsoft' }), []);
    assert.deepEqual(problems({ ...oidc, issuer: 'https://id.example/realms/x' }), []);
    for (const preset of [undefined, 'okta', 'keycloak']) {
      assert.match(
        problems({ ...oidc, preset }).join(),
        /^issuer: must be set, unless preset is google or microsoft$/,
      );
    }
    for (const issuer of [
      'https://id.example/?a',
      'https://id.example/#a',
      'https://id.example/.well-known/openid-configuration',
    ]) {
      assert.match(problems({ ...oidc, issuer }).join(), /issuer: must be the issuer alone/);
    }
    for (const issuer of ['ftp://id.example', 'javascript:alert(1)', 'id.example', '']) {
      assert.match(problems({ ...oidc, issuer }).join(), /issuer: must be an http or https address/);
    }
    assert.match(
      problems({ ...oidc, preset: 'google', issuer: 'https://evil.example' }).join(),
      /accounts\.google/,
    );
    assert.match(
      problems({
        ...oidc,
        preset: 'microsoft',
        issuer: 'https://login.microsoftonline.com.evil.example/x/v2.0',
      }).join(),
      /issuer: must be https:\/\/login\.microsoftonline/,
    );
    assert.equal(issuerOf(parsed({ ...oidc, preset: 'google' })), 'https://accounts.google.com');
    assert.match(issuerOf(parsed({ ...oidc, preset: 'microsoft' })), /organizations\/v2\.0$/);
  });

  test('addresses of all tenants of Microsoft are never believed at large', () => {
    const microsoft = { ...oidc, preset: 'microsoft', trustEmail: true };
    const tenant = 'https://login.microsoftonline.com/8d2b0c7e-1a2b-4c3d-9e8f-0123456789ab/v2.0';
    assert.match(problems(microsoft).join(), /trustEmail: cannot be set for every tenant/);
    for (const all of ['common', 'organizations', 'consumers']) {
      const issuer = `https://login.microsoftonline.com/${all}/v2.0`;
      assert.match(problems({ ...microsoft, issuer }).join(), /trustEmail/);
    }
    assert.deepEqual(problems({ ...microsoft, issuer: tenant }), []);
  });

  test('which addresses a provider vouches for', () => {
    const cases: [object, object, boolean][] = [
      [{}, { email: 'a@b.example', email_verified: true }, true],
      [{}, { email: 'a@b.example', email_verified: 'true' }, true],
      [{}, { email: 'a@b.example', email_verified: false }, false],
      [{}, { email: 'a@b.example', email_verified: 'false' }, false],
      [{}, { email: 'a@b.example' }, false],
      [{ preset: 'google' }, { email: 'a@gmail.com', email_verified: true }, true],
      [{ preset: 'google' }, { email: 'a@brand.example', email_verified: true, hd: 'brand.example' }, true],
      [{ preset: 'google' }, { email: 'a@brand.example', email_verified: true }, false],
      [{ preset: 'google' }, { email: 'a@gmail.com.evil.example', email_verified: true }, false],
      [{ preset: 'google' }, { email: 'a@gmail.com', email_verified: false }, false],
      [{ preset: 'microsoft' }, { email: 'a@b.example', email_verified: true }, false],
      [{ preset: 'microsoft' }, { email: 'a@b.example', xms_edov: true }, true],
      [{ preset: 'microsoft' }, { email: 'a@b.example', xms_edov: '1' }, true],
      [{ preset: 'microsoft' }, { email: 'a@b.example', xms_edov: '0' }, false],
    ];
    for (const [more, claims, expected] of cases) {
      const settings = parsed({
        ...oidc,
        issuer: 'preset' in more ? undefined : 'https://id.example',
        ...more,
      });
      assert.equal(vouchesForEmail(settings, { ...claims }), expected, JSON.stringify([more, claims]));
    }
    const microsoft = parsed({ ...oidc, preset: 'microsoft' });
    assert.notEqual(
      subjectOf(microsoft, { sub: 'x', tid: 'one' }),
      subjectOf(microsoft, { sub: 'x', tid: 'two' }),
    );
  });

  test('key material that fits the algorithm', () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
    const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey;
    const privatePem = keys.ec.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const wrong: [object, RegExp][] = [
      [{ algorithm: 'HS256' }, /secret: must be set for HS256/],
      [{ algorithm: 'HS256', secret: { env: 'SSO_A' }, publicKey: 'x' }, /publicKey: does not fit HS256/],
      [
        { algorithm: 'HS512', secret: { env: 'SSO_A' }, jwksUrl: 'https://a.example' },
        /jwksUrl: does not fit HS512/,
      ],
      [{ algorithm: 'RS256' }, /publicKey: must be set for RS256, unless jwksUrl is/],
      [
        { algorithm: 'RS256', secret: { env: 'SSO_A' }, jwksUrl: 'https://a.example' },
        /secret: does not fit RS256/,
      ],
      [{ algorithm: 'RS256', publicKey: pemOf(keys.ec.publicKey) }, /must be an RSA key for RS256/],
      [{ algorithm: 'PS256', publicKey: pemOf(weak) }, /must have 2048 bits or more/],
      [{ algorithm: 'ES256', publicKey: pemOf(p384) }, /must be a key on the curve P-256/],
      [{ algorithm: 'ES256', publicKey: pemOf(keys.rsa.publicKey) }, /must be a key on the curve P-256/],
      [{ algorithm: 'EdDSA', publicKey: pemOf(keys.ec.publicKey) }, /must be an Ed25519 key/],
      [{ algorithm: 'ES256', publicKey: privatePem }, /is a private key/],
      [{ algorithm: 'ES256', publicKey: 'a secret word' }, /must be a public key in PEM/],
      [
        { algorithm: 'ES256', publicKey: '-----BEGIN PUBLIC KEY-----\nx\n-----END PUBLIC KEY-----' },
        /cannot be read/,
      ],
      [
        { algorithm: 'RS256', publicKey: pemOf(keys.rsa.publicKey), jwksUrl: 'https://a.example' },
        /jwksUrl: cannot be set beside publicKey/,
      ],
      [{ algorithm: 'none', secret: { env: 'SSO_A' } }, /algorithm/],
      [
        { algorithm: 'HS256', secret: { env: 'SSO_A' }, unsolicited: false },
        /signInUrl: must be set where unsolicited/,
      ],
    ];
    for (const [more, reason] of wrong) assert.match(problems({ ...jwt, ...more }).join('\n'), reason);
    for (const [algorithm, publicKey] of [
      ['RS256', keys.rsa.publicKey],
      ['PS256', keys.rsa.publicKey],
      ['ES256', keys.ec.publicKey],
      ['EdDSA', keys.ed.publicKey],
    ] as const) {
      assert.deepEqual(problems({ ...jwt, algorithm, publicKey: pemOf(publicKey) }), []);
    }
  });

  test('secrets stand in the environment, under names that are for them alone', () => {
    for (const env of [
      'PORTICO_SECRET',
      'DATABASE_URL',
      'AWS_SECRET_ACCESS_KEY',
      'SSO_',
      'sso_a',
      'SSO_A B',
    ]) {
      assert.match(
        problems({ ...jwt, algorithm: 'HS256', secret: { env } }).join(),
        /secret\.env: .*SSO_/,
        env,
      );
    }
    assert.match(problems({ ...jwt, algorithm: 'HS256', secret: 'word' }).join(), /secret/);
  });

  test('a provider without its secret is left out, told of once, and the rest stays', () => {
    const providers = [
      parsed({ ...oidc, preset: 'google', clientSecret: { env: 'SSO_GOOGLE' } }),
      parsed({
        ...oidc,
        id: 'okta',
        preset: 'okta',
        issuer: 'https://x.okta.com',
        clientSecret: { env: 'SSO_OKTA' },
      }),
      parsed({ ...oidc, id: 'public', preset: 'keycloak', issuer: 'https://k.example/realms/x' }),
    ];
    const secretOf = (name: string) => ({ SSO_OKTA: 'there', SSO_GOOGLE: '' })[name];
    const told: string[] = [];
    const usable = usableProviders<typeof settings>(secretOf, (...words) => told.push(words.join(': ')));
    const { portal } = defaultSettings;
    const settings = { ...defaultSettings, portal: { ...portal, signIn: { ...portal.signIn, providers } } };
    for (let time = 0; time < 3; time += 1) {
      assert.deepEqual(
        usable(settings).portal.signIn.providers.map(({ id }) => id),
        ['okta', 'public'],
      );
    }
    assert.deepEqual(told, ['corp: SSO_GOOGLE is not set']);
    const long = providerSchema.parse({ ...jwt, algorithm: 'HS512', secret: { env: 'SSO_A' } });
    assert.match(secretProblem(long, () => 'x'.repeat(63)) ?? '', /64 bytes/);
    assert.equal(
      secretProblem(long, () => 'x'.repeat(64)),
      undefined,
    );
  });

  test('lists that are named exist, and ids differ', () => {
    const document = (providers: object[], more: object = {}) =>
      gatewaySettingsSchema.safeParse({
        ...defaultSettings,
        ...more,
        portal: { ...defaultSettings.portal, signIn: { ...defaultSettings.portal.signIn, providers } },
      });
    const google = { ...oidc, preset: 'google' };
    const lists = { contactLists: [{ id: 'vip', name: 'VIP', members: [] }] };
    assert.ok(document([{ ...google, audience: { lists: ['vip'] } }], lists).success);
    const unknown = document([google, { ...google, id: 'two', audience: { lists: ['vip', 'gone'] } }], lists);
    assert.deepEqual(
      unknown.error?.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`),
      ['portal.signIn.providers.1.audience.lists.1: there is no contact list gone'],
    );
    assert.match(String(document([google, google]).error), /provider ids must differ/);
    assert.match(
      String(document([], { access: { lists: ['gone'] } }).error),
      /there is no contact list gone/,
    );
  });
});
