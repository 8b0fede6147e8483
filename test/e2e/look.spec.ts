import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { openOwnPage } from './embed.ts';
import { expect, test, type VisitorOptions } from './fixtures.ts';
import { openTicketId } from './tickets.ts';

interface View {
  name: string;
  path: string | ((page: Page) => Promise<string>);
  as?: string;
  /** Shown once the view is there. */
  ready: (page: Page) => ReturnType<Page['locator']>;
}

test.use({ trace: 'off' });

const alice = 'alice@acme.example';
const row = (page: Page) => page.getByRole('row').nth(5);
const reply = (page: Page) => page.getByRole('textbox', { name: 'Your reply' });
const wayIn = (page: Page) => page.locator('portal-nav').getByRole('link');

const views: View[] = [
  { name: 'the home page', path: '/', ready: wayIn },
  { name: 'an article', path: '/articles/export-limits/', ready: wayIn },
  { name: 'a Polish article', path: '/pl/articles/export-limits/', ready: wayIn },
  { name: 'sign-in', path: '/portal/', ready: (page) => page.getByLabel('E-mail') },
  { name: 'registration', path: '/portal/#/register', ready: (page) => page.getByRole('checkbox') },
  { name: 'the list', path: '/portal/#/tickets', as: alice, ready: row },
  {
    name: 'an empty list',
    path: '/portal/#/tickets?q=nothinglikethis',
    as: alice,
    ready: (page) => page.getByText('No ticket matches'),
  },
  {
    name: 'a ticket',
    path: async (page) => `/portal/#/tickets/${await openTicketId(page)}`,
    as: alice,
    ready: reply,
  },
  {
    name: 'no ticket',
    path: '/portal/#/tickets/none',
    as: alice,
    ready: (page) => page.getByText('There is no such ticket'),
  },
  { name: 'the form', path: '/portal/#/new', as: alice, ready: (page) => page.getByLabel('Subject') },
  { name: 'the list on a page', path: '/help/tickets/', as: alice, ready: row },
  {
    name: 'the list for nobody',
    path: '/help/tickets/',
    ready: (page) => page.getByText('Sign in to see your tickets.'),
  },
  {
    name: 'a ticket on a page',
    path: async (page) => `/help/ticket/?id=${await openTicketId(page)}`,
    as: alice,
    ready: reply,
  },
  { name: 'the form on a page', path: '/help/new/', as: alice, ready: (page) => page.getByLabel('Subject') },
  { name: 'sign-in on a page', path: '/help/sign-in/', ready: (page) => page.getByLabel('E-mail') },
  { name: 'the agents’ page', path: '/staff/', as: 'agent@portico.example', ready: row },
];

async function show(page: Page, { path, ready }: View): Promise<void> {
  await page.goto(typeof path === 'string' ? path : await path(page));
  await expect(ready(page).first()).toBeVisible();
}

const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What axe finds against WCAG 2.2 A and AA, in words. `colours`: only what another scheme may change. */
async function violations(page: Page, { colours = false } = {}): Promise<string[]> {
  const builder = new AxeBuilder({ page });
  const { violations: found } = await (
    colours ? builder.withRules(['color-contrast', 'link-in-text-block']) : builder.withTags(levels)
  ).analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join()} ${failureSummary}`),
  );
}

/** How far, in pixels, the page can be scrolled sideways. */
async function overflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth ? [`${scrollWidth - clientWidth} px wider than the window`] : [];
  });
}

for (const view of views) {
  const options = (context: VisitorOptions['context']): VisitorOptions => ({
    context,
    ...(view.as && { as: view.as }),
  });

  test(`${view.name}: for everybody, in light and dark`, async ({ visitor }) => {
    const { page } = await visitor(options({ colorScheme: 'light', reducedMotion: 'reduce' }));
    await show(page, view);
    expect(await violations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await violations(page, { colours: true })).toEqual([]);
    for (const width of [360, 320]) {
      await page.setViewportSize({ width, height: 740 });
      await expect.poll(() => overflow(page), `${width} px`).toEqual([]);
    }
  });
}

test('from right to left, and narrow: nothing stands out of the window', async ({ visitor }) => {
  const { page } = await visitor({ as: alice, context: { viewport: { width: 360, height: 740 } } });
  const id = await openTicketId(page);
  await openOwnPage(page, {
    lang: 'ar',
    dir: 'rtl',
    body: '<portal-provider gateway="/"><portal-app></portal-app></portal-provider>',
  });
  const sides = (locator: ReturnType<Page['locator']>) => locator.boundingBox();
  await expect(page.locator('ticket-list [part~=row]').nth(3)).toBeVisible();
  expect(await overflow(page)).toEqual([]);
  await page.evaluate((ticket) => (location.hash = `#/tickets/${ticket}`), id);
  await expect(page.locator('ticket-detail textarea')).toBeVisible();
  expect(await overflow(page)).toEqual([]);
  const avatar = await sides(page.locator('ticket-detail [part~=avatar]').first());
  const author = await sides(page.locator('ticket-detail [part~=message-author]').first());
  expect(avatar!.x, 'the picture stands where a line begins').toBeGreaterThan(author!.x);
  await page.evaluate(() => (location.hash = '#/new'));
  await expect(page.locator('ticket-form input').first()).toBeVisible();
  expect(await overflow(page)).toEqual([]);
  expect(await violations(page)).toEqual([]);
});
