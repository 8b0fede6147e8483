import { AxeBuilder } from '@axe-core/playwright';
import type { APIRequestContext, Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { read } from './tickets.ts';

// What people see of tickets, why, and how they choose among them.

const alice = 'alice@acme.example';

interface Written {
  id: string;
  thread?: string;
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

/** A ticket of the page's contact whose conversation stands in two threads, and its messages, oldest first. */
async function ticketInThreads(page: Page): Promise<{ id: string; messages: Written[] }> {
  const { items } = await read<{ items: { id: string }[] }>(page, '/api/tickets?limit=100');
  for (const { id } of items) {
    const path = `/api/tickets/${id}/messages?limit=100&order=oldest`;
    const { items: messages } = await read<{ items: Written[] }>(page, path);
    if (new Set(messages.map(({ thread }) => thread)).size > 1) return { id, messages };
  }
  throw new Error('no ticket of the demo has two threads');
}

test('a conversation shows its newest thread, unfolds the older one, and opens it where a link points', async ({
  visitor,
}) => {
  const { page } = await visitor({ as: alice });
  const { id, messages } = await ticketInThreads(page);
  const [first] = messages;
  await page.goto(`/portal/#/tickets/${id}`);
  const fold = page.locator('summary', { hasText: /^Earlier conversation, 2 messages, / });
  await expect(fold).toBeVisible();
  const shown = page.locator('ticket-detail .message:visible');
  await expect(shown).toHaveCount(messages.length - 2);
  await expectAccessible(page);
  await fold.press('Enter');
  await expect(shown).toHaveCount(messages.length);

  await page.goto('about:blank');
  await page.goto(`/portal/#/tickets/${id}?message=${first!.id}`);
  await expect(page.locator(`ticket-detail .message[data-id="${first!.id}"]`)).toBeInViewport();
});

test('a customer asks why a ticket shows, theirs and a colleague’s', async ({ visitor }) => {
  const { page } = await visitor({ as: alice });
  const { items } = await read<{ items: { id: string }[] }>(page, '/api/tickets?view=mine&limit=1');
  await page.goto(`/portal/#/tickets/${items[0]!.id}`);
  await page.getByText('Why do I see this?').press('Enter');
  await expect(page.getByText('It is your own ticket.')).toBeVisible();
  await expectAccessible(page);
  const company = await read<{ items: { id: string; mine: boolean }[] }>(
    page,
    '/api/tickets?view=acme&limit=50',
  );
  await page.goto(`/portal/#/tickets/${company.items.find(({ mine }) => !mine)!.id}`);
  await page.getByText('Why do I see this?').click();
  await expect(page.getByText(/^It is a ticket of .+, whose tickets you may see\.$/)).toBeVisible();
});

test('the choice of a stage stands in the address, that of columns on the device; both outlive a reload', async ({
  visitor,
}) => {
  const { page } = await visitor({ as: alice });
  await page.goto('/portal/#/tickets');
  const stage = page.getByLabel('Status', { exact: true });
  await stage.selectOption({ label: 'Solved' });
  await expect(page).toHaveURL(/stage=solved/);
  const pills = page.locator('ticket-list td.status');
  await expect(pills.filter({ hasNotText: 'Solved' })).toHaveCount(0);

  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('checkbox', { name: 'Severity' }).check();
  await page.getByRole('checkbox', { name: 'Created' }).uncheck();
  await expectAccessible(page);
  await page.reload();
  await expect(page.getByRole('columnheader', { name: 'Severity' })).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'Created' })).toHaveCount(0);
  await expect(stage.locator('option:checked')).toHaveText('Solved');
  await expect(pills.filter({ hasNotText: 'Solved' })).toHaveCount(0);

  await stage.selectOption({ label: 'Any status' });
  await expect(page).not.toHaveURL(/stage=/);
  await page.goBack();
  await expect(page).toHaveURL(/stage=solved/);
  await expect(pills.filter({ hasNotText: 'Solved' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('button', { name: 'Reset columns' }).click();
  await expect(page.getByRole('columnheader', { name: 'Created' })).toBeVisible();
});

/** Changes the owner's settings of tickets; answers what they were. */
async function saveTickets(
  request: APIRequestContext,
  url: string,
  change: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const state = (await (await request.get('/api/staff/settings')).json()) as {
    version: number;
    settings: { tickets: Record<string, unknown> };
  };
  const { tickets } = state.settings;
  const settings = { ...state.settings, tickets: { ...tickets, ...change } };
  const saved = await request.put('/api/staff/settings', {
    headers: { origin: new URL(url).origin, 'x-portico': '1' },
    data: { version: state.version, settings },
  });
  expect(saved.status(), await saved.text()).toBe(200);
  return tickets;
}

test('agents see beside each message whether its customer sees it', async ({ visitor, gateway }) => {
  const customer = await visitor({ as: alice });
  const { id, messages } = await ticketInThreads(customer.page);
  const { page, context } = await visitor({ as: 'owner@portico.example' });
  const marks = page.locator('ticket-detail header', { hasText: 'Customer does not see this' });
  await page.goto(`/staff/#/tickets/${id}`);
  const fold = page.locator('ticket-detail summary', { hasText: 'Earlier conversation' });
  await expect(fold).toBeVisible();
  await expect(page.locator('staff-panel')).toContainText('Customer sees it Yes');
  await expect(marks).toHaveCount(0);
  const before = await saveTickets(context.request, gateway.url, { threads: 'newest' });
  try {
    await page.reload();
    await expect(fold).toContainText('Customer does not see this');
    await expect(marks).toHaveCount(2);
    await expect(page.locator('staff-panel')).toContainText('Yes, the newest thread of it');
    await expectAccessible(page);
    await customer.page.goto(`/portal/#/tickets/${id}`);
    await expect(customer.page.locator('ticket-detail .message')).toHaveCount(messages.length - 2);
    await expect(customer.page.locator('ticket-detail summary', { hasText: 'Earlier' })).toHaveCount(0);
  } finally {
    await saveTickets(context.request, gateway.url, { threads: before['threads'] });
  }
});
