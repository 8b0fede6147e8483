import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { chromiumFlags, findBrowser } from '../../scripts/browsers.mjs';
import { startApplication, type Application } from '../../server/test/helpers/application.ts';
import { agree } from './consent.ts';
import { startEmbeddingWorld, type EmbeddingWorld } from './embedding.ts';

test.use({
  ignoreHTTPSErrors: true,
  launchOptions: {
    ...(findBrowser('chromium') && { executablePath: findBrowser('chromium') }),
    args: [
      ...chromiumFlags,
      '--host-resolver-rules=MAP *.example 127.0.0.1',
      '--test-third-party-cookie-phaseout',
    ],
  },
});

test.describe('signing in through somebody else from a page on another site', () => {
  let folder: string;
  let application: Application;
  let world: EmbeddingWorld;
  const secret = randomUUID() + randomUUID();

  test.beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'portico-elsewhere-'));
    application = await startApplication({
      secret,
      email: 'alice@acme.example',
      portal: () => world.origin('gateway'),
    });
    const settings = path.join(folder, 'settings.json');
    writeFileSync(settings, JSON.stringify({ portal: { signIn: { providers: [application.provider] } } }));
    world = await startEmbeddingWorld({ PORTICO_SETTINGS: settings, SSO_APP_SECRET: secret });
  });

  test.afterAll(async () => {
    await world?.stop();
    application?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [place, email] of [
    ['elsewhere', 'alice@acme.example'],
    ['sibling', 'bob@acme.example'],
  ] as const) {
    test(`leads back to the page, signed in, with third-party cookies blocked: ${place}`, async ({
      page,
    }) => {
      application.email = email;
      await page.goto(`${world.page(place)}#/new`);
      await page.getByRole('button', { name: 'Sign in with your Brand account' }).click();
      await page.getByRole('button', { name: 'Continue to support' }).click();
      await agree(page);
      await expect(page.getByLabel('Subject')).toBeVisible();
      expect(page.url()).toBe(`${world.page(place)}#/new`);

      // And stays so, and is nobody at the knowledge base beside.
      await page.reload();
      await expect(page.getByLabel('Subject')).toBeVisible();
      await page.goto(world.page(place === 'elsewhere' ? 'otherElsewhere' : 'otherSibling'));
      await expect(page.getByRole('button', { name: 'Sign in with your Brand account' })).toBeVisible();
    });
  }
});
