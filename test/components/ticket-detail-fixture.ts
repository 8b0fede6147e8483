import {
  memoryBackend,
  type MemoryBackend,
  type MemoryConnectionOptions,
  type SeedMessage,
  type SeedTicket,
} from '../../src/api/memory/index.ts';
import type { PortalSettings } from '../../src/api/model.ts';
import '../../src/components/ticket-detail/define.ts';
import type { PortalComposer } from '../../src/components/ticket-detail/composer.ts';
import type { TicketDetail } from '../../src/components/ticket-detail/ticket-detail.ts';
import type { Portal, PortalOptions } from '../../src/portal/portal.ts';
import { alice, part, place, portalFor } from './portal-helpers.ts';
import { waitUntil } from './wait-until.ts';

export const id = 't-1';

/** A moment that many minutes ago. */
export const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

export const fromAlice = (content: string, more: Partial<SeedMessage> = {}): SeedMessage => ({
  at: ago(60),
  author: { contactId: 'c-alice' },
  body: { format: 'markdown', content },
  ...more,
});

export const fromJonas = (content: string, more: Partial<SeedMessage> = {}): SeedMessage => ({
  ...fromAlice(content),
  author: { agent: 'Jonas Keller' },
  ...more,
});

export const many = (count: number): SeedMessage[] =>
  Array.from({ length: count }, (_, index) =>
    (index % 2 ? fromJonas : fromAlice)(`Message number ${index + 1}`, { at: ago(count - index) }),
  );

export function backendOf(
  ticket: Partial<SeedTicket> = {},
  settings: Partial<PortalSettings> = {},
): MemoryBackend {
  const contact = (name: string) => ({
    id: `c-${name.toLowerCase()}`,
    name: `${name} Martin`,
    email: `${name.toLowerCase()}@acme.example`,
    password: 'lantern-harbor-42',
    companyIds: ['acme'],
  });
  return memoryBackend({
    seed: {
      companies: [{ id: 'acme', name: 'Acme' }],
      contacts: [contact('Alice'), contact('Bob')],
      properties: [
        { key: 'priority', label: 'Priority' },
        { key: 'urgent', label: 'Urgent' },
      ],
      tickets: [
        {
          id,
          reference: 'PR-2041',
          subject: 'Export stops at 10,000 rows',
          stageId: 'waiting',
          contactId: 'c-alice',
          companyId: 'acme',
          createdAt: ago(120),
          properties: { priority: 'High', urgent: true },
          messages: [
            fromAlice('Every export ends after row `10000`.', { channel: 'form' }),
            fromJonas('Is **streamed export** on?', { channel: 'email' }),
          ],
          unread: true,
          ...ticket,
        },
      ],
    },
    settings,
  });
}

export interface Shown {
  element: TicketDetail;
  portal: Portal;
}

/** A ticket on a page of its own, as alice unless told otherwise; not awaited until it shows. */
export async function mount(
  backend: MemoryBackend,
  connection: MemoryConnectionOptions = {},
  options: Partial<PortalOptions> = {},
  ticketId = id,
): Promise<Shown> {
  const portal = portalFor(backend, { signedInAs: alice, ...connection }, options);
  const home = place(portal);
  const element = document.createElement('ticket-detail');
  element.ticketId = ticketId;
  home.append(element);
  await element.updateComplete;
  return { element, portal };
}

/** The same, once everything is there. */
export async function show(...args: Parameters<typeof mount>): Promise<Shown> {
  const shown = await mount(...args);
  await settled(shown.element);
  return shown;
}

/** Waits until ticket and message texts are there. */
export async function settled(element: TicketDetail): Promise<void> {
  // The first time, its parts come over the line.
  await waitUntil(() => part(element, 'details'), 'the ticket shows', { timeout: 8000 });
  const bodies = [...element.shadowRoot!.querySelectorAll('portal-message-body')];
  await Promise.all(bodies.map(({ updateComplete }) => updateComplete));
  await composerOf(element)?.updateComplete;
}

export const composerOf = (element: TicketDetail): PortalComposer | null =>
  element.shadowRoot!.querySelector('portal-composer');

export const inputOf = (element: TicketDetail): HTMLTextAreaElement =>
  part<HTMLTextAreaElement>(composerOf(element)!, 'input')!;

/** What each message says, in the order it shows, with what stands around it. */
export function messages(element: TicketDetail): string[] {
  return [...element.shadowRoot!.querySelectorAll('.message')].map((message) =>
    [
      message.querySelector('portal-message-body')?.shadowRoot?.querySelector('.content')?.textContent,
      ...[...message.querySelectorAll('.plain, .problem')].map(({ textContent }) => textContent),
    ]
      .join(' ')
      .replace(/\s+/g, ' ')
      .trim(),
  );
}

export const announced = (element: TicketDetail): string =>
  [...element.shadowRoot!.children].find((child) => child.role === 'status')!.textContent.trim();

/** Types as a person does: the text, and the event that goes with it. */
export async function type(element: TicketDetail, text: string): Promise<void> {
  const input = inputOf(element);
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  await composerOf(element)!.updateComplete;
}

export function clickSend(element: TicketDetail): void {
  part(composerOf(element)!, 'send-button')!.click();
}

export async function reply(element: TicketDetail, text: string): Promise<void> {
  await type(element, text);
  clickSend(element);
}
