import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';

/** The browser's own word on an exchange that waits for consent. */
export const asked = /status of 400/;

/** Agrees to the demo's consent text, as whoever comes through a provider for the first time has to. */
export async function agree(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: 'One more thing' })).toBeVisible();
  await page.getByRole('checkbox', { name: 'I agree that Lumen keeps what I write to answer me' }).check();
  await page.getByRole('button', { name: 'Agree and continue' }).click();
}
