import { expect, test as base } from '@playwright/test';
import { chromiumFlags, findBrowser } from '../../scripts/browsers.mjs';
import { inChromium, inFirefox, intervals, type EmbeddingBrowser, type Tab } from './embedding-browsers.ts';
import {
  controlPath,
  startEmbeddingWorld,
  upload,
  uploadBytes,
  type EmbeddingWorld,
  type Place,
} from './embedding.ts';
import { password } from './fixtures.ts';

/** The portal on its gateway's origin, on a sibling host and on another site, with third-party cookies blocked. */

const test = base.extend<object, { world: EmbeddingWorld }>({
  world: [
    async ({}, use) => {
      const world = await startEmbeddingWorld();
      await use(world);
      await world.stop();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
});

test.use({
  launchOptions: {
    ...(findBrowser('chromium') && { executablePath: findBrowser('chromium') }),
    args: [
      ...chromiumFlags,
      '--host-resolver-rules=MAP *.example 127.0.0.1',
      '--test-third-party-cookie-phaseout',
    ],
  },
});

const field = 'input[name=email]';
const rows = '[part~=row]';
const contact = '[part~=contact]';
const attachment = '[part~=attachment]';
const message = '[part~=message-body]';
const signOutButton = '[part~=sign-out-button]';

const shows = (tab: Tab, selector: string) =>
  expect
    .poll(async () => (await tab.texts(selector)).length, { message: `${selector} shows`, intervals })
    .toBeGreaterThan(0);
const gone = (tab: Tab, selector: string) =>
  expect
    .poll(async () => (await tab.texts(selector)).length, { message: `${selector} is gone`, intervals })
    .toBe(0);
const says = (tab: Tab, selector: string, text: string) =>
  expect
    .poll(async () => (await tab.texts(selector)).join('\n'), { message: `${selector} says`, intervals })
    .toContain(text);

async function signIn(tab: Tab, email: string): Promise<void> {
  await shows(tab, field);
  await tab.type(field, email);
  await tab.type('input[name=password]', `${password}\n`);
  await shows(tab, contact);
}

/** From signing in to signing out, with a second knowledge base of somebody else beside it. */
async function visit(
  browser: EmbeddingBrowser,
  world: EmbeddingWorld,
  place: Place,
  beside: Place,
  { reloads = true }: { reloads?: boolean } = {},
): Promise<void> {
  const alice = await world.caller('alice@acme.example');
  const agent = await world.caller('agent@portico.example');
  const { items } = await alice.get<{ items: { id: string }[] }>('/api/tickets?state=open&view=mine&limit=1');
  const { id } = items[0]!;
  const word = `${place} ${Date.now()}`;
  const tab = await browser.tab();

  await test.step('signs in, and stays so', async () => {
    await tab.go(world.page(place));
    await signIn(tab, 'alice@acme.example');
    await shows(tab, rows);
    await says(tab, contact, 'Alice');
    if (!reloads) return;
    await tab.reload();
    await shows(tab, rows);
    expect(await tab.texts(field)).toEqual([]);
  });

  const other = await browser.tab();
  await test.step('the other knowledge base knows nobody, and lets somebody else in', async () => {
    await other.go(world.page(beside));
    await shows(other, field);
    expect(await other.texts(rows)).toEqual([]);
    await signIn(other, 'bob@acme.example');
    await says(other, contact, 'Bob');
    await says(tab, contact, 'Alice');
  });

  await test.step('an answer shows by itself', async () => {
    // Without a reload, which a session in the page's memory would not survive.
    await tab.click(`[data-id="${id}"] a`);
    await shows(tab, message);
    await expect
      .poll(() => world.streams(place), { message: 'a stream is open', intervals })
      .toBeGreaterThan(0);
    await agent.post(`/api/staff/tickets/${id}/messages`, {
      body: { format: 'text', content: `Answer ${word}` },
      attachments: [],
    });
    await says(tab, message, `Answer ${word}`);
  });

  await test.step('a reply takes a file along, and gives it back', async () => {
    await tab.choose('input[type=file]', upload);
    await tab.type('textarea', `Reply ${word}`);
    await says(tab, '[part~=file].done', 'screenshot.png');
    await tab.click('[part~=send-button]');
    await says(tab, message, `Reply ${word}`);
    await says(tab, attachment, 'screenshot.png');
    expect(uploadBytes().equals(await tab.download(attachment)), 'the same bytes').toBe(true);
  });

  await test.step('signs out here, and nobody else', async () => {
    await tab.click(signOutButton);
    await shows(tab, field);
    await says(other, contact, 'Bob');
    await other.reload();
    // A session in the page's memory goes with the page.
    if (!reloads) return shows(other, field);
    await says(other, contact, 'Bob');
    await tab.reload();
    await shows(tab, field);
    await gone(tab, contact);
  });
  expect(browser.faults, 'no fault of a page, no violation of its policy').toEqual([]);
}

/** That the browser keeps a site's own cookies from pages elsewhere: else the journeys would prove nothing. */
async function blocksForeignCookies(browser: EmbeddingBrowser, world: EmbeddingWorld): Promise<void> {
  const tab = await browser.tab();
  const address = world.origin('gateway') + controlPath;
  await tab.go(address);
  expect(await tab.fetched(address)).toBe('sent');
  await tab.go(world.page('elsewhere'));
  expect(await tab.fetched(address)).toBe('not sent');
}

test.describe('in Chromium, with third-party cookies blocked', () => {
  const cases: [string, Place, Place][] = [
    ['on the gateway’s own origin', 'gateway', 'sibling'],
    ['on a sibling host', 'sibling', 'otherSibling'],
    ['on another site', 'elsewhere', 'otherElsewhere'],
  ];
  for (const [name, place, beside] of cases) {
    test(name, async ({ browser: runners, world }) => {
      const browser = await inChromium(
        await runners.newContext({ ignoreHTTPSErrors: true, locale: 'en-GB' }),
      );
      await visit(browser, world, place, beside);
      if (place === 'elsewhere') await blocksForeignCookies(browser, world);
      await browser.close();
    });
  }
});

test.describe('in Firefox', () => {
  test.skip(!findBrowser('firefox') && !process.env['CI'], 'skipped: no Firefox');

  test('as it comes, on a sibling host and on another site', async ({ world }) => {
    // 5: every site has cookies of its own of each other site.
    const browser = await inFirefox({ 'network.cookie.cookieBehavior': 5 });
    try {
      await visit(browser, world, 'sibling', 'otherSibling');
      await visit(browser, world, 'elsewhere', 'otherElsewhere');
      await blocksForeignCookies(browser, world);
    } finally {
      await browser.close();
    }
  });

  test('with all cross-site cookies blocked, on another site, until the page is left', async ({ world }) => {
    const browser = await inFirefox({ 'network.cookie.cookieBehavior': 1 });
    try {
      await visit(browser, world, 'elsewhere', 'otherElsewhere', { reloads: false });
      await blocksForeignCookies(browser, world);
    } finally {
      await browser.close();
    }
  });
});
