// Element tests in real browsers. One file: `npx wtr --files test/components/ticket-list.test.ts`;
// one browser: BROWSERS=chromium before it.
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { browserAdvice, chromiumFlags, findBrowser } from './scripts/browsers.mjs';
import { countingReporter } from './scripts/testing/wtr-reporter.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const wanted = (process.env.BROWSERS ?? 'chromium,firefox').split(',');

function executable(name) {
  const path = findBrowser(name);
  if (!path) throw new Error(`No ${name} found. ${browserAdvice(name)}`);
  return path;
}

const launchers = {
  chromium: () =>
    chromeLauncher({
      launchOptions: { executablePath: executable('chromium'), args: chromiumFlags },
      // One page at a time: a page in the background paints no frames and observes no intersections.
      concurrency: 1,
    }),
  firefox: () => {
    const launcher = chromeLauncher({
      launchOptions: { browser: 'firefox', executablePath: executable('firefox') },
      concurrency: 1,
    });
    launcher.name = 'Firefox';
    return launcher;
  },
};

/** The fake network's service worker, at the root, where its scope covers every page. */
function serveMockWorker(context, next) {
  if (context.path !== '/mockServiceWorker.js') return next();
  context.type = 'application/javascript';
  context.body = createReadStream(require.resolve('msw/mockServiceWorker.js'));
  return undefined;
}

const isElementTest = /^\/test\/.+\.test\.ts$|\.browser\.test\.ts$/;

/** Puts the watch for uncaught errors before everything else in a test file, on its first line so that line numbers stay. */
const strictPages = {
  name: 'strict-pages',
  transform(context) {
    if (!isElementTest.test(context.path) || typeof context.body !== 'string') return undefined;
    return { body: `import '/scripts/testing/strict-page.js'; ${context.body}` };
  },
};

/** @type {import('@web/test-runner').TestRunnerConfig} */
export default {
  rootDir: root,
  files: ['test/components/**/*.test.ts', 'test/**/*.browser.test.ts'],
  nodeResolve: { exportConditions: ['development'] },
  browsers: wanted.map((name) => launchers[name]()),
  concurrentBrowsers: 2,
  browserStartTimeout: 60_000,
  testsStartTimeout: 60_000,
  testsFinishTimeout: 180_000,
  testFramework: { config: { ui: 'bdd', timeout: '15000' } },
  middleware: [serveMockWorker],
  plugins: [
    esbuildPlugin({ ts: true, target: 'es2022', tsconfig: join(root, 'tsconfig.json') }),
    strictPages,
  ],
  filterBrowserLogs: ({ args }) => !String(args[0]).startsWith('Lit is in dev mode'),
  coverageConfig: { include: ['src/**'], reportDir: 'coverage' },
  reporters: [defaultReporter(), countingReporter()],
};
