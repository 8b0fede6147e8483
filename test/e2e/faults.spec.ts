import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { countMessages, countTickets, isFiling, isReply, openTicket, openTicketId } from './tickets.ts';

/** What somebody writes and sends, in its two forms: a reply and a new ticket. */
interface Writing {
  name: string;
  url: (url: URL) => boolean;
  /** Opens the place to write, empty; answers what counts the arrived ones that carry a text. */
  open(page: Page): Promise<(text: string) => Promise<number>>;
  write(page: Page, text: string): Promise<void>;
  send(page: Page): ReturnType<Page['locator']>;
  /** What was typed, as it stands in its field. */
  field(page: Page): ReturnType<Page['locator']>;
  /** Shown while it waits. */
  waiting(page: Page): ReturnType<Page['locator']>;
  /** Shown once it is known to have arrived. */
  arrived(page: Page, text: string): Promise<void>;
}

const filed = (page: Page) => page.getByRole('heading', { name: /^Your ticket PR-\d+ is filed\.$/ });

const writings: Writing[] = [
  {
    name: 'a reply',
    url: isReply,
    async open(page) {
      const id = await openTicketId(page);
      await openTicket(page, id);
      return (text) => countMessages(page, id, text);
    },
    write: (page, text) => page.getByLabel('Your reply').fill(text),
    send: (page) => page.getByRole('button', { name: 'Send', exact: true }),
    field: (page) => page.getByLabel('Your reply'),
    waiting: (page) => page.locator('.unsent').getByText(/^Not sent/),
    async arrived(page, text) {
      await expect(page.getByText('Sending…')).toHaveCount(0);
      await expect(this.waiting(page)).toHaveCount(0, { timeout: 30_000 });
      await expect(page.locator('ticket-detail').getByText(text)).toHaveCount(1);
      await expect(this.field(page)).toHaveValue('');
    },
  },
  {
    name: 'a new ticket',
    url: isFiling,
    async open(page) {
      await page.goto('/portal/#/new');
      await expect(page.getByLabel('Subject')).toHaveValue('');
      return (text) => countTickets(page, text);
    },
    async write(page, text) {
      await page.getByLabel('Subject').fill(text);
      await page.getByLabel(/What happened/).fill('It happened twice.');
    },
    send: (page) => page.getByRole('button', { name: 'Submit ticket' }),
    field: (page) => page.getByLabel('Subject'),
    waiting: (page) => page.locator('ticket-form').getByText(/^Not sent/),
    async arrived(page) {
      await expect(filed(page)).toBeVisible({ timeout: 30_000 });
    },
  },
];

