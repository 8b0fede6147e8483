import type { Page } from '@playwright/test';
import { expect } from './fixtures.ts';

/** Tickets as the gateway tells them to the page's session, beside what the page shows. */
interface Summary {
  id: string;
  subject: string;
}

/** Reads a resource of the gateway in the page's session. */
export async function read<T>(page: Page, path: string): Promise<T> {
  const answer = await page.context().request.get(path);
  expect(answer.status(), path).toBe(200);
  return (await answer.json()) as T;
}

/** The id of an open ticket of the page's contact; `nth` chooses one, so that tests do not share theirs. */
export async function openTicketId(page: Page, nth = 0): Promise<string> {
  const { items } = await read<{ items: Summary[] }>(page, `/api/tickets?state=open&limit=${nth + 1}`);
  const ticket = items[nth];
  if (!ticket) throw new Error(`there are only ${items.length} open tickets`);
  return ticket.id;
}

/** Opens a ticket in the portal, ready for a reply. */
export async function openTicket(page: Page, id: string): Promise<void> {
  await page.goto(`/portal/#/tickets/${id}`);
  await expect(page.getByLabel('Your reply')).toBeVisible();
}

/** How often the gateway, asked afresh, shows a text in a ticket's messages. */
export async function countMessages(page: Page, ticketId: string, text: string): Promise<number> {
  const { items } = await read<{ items: { body: { content: string } }[] }>(
    page,
    `/api/tickets/${ticketId}/messages?limit=100`,
  );
  return items.filter(({ body }) => body.content.includes(text)).length;
}

/** How many tickets of that subject the page's contact has. */
export async function countTickets(page: Page, subject: string): Promise<number> {
  const { items } = await read<{ items: Summary[] }>(page, '/api/tickets?limit=50');
  return items.filter((ticket) => ticket.subject === subject).length;
}

/** Whether an address is that of replies, or of new tickets. */
export const isReply = (url: URL): boolean => /\/api\/tickets\/[^/]+\/messages$/.test(url.pathname);
export const isFiling = (url: URL): boolean => url.pathname === '/api/tickets';
