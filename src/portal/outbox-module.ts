import { LazyModule } from './lazy-module.ts';
import type { Outbox } from './outbox.ts';

/** What the keys of all that the outbox keeps for a contact begin with. */
export function outboxPlaces(contact: string): string {
  return `portico.outbox/1:${encodeURIComponent(contact)}:`;
}

/** The outbox's code: pages on which nobody writes do without it, unless something was left unsent. */
export const outboxModule = new LazyModule<{ Outbox: typeof Outbox }>(() => import('./outbox.ts'));
