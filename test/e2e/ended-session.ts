import type { Locator, Page } from '@playwright/test';
import { expect, password } from './fixtures.ts';

/** What asks for a new sign-in over somebody's work. */
export const ended = (page: Page): Locator => page.getByRole('dialog', { name: 'Your session has ended' });

/** Signs in there: the same person again, or another. */
export async function signInAgain(page: Page, email?: string): Promise<void> {
  // The fields stand in the document, and are shown in the dialog.
  const dialog = page.locator('portal-session');
  if (email !== undefined) {
    await dialog.getByRole('button', { name: 'Not you?' }).click();
    await dialog.getByLabel('E-mail').fill(email);
  }
  await dialog.getByLabel('Password', { exact: true }).fill(password);
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(dialog).toHaveCount(0);
}
