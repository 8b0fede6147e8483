import { LazyModule } from './lazy-module.ts';
import type { Drafts, Outbox } from './outbox.ts';

/** What the keys of all that the outbox keeps for a contact begin with. */
export function outboxPlaces(contact: string): string {
  return `portico.outbox/1:${encodeURIComponent(contact)}:`;
}

/** What the keys of all a contact's drafts begin with. */
export function draftPlaces(contact: string): string {
  return `portico.draft/1:${encodeURIComponent(contact)}:`;
}

/** A draft's key without the tab that wrote there. */
export const draftPlaceOf = (key: string): string => key.replace(/~[^~]*$/, '');

/** The code of outbox and drafts: pages on which nobody writes do without it, unless something was left unsent. */
export const outboxModule = new LazyModule<{ Outbox: typeof Outbox; Drafts: typeof Drafts }>(
  () => import('./outbox.ts'),
);
