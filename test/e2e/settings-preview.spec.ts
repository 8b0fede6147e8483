import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

// A look at the portal with settings that are not saved, and as somebody else: by the portal's own elements.

const owner = 'owner@portico.example';
const agent = 'agent@portico.example';

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

const subjectsIn = (page: Page, within = '') =>
  page.locator(`${within} ticket-list [part~="subject"]`.trim()).allTextContents();

async function lookAs(page: Page, name: string): Promise<void> {
  const field = page.locator('option-search').getByRole('combobox');
  const found = page.locator('option-search').getByRole('option').first();
  // A page that has just been opened takes the focus to its heading once it is there, and closes the list by that.
  await expect(async () => {
    await field.fill('');
    await field.fill(name);
    await expect(found).toBeVisible({ timeout: 3000 });
  }).toPass();
  await found.click();
}

test('an agent sees what a contact sees, and of each ticket why', async ({ visitor }) => {
  const bob = await visitor({ as: 'bob@acme.example' });
  await bob.page.goto('/portal/');
  await expect(bob.page.locator('ticket-list [part~="subject"]').first()).toBeVisible();
  const own = await subjectsIn(bob.page);

  const { page } = await visitor({ as: agent, expected: [/501/] });
  await page.goto('/staff/#/simulator');
  await lookAs(page, 'bob@acme');
  await expect(page.getByRole('heading', { name: 'What Bob Lindqvist sees' })).toBeVisible();
  const frame = page.locator('portal-frame');
  await expect(frame.locator('ticket-list [part~="subject"]').first()).toBeVisible();
  expect(await subjectsIn(page, 'portal-frame')).toEqual(own);
  await expectAccessible(page);

  // Somebody else's ticket: not shown, and the reason says so.
  await page.getByRole('searchbox', { name: 'Search tickets' }).last().fill(own[0]!);
  const shown = page.locator('.tickets details').filter({ hasText: own[0]! }).first();
  await expect(shown.locator('.badge')).toHaveText('Shown');
  await shown.locator('summary').press('Enter');
  await expect(shown).toContainText('The ticket is their own.');
  await page.getByRole('searchbox', { name: 'Search tickets' }).last().fill('');
  const hidden = page
    .locator('.tickets details')
    .filter({ has: page.locator('.badge', { hasText: 'Not shown' }) })
    .first();
  await hidden.locator('summary').click();
  await expect(hidden).toContainText('neither theirs nor of a company of theirs');

  // A ticket opens within the frame; what is written there goes nowhere.
  await frame.locator('ticket-list a').first().click();
  const box = frame.getByRole('textbox', { name: /reply/i });
  if (await box.isVisible().catch(() => false)) {
    await box.fill('Written by nobody');
    await frame.getByRole('button', { name: 'Send' }).click();
    await expect(frame).toContainText('This is not possible here.');
  }
  expect(new URL(page.url()).hash).toBe('#/simulator');
  expect(await bob.received()).not.toContain('Written by nobody');
});

test('owners see every view with settings that are not saved, and nobody else does', async ({ visitor }) => {
  const { page } = await visitor({ as: owner });
  await page.goto('/staff/settings/#/general');
  const name = page.getByLabel('Name', { exact: true });
  await name.fill('Lantern Help');
  const frame = page.locator('portal-frame');
  await expect(frame.locator('portal-nav')).toContainText('Lantern Help');

  const views: Record<string, RegExp> = {
    'Ticket list': /Invoice shows the wrong address/,
    'A ticket': /Which address/,
    Form: /File a support ticket/,
    'Sign in': /Sign in/,
    Register: /Register|Create/,
    Consent: /One more thing/,
    'Check your e-mail': /e-mail/i,
    'Forgot password': /password/i,
    'Signed out': /signed out/i,
    'Access denied': /access/i,
    'Portal off': /not|closed|off/i,
  };
  for (const [view, words] of Object.entries(views)) {
    await page.getByRole('combobox', { name: 'View', exact: true }).selectOption(view);
    await expect(frame.locator('.stage')).toContainText(words);
    // The views themselves are looked at on pages of their own.
    if (view === 'Sign in') await expectAccessible(page);
  }
  await page.getByRole('combobox', { name: 'View', exact: true }).selectOption('Ticket list');
  await page.getByRole('combobox', { name: 'Colours' }).selectOption('Dark');
  await expect(frame.locator('.stage')).toHaveCSS('color-scheme', 'dark');
  await expectAccessible(page);

  // As a contact: their own tickets, in the portal of the new name.
  await lookAs(page, 'bob@acme');
  await expect(page.getByText('Seen by')).toContainText('Bob Lindqvist');
  await expect(frame.locator('ticket-list [part~="subject"]').first()).toBeVisible();
  await expect(frame).not.toContainText('Invoice shows the wrong address');

  // For everybody else the portal is called what it was.
  const { page: customer } = await visitor({ as: 'bob@acme.example' });
  await customer.goto('/portal/');
  await expect(customer.locator('portal-nav')).toContainText('Lumen Support');
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(name).toHaveValue('Lumen Support');
});

test('the simulator judges by rules that are not saved', async ({ visitor }) => {
  const { page } = await visitor({ as: owner });
  await page.goto('/staff/settings/#/general');
  await page.getByRole('checkbox', { name: 'The portal is on' }).uncheck();
  await page.goto('/staff/settings/#/simulator');
  await lookAs(page, 'bob@acme');
  const first = page.locator('.tickets details').first();
  await expect(first.locator('.badge')).toHaveText('Not shown');
  await first.locator('summary').click();
  await expect(first).toContainText('The portal is off');
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(page.locator('.tickets .badge', { hasText: /^Shown$/ }).first()).toBeVisible();
});
