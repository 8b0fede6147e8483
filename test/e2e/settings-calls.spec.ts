import type { APIRequestContext, Page } from '@playwright/test';
import type { GatewaySettings } from '../../server/src/settings/settings.ts';
import { expect, password, test } from './fixtures.ts';
import { agent, expectAccessible, owner } from './settings-world.ts';

// What agents do with inboxes, and with a call. In a world of its own: an inbox that has tickets stays.
test.use({ world: 'calls' });

const alice = 'alice@acme.example';
const shots = process.env.SHOTS;

/** Adds an inbox, and has replies to calls arrive there. */
async function addInbox(request: APIRequestContext, url: string): Promise<void> {
  const { version, settings } = (await (await request.get('/api/staff/settings')).json()) as {
    version: number;
    settings: GatewaySettings;
  };
  if (settings.inboxes.some(({ id }) => id === 'calls')) return;
  settings.inboxes.push({ id: 'calls', name: 'Calls', pipeline: 'support' });
  settings.tickets.defaultInbox = 'calls';
  const answer = await request.put('/api/staff/settings', {
    headers: { origin: new URL(url).origin, 'x-portico': '1' },
    data: { version, settings },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
}

async function shoot(page: Page, name: string): Promise<void> {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png` });
}

test('an agent makes a ticket of a call; its customer answers, and the answer arrives in the default inbox', async ({
  visitor,
  gateway,
}) => {
  const owners = await visitor({ as: owner });
  await addInbox(owners.page.context().request, gateway.url);
  const { page } = await visitor({ as: agent });
  await page.goto('/staff/');
  await page.getByRole('button', { name: 'New ticket' }).click();
  const dialog = page.getByRole('dialog', { name: 'New ticket' });
  await expect(dialog.getByRole('searchbox', { name: 'Customer' })).toBeFocused();
  await dialog.getByRole('button', { name: 'Make the ticket' }).click();
  await expect(dialog.getByRole('alert')).toHaveText('Choose whose ticket it is.');
  await page.keyboard.type('alice@acme');
  await expect(dialog.getByRole('button', { name: /alice@acme\.example/ })).toBeVisible();
  await expectAccessible(page);
  await shoot(page, 'new-ticket-found');
  // By the keyboard alone: Enter takes the only one there is.
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('textbox', { name: 'Subject' })).toBeFocused();
  await page.keyboard.type('Called about her invoice');
  await dialog.getByRole('textbox', { name: 'What was said' }).fill('She wants it split in two.');
  await expectAccessible(page);
  await shoot(page, 'new-ticket');
  await dialog.getByRole('button', { name: 'Make the ticket' }).click();
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL(/#\/tickets\//);
  await expect(
    page.locator('ticket-detail').getByRole('heading', { name: 'Called about her invoice' }),
  ).toBeVisible();
  await expect(page.locator('staff-panel')).toContainText('No conversation yet');
  await expect(page.locator('staff-notes')).toContainText('She wants it split in two.');
  await shoot(page, 'staff-call');
  const [, id] = /#\/tickets\/([^?/]+)/.exec(page.url()) ?? [];

  const { page: hers, received } = await visitor({ as: alice });
  await hers.goto('/portal/#/tickets');
  await hers
    .getByRole('link', { name: /Called about her invoice/ })
    .first()
    .click();
  await hers.getByLabel('Your reply').fill('Any news of it?');
  await hers.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(hers.locator('ticket-detail .message', { hasText: 'Any news of it?' })).toHaveCount(1);
  expect(await received()).not.toContain('split in two');
  await shoot(hers, 'customer-call');

  // Live, on the ticket and in its inbox.
  await expect(page.locator('ticket-detail .message', { hasText: 'Any news of it?' })).toHaveCount(1);
  await expect(page.locator('staff-panel')).toContainText('Calls');
  const inbox = page.getByRole('combobox', { name: 'Inbox', exact: true });
  await inbox.selectOption({ label: 'Calls' });
  await expect(page).toHaveURL(new RegExp(`inbox=calls#/tickets/${id}$`));
  const rows = page.locator('ticket-list tbody tr');
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('Called about her invoice');
  await shoot(page, 'staff-inbox');
  await page.reload();
  await expect(rows).toHaveCount(1);
  await expect(inbox).toHaveValue('calls');
  await page.goBack();
  await expect(inbox).toHaveValue('');
  await expect(rows.nth(5)).toBeVisible();
});

test('an agent who has just signed in finds stages under the names that staff have for them', async ({
  visitor,
}) => {
  const { page } = await visitor();
  await page.goto('/staff/');
  await page.getByLabel('E-mail').fill(agent);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  const stages = page.locator('ticket-list [part~=stage-filter] option');
  await expect(stages.filter({ hasText: 'Waiting for the customer' })).toHaveCount(1);
  await expect(stages.filter({ hasText: 'Awaiting your reply' })).toHaveCount(0);
});

test('an agent adds somebody who calls for the first time, on a phone', async ({ visitor, gateway }) => {
  const owners = await visitor({ as: owner });
  await addInbox(owners.page.context().request, gateway.url);
  const { page } = await visitor({
    as: agent,
    expected: [/400 \(Bad Request\)/],
    context: { viewport: { width: 360, height: 740 }, colorScheme: 'dark' },
  });
  await page.goto('/staff/');
  await page.getByRole('button', { name: 'New ticket' }).click();
  const dialog = page.getByRole('dialog', { name: 'New ticket' });
  await dialog.getByRole('button', { name: 'New customer' }).click();
  await dialog.getByLabel('Email address').fill(alice);
  await dialog.getByLabel('Name', { exact: true }).fill('Noor Haddad');
  await dialog.getByLabel('Subject').fill('First call');
  await dialog.getByLabel('Inbox').selectOption({ label: 'Calls' });
  await dialog.getByRole('button', { name: 'Make the ticket' }).click();
  await expect(dialog.getByRole('alert')).toHaveText('Somebody has that address already. Search for them.');
  await expectAccessible(page);
  await shoot(page, 'new-customer-phone');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await dialog.getByLabel('Email address').fill('noor@initech.example');
  await dialog.getByRole('button', { name: 'Make the ticket' }).click();
  await expect(page.locator('ticket-detail').getByRole('heading', { name: 'First call' })).toBeVisible();
  await expect(page.locator('staff-panel')).toContainText('noor@initech.example');
});
