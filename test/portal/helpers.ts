import { demoSeed } from '../../src/api/memory/demo-seed.ts';
import {
  memoryBackend,
  type MemoryBackend,
  type MemoryConnectionOptions,
} from '../../src/api/memory/index.ts';
import type { TicketQuery } from '../../src/api/model.ts';
import { Outbox, type NewEntry, type OutboxEntry } from '../../src/portal/outbox.ts';
import { Portal } from '../../src/portal/portal.ts';
import type { KeyValueStore } from '../../src/portal/storage.ts';
import type { Store } from '../../src/portal/store.ts';

export const alice = 'alice@acme.example';
export const bob = 'bob@acme.example';

export const anyQuery: TicketQuery = {
  view: 'mine',
  state: 'any',
  sort: { by: 'activity', descending: true },
  limit: 10,
};

export function backendOf(): MemoryBackend {
  return memoryBackend({ seed: demoSeed({ tickets: 20 }) });
}

/** What a browser keeps between two visits, shared by its tabs. */
export function mapStore(map = new Map<string, string>()): KeyValueStore & { map: Map<string, string> } {
  return {
    map,
    get: (key) => map.get(key) ?? null,
    set: (key, value) => void map.set(key, value),
    remove: (key) => void map.delete(key),
    keys: () => [...map.keys()],
  };
}

export interface TabOptions extends MemoryConnectionOptions {
  store?: KeyValueStore;
}

/** A tab in which somebody is signed in (alice), or nobody (`signedInAs: undefined`). */
export async function openTab(
  backend: MemoryBackend,
  { store = mapStore(), ...connection }: TabOptions = {},
): Promise<Portal> {
  const portal = new Portal({ adapter: backend.adapter({ signedInAs: alice, ...connection }), store });
  await portal.start();
  return portal;
}

export async function openTicketId(portal: Portal): Promise<string> {
  const page = await portal.list({ ...anyQuery, state: 'open' });
  const ticket = page.items[0];
  if (!ticket) throw new Error('The seed has no open ticket');
  return ticket.id;
}

export function reply(ticketId: string, text = 'Any news?', key = Outbox.newKey()): NewEntry {
  return {
    kind: 'reply',
    ticketId,
    key,
    files: [],
    draft: { body: { format: 'markdown', content: text }, attachments: [] },
  };
}

/** Resolves once a store's value is as wanted. */
export function once<T>(store: Store<T>, wanted: (value: T) => boolean): Promise<T> {
  if (wanted(store.value)) return Promise.resolve(store.value);
  return new Promise((resolve) => {
    const stop = store.subscribe((value) => {
      if (!wanted(value)) return;
      stop();
      resolve(value);
    });
  });
}

export const settled = (entries: readonly OutboxEntry[]): boolean =>
  entries.every(({ status }) => status !== 'sending');

/** Contents of a ticket's messages, oldest first, as its contact sees them. */
export async function textsOf(portal: Portal, ticketId: string): Promise<string[]> {
  const page = await portal.adapter.tickets.messages(ticketId, { limit: 100, order: 'oldest' });
  return page.items.map(({ body }) => body.content);
}
