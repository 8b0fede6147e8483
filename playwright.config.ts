import { defineConfig, devices } from '@playwright/test';
import { browserAdvice, chromiumFlags, findJourneyBrowser } from './scripts/browsers.mjs';

const executablePath = findJourneyBrowser();
if (!executablePath) throw new Error(`No chromium found. ${browserAdvice('chromium')}`);

const jsonFile = process.env.PLAYWRIGHT_JSON_OUTPUT_FILE;

/** Where the gateway under test keeps its data; read by the fixtures in test/e2e. */
export type Storage = 'sqlite' | 'postgres';
const storages: Storage[] = ['sqlite', 'postgres'];

export default defineConfig({
  testDir: 'test/e2e',
  globalSetup: './server/test/helpers/shared-postgres.ts',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  // One more than the cores of a small machine: journeys wait at times, for a line that comes back or an hour that passes.
  workers: 3,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ...(jsonFile ? [['json', { outputFile: jsonFile }] as const] : [])],
  use: {
    ...devices['Desktop Chrome'],
    locale: 'en-GB',
    actionTimeout: 20_000,
    // Without pictures of every frame, which took a tenth of the whole time and are thrown away when the test passes.
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
    launchOptions: { executablePath, args: chromiumFlags },
  },
  projects: storages.map((storage) => ({
    name: storage,
    metadata: { storage },
    // The other specs are of the page, which knows nothing of the storage behind the gateway; settings steer its queries.
    ...(storage === 'postgres' && {
      testMatch: ['**/journey.spec.ts', '**/settings*.spec.ts', '**/sight.spec.ts'],
      // The end of a session is the page's own doing.
      testIgnore: ['**/settings-session.spec.ts'],
    }),
  })),
});