for (const writing of writings) {
  test.describe(writing.name, () => {
    test('goes once by a double click', async ({ visitor }) => {
      const { page } = await visitor({ as: 'alice@acme.example' });
      const count = await writing.open(page);
      const text = `Double ${Date.now()}`;
      await writing.write(page, text);
      await writing.send(page).dblclick();
      await writing.arrived(page, text);
      expect(await count(text)).toBe(1);
    });

    test('goes once though the answer was lost', async ({ visitor }) => {
      const { page } = await visitor({ as: 'alice@acme.example' });
      const count = await writing.open(page);
      const text = `Lost answer ${Date.now()}`;
      const keys: (string | undefined)[] = [];
      await page.route(writing.url, async (route) => {
        if (route.request().method() !== 'POST') return route.continue();
        keys.push(route.request().headers()['idempotency-key']);
        if (keys.length > 1) return route.continue();
        await route.fetch(); // the gateway has it, the page never hears
        return route.abort('connectionreset');
      });
      await writing.write(page, text);
      await writing.send(page).click();
      await writing.arrived(page, text);
      // The stream may tell of it first; its sender asks all the same.
      await expect.poll(() => keys.length, { timeout: 30_000 }).toBeGreaterThan(1);
      expect(new Set(keys).size, 'with the key of the first try').toBe(1);
      expect(await count(text)).toBe(1);
    });

    test('offline it is kept and says so; back online it goes by itself, once', async ({ visitor }) => {
      const { page, context } = await visitor({ as: 'alice@acme.example' });
      const count = await writing.open(page);
      const text = `Offline ${Date.now()}`;
      await writing.write(page, text);
      await context.setOffline(true);
      await writing.send(page).click();
      await expect(writing.waiting(page)).toBeVisible({ timeout: 15_000 });
      await expect(page.getByText(text, { exact: true }).first()).toBeVisible();
      expect(await count(text)).toBe(0);
      await context.setOffline(false);
      await writing.arrived(page, text);
      expect(await count(text)).toBe(1);
    });

    test('unsent, it survives a reload and goes once', async ({ visitor }) => {
      const { page } = await visitor({ as: 'alice@acme.example' });
      const count = await writing.open(page);
      const text = `Unsent ${Date.now()}`;
      let refused = 0;
      await page.route(writing.url, (route) => {
        if (route.request().method() !== 'POST') return route.continue();
        refused += 1;
        return route.abort('connectionfailed');
      });
      await writing.write(page, text);
      await writing.send(page).click();
      await expect.poll(() => refused).toBeGreaterThan(0);
      expect(await count(text)).toBe(0);
      await page.unroute(writing.url);
      await page.reload();
      await writing.arrived(page, text);
      expect(await count(text)).toBe(1);
    });

    test('half typed, it survives a reload', async ({ visitor }) => {
      const { page } = await visitor({ as: 'alice@acme.example' });
      const count = await writing.open(page);
      const text = `Half a thought ${Date.now()}`;
      await writing.field(page).pressSequentially(text);
      await page.reload();
      await expect(writing.field(page)).toHaveValue(text);
      await writing.write(page, text);
      await writing.send(page).click();
      await writing.arrived(page, text);
      expect(await count(text)).toBe(1);
      // What was sent is no draft any more.
      await page.goto('/');
      await writing.open(page);
      await expect(writing.field(page)).toHaveValue('');
    });

    test('waiting in two tabs, it goes once', async ({ visitor }) => {
      const { page, context } = await visitor({ as: 'alice@acme.example' });
      const count = await writing.open(page);
      const text = `Two tabs ${Date.now()}`;
      await writing.write(page, text);
      let broken = true;
      const keys = new Set<string | undefined>();
      await context.route(writing.url, (route) => {
        if (route.request().method() !== 'POST') return route.continue();
        keys.add(route.request().headers()['idempotency-key']);
        return broken ? route.abort('connectionfailed') : route.continue();
      });
      await writing.send(page).click();
      await expect.poll(() => keys.size).toBe(1);
      const other = await context.newPage();
      await other.goto(page.url());
      await expect(other.getByRole('button', { name: 'Sign out' })).toBeVisible();
      broken = false;
      // Both hear that the line is back, at once.
      await Promise.all([page, other].map((tab) => tab.evaluate(() => dispatchEvent(new Event('online')))));
      await writing.arrived(page, text);
      await expect(writing.waiting(other)).toHaveCount(0);
      expect(await count(text)).toBe(1);
      expect(keys.size).toBe(1);
    });
  });
}

test('what two tabs write at once are two replies, both kept', async ({ visitor }) => {
  const { page, context } = await visitor({ as: 'alice@acme.example' });
  const id = await openTicketId(page);
  await openTicket(page, id);
  const other = await context.newPage();
  await openTicket(other, id);
  const stamp = Date.now();
  await page.getByLabel('Your reply').fill(`From the first tab ${stamp}`);
  await other.getByLabel('Your reply').fill(`From the second tab ${stamp}`);
  await Promise.all(
    [page, other].map((tab) => tab.getByRole('button', { name: 'Send', exact: true }).click()),
  );
  for (const tab of [page, other]) {
    await expect(tab.getByText(`From the first tab ${stamp}`)).toHaveCount(1);
    await expect(tab.getByText(`From the second tab ${stamp}`)).toHaveCount(1);
  }
  expect(await countMessages(page, id, `tab ${stamp}`)).toBe(2);
});
