import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { startGatewayProcess, type GatewayProcess } from '../../server/test/helpers/process.ts';
import { expect, password, signIn, test } from './fixtures.ts';

// What agents and owners do beside the inbox: look at the portal, come in by mail.

const agent = 'agent@portico.example';
const notice = 'You are looking at the portal as staff.';

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

/** The link in the newest mail to somebody. */
async function mailedLink(url: string, to: string): Promise<string> {
  let link: string | undefined;
  await expect
    .poll(async () => {
      const answer = await fetch(`${url}/demo/mailbox.json?to=${encodeURIComponent(to)}`);
      const [newest] = (await answer.json()) as { text: string }[];
      return (link = /^http\S+$/m.exec(newest?.text ?? '')?.[0]);
    })
    .toBeTruthy();
  return link ?? '';
}

test('an agent looks at the portal without a second sign-in, is told so, and finds back', async ({
  visitor,
}) => {
  const { page } = await visitor();
  await page.goto('/staff/');
  await signIn(page, agent);
  await page.getByRole('button', { name: 'View customer portal' }).click();
  await page.waitForURL('**/portal/**');
  await expect(page.getByText(notice)).toBeVisible();
  await expect(page.getByRole('link', { name: 'File a support ticket' }).first()).toBeVisible();
  await expect(page.getByLabel('Password', { exact: true })).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Back to the agents’ page' }).click();
  await page.waitForURL('**/staff/**');
  await expect(page.getByRole('region', { name: 'Inbox' })).toBeVisible();
});

test('a customer is told nothing of the kind', async ({ visitor }) => {
  const { page } = await visitor({ as: 'alice@acme.example' });
  await page.goto('/portal/');
  await expect(page.getByRole('link', { name: 'File a support ticket' }).first()).toBeVisible();
  await expect(page.getByText(notice)).toHaveCount(0);
});

test('a link that was asked for on the agents’ page leads back to the ticket it was asked for', async ({
  visitor,
  gateway,
}) => {
  const inbox = await visitor({ as: agent });
  await inbox.page.goto('/staff/');
  await inbox.page.locator('ticket-list').getByRole('link').first().click();
  await inbox.page.waitForURL('**/staff/#/tickets/*');
  await expect(inbox.page.getByRole('textbox', { name: 'Internal note' })).toBeVisible();
  const { scrollHeight, clientHeight } = await inbox.page.evaluate(() => {
    const { scrollHeight, clientHeight } = document.documentElement;
    return { scrollHeight, clientHeight };
  });
  expect(scrollHeight, 'list and ticket scroll for themselves, and nothing is below').toBe(clientHeight);
  const { page } = await visitor();
  await page.goto(inbox.page.url());
  await expect(page.getByLabel('E-mail')).toBeVisible();
  // The demo's customers may; agents are made by others.
  await expect(page.getByRole('link', { name: 'Register here' })).toHaveCount(0);
  await page.getByLabel('E-mail').fill(agent);
  await page.getByRole('button', { name: 'E-mail me a link instead' }).click();
  await expect(page.getByRole('textbox', { name: /code/i })).toBeVisible();

  const link = await mailedLink(gateway.url, agent);
  expect(link).toContain('/staff/#/link?token=');
  await page.goto('about:blank');
  await page.goto(link);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(inbox.page.url());
  await expect(page.locator('staff-panel')).toContainText('Assigned to');
});

test.describe('while the portal is off, and with contact lists', () => {
  let folder: string;
  let closed: GatewayProcess;

  test.beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'portico-preview-'));
    const settings = join(folder, 'settings.json');
    writeFileSync(
      settings,
      JSON.stringify({
        portal: { enabled: false },
        contactLists: [
          { id: 'pilot', name: 'Pilot', members: ['dana@initech.example', 'erin@initech.example'] },
        ],
        access: { lists: ['pilot'] },
      }),
    );
    closed = await startGatewayProcess({
      dataDir: join(folder, 'data'),
      env: { PORTICO_SETTINGS: settings },
    });
  });
  test.afterAll(async () => {
    await closed?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('an agent signs in, and sees what customers cannot', async ({ visitor }) => {
    const { page } = await visitor({ at: { url: closed.url, password } });
    await page.goto('/staff/');
    await page.getByRole('button', { name: /staff/i }).click();
    await signIn(page, agent);
    await page.getByRole('button', { name: 'View customer portal' }).click();
    await expect(page.getByText('It is off: customers cannot see it.')).toBeVisible();
    await expect(page.getByRole('link', { name: 'File a support ticket' }).first()).toBeVisible();
    await page.goto('/staff/');
    await expect(page.getByRole('link', { name: 'Settings' })).toHaveCount(0);

    const stranger = await visitor({ at: { url: closed.url, password } });
    await stranger.page.goto('/portal/');
    const closedNotice = stranger.page.getByText('This portal is not open at the moment.');
    await expect(closedNotice.filter({ visible: true })).toHaveCount(1);
    await expect(stranger.page.getByText(notice)).toHaveCount(0);
  });
});
