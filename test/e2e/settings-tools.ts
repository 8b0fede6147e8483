import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { demoSettings } from '../../server/src/demo/settings.ts';
import type { GatewaySettings } from '../../server/src/settings/settings.ts';
import { expect, type Visitor, type VisitorOptions } from './fixtures.ts';

/** What journeys through the settings pages share. */

export const owner = 'owner@portico.example';
export const agent = 'agent@portico.example';
export const alice = 'alice@acme.example';
export const bob = 'bob@acme.example';

/** Opens a page of the settings by its id. */
export async function openSettings(page: Page, id: string): Promise<void> {
  await page.goto(`/staff/settings/#/${id}`);
  // The preview beside it has headings too.
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
}

/** Saves, and waits until it holds. */
export async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Saved. It holds from now on.').first()).toBeAttached();
  await expect(page.getByText(/^\d+ unsaved change/)).toHaveCount(0);
}

interface State {
  version: number;
  settings: GatewaySettings;
}

export async function settingsOf({ context }: Pick<Visitor, 'context'>): Promise<State> {
  const answer = await context.request.get('/api/staff/settings');
  expect(answer.ok()).toBe(true);
  return (await answer.json()) as State;
}

/** Puts a document in force beside the pages: so each test begins with the same. */
export async function putSettings(visitor: Visitor, settings: GatewaySettings, url: string): Promise<void> {
  const { version } = await settingsOf(visitor);
  const answer = await visitor.context.request.put('/api/staff/settings', {
    headers: { origin: new URL(url).origin, 'x-portico': '1' },
    data: { version, settings },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
}

/** The owner on a page of the settings, with the document that the demo begins with. */
export async function settle(
  visitor: (options: VisitorOptions) => Promise<Visitor>,
  { url }: { url: string },
  id: string,
): Promise<Page> {
  const seat = await visitor({ as: owner });
  await putSettings(seat, demoSettings, url);
  await openSettings(seat.page, id);
  return seat.page;
}

export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

/** Nothing sticks out of a page: no sideways scrolling. */
export async function expectNoOverflow(page: Page): Promise<void> {
  const [content, room] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(content).toBeLessThanOrEqual(room);
}
