import { randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * A new id: 26 characters, 48 bits of time before 80 random ones, so that rows written together lie together.
 * @param at milliseconds since 1970
 * @param random 10 bytes; only a seed that wants the same ids again gives its own
 */
export function newId(at: number = Date.now(), random: Uint8Array = randomBytes(10)): string {
  let id = '';
  let time = at;
  for (let i = 0; i < 10; i++) {
    id = alphabet.charAt(time % 32) + id;
    time = Math.floor(time / 32);
  }
  let bits = 0;
  let value = 0;
  for (const byte of random) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      id += alphabet.charAt((value >> bits) & 31);
    }
    value &= (1 << bits) - 1;
  }
  return id;
}
