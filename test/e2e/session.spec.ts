import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { startIdleWorld, type IdleWorld } from './idle-world.ts';
import { openTicket, openTicketId } from './tickets.ts';

const email = 'alice@acme.example';
const warning = (page: Page) => page.getByRole('alertdialog', { name: 'Are you still there?' });
const ended = (page: Page) => page.getByRole('dialog', { name: 'Your session has ended' });
const signedOut = (page: Page) => page.getByRole('button', { name: 'Sign in', exact: true });

async function signInAgain(page: Page, password: string): Promise<void> {
  // The fields stand in the document, and are shown in the dialog.
  const dialog = page.locator('portal-session');
  await dialog.getByLabel('Password', { exact: true }).fill(password);
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(ended(page)).toHaveCount(0);
}

test.describe('a session that ends after a minute without activity', () => {
  let world: IdleWorld;
  test.beforeAll(async () => {
    world = await startIdleWorld();
  });
  test.afterAll(() => world.stop());

  test('warns, is extended by one key, ends, and is taken up again in place', async ({ visitor }) => {
    const { page } = await visitor({ as: email, at: world });
    await page.clock.install();
    await openTicket(page, await openTicketId(page));
    await page.getByLabel('Your reply').fill('Half a thought');
    await world.pass(37, page);
    await expect(warning(page)).toHaveCount(0);
    await world.pass(6, page);
    await expect(warning(page)).toBeVisible();
    await expect(warning(page).getByRole('button', { name: 'Stay signed in' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(warning(page)).toHaveCount(0);
    await expect(page.getByLabel('Your reply')).toBeFocused();

    await world.pass(43, page);
    await expect(warning(page)).toBeVisible();
    await world.pass(20, page);
    await expect(ended(page)).toBeVisible();
    await signInAgain(page, world.password);
    await expect(page.getByLabel('Your reply')).toHaveValue('Half a thought');
    await expect(page.getByLabel('Your reply')).toBeFocused();
  });

  test('is kept by what people do, not by what the page reads', async ({ visitor }) => {
    const { page } = await visitor({ as: email, at: world });
    await page.clock.install();
    await openTicket(page, await openTicketId(page));
    for (let round = 0; round < 4; round++) {
      const told = page.waitForResponse(
        (answer) => answer.url().endsWith('/api/session') && answer.request().method() === 'POST',
      );
      await world.pass(20, page);
      await page.getByLabel('Your reply').press('x');
      await told;
    }
    await expect(warning(page)).toHaveCount(0);
    await world.pass(43, page);
    await page.evaluate(() => dispatchEvent(new Event('online'))); // the page reads anew, by itself
    await expect(warning(page)).toBeVisible();
  });

  test('ends at once when the machine wakes up after the end', async ({ visitor }) => {
    const { page } = await visitor({ as: email, at: world });
    await page.clock.install();
    await openTicket(page, await openTicketId(page));
    await world.pass(3600, page);
    await expect(ended(page)).toBeVisible();
  });

  test('is one for all tabs', async ({ visitor }) => {
    const { page, context } = await visitor({ as: email, at: world });
    const other = await context.newPage();
    await Promise.all([page.clock.install(), other.clock.install()]);
    const id = await openTicketId(page);
    await openTicket(page, id);
    await openTicket(other, id);
    await world.pass(43, page, other);
    await expect(warning(page)).toBeVisible();
    await expect(warning(other)).toBeVisible();
    await warning(other).getByRole('button', { name: 'Stay signed in' }).click();
    await expect(warning(other)).toHaveCount(0);
    await expect(warning(page)).toHaveCount(0);
    await world.pass(43, page, other);
    await world.pass(20, page, other);
    await expect(ended(page)).toBeVisible();
    await expect(ended(other)).toBeVisible();
    await signInAgain(page, world.password);
    await expect(ended(other)).toHaveCount(0);
    await expect(other.getByLabel('Your reply')).toBeVisible();
  });
});

test('a sign-out reaches the other tab at once, and takes what is typed there along', async ({ visitor }) => {
  const { page, context } = await visitor({ as: email });
  const other = await context.newPage();
  const id = await openTicketId(page);
  await openTicket(other, id);
  await page.goto('/portal/#/tickets');
  await other.getByLabel('Your reply').fill('Typed in the other tab');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign out anyway' }).click();
  await expect(signedOut(page)).toBeVisible();
  await expect(signedOut(other)).toBeVisible({ timeout: 2_000 });
  await expect(ended(other)).toHaveCount(0);
  await expect(other.getByLabel('Your reply')).toHaveCount(0);
  const kept = await other.evaluate(() => JSON.stringify(localStorage));
  expect(kept).not.toContain('Typed in the other tab');
});

test('a sign-out everywhere asks for a new sign-in in the other browser, over what is typed', async ({
  visitor,
}) => {
  const there = await visitor({ as: email });
  await openTicket(there.page, await openTicketId(there.page));
  await there.page.getByLabel('Your reply').fill('Half a thought');
  const here = await visitor({ as: email });
  const answer = await here.context.request.delete('/api/sessions', {
    headers: { origin: new URL(there.page.url()).origin, 'x-portico': '1' },
  });
  expect(answer.ok()).toBe(true);
  await expect(ended(there.page)).toBeVisible({ timeout: 3_000 });
  await expect(there.page.getByLabel('Your reply')).toHaveValue('Half a thought');
});
