import { createPublicKey } from 'node:crypto';
import { createRemoteJWKSet, customFetch, jwtVerify } from 'jose';
import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import { DeskError } from '../../desks/errors.ts';
import type { JwtSettings } from '../../settings/providers.ts';
import type { ExternalIdentity, IdentityProvider, ProviderTools } from './provider.ts';

const skewSeconds = 60;
/** A token is for the moment: one that holds longer is not taken. */
const longestLifeSeconds = 10 * 60;
const longestToken = 8192;
/** Three parts in base64url as the standard has it: the library would also read padding and other letters. */
const compact = /^[\w-]+\.[\w-]+\.[\w-]+$/;

type Key = JWTVerifyGetKey | Uint8Array | ReturnType<typeof createPublicKey>;

/** Signing in by a token that the owner's own application signs. */
export function createJwtProvider(settings: JwtSettings, tools: ProviderTools): IdentityProvider {
  const { oneTime, now, publicUrl } = tools;
  const key = keyOf(settings, tools);

  return {
    settings,
    unsolicited: settings.unsolicited,

    begin({ state, returnTo }) {
      if (settings.signInUrl === undefined) {
        return Promise.reject(new DeskError('not-supported', 'the provider has no address to sign in at'));
      }
      const url = new URL(settings.signInUrl);
      url.searchParams.set('state', state);
      if (returnTo !== undefined) url.searchParams.set('returnTo', returnTo);
      return Promise.resolve({ url: url.href, memory: {} });
    },

    async complete({ params }) {
      const given = [...params.getAll('token'), ...params.getAll('jwt')];
      const [token] = given;
      if (token === undefined || given.length > 1) throw refused('no token, or more than one');
      if (token.length > longestToken || !compact.test(token)) throw refused('not the form of a token');
      const payload = await verified(token);
      await burn(payload);
      return identityFrom(settings, payload);
    },
  };

  async function verified(token: string): Promise<JWTPayload> {
    try {
      // The library takes the kind of key apart by its type; whichever it is, the algorithm is the owner's choice.
      const { payload, protectedHeader } = await jwtVerify(token, key as JWTVerifyGetKey, {
        algorithms: [settings.algorithm],
        issuer: settings.issuer,
        audience: settings.recipient ?? publicUrl(),
        clockTolerance: skewSeconds,
        requiredClaims: ['exp', 'iat', 'jti'],
        currentDate: now(),
      });
      // Tokens for other purposes say so, and may be signed by the same key.
      if (protectedHeader.typ !== undefined && protectedHeader.typ.toUpperCase() !== 'JWT') {
        throw refused('a token for another purpose');
      }
      return payload;
    } catch (error) {
      if (error instanceof DeskError) throw error;
      throw isAway(error)
        ? new DeskError('unavailable', 'the key set could not be read', { cause: error })
        : refused('the token does not hold', error);
    }
  }

  /** Its times beyond what the library checks, and that it is here for the first time. */
  async function burn({ iss, exp = 0, iat = 0, jti }: JWTPayload): Promise<void> {
    const at = now().getTime() / 1000;
    if (exp > at + longestLifeSeconds + skewSeconds) throw refused('the token holds for too long');
    if (iat > at + skewSeconds) throw refused('the token is from the future');
    if (typeof jti !== 'string' || jti === '' || jti.length > 256)
      throw refused('the token has no id of its own');
    // By its issuer and not by the provider: settings may name one application twice.
    const isFirst = await oneTime.first('jwt', JSON.stringify([iss, jti]), exp + skewSeconds - at + 60);
    if (!isFirst) throw refused('the token was used before');
  }
}

function keyOf(settings: JwtSettings, { fetch, secretOf }: ProviderTools): Key {
  if (settings.secret) return new TextEncoder().encode(secretOf(settings.secret.env) ?? '');
  if (settings.publicKey !== undefined) return createPublicKey(settings.publicKey);
  return createRemoteJWKSet(new URL(settings.jwksUrl ?? ''), {
    // Tokens with made-up key ids must not have the set fetched again and again.
    cooldownDuration: 30_000,
    cacheMaxAge: 10 * 60_000,
    timeoutDuration: 10_000,
    [customFetch]: (url, init) => fetch(url, init),
  });
}

function identityFrom({ claims: names }: JwtSettings, payload: JWTPayload): ExternalIdentity {
  const text = (name: string): string | undefined => {
    const value = payload[name];
    return typeof value === 'string' && value.trim() !== '' ? value : undefined;
  };
  const email = text(names.email ?? 'email');
  if (email === undefined) throw refused('the token tells no address');
  const name = text(names.name ?? 'name');
  const company = names.company === undefined ? undefined : text(names.company);
  const verified = payload['email_verified'];
  return {
    subject: text('sub') ?? `email:${email.trim().toLowerCase()}`,
    email,
    // The owner's own application vouches, unless it says that it does not.
    emailVerified: verified === undefined || verified === true || verified === 'true',
    ...(name === undefined ? {} : { name }),
    ...(company === undefined ? {} : { company }),
  };
}

const refused = (message: string, cause?: unknown): DeskError =>
  new DeskError('unauthenticated', message, cause === undefined ? {} : { cause });

/** Whether the key set, and not the token, is what failed. */
function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  // jose's plain error is of a key set that answers with something else than 200 or JSON.
  return code === 'ERR_JWKS_TIMEOUT' || code === 'ERR_JOSE_GENERIC' || !code.startsWith('ERR_J');
}
