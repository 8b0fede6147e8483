import type { Page } from '@playwright/test';
import { pages } from '../../server/pages/settings/pages.ts';
import { expect, expectAccessible, save, test } from './settings-world.ts';

// Every page of the settings for everybody: light and dark, wide and on a phone, in both languages, and by keyboard.

const looks = {
  'light and wide': { viewport: { width: 1360, height: 900 }, colorScheme: 'light' },
  'dark on a phone': { viewport: { width: 360, height: 740 }, colorScheme: 'dark' },
} as const;

for (const [look, context] of Object.entries(looks))
  test(`every page is accessible, ${look}, and nothing is wider than the page`, async ({ editing }) => {
    test.setTimeout(180_000);
    const page = await editing(pages[0]!.id, { context });
    for (const { id, name } of pages) {
      await test.step(id, async () => {
        await page.goto(`/staff/settings/#/${id}`);
        await expect(page).toHaveTitle(new RegExp(`^${name.en} · `));
        await expect(page.locator('settings-app').getByRole('heading', { level: 1 }).first()).toBeVisible();
        await expectAccessible(page);
        const { scrollWidth, clientWidth } = await page.evaluate(() => {
          const { scrollWidth, clientWidth } = document.documentElement;
          return { scrollWidth, clientWidth };
        });
        expect(scrollWidth, `${id} is as wide as the page`).toBeLessThanOrEqual(clientWidth);
        expect(await smallTargets(page), `${id}: targets of 24 px`).toEqual([]);
      });
    }
  });

test('on a phone, one menu leads from page to page, and the bar to save is in reach', async ({
  editing,
  settings,
}) => {
  const page = await editing('general', { context: { viewport: { width: 360, height: 740 } } });
  await page.getByRole('combobox', { name: 'Settings pages' }).selectOption('Consent');
  await expect(page.getByRole('heading', { level: 1, name: 'Consent' })).toBeFocused();
  await page.getByLabel('Words beside the checkbox').fill('Agreed on a phone');
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeInViewport();
  await expectAccessible(page);
  await save(page);
  expect((await settings.read()).settings.portal.signIn.consent?.label).toBe('Agreed on a phone');
});

test('in Polish, where the browser asks for it', async ({ editing }) => {
  const page = await editing('general', { context: { locale: 'pl-PL' } });
  await expect(page.locator('html')).toHaveAttribute('lang', 'pl');
  await page.getByLabel('Nazwa', { exact: true }).fill('Pomoc');
  await expect(page.getByText('1 niezapisana zmiana')).toBeVisible();
  await page.getByRole('button', { name: 'Odrzuć' }).click();
  for (const { id, name } of pages) {
    await page.goto(`/staff/settings/#/${id}`);
    await expect(page).toHaveTitle(`${name.pl} · Ustawienia`);
    await expect(page.locator('settings-app').getByRole('heading', { level: 1 }).first()).toBeVisible();
  }
});

test('a page that cannot be read says so, and goes on with a second try', async ({ editing }) => {
  const page = await editing('general', { expected: [/503/] });
  await page.route('**/api/staff/settings', (route) => route.fulfill({ status: 503, body: '' }));
  await page.reload();
  const again = page.getByRole('button', { name: 'Try again' });
  await expect(again).toBeVisible();
  await expectAccessible(page);
  await page.unroute('**/api/staff/settings');
  await again.click();
  await expect(page.getByRole('heading', { level: 1, name: 'General' })).toBeVisible();
});

/** What can be clicked and is smaller than 24 px, and stands in no line of text. */
async function smallTargets(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const found: string[] = [];
    const look = (root: ParentNode): void => {
      for (const element of root.querySelectorAll<HTMLElement>('*')) {
        // What a preview shows are the portal's own elements, which have tests of their own.
        if (element.localName === 'portal-frame') continue;
        if (element.shadowRoot) look(element.shadowRoot);
        if (!element.matches('button, select, input:not([type=checkbox], [type=radio]), summary')) continue;
        const { width, height } = element.getBoundingClientRect();
        if (width === 0 || element.closest('.visually-hidden')) continue;
        if (height < 24 || width < 24) found.push(`${element.outerHTML.slice(0, 80)} ${width}×${height}`);
      }
    };
    look(document);
    return found;
  });
}
