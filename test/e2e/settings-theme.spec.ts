import type { Page } from '@playwright/test';
import { expect, expectAccessible, save, test } from './settings-world.ts';

// The look as owners set it, and how the pages of tickets, forms and look can be used: by anybody, anywhere.

const alice = 'alice@acme.example';

/** A variable as an element of the page gets it. */
const variable = (page: Page, name: string): Promise<string> =>
  page
    .locator('ticket-list')
    .first()
    .evaluate((element, asked) => getComputedStyle(element).getPropertyValue(asked).trim(), name);

test('the look reaches customers’ pages, where these do not set it themselves', async ({
  editing,
  visitor,
}) => {
  const settings = await editing('theme');
  const { page } = await visitor({ as: alice });
  await page.goto('/portal/');
  await expect(page.locator('ticket-list [part~="subject"]').first()).toBeVisible();
  const own = await variable(page, '--portal-color-brand');
  expect(await variable(page, '--portal-font-size')).toBe('');

  await settings.getByRole('button', { name: 'Large print' }).click();
  await settings.getByLabel('Brand colour: as text').fill('#7a2e6f');
  await settings.getByLabel('Brand colour: as text').press('Tab');
  await expect(settings.getByText(/Text on it is white, with a contrast of 8/)).toBeVisible();
  await settings.getByLabel('Corners').fill('12');
  const byName = settings.getByLabel('Another variable by name');
  await byName.fill('--width');
  await byName.press('Enter');
  // Kept, for who mistyped it, and said in the browser's own bubble.
  await expect(byName).toHaveValue('--width');
  expect(await byName.evaluate((input: HTMLInputElement) => input.validationMessage)).toContain('--portal-');
  await settings.getByLabel('Another variable by name').fill('--portal-ticket-form-width');
  await settings.getByLabel('Another variable by name').press('Enter');
  await expect(settings.getByLabel('--portal-ticket-form-width', { exact: true })).toBeFocused();
  await settings.getByLabel('--portal-ticket-form-width', { exact: true }).fill('480px');
  const preview = settings.locator('settings-preview .stage');
  await expect
    .poll(() => preview.evaluate((stage) => getComputedStyle(stage).getPropertyValue('--portal-color-brand')))
    .toBe('#7a2e6f');
  await save(settings);

  await page.reload();
  await expect.poll(() => variable(page, '--portal-font-size')).toBe('17px');
  expect(await variable(page, '--portal-space')).toBe('5px');
  expect(await variable(page, '--portal-ticket-form-width')).toBe('480px');
  // The demo's own style sheet sets a brand: that comes first.
  expect(await variable(page, '--portal-color-brand')).toBe(own);
});

test('text that cannot be read is told, what is no value is refused at its field, and each knob can be reset', async ({
  editing,
}) => {
  const settings = await editing('theme');
  await settings.getByLabel('Text, in light: as text').fill('#bbbbbb');
  await settings.getByLabel('Text, in light: as text').press('Tab');
  await expect(settings.getByText(/Text is hard to read in light: its contrast is 1\.9 : 1/)).toBeVisible();
  await settings.getByRole('button', { name: 'Reset: Text, in light' }).press('Enter');
  await expect(settings.getByText(/^Contrast of text: 16\.7 : 1/)).toBeVisible();
  await expect(settings.getByLabel('Text, in light', { exact: true })).toBeFocused();

  await settings.getByLabel('Brand colour: as text').fill('url(https://elsewhere.example/)');
  await settings.getByLabel('Brand colour: as text').press('Tab');
  await expect(settings.getByText('No browser knows this colour.')).toBeVisible();
  await settings.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(settings.locator('.controls').getByText('This cannot be a value of the look.')).toBeVisible();
  await settings.getByRole('button', { name: 'Reset: Brand colour' }).click();
  await settings.getByRole('button', { name: 'Evergreen' }).click();
  await expect(settings.getByRole('textbox', { name: 'As CSS' })).toHaveValue(
    ':root {\n  --portal-color-brand: #17624a;\n  --portal-radius: 8px;\n}\n',
  );
  await save(settings);
});

test('a rule is built and saved by the keyboard alone', async ({ editing }) => {
  const settings = await editing('tickets');
  const { keyboard } = settings;
  await settings.getByRole('button', { name: 'Add condition' }).focus();
  await keyboard.press('Enter');
  await expect(settings.getByLabel('Property', { exact: true })).toBeFocused();
  await keyboard.type('Comp');
  await keyboard.press('Tab');
  await expect(settings.getByLabel('Comparison')).toBeFocused();
  await keyboard.press('Tab');
  await expect(settings.getByRole('combobox', { name: 'Value: Company' })).toBeFocused();
  await keyboard.type('acm');
  await expect(settings.getByRole('option', { name: 'Acme' })).toBeVisible();
  await keyboard.press('Enter');
  await expect(settings.getByText('Shows tickets where Company is Acme.')).toBeVisible();
  await keyboard.press('Control+s');
  await expect(settings.getByText('Saved. It holds from now on.').first()).toBeAttached();
});

test('rules and fields that stand open can be used by everybody, and on a phone', async ({ editing }) => {
  const settings = await editing('tickets');
  await settings.getByRole('button', { name: 'Add condition' }).click();
  await settings.getByRole('button', { name: 'Add group' }).click();
  await settings.getByLabel('Property', { exact: true }).nth(1).selectOption({ label: 'Company' });
  await settings.getByRole('combobox', { name: 'Value: Company' }).fill('a');
  await expect(settings.getByRole('option', { name: 'Acme' })).toBeVisible();
  await expectAccessible(settings);
  await settings.getByRole('link', { name: 'Forms', exact: true }).click();
  await settings.locator('.field-head summary').nth(3).click();
  await expect(settings.getByText('Show this field only when')).toBeVisible();
  await expectAccessible(settings);
  await settings.setViewportSize({ width: 360, height: 780 });
  expect(await settings.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
