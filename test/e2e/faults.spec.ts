import type { Page } from '@playwright/test';
import { expect, openPortal, test, type Visitor } from './fixtures.ts';

/** Opens an open ticket of alice's own in the portal and returns its id. */
async function openTicket({ page }: Visitor): Promise<string> {
  await openPortal(page, 'alice@acme.example', 'tickets?state=open');
  await page.locator('ticket-list').getByRole('row').getByRole('link').first().click();
  await expect(page.getByLabel('Your reply')).toBeVisible();
  return /tickets\/([^?/]+)/.exec(page.url())?.[1] ?? '';
}

/** How often the gateway, asked afresh, shows a text in a ticket's messages. */
async function countMessages(page: Page, ticketId: string, text: string): Promise<number> {
  return page.evaluate(
    async ([id, wanted]) => {
      const answer = await fetch(`/api/tickets/${id}/messages?limit=100`);
      const { items } = (await answer.json()) as { items: { body: { content: string } }[] };
      return items.filter(({ body }) => body.content.includes(wanted!)).length;
    },
    [ticketId, text],
  );
}

const isReply = (url: URL) => /\/api\/tickets\/[^/]+\/messages$/.test(url.pathname);

test('a double click on Send makes one message', async ({ visitor }) => {
  const alice = await visitor();
  const id = await openTicket(alice);
  const text = `double ${Date.now()}`;
  await alice.page.getByLabel('Your reply').fill(text);
  await alice.page.getByRole('button', { name: 'Send', exact: true }).dblclick();
  await expect(alice.page.locator('ticket-detail').getByText(text)).toHaveCount(1);
  await expect(alice.page.getByText('Sending…')).toHaveCount(0);
  await expect(alice.page.getByLabel('Your reply')).toHaveValue('');
  expect(await countMessages(alice.page, id, text)).toBe(1);
});

test('a lost response is asked for again and makes one message', async ({ visitor }) => {
  const alice = await visitor();
  const id = await openTicket(alice);
  const text = `lost ${Date.now()}`;
  let lost = 0;
  await alice.page.route(isReply, async (route) => {
    if (route.request().method() !== 'POST' || lost) return route.continue();
    lost += 1;
    await route.fetch(); // the gateway has it, the page never hears
    await route.abort('connectionreset');
  });
  await alice.page.getByLabel('Your reply').fill(text);
  await alice.page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect.poll(() => lost).toBe(1);
  const sendNow = alice.page.getByRole('button', { name: 'Send now' });
  await expect(sendNow.or(alice.page.getByLabel('Your reply'))).not.toHaveCount(0);
  await expect(alice.page.getByText('Sending…')).toHaveCount(0, { timeout: 40_000 });
  if (await sendNow.isVisible()) await sendNow.click();
  await expect(alice.page.getByText(/Not sent/)).toHaveCount(0);
  await expect(alice.page.locator('ticket-detail').getByText(text)).toHaveCount(1);
  expect(await countMessages(alice.page, id, text)).toBe(1);
});

test('offline, the message is kept and says so; back online, it goes by itself', async ({ visitor }) => {
  const alice = await visitor();
  const id = await openTicket(alice);
  const text = `offline ${Date.now()}`;
  await alice.page.getByLabel('Your reply').fill(text);
  await alice.context.setOffline(true);
  await alice.page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(alice.page.getByText(/Not sent/).first()).toBeVisible();
  await expect(alice.page.locator('ticket-detail').getByText(text)).toBeVisible();
  await alice.context.setOffline(false);
  await expect(alice.page.getByText(/Not sent/)).toHaveCount(0, { timeout: 30_000 });
  expect(await countMessages(alice.page, id, text)).toBe(1);
});

test('a message that was not sent survives a reload and is sent once', async ({ visitor }) => {
  const alice = await visitor();
  const id = await openTicket(alice);
  const text = `unsent ${Date.now()}`;
  await alice.page.route(isReply, (route) =>
    route.request().method() === 'POST' ? route.abort('connectionfailed') : route.continue(),
  );
  await alice.page.getByLabel('Your reply').fill(text);
  await alice.page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(alice.page.locator('ticket-detail').getByText(text)).toBeVisible();
  await alice.page.unroute(isReply);
  await alice.page.reload();
  await expect(alice.page.locator('ticket-detail').getByText(text)).toHaveCount(1);
  await expect(alice.page.getByText('Sending…')).toHaveCount(0);
  await expect.poll(() => countMessages(alice.page, id, text)).toBe(1);
});

test('a reload in the middle of typing loses nothing', async ({ visitor }) => {
  const { page } = await visitor();
  const alice = { page } as Visitor;
  await openTicket(alice);
  const text = `half a thought ${Date.now()}`;
  await page.getByLabel('Your reply').pressSequentially(text);
  await page.reload();
  await expect(page.getByLabel('Your reply')).toHaveValue(text);

  await page.goto('/portal/#/new');
  await page.getByLabel('Subject').pressSequentially('A ticket in the making');
  await page.reload();
  await expect(page.getByLabel('Subject')).toHaveValue('A ticket in the making');
});
