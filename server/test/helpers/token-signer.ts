import { generateKeyPairSync, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { SignJWT } from 'jose';

/** Seconds since 1970, a while from now. */
export const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

/** A token as an owner's application would make it, but for what is changed. */
export function claimsFor(audience: string, more: JWTPayload = {}): JWTPayload {
  return {
    iss: 'https://app.brand.example',
    aud: audience,
    iat: inSeconds(0),
    exp: inSeconds(300),
    jti: randomUUID(),
    sub: 'u-1',
    email: 'alice@acme.example',
    name: 'Alice Moreau',
    ...more,
  };
}

export function sign(
  claims: JWTPayload,
  key: Uint8Array | KeyObject,
  header: { alg: string; [name: string]: unknown },
): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ typ: 'JWT', ...header }).sign(key);
}

/** Signed by hand, for what libraries refuse to sign. */
export const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export const keys = {
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ec: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ed: generateKeyPairSync('ed25519'),
};

export const pemOf = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();
