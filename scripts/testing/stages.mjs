// The stages of `npm test`, in the order in which they run. Each answers what it counted.
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { browserAdvice, findOrInstallBrowser } from '../browsers.mjs';
import { root, tool } from '../tools.mjs';
import { RESULTS_VARIABLE } from './results.mjs';
import { run } from './run.mjs';
import { makeScratch } from './scratch.mjs';

/**
 * @typedef {{passed: number, failed: number, skipped: number, notes: string[]}} Outcome
 * @typedef {{name: string, about: string, needs?: string[], run: (files: string[]) => Promise<Outcome>}} Stage
 */

/** Whether this is the place where nothing may be skipped. */
export const strict = Boolean(process.env.CI);

const emptyOutcome = () => ({ passed: 0, failed: 0, skipped: 0, notes: [] });

/** Runs checks that pass or fail as a whole, two at a time, and shows the output of each when it ends. */
async function runChecks(checks) {
  const outcome = emptyOutcome();
  const waiting = [...checks];
  async function worker() {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const { code, output } = await run(check.args, { quiet: true });
      console.log(`${code === 0 ? '✔' : '✖'} ${check.name}`);
      if (code === 0) outcome.passed += 1;
      else {
        outcome.failed += 1;
        console.log(output.trimEnd());
      }
    }
  }
  await Promise.all([worker(), worker()]);
  return outcome;
}

/** Half of what each of the many processes of a run would else spend on reading the same modules. */
const compiled = { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node') };

/** Runs one test runner, and answers what `read` makes of the results file that it wrote. */
async function runCounted(
  args,
  { env = {}, limit, read = JSON.parse, variable = RESULTS_VARIABLE, onDisk = false } = {},
) {
  const { folder, remove } = makeScratch({ onDisk });
  const file = join(folder, 'results.json');
  try {
    const own = { TMPDIR: folder, ...compiled, ...env, [variable]: file };
    const { code, timedOut } = await run(args, { env: own, limit });
    const outcome = { ...emptyOutcome(), ...(existsSync(file) ? read(readFileSync(file, 'utf8')) : {}) };
    if (timedOut) outcome.notes.push(`stopped after ${Math.round(limit / 60_000)} minutes`);
    if (code !== 0 && outcome.failed === 0) {
      outcome.failed += 1;
      outcome.notes.push(`the runner itself failed (exit code ${code})`);
    }
    return outcome;
  } finally {
    remove();
  }
}

/** The files that a stage runs: its own, or those of them that were asked for. */
function select(patterns, asked, exclude = []) {
  const own = globSync(patterns, { cwd: root, exclude }).map((file) => file.replaceAll('\\', '/'));
  const unique = [...new Set(own)].sort();
  return asked.length === 0
    ? unique
    : unique.filter((file) => asked.some((pattern) => matchesGlob(file, pattern)));
}

/** @param {{needsPostgres?: boolean, onDisk?: boolean, exclude?: string[]}} [options] */
async function runNodeTests(patterns, asked, { needsPostgres = false, onDisk, exclude } = {}) {
  const files = select(patterns, asked, exclude);
  if (files.length === 0) return emptyOutcome();
  const args = [
    '--test',
    '--test-concurrency=2',
    '--test-timeout=180000',
    ...(needsPostgres ? ['--test-global-setup=server/test/helpers/shared-postgres.ts'] : []),
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=./scripts/testing/node-reporter.mjs',
    '--test-reporter-destination=stderr',
  ];
  return runCounted([...args, ...files], { limit: 600_000, onDisk });
}

/** Without Chromium the stage fails; Firefox may be missing on a developer's machine. */
function findBrowsers() {
  const notes = [];
  const browsers = [];
  let failed = 0;
  let skipped = 0;
  for (const name of ['chromium', 'firefox']) {
    if (findOrInstallBrowser(name)) browsers.push(name);
    else {
      notes.push(`no ${name}: ${browserAdvice(name)}`);
      if (name === 'chromium' || strict) failed += 1;
      else skipped += 1;
    }
  }
  return { browsers, notes, failed, skipped };
}

async function runElementTests(asked) {
  const { browsers, notes, failed, skipped } = findBrowsers();
  if (browsers.length === 0) return { passed: 0, failed, skipped, notes };
  const files = select(['test/components/**/*.test.ts', 'test/**/*.browser.test.ts'], asked);
  if (files.length === 0) return emptyOutcome();
  const outcome = await runCounted([tool('@web/test-runner', 'wtr'), '--files', ...files], {
    env: { BROWSERS: browsers.join(',') },
    limit: 600_000,
  });
  outcome.failed += failed;
  outcome.skipped += skipped;
  outcome.notes.push(...notes);
  return outcome;
}

/** Whether a PostgreSQL server can be started here by the tests that need one. */
function hasPostgres() {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian) : [];
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(':'),
  ];
  return folders.some((folder) => existsSync(join(folder, 'initdb')));
}

