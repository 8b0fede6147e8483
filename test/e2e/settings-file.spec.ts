import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGateway, testPassword } from '../../server/test/helpers/gateway.ts';
import { defaultSettings } from '../../server/src/settings/settings.ts';
import { expect, test } from './fixtures.ts';

// The settings leave the pages as a file, and come back by both doors: unchanged.

test('pages, document, file, pages: the settings stay as they are', async ({ visitor }) => {
  const folder = mkdtempSync(join(tmpdir(), 'portico-file-'));
  const path = join(folder, 'settings.json');
  const owner = 'owner@portico.example';
  const { portal } = defaultSettings;
  const gateway = await startGateway({
    settings: {
      ...defaultSettings,
      portal: {
        ...portal,
        origins: ['https://help.example.com'],
        signIn: { ...portal.signIn, registration: false },
      },
    },
  });
  try {
    const { page } = await visitor({ as: owner, at: { url: gateway.url, password: testPassword } });
    await page.goto('/staff/settings/#/general');
    await page.getByLabel('Name', { exact: true }).fill('Zażółć “Help” 💡');
    await page.getByLabel('Whom to ask').fill('Line\u2028 & <b>markup</b>');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText('Saved. It holds from now on.').first()).toBeVisible();
    await page.getByRole('navigation').getByRole('link', { name: 'History and file' }).click();
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).click();
    await (await downloading).saveAs(path);

    // Through the pages: it says nothing new.
    await page.getByLabel('Take from a file…').setInputFiles(path);
    await expect(page.getByText('The file says nothing new.')).toBeVisible();
    await page.getByLabel('Take from a file…').setInputFiles({
      name: 'broken.json',
      mimeType: 'application/json',
      buffer: Buffer.from('{"portal":'),
    });
    await expect(page.getByText('This file is not a settings document.')).toBeVisible();
    const kept = (await (await (await gateway.as(owner)).get('/api/staff/settings')).json()) as {
      settings: unknown;
    };

    // As the file of another gateway: shown, not to be changed, and the same when it leaves again.
    const other = await startGateway({ config: { settingsFile: path } });
    try {
      const { page: shown } = await visitor({ as: owner, at: { url: other.url, password: testPassword } });
      await shown.goto('/staff/settings/#/general');
      await expect(shown.getByText('These settings are kept in a file')).toBeVisible();
      await expect(shown.getByText('As the file says.')).toBeVisible();
      await expect(shown.getByLabel('Name', { exact: true })).toHaveValue('Zażółć “Help” 💡');
      await expect(shown.getByLabel('Name', { exact: true })).not.toBeEditable();
      await expect(shown.getByRole('button', { name: 'Save', exact: true })).toBeHidden();
      await shown.goto('/staff/settings/#/tickets');
      await expect(shown.getByText('No conditions: shows every ticket.')).toBeVisible();
      await expect(shown.getByRole('button', { name: 'Add condition' })).toHaveCount(0);
      const state = (await (await (await other.as(owner)).get('/api/staff/settings')).json()) as {
        settings: unknown;
      };
      expect(state.settings).toEqual(kept.settings);
      await shown.getByRole('navigation').getByRole('link', { name: 'History and file' }).click();
      const again = shown.waitForEvent('download');
      await shown.getByRole('button', { name: 'Download' }).click();
      const copy = join(folder, 'copy.json');
      await (await again).saveAs(copy);
      expect(readFileSync(copy, 'utf8')).toBe(readFileSync(path, 'utf8'));
    } finally {
      await other.stop();
    }
  } finally {
    await gateway.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
