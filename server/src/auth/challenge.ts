import { createHmac, randomInt } from 'node:crypto';
import { createChallenge, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { z } from 'zod';
import type { OneTime } from './one-time.ts';

/**
 * What keeps machines from having mails sent in bulk. The built-in one is a proof of work, which asks no third party;
 * a captcha of another make is passed to `createGateway`.
 */
export interface Challenger {
  /** What `portal.signIn.challenge` calls it, and what pages choose their solver by. */
  readonly kind: string;
  /** What a page needs to solve it, as JSON. `kind` is added. */
  challenge(): Promise<object>;
  /** Whether a page's answer is right, and was never given before. */
  check(proof: string): Promise<boolean>;
}

/** How long a page has to solve it: its person may be typing. */
const lifeSeconds = 10 * 60;
const algorithm = 'PBKDF2/SHA-256';
/** Iterations of one try. */
const cost = 2_000;
/**
 * Which try is the right one: the page counts up from 0 until a key begins as it must. A million iterations on average
 * and one and a half at the most, so that no phone is unlucky: a second of one.
 */
const counters = { from: 250, to: 750 } as const;
const keyLength = 32;
const purpose = 'proof-of-work';

const hex = (length: number) => z.string().regex(new RegExp(`^[0-9a-f]{${length}}$`));
const payloadSchema = z.object({
  challenge: z.object({
    parameters: z.strictObject({
      algorithm: z.literal(algorithm),
      nonce: hex(32),
      salt: hex(32),
      cost: z.literal(cost),
      keyLength: z.literal(keyLength),
      keyPrefix: hex(keyLength),
      keySignature: hex(64),
      expiresAt: z.number().int().positive(),
    }),
    signature: hex(64),
  }),
  solution: z.object({
    counter: z.number().int().min(0).max(counters.to),
    derivedKey: hex(keyLength * 2),
  }),
});

/** Nothing is kept of a challenge until it is answered: it carries our signature. */
export function createProofOfWork(options: {
  secret: string;
  oneTime: Pick<OneTime, 'first'>;
  now: () => Date;
}): Challenger {
  const { oneTime, now } = options;
  const derive = (use: string): string => createHmac('sha256', options.secret).update(use).digest('hex');
  const secrets = {
    hmacSignatureSecret: derive('proof of work'),
    hmacKeySignatureSecret: derive('proof of work, key'),
  };

  return {
    kind: 'proof-of-work',

    challenge: () =>
      createChallenge({
        algorithm,
        cost,
        counter: randomInt(counters.from, counters.to),
        deriveKey,
        keyLength,
        expiresAt: Math.floor(now().getTime() / 1000) + lifeSeconds,
        ...secrets,
      }),

    async check(proof) {
      const payload = read(proof);
      if (!payload) return false;
      const { challenge, solution } = payload;
      const left = challenge.parameters.expiresAt - now().getTime() / 1000;
      if (left <= 0) return false;
      const { verified } = await verifySolution({ challenge, solution, deriveKey, ...secrets });
      // Kept longer than the challenge, for gateways whose clocks differ.
      return verified && oneTime.first(purpose, challenge.parameters.nonce, Math.ceil(left) + 60);
    },
  };
}

function read(proof: string): z.infer<typeof payloadSchema> | undefined {
  try {
    const parsed = payloadSchema.safeParse(JSON.parse(Buffer.from(proof, 'base64').toString('utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
