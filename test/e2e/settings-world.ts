import { AxeBuilder } from '@axe-core/playwright';
import type { APIRequestContext, Page } from '@playwright/test';
import type { GatewaySettings } from '../../server/src/settings/settings.ts';
import { expect, password, test as base, type Visitor } from './fixtures.ts';

export { expect };
export const owner = 'owner@portico.example';
export const agent = 'agent@portico.example';

interface SettingsFixtures {
  /** The settings of the worker's gateway by calls; they are as before again once the test is over. */
  settings: SettingsByCall;
  /** An owner with the settings open. */
  editing: (page: string, options?: Parameters<Visit>[0]) => Promise<Page>;
}
type Visit = (options?: {
  context?: { viewport?: { width: number; height: number }; colorScheme?: 'light' | 'dark'; locale?: string };
  expected?: RegExp[];
}) => Promise<Visitor>;

interface SettingsByCall {
  read(): Promise<{ version: number; settings: GatewaySettings }>;
  change(work: (settings: GatewaySettings) => void): Promise<void>;
}

/** Specs that change the settings of the gateway which the worker's other specs go on with. */
export const test = base.extend<SettingsFixtures>({
  settings: [
    async ({ gateway, playwright }, use) => {
      const request = await playwright.request.newContext({ baseURL: gateway.url });
      await signIn(request, gateway.url);
      const read = async () => {
        const answer = await request.get('/api/staff/settings');
        expect(answer.ok()).toBe(true);
        return (await answer.json()) as { version: number; settings: GatewaySettings };
      };
      const save = async (settings: GatewaySettings) => {
        const { version } = await read();
        const answer = await request.put('/api/staff/settings', {
          headers: { origin: gateway.url, 'x-portico': '1' },
          data: { version, settings },
        });
        expect(answer.ok(), await answer.text()).toBe(true);
      };
      const { settings: before } = await read();
      await use({
        read,
        async change(work) {
          const { settings } = await read();
          work(settings);
          await save(settings);
        },
      });
      await save(before);
      await request.dispose();
    },
    { auto: true },
  ],

  editing: async ({ visitor }, use) => {
    await use(async (at, options = {}) => {
      const { page } = await visitor({ as: owner, ...options });
      await page.goto(`/staff/settings/#/${at}`);
      // The preview beside it has headings too.
      await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
      return page;
    });
  },
});

async function signIn(request: APIRequestContext, url: string): Promise<void> {
  const answer = await request.post('/api/auth/sign-in', {
    headers: { origin: url, 'x-portico': '1' },
    data: { method: 'password', email: owner, password },
  });
  expect(answer.ok()).toBe(true);
}

export async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  // The words to screen readers may be those of an earlier save.
  await expect(page.locator('settings-bar .state')).toHaveText('Saved. It holds from now on.');
}

export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

interface SentMail {
  subject: string;
  text: string;
}

/** The newest mail to somebody, once there is one that fits. */
export async function mailTo(
  url: string,
  to: string,
  fits: (mail: SentMail) => boolean = () => true,
): Promise<SentMail> {
  let found: SentMail | undefined;
  await expect
    .poll(async () => {
      const answer = await fetch(`${url}/demo/mailbox.json?to=${encodeURIComponent(to)}`);
      found = ((await answer.json()) as SentMail[]).find(fits);
      return found !== undefined;
    })
    .toBe(true);
  return found!;
}

export const linkIn = ({ text }: SentMail): string => /^http\S+$/m.exec(text)?.[0] ?? '';
