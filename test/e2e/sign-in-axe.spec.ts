import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

const alice = 'alice@acme.example';
const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

interface View {
  name: string;
  path: string;
  /** Before the page is there. */
  prepare?: (page: Page) => Promise<unknown>;
  /** What somebody does to get there. */
  go?: (page: Page) => Promise<void>;
  /** What assistive technology is told of it. */
  told: string;
}

const views: View[] = [
  {
    name: 'signing in',
    path: '/portal/#/sign-in',
    told: `
      - region "Sign in":
        - heading "Sign in" [level=1]
        - paragraph: to Lumen Support
        - text: E-mail
        - textbox "E-mail"
        - text: Password
        - textbox "Password"
        - button "Show password"
        - link "Forgot your password?"
        - button "Sign in"
        - button "E-mail me a link instead"`,
  },
  {
    name: 'a wrong password',
    path: '/portal/#/sign-in',
    async go(page) {
      await page.getByLabel('E-mail').fill(`${Date.now()}@acme.example`);
      await page.getByLabel('Password', { exact: true }).fill('not this one, surely');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('alert')).toBeFocused();
    },
    told: `
      - region "Sign in":
        - alert: This e-mail and password do not match an account.
        - textbox "E-mail"
        - textbox "Password"`,
  },
  {
    name: 'checking mail for a code',
    path: '/portal/#/sign-in',
    async go(page) {
      await page.getByLabel('E-mail').fill(alice);
      await page.getByRole('button', { name: 'E-mail me a link instead' }).click();
      await expect(page.getByLabel('Code from the e-mail')).toBeFocused();
    },
    told: `
      - region "Check your e-mail":
        - heading "Check your e-mail" [level=1]
        - paragraph: /If .* has an account here/
        - textbox "Code from the e-mail"
        - button "Sign in"
        - text: /You can have it sent again in \\d+ seconds/
        - button "Use another address"`,
  },
  {
    name: 'a forgotten password',
    path: '/portal/#/forgot',
    told: `
      - region "Reset your password":
        - heading "Reset your password" [level=1]
        - textbox "E-mail"
        - button "Send me a link"`,
  },
  {
    name: 'a new password',
    path: '/portal/#/reset?token=made-up',
    told: `
      - region "Choose a password":
        - heading "Choose a password" [level=1]
        - textbox "New password"
        - button "Show password"
        - paragraph: /At least 8 characters/
        - button "Save and sign in"`,
  },
  {
    name: 'a new password, for who is invited',
    path: '/portal/#/reset?token=made-up&for=invitation',
    async go(page) {
      await expect(page.getByText('Lumen keeps your name, your address')).toBeVisible();
      await page.getByRole('textbox', { name: 'New password' }).fill('a quiet harbour at dusk');
      await page.getByRole('button', { name: 'Save and sign in' }).click();
      await expect(page.getByRole('checkbox')).toBeFocused();
    },
    told: `
      - region "Choose a password":
        - heading "Choose a password" [level=1]
        - paragraph: Your account is ready with it.
        - textbox "New password"
        - group "I agree that Lumen keeps what I write to answer me":
          - paragraph: /Lumen keeps your name/
        - checkbox "I agree that Lumen keeps what I write to answer me"
        - paragraph: Please agree to go on.
        - button "Save and sign in"`,
  },
  {
    name: 'consent of who comes through a provider',
    path: '/portal/#portico-code=waits-for-consent',
    // As the gateway answers where consent is missing; the journeys through providers have it do so.
    prepare: (page) =>
      page.route('**/api/auth/sign-in', (route) =>
        route.fulfill({
          status: 400,
          contentType: 'application/problem+json',
          json: {
            ...{ type: 'about:blank', title: 'Invalid', status: 400, code: 'invalid' },
            fields: [{ field: 'consent', code: 'required' }],
          },
        }),
      ),
    async go(page) {
      await expect(page.getByText('Lumen keeps your name, your address')).toBeVisible();
    },
    told: `
      - region "One more thing":
        - heading "One more thing" [level=1]
        - paragraph: To come in, agree to what Lumen Support asks of everybody.
        - group "I agree that Lumen keeps what I write to answer me":
          - paragraph: /Lumen keeps your name/
        - checkbox "I agree that Lumen keeps what I write to answer me"
        - button "Agree and continue"
        - paragraph:
          - button "I do not agree"`,
  },
  {
    name: 'confirming an address',
    path: '/portal/#/verify?token=made-up',
    told: `
      - region "Confirm your e-mail":
        - heading "Confirm your e-mail" [level=1]
        - button "Confirm and sign in"`,
  },
  {
    name: 'a link that no longer works',
    path: '/portal/#/link?token=made-up',
    async go(page) {
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    },
    told: `
      - region "This link no longer works":
        - heading "This link no longer works" [level=1]
        - paragraph: It was used already or is too old. Tell us your address to get a new one.
        - textbox "E-mail"
        - button "Send me a link"`,
  },
  {
    name: 'coming back without a session',
    path: '/portal/#portico-error=failed',
    told: `
      - region "That did not work":
        - heading "That did not work" [level=1]
        - button "Try again"`,
  },
  {
    name: 'no access',
    path: '/portal/#portico-error=denied',
    told: `
      - region "No access":
        - heading "No access" [level=1]
        - paragraph: /Write to help@lumen.example/
        - button "Use another account"`,
  },
  {
    name: 'one’s sessions',
    path: '/portal/#/sessions',
    async go(page) {
      await page.getByLabel('E-mail').fill(alice);
      await page.getByLabel('Password', { exact: true }).fill('lantern-harbor-42');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('heading', { name: 'Where you are signed in' })).toBeVisible();
      await expect(page.getByText('This session', { exact: true })).toBeVisible();
    },
    told: `
      - region "Where you are signed in":
        - heading "Where you are signed in" [level=1]
        - list:
          - listitem:
            - paragraph: /This session/
        - paragraph:
          - button "Sign out everywhere"`,
  },
];

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).withTags(levels).analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join()} ${failureSummary}`),
  );
}

const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const { name, path, prepare, go, told } of views)
  test(`${name}: for everybody, light and dark, narrow, and from right to left`, async ({ visitor }) => {
    const { page } = await visitor({
      context: { colorScheme: 'light', reducedMotion: 'reduce' },
      expected: [/40[013]/],
    });
    await prepare?.(page);
    await page.goto(path);
    await go?.(page);
    await expect(page.locator('portal-app')).toMatchAriaSnapshot(told);
    expect(await violations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 740 });
    expect(await overflow(page), 'pixels beyond 320').toBe(0);
    await page.evaluate(() => (document.documentElement.dir = 'rtl'));
    expect(await overflow(page), 'pixels beyond 320, from right to left').toBe(0);
  });

test('without a pointer: from the address to the code', async ({ visitor }) => {
  const { page } = await visitor();
  await page.goto('/portal/#/sign-in');
  await expect(page.getByLabel('E-mail')).toBeVisible();
  await page.getByLabel('E-mail').focus();
  await page.keyboard.type('bob@acme.example');
  const stops: string[] = [];
  for (let presses = 0; presses < 5; presses++) {
    await page.keyboard.press('Tab');
    stops.push(
      await page.evaluate(() => {
        const { activeElement: at } = document;
        return at?.getAttribute('aria-label') ?? at?.getAttribute('name') ?? at?.textContent?.trim() ?? '';
      }),
    );
  }
  expect(stops).toEqual([
    'password',
    'Show password',
    'Forgot your password?',
    'Sign in',
    'E-mail me a link instead',
  ]);
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Code from the e-mail')).toBeFocused();
});
