import type { Attachment, FieldValue } from '../api/model.ts';
import { removeAll, type KeyValueStore } from './storage.ts';

/** What somebody has typed and not sent. */
export interface Draft {
  /** By field key; a reply has one, `message`. */
  values: Record<string, FieldValue>;
  /** Uploads that are done. */
  attachments: Attachment[];
  /** The key its sending will carry, kept so that a second try after a reload is the same write. */
  key?: string;
}

/** Where a draft belongs: one for each ticket's reply, one for each form. */
export type DraftPlace = `reply:${string}` | `form:${string}`;

const prefix = 'portico.draft/1:';

/**
 * Drafts of one contact, kept in the browser. They survive reloads, crashes and idle sign-outs; another contact on the
 * same browser never sees them, and they go when sent or on explicit sign-out.
 */
export class Drafts {
  readonly #store: KeyValueStore;
  readonly #contact: () => string | undefined;

  constructor(store: KeyValueStore, contact: () => string | undefined) {
    this.#store = store;
    this.#contact = contact;
  }

  load(place: DraftPlace): Draft | undefined {
    const key = this.#key(place);
    const text = key && this.#store.get(key);
    if (!text) return undefined;
    try {
      const draft = JSON.parse(text) as Partial<Draft>;
      return draft.values && typeof draft.values === 'object'
        ? { ...draft, values: draft.values, attachments: draft.attachments ?? [] }
        : undefined;
    } catch {
      return undefined; // not ours, or cut short by a crash
    }
  }

  /** Saves a draft, of whoever is signed in unless its author is given; an empty one is removed. */
  save(place: DraftPlace, draft: Draft, author = this.#contact()): void {
    const key = author && ownPrefix(author) + place;
    if (!key) return;
    const empty =
      !draft.attachments.length &&
      Object.values(draft.values).every((value) => !value || value.toString() === '');
    if (empty) this.#store.remove(key);
    else this.#store.set(key, JSON.stringify(draft));
  }

  remove(place: DraftPlace): void {
    const key = this.#key(place);
    if (key) this.#store.remove(key);
  }

  /** How many places the contact has written in and not sent. */
  get count(): number {
    const contact = this.#contact();
    if (!contact) return 0;
    const own = ownPrefix(contact);
    return this.#store.keys().filter((key) => key.startsWith(own)).length;
  }

  /** Removes every draft of a contact. */
  clear(contactId: string): void {
    removeAll(this.#store, ownPrefix(contactId));
  }

  #key(place: DraftPlace): string | undefined {
    const contact = this.#contact();
    return contact && ownPrefix(contact) + place;
  }
}

function ownPrefix(contactId: string): string {
  return `${prefix}${encodeURIComponent(contactId)}:`;
}
