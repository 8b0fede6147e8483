import type { GatewaySettings } from '../../server/src/settings/settings.ts';
import { agent, expect, save, test } from './settings-world.ts';
import { read } from './tickets.ts';

// Forms, properties, inboxes and stages: set by the owner in the pages, met by customers.

const alice = 'alice@acme.example';

interface Ticket {
  id: string;
  subject: string;
  stage: { id: string; label: string; state: string };
}

test('a form that is not connected is not there for customers', async ({ editing, visitor }) => {
  const settings = await editing('forms');
  const { page } = await visitor({ as: alice });
  await page.goto('/portal/');
  const way = page.getByRole('link', { name: 'File a support ticket' }).first();
  await expect(way).toBeVisible();
  await settings.getByRole('checkbox', { name: 'Connect this form' }).uncheck();
  await save(settings);
  await page.reload();
  await expect(page.locator('ticket-list [part~="subject"]').first()).toBeVisible();
  await expect(page.getByRole('link', { name: 'File a support ticket' })).toHaveCount(0);
  const start = await read<{ settings: { forms: object[] } }>(page, '/api/start');
  expect(start.settings.forms).toEqual([]);
});

test('fields are moved by buttons and by their handle, relabelled, required and filled in from the start', async ({
  editing,
  visitor,
}) => {
  const settings = await editing('forms');
  const order = () => settings.locator('.field-head summary b').allTextContents();
  const before = await order();
  expect(before.slice(0, 2)).toEqual(['Subject', 'Product area']);
  await settings.getByRole('button', { name: 'Move Product area up' }).press('Enter');
  await expect.poll(async () => (await order()).slice(0, 2)).toEqual(['Product area', 'Subject']);
  await expect(settings.getByRole('button', { name: 'Move Product area down' })).toBeFocused();

  const handles = settings.locator('.field-head .handle');
  await handles.nth(0).scrollIntoViewIfNeeded();
  const from = (await handles.nth(0).boundingBox())!;
  const to = (await handles.nth(2).boundingBox())!;
  await settings.mouse.move(from.x + 5, from.y + 5);
  await settings.mouse.down();
  await settings.mouse.move(to.x + 5, to.y + to.height, { steps: 5 });
  await settings.mouse.up();
  await expect
    .poll(async () => (await order()).slice(0, 3))
    .toEqual(['Subject', 'How badly does it hold you up?', 'Product area']);

  const row = settings.getByRole('listitem').filter({ hasText: 'Product area' }).last();
  await row.locator('summary').click();
  await row.getByLabel('Label', { exact: false }).first().fill('Where is it?');
  await settings.getByLabel('Filled in from the start').selectOption({ label: 'Billing' });
  await settings.getByRole('checkbox', { name: 'Required' }).check();
  await save(settings);

  const { page } = await visitor({ as: alice });
  await page.goto('/portal/#/new');
  const field = page.getByLabel('Where is it?');
  await expect(field).toHaveValue('billing');
  await expect(field).toHaveAttribute('required');
});

test('a property is made, its choices ordered, and kept while a form asks for it', async ({ editing }) => {
  const settings = await editing('properties');
  await expect(settings.getByRole('button', { name: 'Remove Severity' })).toHaveCount(0);
  await settings.getByLabel('Another property').fill('Größe & Łąka');
  await settings.getByRole('button', { name: 'Add property' }).click();
  const row = settings.getByRole('listitem').filter({ hasText: 'grosse_laka' });
  await expect(row.getByText('Not used yet.')).toBeVisible();
  await row.getByLabel('Kind').selectOption({ label: 'One of a list' });
  await row.getByText(/^Choices of/).click();
  await row.getByLabel(/^Name of the choice/).fill('Small');
  await row.getByLabel(/^Another choice of/).fill('Large');
  await row.getByLabel(/^Another choice of/).press('Enter');
  await row.getByRole('button', { name: 'Move Large up' }).click();
  await save(settings);
  const { settings: saved } = await read<{ settings: GatewaySettings }>(settings, '/api/staff/settings');
  expect(saved.properties.at(-1)).toEqual({
    key: 'grosse_laka',
    label: 'Größe & Łąka',
    kind: 'select',
    options: [
      { value: 'large', label: 'Large' },
      { value: 'first', label: 'Small' },
    ],
  });
  await settings.getByRole('button', { name: 'Remove Größe & Łąka' }).click();
  await save(settings);
});

test('stages are told in customers’ words, hidden ones as open, and all of them so by the display', async ({
  editing,
  visitor,
}) => {
  const settings = await editing('stages');
  const { page } = await visitor({ as: alice });
  const all = async () => (await read<{ items: Ticket[] }>(page, '/api/tickets?limit=100')).items;
  const withUs = (await all()).find(({ stage }) => stage.label === 'With us')!;
  const stages = settings.getByRole('group', { name: 'Stages of Support' }).getByRole('listitem');
  await stages.nth(0).getByLabel('Name for customers').fill('On our desk');
  await stages.nth(1).getByRole('checkbox', { name: 'Hide this stage from customers' }).check();
  await expect(stages.nth(1).getByText('Customers see: Open')).toBeVisible();
  await save(settings);

  await page.goto('/portal/');
  await expect(page.locator('ticket-list .pill', { hasText: 'On our desk' }).first()).toBeVisible();
  await expect(page.locator('ticket-list').getByText('In progress')).toHaveCount(0);
  const told = await all();
  expect(told.find(({ id }) => id === withUs.id)?.stage.label).toBe('On our desk');
  expect(told.some(({ stage }) => stage.id === 'open' && stage.label === '')).toBe(true);
  expect(told.some(({ stage }) => stage.id === 'in-progress')).toBe(false);

  // A stage in which tickets are cannot go; one that is new can be moved to.
  await settings.getByRole('button', { name: 'Remove In progress' }).click();
  await settings.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(
    settings
      .locator('.controls')
      .getByText('There are tickets in the stage “In progress”.', { exact: false }),
  ).toBeVisible();
  await settings.getByRole('button', { name: 'Undo' }).click();
  await settings.getByLabel('Another stage of Support').fill('Waiting for parts');
  await settings.getByLabel('Another stage of Support').press('Enter');
  await expect(stages.nth(4).getByLabel('Name for customers')).toBeFocused();
  await settings.getByRole('radio', { name: 'Open or Closed' }).check();
  await save(settings);
  await page.reload();
  await expect(page.locator('ticket-list .pill').first()).toBeVisible();
  expect(
    [...new Set(await page.locator('ticket-list .pill').allTextContents())].map((text) => text.trim()).sort(),
  ).toEqual(['Closed', 'Open']);

  const seat = await visitor({ as: agent });
  await seat.page.goto(`/staff/#/tickets/${withUs.id}`);
  await seat.page.getByLabel('Stage').selectOption({ label: 'Waiting for parts' });
  await settings.getByRole('radio', { name: 'The stages' }).check();
  await save(settings);
  await expect
    .poll(async () => (await all()).find(({ id }) => id === withUs.id)?.stage.label)
    .toBe('Waiting for parts');
  // The stage can go only without it.
  await seat.page.getByLabel('Stage').selectOption({ label: 'New' });
  await expect
    .poll(async () => (await all()).find(({ id }) => id === withUs.id)?.stage.label)
    .toBe('On our desk');
});
