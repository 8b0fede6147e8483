import { fixtureSync, html } from '@open-wc/testing';
import type { MemoryConnectionOptions } from '../../src/api/memory/index.ts';
import { memoryBackend, type MemoryBackend } from '../../src/api/memory/index.ts';
import type { MemorySeed, SeedTicket } from '../../src/api/memory/index.ts';
import type { PortalSettings } from '../../src/api/model.ts';
import type { PortalAdapter } from '../../src/api/adapter.ts';
import '../../src/components/ticket-list/define.ts';
import type { TicketList } from '../../src/components/ticket-list/ticket-list.ts';
import { waitUntil } from './wait-until.ts';

export const day = 86_400_000;
export const now = Date.UTC(2026, 10, 14, 9);

/** A ticket of Alice's; the higher its number, the newer it is. */
export function ticket(number: number, change: Partial<SeedTicket> = {}): SeedTicket {
  const at = new Date(now - (1_000 - number) * day).toISOString();
  return {
    id: `t${number}`,
    reference: `PR-${number}`,
    subject: `Subject ${number}`,
    stageId: number % 2 ? 'in-progress' : 'solved',
    contactId: 'alice',
    companyId: 'acme',
    createdAt: at,
    messages: [{ at, author: { contactId: 'alice' }, body: { format: 'text', content: `Text ${number}` } }],
    ...change,
  };
}

export function seed(tickets: SeedTicket[]): MemorySeed {
  return {
    companies: [{ id: 'acme', name: 'Acme' }],
    contacts: [
      {
        id: 'alice',
        name: 'Alice',
        email: 'alice@acme.example',
        password: 'lantern-harbor-42',
        companyIds: ['acme'],
      },
      {
        id: 'bob',
        name: 'Bob',
        email: 'bob@acme.example',
        password: 'lantern-harbor-42',
        companyIds: ['acme'],
      },
      {
        id: 'carol',
        name: 'Carol',
        email: 'carol@globex.example',
        password: 'lantern-harbor-42',
        companyIds: [],
      },
    ],
    tickets,
    properties: [{ key: 'urgency', label: 'Urgency' }],
  };
}

export interface Setting extends MemoryConnectionOptions {
  tickets?: SeedTicket[];
  settings?: Partial<PortalSettings>;
  /** Attributes of the element. */
  attributes?: Record<string, string>;
  backend?: MemoryBackend;
}

export interface Scene {
  list: TicketList;
  backend: MemoryBackend;
  adapter: PortalAdapter;
}

/** Three tickets of Alice's, and she is signed in, unless told otherwise. Does not wait for the rows. */
export async function mount({ tickets, settings, attributes, backend: given, ...connection }: Setting = {}) {
  const backend =
    given ??
    memoryBackend({ seed: seed(tickets ?? [ticket(1), ticket(2), ticket(3)]), settings: settings ?? {} });
  const adapter = backend.adapter({ signedInAs: 'alice@acme.example', ...connection });
  const list = document.createElement('ticket-list');
  for (const [name, value] of Object.entries(attributes ?? {})) list.setAttribute(name, value);
  list.adapter = adapter;
  // Not `fixture`: it waits for a frame, and pages in the background have none.
  const frame = fixtureSync<HTMLElement>(html`<div></div>`);
  frame.append(list);
  await list.updateComplete;
  return { list, backend, adapter } satisfies Scene;
}

/** As `mount`, with the rows there. */
export async function mountReady(setting?: Setting): Promise<Scene> {
  const scene = await mount(setting);
  await settled(scene.list);
  return scene;
}

export const root = (list: TicketList): ShadowRoot => {
  if (!list.shadowRoot) throw new Error('Not rendered yet');
  return list.shadowRoot;
};

export const find = <E extends HTMLElement = HTMLElement>(list: TicketList, selector: string): E => {
  const found = root(list).querySelector<E>(selector);
  if (!found) throw new Error(`There is no ${selector}`);
  return found;
};

export const findAll = (list: TicketList, selector: string): HTMLElement[] => [
  ...root(list).querySelectorAll<HTMLElement>(selector),
];

/** Waits until rows, words for their absence or an error stand there, and nothing is under way. */
export async function settled(list: TicketList): Promise<void> {
  await waitUntil(
    () =>
      root(list).querySelector(
        '[part~=table], [part~=empty], [part~=error], [part~=signed-out], [part~=off]',
      ) && !root(list).querySelector('[aria-busy=true]'),
    'the list settles',
  );
  await list.updateComplete;
}

export const subjects = (list: TicketList): string[] =>
  findAll(list, '[part=subject]').map((link) => link.textContent?.trim() ?? '');

export const button = (list: TicketList, name: string): HTMLButtonElement => {
  const found = findAll(list, 'button').find(
    (candidate) => (candidate.getAttribute('aria-label') ?? candidate.textContent?.trim()) === name,
  );
  if (!found) throw new Error(`There is no button ${name}`);
  return found as HTMLButtonElement;
};

export const spoken = (list: TicketList): string => find(list, '[role=status]').textContent?.trim() ?? '';

export const pageText = (list: TicketList): string =>
  find(list, '.frame').textContent?.replace(/\s+/g, ' ') ?? '';
