import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import { chromiumFlags, findBrowser } from '../../scripts/browsers.mjs';
import { startGatewayProcess, type GatewayProcess } from '../../server/test/helpers/process.ts';
import { median, printTable } from './statistics.ts';

const rounds = 7;
/** Chrome DevTools' preset, as of Chrome 120: 1.6 Mbit/s down, 0.75 up, 150 ms a round trip, times its factors. */
const slow4G = {
  offline: false,
  latency: 562.5,
  downloadThroughput: (1.6e6 / 8) * 0.9,
  uploadThroughput: (7.5e5 / 8) * 0.9,
};

interface Visit {
  /** From navigation to the first row on screen, milliseconds. */
  paintedMs: number;
  /** What had come over the line when the first row showed; the site's own sheet and icon are the page's, not ours. */
  requests: string[];
}

async function visit(browser: Browser, gateway: GatewayProcess, address: string): Promise<Visit> {
  const context = await browser.newContext({ baseURL: gateway.url });
  const signedIn = await context.request.post('/api/auth/sign-in', {
    headers: { 'X-Portico': '1', Origin: gateway.url },
    data: { method: 'password', email: 'alice@acme.example', password: 'lantern-harbor-42' },
  });
  if (!signedIn.ok()) throw new Error(`sign-in: ${signedIn.status()}`);
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  await client.send('Network.enable');
  await client.send('Network.setCacheDisabled', { cacheDisabled: true });
  await client.send('Network.emulateNetworkConditions', slow4G);
  const requests: string[] = [];
  let painted = false;
  page.on('requestfinished', (request) => {
    const type = request.resourceType();
    if (!painted && (type === 'script' || type === 'fetch' || type === 'xhr'))
      requests.push(new URL(request.url()).pathname);
  });
  await page.goto(address, { waitUntil: 'commit' });
  await page.locator('ticket-list').getByRole('link').first().waitFor();
  painted = true;
  const paintedMs = await page.evaluate(() => performance.now());
  await context.close();
  return { paintedMs, requests };
}

/** A signed-in customer opens a page with a list, from an empty cache on a slow line. */
export async function benchPaint(): Promise<void> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'portico-bench-'));
  const gateway = await startGatewayProcess({ dataDir });
  const executablePath = findBrowser('chromium');
  const browser = await chromium.launch({ ...(executablePath && { executablePath }), args: chromiumFlags });
  try {
    const pages = { 'the portal in one tag': '/portal/', 'the list on a page of its own': '/help/tickets/' };
    const visits: Record<string, Visit[]> = {};
    for (let round = 0; round < rounds; round += 1)
      for (const [name, address] of Object.entries(pages))
        (visits[name] ??= []).push(await visit(browser, gateway, address));
    printTable(
      'List painted on Slow 4G, empty cache (median)',
      ['', 'visits', 'painted ms', 'requests'],
      Object.entries(visits).map(([name, all]) => [
        name,
        all.length,
        median(all.map(({ paintedMs }) => paintedMs)),
        String(median(all.map(({ requests }) => requests.length))),
      ]),
    );
    for (const [name, all] of Object.entries(visits))
      console.log(`  ${name}: ${all[0]?.requests.join('  ') ?? ''}`);
  } finally {
    await browser.close();
    await gateway.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
