import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { DeskError } from '../desks/errors.ts';

/** scrypt's own parameters. */
export interface PasswordCost {
  N: number;
  r: number;
  p: number;
}

/**
 * scrypt with one of the parameter sets that OWASP names as equal (Password Storage Cheat Sheet): N = 2^15, r = 8,
 * p = 3, which takes 32 MiB. argon2id, its first choice, is in Node's crypto from 24.7 on only, and this runs on 22.18.
 */
export const scryptParameters: Readonly<PasswordCost> = { N: 2 ** 15, r: 8, p: 3 };

/** Hashes at once: the memory of all that wait would be a gibibyte and more, and Node's four threads serve files too. */
const atOnce = 2;
const keyLength = 32;
const saltLength = 16;
/** No stored hash can ask for more than this. */
const mostMemory = 128 * 2 ** 20;

interface StoredHash extends PasswordCost {
  salt: Buffer | string;
  key: Buffer;
}

export interface PasswordHashing {
  /** `$scrypt$ln=15,r=8,p=3$<salt>$<key>`, both in base64 without padding. */
  hash(password: string): Promise<string>;
  /**
   * False also for what is no hash; any answer takes as long as `hash` does. Rejects with `unavailable` where too many
   * wait already.
   */
  verify(stored: { hash: string; password: string }): Promise<boolean>;
  /** Whether a hash was made with other parameters than today's. */
  outdated(hash: string): boolean;
}

/** Of tries to sign in, `mostWaiting` wait; whoever comes after them is sent away, rather than kept for a minute. */
export function createPasswordHashing({
  cost: today = scryptParameters,
  mostWaiting = 200,
} = {}): PasswordHashing {
  const turn = createTurns(atOnce);

  const derive = (
    password: string,
    salt: Buffer | string,
    length: number,
    cost: PasswordCost,
  ): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      // Any way a character is written on a keyboard is the same character.
      scrypt(password.normalize('NFKC'), salt, length, { ...cost, maxmem: mostMemory }, (error, key) =>
        error ? reject(error) : resolve(key),
      );
    });

  return {
    hash: (password) =>
      turn(async () => {
        const salt = randomBytes(saltLength);
        const key = await derive(password, salt, keyLength, today);
        const { N, r, p } = today;
        const text = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
        return `$scrypt$ln=${Math.log2(N)},r=${r},p=${p}$${text(salt)}$${text(key)}`;
      }),

    verify: async ({ hash, password }) => {
      if (turn.waiting() >= mostWaiting) throw new DeskError('unavailable', 'too many passwords to check');
      return turn(async () => {
        const stored = read(hash);
        if (!stored) {
          await derive(password, Buffer.alloc(saltLength), keyLength, today);
          return false;
        }
        const { salt, key, ...cost } = stored;
        const given = await derive(password, salt, key.length, cost);
        // A cheaper hash of before, so that its time does not tell that there is an account.
        const rest = passesLeft(cost, today);
        if (rest > 0) await derive(password, salt, keyLength, { ...today, p: rest });
        return timingSafeEqual(given, key);
      });
    },

    outdated(hash) {
      const stored = read(hash);
      return stored === undefined || stored.N !== today.N || stored.r !== today.r || stored.p !== today.p;
    },
  };
}

/** How many of today's passes a hash of another cost falls short of today's. */
function passesLeft({ N, r, p }: PasswordCost, today: PasswordCost): number {
  return Math.max(0, Math.round((today.N * today.r * today.p - N * r * p) / (today.N * today.r)));
}

function read(hash: string): StoredHash | undefined {
  const [, ln, r, p, salt, key] =
    /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/]{16,86})\$([\w+/]{32,86})$/.exec(hash) ?? [];
  if (ln !== undefined && salt !== undefined && key !== undefined) {
    const cost = { N: 2 ** Number(ln), r: Number(r), p: Number(p) };
    return { ...cost, salt: Buffer.from(salt, 'base64'), key: Buffer.from(key, 'base64') };
  }
  // better-auth's own, which were made before: the salt is the text of its hexadecimal digits.
  const [, oldSalt, oldKey] = /^([0-9a-f]{32}):([0-9a-f]{128})$/.exec(hash) ?? [];
  if (oldSalt === undefined || oldKey === undefined) return undefined;
  return { N: 2 ** 14, r: 16, p: 1, salt: oldSalt, key: Buffer.from(oldKey, 'hex') };
}

interface Turns {
  <T>(work: () => Promise<T>): Promise<T>;
  waiting: () => number;
}

/** Lets so many run at once; the others wait in the order they came. */
function createTurns(limit: number): Turns {
  const waiting: (() => void)[] = [];
  let running = 0;
  const turn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      // Handed on rather than given back, so that nobody slips in between.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
  return Object.assign(turn, { waiting: () => waiting.length });
}
