import { createPublicKey } from 'node:crypto';
import { z } from 'zod';
import { readCertificate } from './certificates.ts';

/** The identity providers of an owner's settings. */

const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'must be lower-case letters, digits and hyphens');
const secretsOutside = 'must be {"env": "SSO_…"}, the name of an environment variable that holds it';
/** With a beginning of its own, so that whoever edits settings cannot have other secrets of the machine sent away. */
const secret = z.strictObject(
  {
    env: z
      .string()
      .regex(/^SSO_[A-Z0-9_]{1,60}$/, 'must name an environment variable that begins with SSO_, in capitals'),
  },
  { error: ({ code }) => (code === 'invalid_type' ? secretsOutside : undefined) },
);
const url = z.url({ protocol: /^https?$/, error: 'must be an http or https address' });

/** The names of the claims, or SAML attributes, that carry a person's data. */
const claims = z.strictObject({
  email: z.string().min(1).max(200).optional(),
  name: z.string().min(1).max(200).optional(),
  /** The company a contact belongs to, by its name; absent: the provider says nothing of companies. */
  company: z.string().min(1).max(200).optional(),
});

const common = {
  id,
  label: z.string().min(1).max(80),
  enabled: z.boolean().default(true),
  /** Who may come in this way: everybody the provider knows, or contacts on these lists. */
  audience: z.union([z.literal('all'), z.strictObject({ lists: z.array(id).min(1) })]).default('all'),
  /** Whether accounts of agents and owners may be signed in to this way. Only for a provider the owner's own staff uses. */
  staff: z.boolean().default(false),
  claims: claims.default({}),
};

const oidcProvider = z
  .strictObject({
    ...common,
    kind: z.literal('oidc'),
    preset: z.enum(['google', 'microsoft', 'okta', 'keycloak']).optional(),
    /** Where discovery begins. The presets `google` and `microsoft` know their own. */
    issuer: url.optional(),
    clientId: z.string().min(1).max(300),
    clientSecret: secret.optional(),
    scopes: z.array(z.string().min(1).max(100)).default(['openid', 'email', 'profile']),
    /** Whether an address is believed that the provider does not call verified. */
    trustEmail: z.boolean().default(false),
  })
  .superRefine((provider, context) => {
    const fail = (key: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [key], message });
    const { preset, issuer } = provider;
    if (issuer === undefined && preset !== 'google' && preset !== 'microsoft') {
      fail('issuer', 'must be set, unless preset is google or microsoft');
    }
    if (issuer !== undefined && /[?#]|\/\.well-known\//.test(issuer)) {
      fail('issuer', 'must be the issuer alone, without query, fragment or /.well-known/');
    }
    if (preset === 'google' && issuer !== undefined && issuer !== googleIssuer) {
      fail('issuer', `must be left out or ${googleIssuer} with the preset google`);
    }
    if (preset === 'microsoft' && issuer !== undefined && !microsoftIssuer.test(issuer)) {
      fail('issuer', 'must be https://login.microsoftonline.com/<tenant id>/v2.0 with the preset microsoft');
    }
    if (provider.trustEmail && preset === 'microsoft' && isMultiTenant(issuer)) {
      fail('trustEmail', 'cannot be set for every tenant of Microsoft: any of them could claim any address');
    }
    if (!provider.scopes.includes('openid')) fail('scopes', 'must contain openid');
  });

export const googleIssuer = 'https://accounts.google.com';
/** Work and school accounts of all organizations. */
export const microsoftOrganizations = 'https://login.microsoftonline.com/organizations/v2.0';
const microsoftIssuer =
  /^https:\/\/login\.microsoftonline\.com\/(common|organizations|consumers|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})\/v2\.0$/;

/** Whether Microsoft's issuer stands for many tenants, whose administrators the owner does not know. */
function isMultiTenant(issuer: string | undefined): boolean {
  return issuer === undefined || /\.com\/(common|organizations|consumers)\//.test(issuer);
}

const certificate = z
  .string()
  .min(1)
  .max(20_000)
  .superRefine((text, context) => {
    const read = readCertificate(text);
    if ('problem' in read) context.addIssue({ code: 'custom', message: read.problem });
  });

const samlProvider = z.strictObject({
  ...common,
  kind: z.literal('saml'),
  /** The identity provider's entity id. */
  issuer: z.string().min(1).max(1000),
  /** Where the browser is sent to sign in (HTTP-Redirect binding). */
  entryPoint: url,
  /** The provider's signing certificates, PEM or bare base64; two while one replaces the other. */
  certificates: z.array(certificate).min(1).max(4),
});

