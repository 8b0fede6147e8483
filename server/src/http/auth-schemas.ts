import { z } from '@hono/zod-openapi';
import { text } from './request-schemas.ts';
import { instant, sessionSchema } from './schemas.ts';

/** The wire of sign-in and sessions. */

const email = text(320);
const password = text(1024);
const token = text(200, 1);
/** Version of the consent text that was agreed to. */
const consent = text(1000).optional();

/** Where a mail's link or a provider shall lead in the end; whether it may is decided by the gateway. */
const returnTo = text(2000);
const mail = {
  email,
  returnTo: returnTo.optional(),
  language: text(35).optional(),
  proof: text(4000).optional(),
};

export const signInSchema = z
  .discriminatedUnion('method', [
    z.strictObject({ method: z.literal('password'), email, password }),
    z.strictObject({ method: z.literal('link'), token }),
    z.strictObject({ method: z.literal('code'), email, code: text(20, 1) }),
    z.strictObject({
      method: z.literal('redirect'),
      provider: text(32, 1),
      returnTo,
      language: text(35).optional(),
    }),
    z.strictObject({ method: z.literal('exchange'), code: token, consent }),
  ])
  .openapi('Credentials');

export const registrationSchema = z.strictObject({
  ...mail,
  name: text(120, 1),
  password,
  consent,
});

/** Asks for a mail with a link. */
export const mailRequestSchema = z.strictObject(mail);
export const verifySchema = z.strictObject({ token });
export const resetSchema = z.strictObject({ token, password, consent });

export const signedInSchema = z.strictObject({
  state: z.literal('signed-in'),
  session: sessionSchema,
  returnTo: z.string().optional(),
});
export const checkEmailSchema = z.strictObject({ state: z.literal('check-email') });
export const signInResultSchema = z.union([
  signedInSchema,
  z.strictObject({ state: z.literal('redirect'), url: z.string() }),
]);

/**
 * What to solve before a mail is sent or an account made; `null` where nothing is asked. `kind` names who can solve it;
 * a challenger of another make has fields of its own. The built-in one, in ALTCHA's format:
 *
 *     {"kind": "proof-of-work", "signature": "<64 hex>", "parameters": {
 *       "algorithm": "PBKDF2/SHA-256", "cost": 2000, "keyLength": 32, "keyPrefix": "<32 hex>", "keySignature": "<64 hex>",
 *       "nonce": "<32 hex>", "salt": "<32 hex>", "expiresAt": <seconds since 1970>}}
 *
 * Solved by the counter, from 0 up to 750 at the most, with which PBKDF2 over the password nonce + counter (4 bytes, big
 * endian), the salt and `cost` iterations gives a key of `keyLength` bytes whose hex digits begin with `keyPrefix`. The
 * `proof` is base64 of this JSON, good once and for ten minutes; members beside these are ignored:
 *
 *     {"challenge": {"parameters": {…}, "signature": "…"}, "solution": {"counter": 412, "derivedKey": "<64 hex>"}}
 *
 * Refused as `invalid` with the field `proof`: `required` or `invalid`.
 */
export const challengeSchema = z.strictObject({
  challenge: z.record(z.string(), z.unknown()).nullable(),
});

export const sessionInfoSchema = z
  .strictObject({
    id: z.string(),
    current: z.boolean(),
    createdAt: instant,
    activeAt: instant,
    device: z.string().optional(),
  })
  .openapi('SessionInfo');
export const sessionListSchema = z.strictObject({ items: z.array(sessionInfoSchema) });
