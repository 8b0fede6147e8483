import type { Lookup, LookupKind } from './lookup.ts';
import { testsOf, valuesOf, type Rule } from './rule-model.ts';
import type { Names } from './rule-sentence.ts';

const kinds: Record<string, LookupKind> = { company: 'company', requester: 'contact' };

/** The names of those whose ids stand in rules, each asked for once. */
export class NameBook {
  readonly #known = new Map<string, string>();
  readonly #asked = new Set<string>();

  /** All names known so far, where there are more of them now. */
  async learn(rule: Rule, lookup: Lookup): Promise<Names | undefined> {
    const before = this.#known.size;
    for (const [property, kind] of Object.entries(kinds)) {
      const ids = new Set(
        testsOf(rule)
          .filter((test) => test.property === property)
          .flatMap(valuesOf)
          .filter((id) => !this.#asked.has(`${kind}:${id}`)),
      );
      if (ids.size === 0) continue;
      for (const id of ids) this.#asked.add(`${kind}:${id}`);
      try {
        for (const [id, name] of await lookup.names(kind, [...ids])) this.#known.set(`${kind}:${id}`, name);
      } catch {
        // Ids say it too, only less well; they are asked for again with the next change.
        for (const id of ids) this.#asked.delete(`${kind}:${id}`);
      }
    }
    return this.#known.size > before ? new Map(this.#known) : undefined;
  }
}
