import path from 'node:path';
import { chromium, type Browser, type CDPSession, type Page } from '@playwright/test';
import { build, preview } from 'vite';
import { shrinkTemplates } from '../../scripts/build/templates.mjs';
import { chromiumFlags, findBrowser } from '../../scripts/browsers.mjs';
import { median, printTable } from './statistics.ts';

const kinds = ['bare', 'plain', 'list'] as const;
type Kind = (typeof kinds)[number];
type Times = Record<Kind, number[]>;

/** Rows, and how often each kind is mounted: in pages of their own, and again and again in one page. */
const sizes = [
  { count: 50, cold: 25, warm: 41 },
  { count: 1_000, cold: 9, warm: 9 },
  { count: 10_000, cold: 5, warm: 0 },
];

/** Turn by turn, in both orders, so that what changes on the machine meanwhile meets all alike. */
const inTurns = (round: number) => (round % 2 ? kinds : kinds.toReversed());

interface Bench {
  page: Page;
  client: CDPSession;
}

async function open(browser: Browser, url: string): Promise<Bench> {
  const page = await browser.newPage();
  await page.goto(url);
  await page.waitForFunction(() => 'bench' in window);
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  return { page, client };
}

/** Main-thread milliseconds that a mounting takes, to the second frame after it, by the browser's own count. */
async function mount({ page, client }: Bench, kind: Kind, rows: number): Promise<number> {
  const taskTime = async () => {
    const { metrics } = await client.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000;
  };
  const before = await taskTime();
  const made = await page.evaluate(([which, count]) => window.bench[which](count), [kind, rows] as const);
  const after = await taskTime();
  await page.evaluate(() => document.body.replaceChildren());
  if (made !== rows) throw new Error(`${kind} made ${made} rows of ${rows}`);
  return after - before;
}

/** What somebody sees and hears of a mounted view: the places of its parts, and what assistive technology is told. */
async function perceive({ page }: Bench, kind: Kind): Promise<string> {
  await page.evaluate((which) => window.bench[which](3), kind);
  const places = await page.evaluate(() => {
    const shown = 'h1, input, select, button, table, th, td, td *, .card, .more, .label';
    const root = document.body.firstElementChild?.shadowRoot;
    return Array.from(root?.querySelectorAll(shown) ?? [], (element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return `${element.localName} ${[x, y, width, height].join(' ')}`;
    }).join('\n');
  });
  return `${places}\n${await page.locator('body').ariaSnapshot()}`;
}

/** A comparison with a table that shows less, or reads worse, would say nothing. */
async function checkAlike(browser: Browser, url: string): Promise<void> {
  for (const width of [1280, 600]) {
    const seen: string[] = [];
    for (const kind of ['plain', 'list'] as const) {
      const bench = await open(browser, url);
      await bench.page.setViewportSize({ width, height: 720 });
      seen.push(await perceive(bench, kind));
      await bench.page.close();
    }
    if (seen[0] !== seen[1])
      throw new Error(`At ${width} pixels the plain table differs:\n${seen.join('\n\n')}`);
  }
}

/** The first of its page: code that never ran, formatters that were never made. */
async function mountCold(browser: Browser, url: string, count: number, rounds: number): Promise<Times> {
  const times: Times = { bare: [], plain: [], list: [] };
  for (let round = 0; round <= rounds; round += 1)
    for (const kind of inTurns(round)) {
      const bench = await open(browser, url);
      const time = await mount(bench, kind, count);
      if (round) times[kind].push(time); // the first round warms the disk
      await bench.page.close();
    }
  return times;
}

/** Again in the same page, as on the way back from a ticket. */
async function mountWarm(browser: Browser, url: string, count: number, rounds: number): Promise<Times> {
  const times: Times = { bare: [], plain: [], list: [] };
  const bench = await open(browser, url);
  for (let round = 0; round <= rounds; round += 1)
    for (const kind of inTurns(round)) {
      const time = await mount(bench, kind, count);
      if (round > rounds / 4) times[kind].push(time);
    }
  await bench.page.close();
  return times;
}

/** Mounts `<ticket-list>` and tables made by the plain DOM, turn by turn, and prints medians and their ratios. */
export async function benchMount(): Promise<void> {
  const root = path.resolve(import.meta.dirname, 'pages');
  const outDir = path.resolve(import.meta.dirname, '../../dist/bench');
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    // As the published files are made.
    plugins: [shrinkTemplates()],
    build: { outDir, emptyOutDir: true, rolldownOptions: { input: path.join(root, 'mount.html') } },
  });
  const server = await preview({ root, configFile: false, build: { outDir }, preview: { port: 0 } });
  const url = `${server.resolvedUrls?.local[0] ?? ''}mount.html`;
  const executablePath = findBrowser('chromium');
  const browser = await chromium.launch({ ...(executablePath && { executablePath }), args: chromiumFlags });
  try {
    await checkAlike(browser, url);
    const rows: (string | number)[][] = [];
    for (const { count, cold, warm } of sizes)
      for (const [name, rounds, run] of [
        ['first of a page', cold, mountCold],
        ['again', warm, mountWarm],
      ] as const) {
        if (!rounds) continue;
        const times = await run(browser, url, count, rounds);
        const [bare, plain, list] = kinds.map((kind) => median(times[kind])) as [number, number, number];
        rows.push([`${count} tickets, ${name}`, rounds, bare, plain, list, list / bare, list / plain]);
      }
    printTable(
      'Mounting, main-thread milliseconds (median)',
      ['', 'rounds', 'bare table', 'table of the same look', '<ticket-list>', 'to bare', 'to same look'],
      rows,
    );
  } finally {
    await browser.close();
    await server.close();
  }
}
