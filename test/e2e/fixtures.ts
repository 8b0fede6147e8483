import { expect, test as base, type BrowserContext, type Page } from '@playwright/test';
import { databases } from '../../server/test/helpers/databases.ts';
import { startGatewayProcess, type GatewayProcess } from '../../server/test/helpers/process.ts';

/** Of the demo accounts; only demo mode has them. */
export const password = 'lantern-harbor-42';
/** What internal notes of the seed carry; must never reach a customer. */
export const canary = 'CANARY-NOTE';

interface WorkerFixtures {
  gateway: GatewayProcess;
}

interface TestFixtures {
  /** Opens a page of somebody new: a browser of their own, in which every fault of the page fails the test. */
  visitor: (options?: Parameters<import('@playwright/test').Browser['newContext']>[0]) => Promise<Visitor>;
}

export interface Visitor {
  page: Page;
  context: BrowserContext;
  /** Bodies of all the gateway's answers and stream events that this browser has received. */
  received(): Promise<string>;
  /** Content-Security-Policy and Trusted Types violations, page errors, and unhandled rejections. */
  faults: string[];
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  gateway: [
    async ({}, use, workerInfo) => {
      const wanted = workerInfo.project.metadata['storage'] as string;
      const database = databases.find(({ name }) => name === wanted);
      if (!database?.available) {
        if (process.env['CI']) throw new Error(`${wanted} is needed: ${database?.reason ?? 'unknown'}`);
        base.skip(true, `skipped: ${database?.reason ?? wanted}`);
      }
      const created = await database!.create();
      const gateway = await startGatewayProcess({
        dataDir: created.dataDir,
        ...(created.url && { databaseUrl: created.url }),
      });
      await use(gateway);
      await gateway.stop();
      await created.cleanup();
    },
    { scope: 'worker', timeout: 90_000 },
  ],

  baseURL: async ({ gateway }, use) => use(gateway.url),

  visitor: async ({ browser, gateway }, use) => {
    const visitors: Visitor[] = [];
    await use(async (options) => {
      const context = await browser.newContext({ baseURL: gateway.url, locale: 'en-GB', ...options });
      const page = await context.newPage();
      const visitor = watch(context, page);
      visitors.push(visitor);
      return visitor;
    });
    for (const { context } of visitors) await context.close();
    for (const { faults } of visitors)
      expect(faults, 'no violation, error or rejection on the page').toEqual([]);
  },
});

export { expect };

function watch(context: BrowserContext, page: Page): Visitor {
  const faults: string[] = [];
  const bodies: Promise<string>[] = [];
  context.on('response', (response) => {
    if (!new URL(response.url()).pathname.startsWith('/api/')) return;
    if (response.headers()['content-type']?.startsWith('text/event-stream')) return;
    bodies.push(response.text().catch(() => ''));
  });
  context.on('weberror', (error) =>
    faults.push(`page error: ${error.error().stack ?? error.error().message}`),
  );
  context.on('console', (message) => {
    const text = message.text();
    // The browser itself logs every 4xx and 5xx and every lost connection; tests that provoke them expect those.
    if (message.type() === 'error' && !text.startsWith('Failed to load resource'))
      faults.push(`console: ${text}`);
  });
  void context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      console.error(`violation: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
    );
  });
  return { page, context, faults, received: async () => (await Promise.all(bodies)).join('\n') };
}

/** Signs in through the page's own form. */
export async function signIn(page: Page, email: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Opens the portal as somebody, at a view (`tickets`, `tickets/ID`, `new`). */
export async function openPortal(page: Page, email: string, view = 'tickets'): Promise<void> {
  await page.goto(`/portal/#/${view}`);
  await signIn(page, email);
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
}
