import type { Page } from '@playwright/test';
import { agent, expect, save, test } from './settings-world.ts';

// What people see of a save while their pages are open. Nobody loads anything again here: each test marks its page, and
// looks for the mark at the end.

const alice = 'alice@acme.example';
const off = 'This portal is not open at the moment.';

const mark = (page: Page) => page.evaluate(() => void Object.assign(window, { kept: true }));
const expectKept = async (page: Page) => expect(await page.evaluate(() => 'kept' in window)).toBe(true);

/** What the owner's look says of it; the page itself says nothing. */
const fontSize = (page: Page): Promise<string> =>
  page
    .locator('ticket-list')
    .evaluate((list) => getComputedStyle(list).getPropertyValue('--portal-font-size').trim());

test('a field that joins a form leaves a customer where they type; one that goes leaves its text', async ({
  settings,
  visitor,
}) => {
  const { page } = await visitor({ as: alice });
  await page.goto('/portal/#/new');
  const form = page.locator('ticket-form');
  const subject = form.getByLabel('Subject');
  await subject.fill('Export stops');
  await subject.press('ArrowLeft');
  await mark(page);

  await settings.change(({ properties, forms }) => {
    properties.push({ key: 'room', label: 'Room', kind: 'text' });
    forms[0]!.fields.unshift({ property: 'room', required: false });
  });
  await expect(form.getByLabel('Room')).toBeVisible();
  await expect(subject).toBeFocused();
  await page.keyboard.type('!');
  await expect(subject).toHaveValue('Export stop!s');
  await form.getByLabel('Room').fill('4.17');

  await settings.change(({ forms }) => void forms[0]!.fields.shift());
  await expect(form.getByText('fields that it no longer has')).toBeVisible();
  await expect(form.getByText('4.17', { exact: true })).toBeVisible();
  await expect(form.getByLabel('Room')).toHaveCount(0);
  await expect(subject).toHaveValue('Export stop!s');
  await expectKept(page);
});

test('a form that is disconnected says so, keeps what was typed, and goes on once it is connected again', async ({
  editing,
  visitor,
}) => {
  const { page } = await visitor({ as: alice });
  await page.goto('/portal/#/new');
  const form = page.locator('ticket-form');
  await form.getByLabel('Subject').fill('Export stops');
  await mark(page);

  const owner = await editing('forms');
  await owner.getByRole('checkbox', { name: 'Connect this form' }).uncheck();
  await save(owner);
  await expect(form.getByText(/^This form is not offered any more/).first()).toBeVisible();
  await expect(form.getByLabel('Subject')).toHaveValue('Export stops');
  await expect(form.getByRole('button', { name: 'Submit ticket' })).toHaveCount(0);
  await expect(page.locator('portal-nav').getByRole('link', { name: 'File a support ticket' })).toHaveCount(
    0,
  );

  await owner.getByRole('checkbox', { name: 'Connect this form' }).check();
  await save(owner);
  await expect(form.getByRole('button', { name: 'Submit ticket' })).toBeVisible();
  await expect(form.getByLabel('Subject')).toHaveValue('Export stops');
  await expectKept(page);
});

test('name, stages and look of the portal change on pages that are open, the agents’ too', async ({
  editing,
  visitor,
}) => {
  const { page } = await visitor({ as: alice });
  await page.goto('/portal/');
  const list = page.locator('ticket-list');
  await expect(list.locator('.pill', { hasText: 'With us' }).first()).toBeVisible();
  const filter = list.getByRole('combobox', { name: 'Status' });
  await expect(filter.getByRole('option', { name: 'With us' })).toHaveCount(1);
  expect(await fontSize(page)).toBe('');
  await mark(page);
  const seat = await visitor({ as: agent });
  await seat.page.goto('/staff/');
  await expect(seat.page.locator('ticket-list .pill').first()).toBeVisible();
  await mark(seat.page);

  const owner = await editing('general');
  await owner.getByLabel('Name', { exact: true }).fill('Lantern Help');
  await owner.getByRole('link', { name: 'Pipelines and stages' }).click();
  const stages = owner.getByRole('group', { name: 'Stages of Support' }).getByRole('listitem');
  await stages.nth(0).getByLabel('Name for customers').fill('On our desk');
  await owner.getByRole('link', { name: 'Theme', exact: true }).click();
  await owner.getByRole('button', { name: 'Large print' }).click();
  await save(owner);

  await expect(page.locator('portal-nav').first()).toContainText('Lantern Help');
  await expect(page).toHaveTitle(/Lantern Help/);
  await expect(list.locator('.pill', { hasText: 'On our desk' }).first()).toBeVisible();
  await expect(list.locator('.pill', { hasText: 'With us' })).toHaveCount(0);
  await expect(filter.getByRole('option', { name: 'On our desk' })).toHaveCount(1);
  await expect.poll(() => fontSize(page)).not.toBe('');
  await expect(seat.page.getByText('Lantern Help', { exact: false }).first()).toBeVisible();
  await expectKept(page);
  await expectKept(seat.page);
});

test('off, half a reply is put away with everything else; on again, it is where it was', async ({
  editing,
  visitor,
}) => {
  const { page } = await visitor({ as: alice });
  await page.goto('/portal/');
  await page.locator('ticket-list .pill', { hasText: 'Awaiting your reply' }).first().click();
  const box = page.locator('portal-composer textarea');
  await box.fill('Half a sentence');
  await mark(page);

  const owner = await editing('general');
  await owner.getByLabel('The portal is on').uncheck();
  await save(owner);
  await expect(page.getByText(off).filter({ visible: true }).first()).toBeVisible();
  await expect(page.getByText('Half a sentence')).toHaveCount(0);
  await expect(page.getByRole('dialog'), 'nobody is asked to sign in').toHaveCount(0);

  await owner.getByLabel('The portal is on').check();
  await save(owner);
  await expect(box).toHaveValue('Half a sentence');
  await expectKept(page);
});

test('an owner who has the settings open keeps what they typed when another one saves', async ({
  editing,
  settings,
}) => {
  const owner = await editing('general');
  const name = owner.getByLabel('Name', { exact: true });
  await name.fill('Not saved yet');
  await mark(owner);
  const read = owner.waitForResponse((answer) => answer.url().includes('/api/staff/start'));
  await settings.change(({ portal }) => void (portal.name = 'Saved by another'));
  expect(await (await read).text()).toContain('Saved by another');
  await expect(name).toHaveValue('Not saved yet');
  await expectKept(owner);
});
