import type { Call } from '../adapter.ts';
import { PortalError } from '../errors.ts';
import { pause, throwIfAborted } from '../shared/abort.ts';

/** What the gateway asks, in the format of ALTCHA's second version (https://altcha.org). */
interface Parameters {
  /** `PBKDF2/SHA-256` and its like, or a plain `SHA-256`. */
  algorithm: string;
  /** Hexadecimal, as the other two. */
  nonce: string;
  salt: string;
  /** What the key that is looked for begins with. */
  keyPrefix: string;
  /** Rounds a try. */
  cost: number;
  /** Bytes. */
  keyLength?: number;
}

/** Tries at once; the browser spreads them over its threads. */
const together = 4;
/** Milliseconds after which the page has its turn. */
const slice = 40;
/** Whatever is asked, a page gives up at last. */
const mostTries = 4_000_000;

/**
 * Looks for a number whose key, derived from the challenge's nonce with it, begins as the challenge wants. Answers what
 * proves it: base64 of the challenge with its solution.
 */
export async function solve(challenge: Record<string, unknown>, { signal }: Call): Promise<string> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  if (!subtle) throw new PortalError('not-supported', 'Proof of work needs a page served over HTTPS');
  const parameters = parametersOf(challenge);
  const wanted = parameters.keyPrefix.toLowerCase();
  const derive = deriver(subtle, parameters);
  let turn = Date.now();
  for (let first = 0; first < mostTries; first += together) {
    throwIfAborted(signal);
    const keys = await Promise.all(Array.from({ length: together }, (_, index) => derive(first + index)));
    const found = keys.findIndex((key) => key.startsWith(wanted));
    const derivedKey = keys[found];
    if (derivedKey !== undefined)
      return btoa(JSON.stringify({ challenge, solution: { counter: first + found, derivedKey } }));
    if (Date.now() - turn > slice) {
      await pause(0, signal);
      turn = Date.now();
    }
  }
  throw new PortalError('unavailable', 'The challenge was too hard');
}

function deriver(
  subtle: SubtleCrypto,
  { algorithm, nonce, salt, cost, keyLength = 32 }: Parameters,
): (counter: number) => Promise<string> {
  const salted = bytesOf(salt);
  const seed = bytesOf(nonce);
  const [, stretched, hash = ''] = /^(PBKDF2\/)?(SHA-(?:256|384|512))$/.exec(algorithm) ?? [];
  if (!hash) throw new PortalError('not-supported', `The challenge wants ${algorithm}`);
  const passwordOf = (counter: number): Uint8Array<ArrayBuffer> => {
    const password = new Uint8Array(seed.length + 4);
    password.set(seed);
    new DataView(password.buffer).setUint32(seed.length, counter);
    return password;
  };
  if (stretched)
    return async (counter) => {
      const key = await subtle.importKey('raw', passwordOf(counter), 'PBKDF2', false, ['deriveBits']);
      const how = { name: 'PBKDF2', salt: salted, iterations: cost, hash };
      return hexOf(await subtle.deriveBits(how, key, keyLength * 8));
    };
  return async (counter) => {
    let data: BufferSource = new Uint8Array([...salted, ...passwordOf(counter)]);
    for (let round = 0; round < cost; round++) data = await subtle.digest(hash, data);
    return hexOf(data as ArrayBuffer).slice(0, keyLength * 2);
  };
}

function parametersOf({ parameters }: Record<string, unknown>): Parameters {
  const given = (parameters ?? {}) as Partial<Parameters>;
  const { algorithm, nonce, salt, keyPrefix, cost, keyLength = 32 } = given;
  const isHex = (value: unknown): value is string =>
    typeof value === 'string' && /^[0-9a-f]+$/i.test(value) && value.length <= 1024;
  const isCount = (value: unknown, most: number): value is number =>
    Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most;
  if (
    typeof algorithm !== 'string' ||
    !isHex(nonce) ||
    !isHex(salt) ||
    !isHex(keyPrefix) ||
    !isCount(cost, 10_000_000) ||
    !isCount(keyLength, 64)
  )
    throw new PortalError('unavailable', 'The challenge is not one of proof of work');
  return { algorithm, nonce, salt, keyPrefix, cost, keyLength };
}

const bytesOf = (hex: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));

const hexOf = (buffer: ArrayBuffer): string =>
  Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');
