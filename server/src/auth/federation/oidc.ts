import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  ClientSecretPost,
  clockTolerance,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  None,
  randomNonce,
  randomPKCECodeVerifier,
} from 'openid-client';
import type { ClientAuth, Configuration } from 'openid-client';
import { DeskError } from '../../desks/errors.ts';
import type { OidcSettings } from '../../settings/providers.ts';
import type { Claims } from './presets.ts';
import { issuerOf, subjectOf, vouchesForEmail } from './presets.ts';
import type { ExternalIdentity, IdentityProvider, ProviderTools } from './provider.ts';

const skewSeconds = 60;
const requestSeconds = 10;
/** How long a provider's description of itself is believed before it is read again. */
const freshMs = 60 * 60 * 1000;

/** Signing in by OpenID Connect: the code flow with PKCE, and everything in the answer checked against the question. */
export function createOidcProvider(
  settings: OidcSettings,
  tools: Pick<ProviderTools, 'fetch' | 'secretOf' | 'now'>,
): IdentityProvider {
  const configuration = createDiscovery(settings, tools);

  return {
    settings,
    unsolicited: false,

    async begin({ state, callbackUrl, language }) {
      const config = await configuration();
      const verifier = randomPKCECodeVerifier();
      const nonce = randomNonce();
      const url = authorizationUrl(config, {
        redirect_uri: callbackUrl,
        scope: settings.scopes.join(' '),
        response_type: 'code',
        state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(language === undefined ? {} : { ui_locales: language }),
      });
      return { url: url.href, memory: { state, nonce, verifier } };
    },

    async complete({ params, callbackUrl, memory }) {
      const { state, nonce, verifier } = memory ?? {};
      if (state === undefined || nonce === undefined || verifier === undefined) {
        throw new DeskError('unauthenticated', 'an answer to no question of ours');
      }
      const config = await configuration();
      const answer = new URL(callbackUrl);
      for (const [name, value] of params) answer.searchParams.append(name, value);
      try {
        const tokens = await authorizationCodeGrant(config, answer, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (!claims) throw new DeskError('unauthenticated', 'an answer without an id token');
        // The library asks for it only where a token has several audiences.
        if (claims.azp !== undefined && claims.azp !== settings.clientId) {
          throw new DeskError('unauthenticated', 'an id token that was made for another client');
        }
        const signed: Claims = { ...claims };
        if (typeof signed[settings.claims.email ?? 'email'] === 'string')
          return identityFrom(settings, signed);
        const more = await fetchUserInfo(config, tokens.access_token, claims.sub);
        return identityFrom(settings, { ...more, ...signed });
      } catch (error) {
        throw describe(error);
      }
    },
  };
}

/** Browsers are sent there, so it must be an address of the web, whatever the provider's description says. */
function authorizationUrl(config: Configuration, parameters: Record<string, string>): URL {
  try {
    const url = buildAuthorizationUrl(config, parameters);
    if (/^https?:$/.test(url.protocol)) return url;
  } catch (cause) {
    throw new DeskError('unavailable', 'the provider tells no address to sign in at', { cause });
  }
  throw new DeskError('unavailable', 'the provider signs in at no web address');
}

/** The provider's description of itself, read at first use and then every hour; a stale one holds while it is away. */
function createDiscovery(
  settings: OidcSettings,
  { fetch, secretOf, now }: Pick<ProviderTools, 'fetch' | 'secretOf' | 'now'>,
): () => Promise<Configuration> {
  const issuer = new URL(issuerOf(settings));
  const secret = settings.clientSecret && secretOf(settings.clientSecret.env);
  let known: Configuration | undefined;
  let readAt = 0;
  let reading: Promise<Configuration> | undefined;

  async function read(): Promise<Configuration> {
    try {
      known = await discovery(
        issuer,
        settings.clientId,
        { [clockTolerance]: skewSeconds },
        secret === undefined ? None() : byAnnouncedMethod(secret),
        {
          [customFetch]: (url, init) => fetch(url, init as RequestInit),
          timeout: requestSeconds,
          execute: [
            // Not left to the connection: whatever carries an id token, its signature is checked.
            enableNonRepudiationChecks,
            ...(issuer.protocol === 'http:' ? [allowInsecureRequests] : []),
          ],
        },
      );
      readAt = now().getTime();
      return known;
    } catch (error) {
      if (known) return known;
      throw new DeskError('unavailable', 'the provider’s description of itself could not be read', {
        cause: error,
      });
    } finally {
      reading = undefined;
    }
  }

  return () => {
    if (known && now().getTime() - readAt < freshMs) return Promise.resolve(known);
    reading ??= read();
    return reading;
  };
}

/** In the body where the provider takes that, or else in a header, which is what it takes when it does not say. */
function byAnnouncedMethod(secret: string): ClientAuth {
  const post = ClientSecretPost(secret);
  const basic = ClientSecretBasic(secret);
  return (server, ...rest) =>
    (server.token_endpoint_auth_methods_supported?.includes('client_secret_post') ? post : basic)(
      server,
      ...rest,
    );
}

function identityFrom(settings: OidcSettings, claims: Claims): ExternalIdentity {
  const names = settings.claims;
  const text = (name: string): string | undefined => {
    const value = claims[name];
    return typeof value === 'string' && value.trim() !== '' ? value : undefined;
  };
  const email = text(names.email ?? 'email');
  const subject = subjectOf(settings, claims);
  if (email === undefined || subject === undefined) {
    throw new DeskError('unauthenticated', 'the provider tells no address, or nobody’s id');
  }
  const parts = [text('given_name'), text('family_name')].filter((part) => part !== undefined);
  const name = text(names.name ?? 'name') ?? (parts.length > 0 ? parts.join(' ') : undefined);
  const company = names.company === undefined ? undefined : text(names.company);
  // What the provider says of `email` it does not say of another claim.
  const vouched = (names.email ?? 'email') === 'email' && vouchesForEmail(settings, claims);
  return {
    subject,
    email,
    emailVerified: settings.trustEmail || vouched,
    ...(name === undefined ? {} : { name }),
    ...(company === undefined ? {} : { company }),
  };
}

/** Failures of the network are told from answers that do not hold. */
function describe(error: unknown): DeskError {
  if (error instanceof DeskError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const refused = error instanceof Error && 'error' in error ? String(error.error) : '';
  const away = code === 'OAUTH_TIMEOUT' || code === 'OAUTH_ABORT' || isOfNetwork(error);
  // The provider's error word may come from anybody's hand: logged only where it looks like one.
  const word = /^[a-z_]{1,40}$/.test(refused) ? ` (${refused})` : '';
  return new DeskError(
    away ? 'unavailable' : 'unauthenticated',
    away ? 'the provider could not be asked' : `the provider’s answer does not hold${word}`,
    { cause: error },
  );
}

function isOfNetwork(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 4; cause = cause.cause, depth += 1) {
    if (cause instanceof DeskError && cause.code === 'unavailable') return true;
    if (cause instanceof TypeError && cause.message === 'fetch failed') return true;
    if (cause.name === 'TimeoutError') return true;
  }
  return false;
}
