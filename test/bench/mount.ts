import path from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import { build, preview } from 'vite';
import { chromiumFlags, findBrowser } from '../../scripts/browsers.mjs';
import { median, printTable } from './statistics.ts';

type Kind = 'table' | 'list';

/** Main-thread milliseconds that mounting takes in a fresh page, by the browser's own count of task time. */
async function mountOnce(browser: Browser, url: string, kind: Kind, rows: number): Promise<number> {
  const page = await browser.newPage();
  await page.goto(url);
  await page.waitForFunction(() => 'bench' in window);
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  const taskTime = async () => {
    const { metrics } = await client.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000;
  };
  const before = await taskTime();
  const made = await page.evaluate(([which, count]) => window.bench[which](count), [kind, rows] as const);
  const after = await taskTime();
  await page.close();
  if (made !== rows) throw new Error(`${kind} made ${made} rows of ${rows}`);
  return after - before;
}

/** Mounts `<ticket-list>` and a plain DOM table, turn by turn, and prints medians and their ratio. */
export async function benchMount(): Promise<void> {
  const root = path.resolve(import.meta.dirname, 'pages');
  const outDir = path.resolve(import.meta.dirname, '../../dist/bench');
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: { outDir, emptyOutDir: true, rolldownOptions: { input: path.join(root, 'mount.html') } },
  });
  const server = await preview({ root, configFile: false, build: { outDir }, preview: { port: 0 } });
  const url = `${server.resolvedUrls?.local[0] ?? ''}mount.html`;
  const executablePath = findBrowser('chromium');
  const browser = await chromium.launch({ ...(executablePath && { executablePath }), args: chromiumFlags });
  try {
    const rows: (string | number)[][] = [];
    for (const [count, rounds] of [
      [50, 25],
      [1_000, 11],
      [10_000, 5],
    ] as const) {
      const times: Record<Kind, number[]> = { table: [], list: [] };
      for (let round = 0; round <= rounds; round += 1)
        for (const kind of round % 2 ? (['table', 'list'] as const) : (['list', 'table'] as const)) {
          const time = await mountOnce(browser, url, kind, count);
          if (round) times[kind].push(time); // the first round warms the disk and code caches
        }
      const table = median(times.table);
      const list = median(times.list);
      rows.push([`${count} tickets`, rounds, table, list, list / table]);
    }
    printTable(
      'Mounting, main-thread milliseconds (median)',
      ['', 'rounds', 'plain table', '<ticket-list>', 'ratio'],
      rows,
    );
  } finally {
    await browser.close();
    await server.close();
  }
}
