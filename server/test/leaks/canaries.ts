import type { Random } from '../../src/demo/random.ts';

/** Where something secret stands: all that decides who may come to know it. */
export type Place =
  /** No customer ever. */
  | { at: 'nowhere' }
  /** One person alone, by name. */
  | { at: 'person'; who: string }
  | { at: 'ticket'; ticket: string }
  /** In a conversation; threads are counted from 0, the newest last. */
  | { at: 'message'; ticket: string; thread: number }
  | { at: 'property'; ticket: string; key: string }
  /** The name of a person or agent, which shows wherever they ask or write. */
  | { at: 'name'; of: string }
  | { at: 'company'; company: string }
  /** The name customers have for a stage. */
  | { at: 'stage' }
  /** In letters the gateway sends, and nowhere else. */
  | { at: 'letter' }
  /** A customer's own words, said in a test: no secret, but none that a log or a letter may hold. */
  | { at: 'said' };

/** A text that is found nowhere else. */
export interface Canary {
  what: string;
  value: string;
  place: Place;
}

const letters = 'abcdefghijklmnopqrstuvwxyz';
const word = /zqx[a-z]{13}/g;

/** All canaries of a world, and the way to find them again in what has left it. */
export class Canaries {
  readonly #random: Random;
  readonly #words = new Map<string, Canary>();
  /** Those that others have made up: ids, addresses, times. */
  readonly #literals = new Map<string, Canary>();

  constructor(random: Random) {
    this.#random = random;
  }

  /** A word of its own, which survives folding, escaping, cleaning of file names, and search. */
  word(what: string, place: Place): string {
    const value = `zqx${Array.from({ length: 13 }, () => this.#random.pick([...letters])).join('')}`;
    this.#words.set(value, { what, value, place });
    return value;
  }

  /**
   * Two words for one place: a bait that requests may ask for, and a twin that none ever sends. What answers with the
   * bait alone may have repeated the question; what knows the twin has told.
   */
  text(what: string, place: Place): string {
    const bait = this.word(what, place);
    this.#baits.push(bait);
    return `${bait} ${this.word(what, place)}`;
  }

  literal(what: string, value: string, place: Place): void {
    if (value.length < 8) throw new Error(`"${value}" is too short to be found for certain`);
    this.#literals.set(value.toLowerCase(), { what, value, place });
  }

  readonly #baits: string[] = [];

  get baits(): readonly string[] {
    return this.#baits;
  }

  get all(): readonly Canary[] {
    return [...this.#words.values(), ...this.#literals.values()];
  }

  of(value: string): Canary | undefined {
    return this.#words.get(value) ?? this.#literals.get(value.toLowerCase());
  }

  /** Every canary in a text, also where it is escaped, encoded, or in another case. */
  in(text: string): Canary[] {
    const found = new Set<Canary>();
    const readable = legible(text).toLowerCase();
    for (const [value] of readable.matchAll(word)) {
      const canary = this.#words.get(value);
      if (canary) found.add(canary);
    }
    for (const [value, canary] of this.#literals) if (readable.includes(value)) found.add(canary);
    return [...found];
  }
}

/** A text together with what its encoded parts say. */
export function legible(text: string): string {
  const parts = [text];
  if (text.includes('%')) {
    parts.push(
      text.replace(/(?:%[\da-f]{2})+/gi, (escaped) =>
        Buffer.from(escaped.replaceAll('%', ''), 'hex').toString('utf8'),
      ),
    );
  }
  if (text.includes('\\u')) {
    parts.push(
      text.replace(/\\u([\da-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
    );
  }
  if (text.includes('&#')) {
    parts.push(
      text.replace(/&#(x?)([\da-f]+);/gi, (_, hex: string, code: string) =>
        String.fromCodePoint(Math.min(Number.parseInt(code, hex ? 16 : 10) || 0, 0x10ffff)),
      ),
    );
  }
  for (const [run] of text.matchAll(/[\w+/-]{12,}={0,2}/g)) {
    parts.push(Buffer.from(run, 'base64').toString('latin1'));
    if (/^(?:[\da-f]{2})+$/i.test(run)) parts.push(Buffer.from(run, 'hex').toString('latin1'));
  }
  return parts.join('\n');
}