const jwtProvider = z
  .strictObject({
    ...common,
    kind: z.literal('jwt'),
    issuer: z.string().min(1).max(1000),
    /** The `aud` the token must name; absent: the gateway's public address. */
    recipient: z.string().min(1).max(1000).optional(),
    /** Where people without a token are sent: the owner's application, which comes back with one. */
    signInUrl: url.optional(),
    /** Whether people may come with a token who did not begin at the portal. */
    unsolicited: z.boolean().default(true),
    algorithm: z.enum(['HS256', 'HS512', 'RS256', 'PS256', 'ES256', 'EdDSA']),
    /** For HS algorithms. */
    secret: secret.optional(),
    /** For the others: a public key or certificate in PEM, or the address of a key set. */
    publicKey: z.string().min(1).max(20_000).optional(),
    jwksUrl: url.optional(),
  })
  .superRefine((provider, context) => {
    const fail = (key: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [key], message });
    const { algorithm, publicKey, jwksUrl } = provider;
    if (algorithm.startsWith('HS')) {
      if (!provider.secret) fail('secret', `must be set for ${algorithm}`);
      if (publicKey !== undefined) fail('publicKey', `does not fit ${algorithm}, which takes a secret`);
      if (jwksUrl !== undefined) fail('jwksUrl', `does not fit ${algorithm}, which takes a secret`);
    } else {
      if (provider.secret) fail('secret', `does not fit ${algorithm}, which takes a public key`);
      if (publicKey === undefined && jwksUrl === undefined) {
        fail('publicKey', `must be set for ${algorithm}, unless jwksUrl is`);
      }
      if (publicKey !== undefined && jwksUrl !== undefined) fail('jwksUrl', 'cannot be set beside publicKey');
      const problem = publicKey === undefined ? undefined : keyProblem(publicKey, algorithm);
      if (problem !== undefined) fail('publicKey', problem);
    }
    if (!provider.unsolicited && provider.signInUrl === undefined) {
      fail('signInUrl', 'must be set where unsolicited is off: nobody could come in');
    }
  });

/** What is wrong with a key for an algorithm, or undefined. */
function keyProblem(pem: string, algorithm: string): string | undefined {
  if (/PRIVATE KEY/.test(pem)) return 'is a private key: it belongs to the signing application alone';
  if (!/^\s*-----BEGIN (PUBLIC KEY|CERTIFICATE)-----/.test(pem)) return 'must be a public key in PEM';
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = createPublicKey(pem);
    if (/^[RP]S/.test(algorithm)) {
      if (type !== 'rsa') return `must be an RSA key for ${algorithm}`;
      return (details?.modulusLength ?? 0) < 2048 ? 'must have 2048 bits or more' : undefined;
    }
    if (algorithm === 'ES256') {
      return type === 'ec' && details?.namedCurve === 'prime256v1'
        ? undefined
        : 'must be a key on the curve P-256 for ES256';
    }
    return type === 'ed25519' ? undefined : 'must be an Ed25519 key for EdDSA';
  } catch {
    return 'cannot be read as a public key';
  }
}

export const providerSchema = z.discriminatedUnion('kind', [oidcProvider, samlProvider, jwtProvider]);

export type ProviderSettings = z.infer<typeof providerSchema>;
export type OidcSettings = Extract<ProviderSettings, { kind: 'oidc' }>;
export type SamlSettings = Extract<ProviderSettings, { kind: 'saml' }>;
export type JwtSettings = Extract<ProviderSettings, { kind: 'jwt' }>;

type SecretOf = (name: string) => string | undefined;

/**
 * Why a provider cannot work in this environment, or undefined. Secrets come from outside the document, so this is
 * nothing the document's own checks could say.
 */
export function secretProblem(provider: ProviderSettings, secretOf: SecretOf): string | undefined {
  if (provider.kind === 'saml') return undefined;
  const named = provider.kind === 'oidc' ? provider.clientSecret : provider.secret;
  if (!named) return undefined;
  const value = secretOf(named.env);
  if (value === undefined || value === '') return `${named.env} is not set`;
  if (provider.kind === 'oidc') return undefined;
  // As long as the hash, by RFC 7518: shorter ones can be found by trying.
  const needed = provider.algorithm === 'HS512' ? 64 : 32;
  return Buffer.byteLength(value) < needed
    ? `${named.env} must have ${needed} bytes or more for ${provider.algorithm}`
    : undefined;
}

/**
 * Takes out of settings the providers that cannot work, and tells of each once: a forgotten secret must not keep
 * everybody else out, nor show a button that leads nowhere.
 */
export function usableProviders<Settings extends { portal: { signIn: { providers: ProviderSettings[] } } }>(
  secretOf: SecretOf,
  tell: (provider: string, problem: string) => void,
): (settings: Settings) => Settings {
  const seen = new WeakMap<Settings, Settings>();
  return (settings) => {
    const known = seen.get(settings);
    if (known) return known;
    const { portal } = settings;
    const providers = portal.signIn.providers.filter((provider) => {
      const problem = secretProblem(provider, secretOf);
      if (problem !== undefined) tell(provider.id, problem);
      return problem === undefined;
    });
    const usable =
      providers.length === portal.signIn.providers.length
        ? settings
        : { ...settings, portal: { ...portal, signIn: { ...portal.signIn, providers } } };
    seen.set(settings, usable);
    return usable;
  };
}