/** Says in words that the PostgreSQL tests did not run; where nothing may be skipped, that is a failure. */
function requirePostgres(outcome) {
  if (hasPostgres()) return outcome;
  outcome.notes.push('no PostgreSQL: its tests were skipped (Debian: apt-get install postgresql)');
  if (strict) outcome.failed += 1;
  return outcome;
}

/** Says in words that the journey through a SAML provider did not run; where nothing may be skipped, it has failed. */
function noteSamlProvider(outcome, files) {
  const folders = [process.env.SIMPLESAMLPHP_DIR, '/usr/share/simplesamlphp'];
  if (
    files.some((file) => file.includes('saml')) &&
    !folders.some((folder) => folder && existsSync(folder))
  ) {
    const packages = 'simplesamlphp php-cli php-xml php-mbstring';
    outcome.notes.push(`no simpleSAMLphp: its journey was skipped (Debian: apt-get install ${packages})`);
  }
  return outcome;
}

async function runJourneys(asked) {
  if (!findOrInstallBrowser('chromium')) {
    return { ...emptyOutcome(), failed: 1, notes: [`no chromium: ${browserAdvice('chromium')}`] };
  }
  const files = select(['test/e2e/**/*.spec.ts'], asked);
  if (files.length === 0) return emptyOutcome();
  const outcome = await runCounted([tool('@playwright/test', 'playwright'), 'test', ...files], {
    variable: 'PLAYWRIGHT_JSON_OUTPUT_FILE',
    limit: 900_000,
    read(text) {
      const { stats, errors } = JSON.parse(text);
      return {
        passed: stats.expected,
        failed: stats.unexpected + stats.flaky + errors.length,
        skipped: stats.skipped,
      };
    },
  });
  return noteSamlProvider(requirePostgres(outcome), files);
}

async function runSizes() {
  const { code, output } = await run([tool('size-limit'), '--json'], { quiet: true });
  const start = output.indexOf('[');
  if (start < 0) {
    console.log(output);
    return { ...emptyOutcome(), failed: 1, notes: [`size-limit failed (exit code ${code})`] };
  }
  const outcome = emptyOutcome();
  for (const { name, passed, size, sizeLimit } of JSON.parse(output.slice(start))) {
    const words = sizeLimit === undefined ? '' : ` of ${(sizeLimit / 1000).toFixed(1)}`;
    console.log(`${passed === false ? '✖' : '✔'} ${name}: ${(size / 1000).toFixed(2)}${words} kB brotli`);
    if (passed === false) outcome.failed += 1;
    else outcome.passed += 1;
  }
  return outcome;
}

const browserTests = ['test/components/**', 'test/**/*.browser.test.ts'];

/**
 * The analyzer is older than what it reads: it takes Lit's `nothing` for a wrong type, does not know today's CSS, and
 * cannot follow imports that are made when needed.
 */
const analyzerRules = ['no-incompatible-type-binding', 'no-invalid-css', 'no-missing-import'].flatMap(
  (rule) => [`--rules.${rule}`, 'off'],
);

/** @type {Stage[]} */
export const stages = [
  {
    name: 'lint',
    about: 'format and lint',
    run: () =>
      runChecks([
        { name: 'prettier --check .', args: [tool('prettier'), '--check', '--log-level', 'warn', '.'] },
        { name: 'oxlint --type-aware', args: [tool('oxlint'), '--type-aware'] },
      ]),
  },
  {
    name: 'types',
    about: 'TypeScript and the templates',
    run: () =>
      runChecks([
        { name: 'tsc (page)', args: [tool('typescript', 'tsc'), '--noEmit', '--pretty'] },
        { name: 'tsc (server)', args: [tool('typescript', 'tsc'), '--noEmit', '--pretty', '-p', 'server'] },
        { name: 'lit-analyzer --strict', args: [tool('lit-analyzer'), '--strict', ...analyzerRules, 'src'] },
      ]),
  },
  {
    name: 'logic',
    about: 'tests without a browser',
    run: (files) =>
      runNodeTests(['test/{api,portal,theme,content,locales,scripts}/**/*.test.ts'], files, {
        needsPostgres: true,
        exclude: browserTests,
      }),
  },
  {
    name: 'server',
    about: 'the gateway, and the contract suites behind it',
    run: async (files) =>
      requirePostgres(await runNodeTests(['server/test/**/*.test.ts'], files, { needsPostgres: true })),
  },
  { name: 'elements', about: 'elements in Chromium and Firefox', run: runElementTests },
  {
    name: 'build',
    about: 'modules, CDN file, demo site, server',
    run: () => runChecks([{ name: 'build', args: ['scripts/build.mjs'] }]),
  },
  { name: 'size', about: 'size limits', needs: ['build'], run: runSizes },
  {
    name: 'package',
    about: 'the package as others install it',
    needs: ['build'],
    run: (files) => runNodeTests(['test/pack/**/*.test.ts'], files, { onDisk: true }),
  },
  { name: 'journeys', about: 'whole journeys in Chromium', needs: ['build'], run: runJourneys },
];
