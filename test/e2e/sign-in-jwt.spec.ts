import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { startApplication, type Application } from '../../server/test/helpers/application.ts';
import { freePort } from '../../server/test/helpers/federation.ts';
import { startGatewayProcess, type GatewayProcess } from '../../server/test/helpers/process.ts';
import { agree, asked } from './consent.ts';
import { expect, password, test } from './fixtures.ts';
import { openTicketId, read } from './tickets.ts';

const secret = randomUUID() + randomUUID();

test.describe('signing in by the owner’s own application', () => {
  let folder: string;
  let application: Application;
  let gateway: GatewayProcess;

  test.beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'portico-jwt-'));
    const port = await freePort();
    const portal = `http://localhost:${port}`;
    application = await startApplication({ secret, email: 'alice@acme.example', portal: () => portal });
    const settings = path.join(folder, 'settings.json');
    writeFileSync(settings, JSON.stringify({ portal: { signIn: { providers: [application.provider] } } }));
    gateway = await startGatewayProcess({
      dataDir: path.join(folder, 'data'),
      port,
      env: { PORTICO_SETTINGS: settings, SSO_APP_SECRET: secret },
    });
  });

  test.afterAll(async () => {
    await gateway?.stop();
    application?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The application is another origin: that the browser goes there is what is wanted. */
  const elsewhere = /^request to elsewhere: http:\/\/127\.0\.0\.1:\d+\//;
  const visit = () => ({ at: { url: gateway.url, password }, expected: [elsewhere, asked] });

  test('a link to a ticket leads there, through the application and back', async ({ visitor }) => {
    const known = await visitor({ as: 'alice@acme.example', at: { url: gateway.url, password } });
    const id = await openTicketId(known.page);

    const { page } = await visitor(visit());
    await page.goto(`/portal/#/tickets/${id}`);
    await page.getByRole('button', { name: 'Sign in with your Brand account' }).click();
    await page.getByRole('button', { name: 'Continue to support' }).click();
    await agree(page);
    await expect(page.getByLabel('Your reply')).toBeVisible();
    await expect(page).toHaveURL(`${gateway.url}/portal/#/tickets/${id}`);
    expect(await contactOf(page)).toMatchObject({ email: 'alice@acme.example' });

    await test.step('to go back and send the same token again is of no use, and does no harm', async () => {
      await page.goBack();
      await page.getByRole('button', { name: 'Continue to support' }).click();
      // The flow is over, and with it the page that was wanted; who is signed in stays it.
      await expect(page.locator('ticket-list')).toBeVisible();
      await expect(page).toHaveURL((url) => !url.hash.includes('portico'));
      expect(await contactOf(page)).toMatchObject({ email: 'alice@acme.example' });
    });
  });

  test('who comes from the application is asked for consent once, then signed in at once, at the page that its link names', async ({
    visitor,
  }) => {
    application.email = 'bob@acme.example';
    for (const isNew of [true, false]) {
      const { page } = await visitor(visit());
      const to = `${gateway.url}/portal/#/new`;
      await page.goto(`${application.url}/?to=${encodeURIComponent(to)}`);
      await page.getByRole('button', { name: 'Support' }).click();
      if (isNew) await agree(page);
      await expect(page.getByLabel('Subject')).toBeVisible();
      await expect(page).toHaveURL(to);
      expect(await contactOf(page)).toMatchObject({ email: 'bob@acme.example' });
    }
  });

  test('a link that names a foreign page leads to the portal all the same', async ({ visitor }) => {
    application.email = 'new@initech.example';
    const { page } = await visitor(visit());
    await page.goto(`${application.url}/?to=${encodeURIComponent('https://evil.example/#/tickets')}`);
    await page.getByRole('button', { name: 'Support' }).click();
    await agree(page);
    await expect(page.locator('ticket-list')).toBeVisible();
    await expect(page).toHaveURL((url) => url.href.startsWith(`${gateway.url}/portal/`));
  });
});

/** Whom the gateway takes the page's browser for. */
async function contactOf(page: Page): Promise<object | undefined> {
  const { session } = await read<{ session: { contact: object } | null }>(page, '/api/session');
  return session?.contact;
}
