import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, type BrowserContext, type Page } from '@playwright/test';
import puppeteer, { type Browser, type ElementHandle } from 'puppeteer-core';
import { browserAdvice, findBrowser } from '../../scripts/browsers.mjs';
import { hosts } from './embedding.ts';

/**
 * A tab of either browser, as far as the journeys across sites need one. Selectors match in every shadow tree, each
 * within one. Firefox is driven by what the element tests use already.
 */
export interface Tab {
  go(url: string): Promise<void>;
  reload(): Promise<void>;
  /** The texts of all that match and show. */
  texts(selector: string): Promise<string[]>;
  click(selector: string): Promise<void>;
  /** Types into the first that matches; a line break is the Enter key. */
  type(selector: string, text: string): Promise<void>;
  choose(selector: string, file: string): Promise<void>;
  /** Clicks on the last that matches, and answers what the browser saves for it. */
  download(selector: string): Promise<Buffer>;
  /** What the page's own fetch gets from an address, with cookies. */
  fetched(url: string): Promise<string>;
}

export interface EmbeddingBrowser {
  tab(): Promise<Tab>;
  /** Errors of pages and violations of their policies, so far. */
  readonly faults: string[];
  close(): Promise<void>;
}

const tellViolations = (): void => {
  document.addEventListener('securitypolicyviolation', (event) =>
    console.error(`violation: ${event.violatedDirective} ${event.blockedURI}`),
  );
};

const fetchText = async (url: string): Promise<string> =>
  (await fetch(url, { credentials: 'include' })).text();

/** How often to look, in milliseconds: the journeys wait for many small things. */
export const intervals = [100];

/** A context of the runner's own browser. */
export async function inChromium(context: BrowserContext): Promise<EmbeddingBrowser> {
  const faults: string[] = [];
  await context.addInitScript(tellViolations);
  context.on('weberror', (error) => faults.push(error.error().message));
  context.on('console', (message) => {
    if (message.text().startsWith('violation:')) faults.push(message.text());
  });
  return {
    faults,
    tab: async () => chromiumTab(await context.newPage()),
    close: () => context.close(),
  };
}

function chromiumTab(page: Page): Tab {
  return {
    go: async (url) => void (await page.goto(url)),
    reload: async () => void (await page.reload()),
    texts: (selector) => page.locator(selector).filter({ visible: true }).allTextContents(),
    async click(selector) {
      await page.bringToFront(); // a tab behind another paints once a second, and a click waits for two paints
      await page.locator(selector).first().click();
    },
    async type(selector, text) {
      await page.locator(selector).first().fill(text.trimEnd());
      if (text.endsWith('\n')) await page.locator(selector).first().press('Enter');
    },
    choose: (selector, file) => page.locator(selector).first().setInputFiles(file),
    async download(selector) {
      await page.bringToFront();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.locator(selector).last().click(),
      ]);
      return readFileSync(await download.path());
    },
    fetched: (url) => page.evaluate(fetchText, url),
  };
}

/** Firefox with settings of its own. */
export async function inFirefox(prefs: Record<string, unknown>): Promise<EmbeddingBrowser> {
  const executablePath = findBrowser('firefox');
  if (!executablePath) throw new Error(`No firefox found. ${browserAdvice('firefox')}`);
  const downloads = mkdtempSync(path.join(tmpdir(), 'portico-downloads-'));
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    acceptInsecureCerts: true,
    extraPrefsFirefox: {
      'network.dns.localDomains': Object.values(hosts).join(),
      'browser.download.folderList': 2,
      'browser.download.dir': downloads,
      'browser.download.useDownloadDir': true,
      'browser.download.always_ask_before_handling_new_types': false,
      'browser.helperApps.neverAsk.saveToDisk': 'application/octet-stream',
      ...prefs,
    },
  });
  const faults: string[] = [];
  return {
    faults,
    tab: () => firefoxTab(browser, downloads, faults),
    async close() {
      await browser.close();
      rmSync(downloads, { recursive: true, force: true });
    },
  };
}

async function firefoxTab(browser: Browser, downloads: string, faults: string[]): Promise<Tab> {
  const page = await browser.newPage();
  await page.evaluateOnNewDocument(tellViolations);
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.text().startsWith('violation:')) faults.push(message.text());
  });

  /** Not by the driver's own selectors: they compile code in the page, which its policy forbids. */
  async function find(
    selector: string,
    which: 'first' | 'last' = 'first',
  ): Promise<ElementHandle<HTMLElement>> {
    let found: ElementHandle<HTMLElement> | null = null;
    await expect
      .poll(
        async () => {
          const handle = await page.evaluateHandle(
            (wanted, index) => {
              const roots: (Document | ShadowRoot)[] = [document];
              const all: Element[] = [];
              for (const root of roots) {
                all.push(...root.querySelectorAll(wanted));
                for (const { shadowRoot } of root.querySelectorAll('*'))
                  if (shadowRoot) roots.push(shadowRoot);
              }
              return all.at(index) ?? null;
            },
            selector,
            which === 'first' ? 0 : -1,
          );
          found = handle.asElement() as ElementHandle<HTMLElement> | null;
          return found !== null;
        },
        { message: `${selector} is there`, intervals },
      )
      .toBe(true);
    return found!;
  }

  /** A page that renders anew may put another node in a found one's place. */
  const click = async (selector: string, which?: 'last'): Promise<void> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await (await find(selector, which)).click();
      } catch (error) {
        if (tries === 5 || !String(error).includes('detached')) throw error;
      }
    }
  };

  return {
    go: async (url) => void (await page.goto(url)),
    reload: async () => void (await page.reload()),
    texts: (selector) =>
      page.evaluate((wanted) => {
        const roots: (Document | ShadowRoot)[] = [document];
        const all: string[] = [];
        for (const root of roots) {
          for (const element of root.querySelectorAll(wanted))
            if (element.checkVisibility()) all.push(element.textContent);
          for (const { shadowRoot } of root.querySelectorAll('*')) if (shadowRoot) roots.push(shadowRoot);
        }
        return all;
      }, selector),
    click: (selector) => click(selector),
    async type(selector, text) {
      await (await find(selector)).focus();
      await page.keyboard.type(text.trimEnd());
      if (text.endsWith('\n')) await page.keyboard.press('Enter');
    },
    async choose(selector, file) {
      await ((await find(selector)) as unknown as ElementHandle<HTMLInputElement>).uploadFile(file);
    },
    async download(selector) {
      const before = readdirSync(downloads);
      await click(selector, 'last');
      const arrived = () => readdirSync(downloads).filter((name) => !before.includes(name));
      const content = (): Buffer => readFileSync(path.join(downloads, arrived()[0] ?? ''));
      await expect
        .poll(() => arrived().length === 1 && content().length > 0, { message: 'a file is saved', intervals })
        .toBe(true);
      return content();
    },
    fetched: (url) => page.evaluate(fetchText, url),
  };
}
