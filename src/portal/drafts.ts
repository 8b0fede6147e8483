import type { Attachment, FieldValue } from '../api/model.ts';
import type { KeptValue } from './form-changes.ts';
import { draftPlaceOf, draftPlaces } from './outbox-module.ts';
import type { KeyValueStore } from './storage.ts';

/** What somebody has typed and not sent. */
export interface Draft {
  /** By field key; a reply has one, `message`. */
  values: Record<string, FieldValue>;
  /** What was typed into fields that the form has no more. */
  kept?: readonly KeptValue[];
  /** Uploads that are done. */
  attachments: Attachment[];
  /** The key its sending will carry. It changes with each edit, so that no two texts ever share one. */
  key?: string;
  /** Whether it was handed over under that key, and taken back: then the key stays, and tells if it had arrived. */
  tried?: boolean;
}

/** Where a draft belongs: one for each ticket's reply, one for each form. */
export type DraftPlace = `reply:${string}` | `form:${string}`;

/** A draft as it is kept: with the time it was saved, in milliseconds since 1970. */
type Kept = Draft & { at?: number };

/**
 * Drafts of one contact, kept in the browser. They survive reloads, crashes and idle sign-outs; another contact on the
 * same browser never sees them, and they go when sent or on explicit sign-out.
 *
 * Each tab keeps its own: two tabs in which somebody types at the same place lose neither text. What a tab has left
 * behind is taken up by the next one that comes to the place. Its code comes with the outbox's: only where somebody
 * writes.
 */
export class Drafts {
  readonly #store: KeyValueStore;
  readonly #contact: () => string | undefined;
  readonly #tab: string;
  /** What was taken up from other tabs, by place, until this tab saves or removes it. */
  readonly #taken = new Map<string, { key: string; text: string }>();

  constructor(store: KeyValueStore, contact: () => string | undefined, tab = tabId()) {
    this.#store = store;
    this.#contact = contact;
    this.#tab = tab;
  }

  /** This tab's own draft, else the newest that another one has saved. */
  load(place: DraftPlace): Draft | undefined {
    const contact = this.#contact();
    if (!contact) return undefined;
    const at = draftPlaces(contact) + place;
    const own = this.#read(this.#own(at));
    if (own) return own.draft;
    const [found] = this.#store
      .keys()
      .flatMap((key) => (draftPlaceOf(key) === at && this.#read(key)) || [])
      .sort((a, b) => b.at - a.at);
    if (found) this.#taken.set(at, found);
    return found?.draft;
  }

  /** Saves a draft, of whoever is signed in unless its author is given; an empty one is removed. */
  save(place: DraftPlace, draft: Draft, author = this.#contact()): void {
    if (!author) return;
    const at = draftPlaces(author) + place;
    const empty =
      !draft.attachments.length &&
      !draft.kept?.length &&
      Object.values(draft.values).every((value) => !value || value.toString() === '');
    this.#letGo(at);
    if (empty) this.#store.remove(this.#own(at));
    else this.#store.set(this.#own(at), JSON.stringify({ ...draft, at: Date.now() } satisfies Kept));
  }

  /** Removes this tab's draft, and the one it took up; another tab's stays. */
  remove(place: DraftPlace): void {
    const contact = this.#contact();
    if (!contact) return;
    const at = draftPlaces(contact) + place;
    this.#letGo(at);
    this.#store.remove(this.#own(at));
  }

  /** Where this tab keeps its draft of a place. */
  #own(at: string): string {
    return `${at}~${this.#tab}`;
  }

  /** What was taken up is this tab's now, unless the other one has gone on with it. */
  #letGo(at: string): void {
    const taken = this.#taken.get(at);
    this.#taken.delete(at);
    if (taken && this.#store.get(taken.key) === taken.text) this.#store.remove(taken.key);
  }

  #read(key: string): { key: string; draft: Draft; at: number; text: string } | undefined {
    const text = this.#store.get(key);
    if (!text) return undefined;
    try {
      const { at = 0, ...draft } = JSON.parse(text) as Partial<Kept>;
      return draft.values && typeof draft.values === 'object'
        ? { key, draft: { ...draft, values: draft.values, attachments: draft.attachments ?? [] }, at, text }
        : undefined;
    } catch {
      return undefined; // not ours, or cut short by a crash
    }
  }
}

let tab: string | undefined;

/** The same after a reload of the tab, and another one in every other tab. It tells nothing of anybody. */
function tabId(): string {
  if (tab) return tab;
  const made = `${Math.random()}`;
  try {
    const name = 'portico.tab';
    const mine = sessionStorage.getItem(name) ?? made;
    // Kept between two pages only: what a browser duplicates is the tab's storage, and the copy is another tab.
    sessionStorage.removeItem(name);
    addEventListener('pagehide', () => sessionStorage.setItem(name, mine));
    return (tab = mine);
  } catch {
    return made; // refused, or no browser at all
  }
}
