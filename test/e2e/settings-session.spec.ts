import type { BrowserContext, Page } from '@playwright/test';
import { ended, signInAgain } from './ended-session.ts';
import { password } from './fixtures.ts';
import { agent, expect, expectAccessible, owner, test } from './settings-world.ts';

// Staff whose session ends while they work, where no event stream is open to tell them: owners on the settings, agents
// on a ticket.

const shots = process.env.SHOTS;
const name = (page: Page) => page.getByLabel('Name', { exact: true });

/** Ends the page's session, beside the page. */
async function endSession({ request }: BrowserContext, url: string): Promise<void> {
  const { items } = (await (await request.get('/api/sessions')).json()) as { items: { id: string }[] };
  const answer = await request.delete(`/api/sessions/${items[0]?.id}`, {
    headers: { origin: new URL(url).origin, 'x-portico': '1' },
  });
  expect(answer.ok()).toBe(true);
}

/** Signs the owner in where the page's own sign-in stands. */
async function signInHere(page: Page): Promise<void> {
  const login = page.locator('portal-login');
  await login.getByLabel('E-mail').fill(owner);
  await login.getByLabel('Password', { exact: true }).fill(password);
  await login.getByRole('button', { name: 'Sign in', exact: true }).click();
}

async function lookAs(page: Page, who: string): Promise<void> {
  const field = page.locator('portal-simulator option-search').getByRole('combobox');
  const found = page.locator('portal-simulator option-search').getByRole('option').first();
  // A page that has just been opened takes the focus to its heading, and closes the list by that.
  await expect(async () => {
    await field.fill('');
    await field.fill(who);
    await expect(found).toBeVisible({ timeout: 3000 });
  }).toPass();
  await found.click();
}

/** Types a new name, and waits until the gateway has judged it: nothing is asked after that until there is more. */
async function type(page: Page, text: string): Promise<void> {
  const judged = page.waitForResponse(
    (answer) =>
      answer.url().endsWith('/settings/preview') && !!answer.request().postData()?.includes(`"${text}"`),
  );
  await name(page).fill(text);
  await judged;
}

/** An owner's page to which no word of the end comes by a stream: only calls find out. */
async function deaf(editing: (at: string) => Promise<Page>): Promise<Page> {
  const page = await editing('general');
  await page.context().route('**/api/staff/events', (route) => route.abort());
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
  return page;
}

/** Saves that were sent, and how they were answered. */
function savesOf(page: Page): number[] {
  const answers: number[] = [];
  page.on('response', (answer) => {
    if (answer.request().method() === 'PUT' && answer.url().endsWith('/api/staff/settings'))
      answers.push(answer.status());
  });
  return answers;
}

test('a save that finds the session gone asks for it in place, and goes on by itself, once', async ({
  editing,
  settings,
  gateway,
}) => {
  const page = await deaf(editing);
  const saves = savesOf(page);
  await type(page, 'Over the end');
  const { version } = await settings.read();
  await endSession(page.context(), gateway.url);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(ended(page)).toBeVisible();
  await expectAccessible(page);
  if (shots) await page.screenshot({ path: `${shots}/settings-ended.png` });
  await signInAgain(page);
  await expect(page.locator('settings-bar .state')).toHaveText('Saved. It holds from now on.');
  await expect(name(page)).toHaveValue('Over the end');
  const after = await settings.read();
  expect(after.settings.portal.name).toBe('Over the end');
  expect(after.version).toBe(version + 1);
  expect(saves.filter((status) => status === 200)).toHaveLength(1);
});

test('typing is enough to be asked, and the caret is where it was', async ({
  editing,
  settings,
  gateway,
}) => {
  const page = await deaf(editing);
  await type(page, 'Half');
  await endSession(page.context(), gateway.url);
  await name(page).fill('Half a na');
  await expect(ended(page)).toBeVisible();
  await signInAgain(page);
  await expect(name(page)).toBeFocused();
  await page.keyboard.type('me');
  await expect(name(page)).toHaveValue('Half a name');
  await page.keyboard.press('Control+s');
  await expect(page.locator('settings-bar .state')).toHaveText('Saved. It holds from now on.');
  expect((await settings.read()).settings.portal.name).toBe('Half a name');
});

test('so do history, people, the simulator and the preview of mails', async ({ editing, gateway }) => {
  const page = await deaf(editing);
  await type(page, 'Looked at');
  for (const [link, there] of [
    ['History and file', page.getByText(/^Nothing has been saved yet|^Saved by/).first()],
    ['People', page.getByText('alice@acme.example')],
    ['Mail texts', page.locator('.letter')],
  ] as const) {
    await endSession(page.context(), gateway.url);
    await page.getByRole('link', { name: link, exact: true }).click();
    await expect(ended(page)).toBeVisible();
    await signInAgain(page);
    await expect(there).toBeVisible();
  }
  await page.getByRole('link', { name: 'Simulator', exact: true }).click();
  await lookAs(page, 'alice@acme');
  await expect(page.locator('.tickets > li')).toHaveCount(15);
  await endSession(page.context(), gateway.url);
  await page.getByRole('searchbox', { name: 'Search tickets' }).last().fill('invoice');
  await expect(ended(page)).toBeVisible();
  await signInAgain(page);
  await expect(page.locator('portal-frame ticket-list').getByRole('link').first()).toBeVisible();
  await expect(page.locator('.tickets > li').first()).toBeVisible();
});

test('somebody else who signs in saves and sees nothing of it; its author finds it again', async ({
  editing,
  settings,
  gateway,
}) => {
  const page = await deaf(editing);
  const saves = savesOf(page);
  await type(page, 'For nobody else');
  await endSession(page.context(), gateway.url);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(ended(page)).toBeVisible();
  await signInAgain(page, agent);
  await expect(page.getByText('Only owners of this portal can change its settings.')).toBeVisible();
  await expect(name(page)).toHaveCount(0);
  await page.keyboard.press('Control+s');
  await page.locator('header.top').getByRole('button', { name: 'Sign out' }).click();
  await signInHere(page);
  await expect(name(page)).toHaveValue('For nobody else');
  expect(saves.filter((status) => status === 200)).toEqual([]);
  expect((await settings.read()).settings.portal.name).not.toBe('For nobody else');
  await page.getByRole('button', { name: 'Discard' }).click();
});

test('who signs out leaves nothing behind for a later sign-in', async ({ editing, settings }) => {
  const page = await editing('general');
  const before = await name(page).inputValue();
  await name(page).fill('Dropped on the way out');
  await page.locator('header.top').getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Leave without saving' }).click();
  await signInHere(page);
  await expect(name(page)).toHaveValue(before);
  expect((await settings.read()).settings.portal.name).toBe(before);
});

test('an owner whose role was taken away is told so plainly', async ({ editing, settings }) => {
  const page = await editing('general');
  await type(page, 'By nobody’s right');
  // As the gateway answers from then on.
  await page.route('**/api/session', async (route) => {
    const answer = await route.fetch();
    const { session } = (await answer.json()) as { session: object };
    await route.fulfill({ json: { session: { ...session, role: 'agent' } } });
  });
  await page.route('**/api/staff/settings', (route) =>
    route.fulfill({
      status: 404,
      contentType: 'application/problem+json',
      json: { type: 'about:blank', title: 'Not found', status: 404, code: 'not-found' },
    }),
  );
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('You are no longer an owner of this portal.');
  await expectAccessible(page);
  if (shots) await page.screenshot({ path: `${shots}/settings-demoted.png` });
  expect((await settings.read()).settings.portal.name).not.toBe('By nobody’s right');
});

test('the simulator asks twice for each pause in typing, however many tickets it shows', async ({
  editing,
}) => {
  const page = await editing('simulator');
  await lookAs(page, 'alice@acme');
  await expect(page.locator('.tickets > li')).toHaveCount(15);
  await page.getByRole('link', { name: 'General', exact: true }).click();
  await name(page).fill('Looked at');
  await page.getByRole('link', { name: 'Simulator', exact: true }).click();
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().includes('/simulate/'))
      asked.push(new URL(request.url()).pathname.replace(/^.*\/simulate\/[^/]+/, ''));
  });
  await lookAs(page, 'alice@acme');
  await expect(page.locator('.tickets > li')).toHaveCount(15);
  await expect(page.locator('portal-frame ticket-list').getByRole('link').first()).toBeVisible();
  expect(asked.toSorted()).toEqual(['/start', '/verdicts']);
});

test('an agent’s note that finds the session gone is added once its author is back, once', async ({
  visitor,
  gateway,
}) => {
  const { page, context } = await visitor({ as: agent });
  await context.route('**/api/staff/events', (route) => route.abort());
  await page.goto('/staff/');
  await page.locator('ticket-list').getByRole('link').first().click();
  const notes = page.locator('staff-notes');
  const text = `Called back ${Date.now()}`;
  await notes.getByRole('textbox').fill(text);
  // Over while the note is on its way: the page may be reading by itself, and would find out sooner.
  let sent = 0;
  await page.route('**/notes', async (route) => {
    if (route.request().method() === 'POST' && ++sent === 1) await endSession(context, gateway.url);
    await route.continue();
  });
  await notes.getByRole('button', { name: 'Add note' }).click();
  await expect(ended(page)).toBeVisible();
  await signInAgain(page);
  await expect(notes.getByText(text)).toHaveCount(1);
  await expect(notes.getByRole('textbox')).toHaveValue('');
  expect(sent).toBe(2);
});
