import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { startGatewayProcess, type GatewayProcess } from '../../server/test/helpers/process.ts';
import { expect, password, signIn, test } from './fixtures.ts';
import { openTicketId } from './tickets.ts';

const alice = 'alice@acme.example';

interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** The newest mail to an address with a link of that kind; mail is sent behind the answer. */
async function mailTo(
  url: string,
  to: string,
  kind: string,
  not = '',
): Promise<{ link: string; text: string }> {
  let found: { link: string; text: string } | undefined;
  await expect
    .poll(
      async () => {
        const mails = (await (await fetch(`${url}/demo/mailbox.json`)).json()) as Mail[];
        for (const { to: address, text } of mails) {
          const link = new RegExp(`https?://\\S+#/${kind}\\?token=\\S+`).exec(text)?.[0];
          if (!found && address === to && link && link !== not) found = { link, text };
        }
        return found;
      },
      { message: `a mail with a ${kind} link to ${to}` },
    )
    .toBeTruthy();
  return found!;
}

const signedIn = (page: Page) => page.getByRole('button', { name: 'Sign out' });
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

async function register(page: Page, email: string): Promise<void> {
  await page.getByLabel('Your name').fill('Dora Fresh');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill('four plain words here');
  await page.getByRole('checkbox', { name: /agree/i }).check();
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  await expect(heading(page, 'Check your e-mail')).toBeVisible();
}

test('a newcomer registers on the way to a page, and gets there from the mailbox', async ({
  visitor,
  gateway,
}) => {
  const { page, received } = await visitor();
  await page.goto('/portal/#/new');
  await page
    .getByRole('link', { name: 'Register here' })
    .or(page.getByRole('button', { name: 'Register here' }))
    .click();
  const email = `dora.${Date.now()}@fresh.example`;
  await register(page, email);
  const { link } = await mailTo(gateway.url, email, 'verify');
  const token = /token=([^&\s]+)/.exec(link)?.[1] ?? '';

  // As from a mail program: another tab.
  const tab = await page.context().newPage();
  await tab.goto(link);
  await expect(heading(tab, 'Confirm your e-mail')).toBeVisible();
  expect(tab.url(), 'the token has left the address').not.toContain('token');
  expect(await received(), 'the page’s opening alone uses nothing up').not.toContain('"signed-in"');
  await tab.getByRole('button', { name: 'Confirm and sign in' }).click();
  await expect(tab).toHaveURL(/\/portal\/#\/new/);
  await expect(tab.getByLabel('Subject')).toBeVisible();
  // The tab that asked follows.
  await expect(signedIn(page)).toBeVisible();

  await tab.goto('about:blank');
  await tab.goto(`${gateway.url}/portal/#/verify?token=${token}`);
  await tab.getByRole('button', { name: 'Confirm and sign in' }).click();
  await expect(heading(tab, 'This link no longer works')).toBeVisible();
});

test('alice has a link mailed, follows it to the ticket she wanted, and it works once', async ({
  visitor,
  gateway,
}) => {
  const helper = await visitor({ as: alice });
  const ticket = await openTicketId(helper.page);
  const { page } = await visitor();
  await page.goto(`/portal/#/tickets/${ticket}`);
  await page.getByLabel('E-mail').fill(alice);
  await page.getByRole('button', { name: 'E-mail me a link instead' }).click();
  await expect(page.getByText(`If ${alice} has an account here`)).toBeVisible();
  const { link } = await mailTo(gateway.url, alice, 'link');

  const elsewhere = await visitor();
  await elsewhere.page.goto(link);
  await elsewhere.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(elsewhere.page).toHaveURL(new RegExp(`/portal/#/tickets/${ticket}`));
  await expect(signedIn(elsewhere.page)).toBeVisible();

  const again = await visitor();
  await again.page.goto(link);
  await again.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(heading(again.page, 'This link no longer works')).toBeVisible();
  await again.page.getByLabel('E-mail').fill(alice);
  await again.page.getByRole('button', { name: 'Send me a link' }).click();
  await expect(heading(again.page, 'Check your e-mail')).toBeVisible();

  await test.step('and types the code of the new one', async () => {
    const { text } = await mailTo(gateway.url, alice, 'link', link);
    const code = /^\d{4} ?\d{4}$/m.exec(text)?.[0] ?? '';
    await again.page.getByLabel('Code from the e-mail').fill('0000 0000');
    await again.page.keyboard.press('Enter');
    await expect(again.page.getByText('This code is wrong or too old.')).toBeVisible();
    await again.page.getByLabel('Code from the e-mail').fill(code);
    await again.page.keyboard.press('Enter');
    await expect(signedIn(again.page)).toBeVisible();
  });
});

test('who forgot the password sets a new one, and every other session is over', async ({
  visitor,
  gateway,
}) => {
  const carol = 'carol@globex.example';
  const before = await visitor({ as: carol, expected: [/401/] });
  await before.page.goto('/portal/');
  await expect(signedIn(before.page)).toBeVisible();

  const { page } = await visitor();
  await page.goto('/portal/');
  await page.getByLabel('E-mail').fill(carol);
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await expect(page.getByLabel('E-mail')).toHaveValue(carol);
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await expect(page.getByText(`We have sent a message to ${carol}`)).toBeVisible();
  const { link } = await mailTo(gateway.url, carol, 'reset');
  await page.goto('about:blank');
  await page.goto(link);
  await expect(heading(page, 'Choose a password')).toBeVisible();
  expect(page.url()).not.toContain('token');
  await page.getByRole('textbox', { name: 'New password' }).fill('short');
  await page.getByRole('button', { name: 'Save and sign in' }).click();
  await expect(page.getByText('At least 8 characters.', { exact: true })).toBeVisible();
  await page.getByRole('textbox', { name: 'New password' }).fill('a fresh start at the harbour');
  await page.getByRole('button', { name: 'Save and sign in' }).click();
  await expect(signedIn(page)).toBeVisible();

  await test.step('elsewhere she is asked to sign in again, with the new one', async () => {
    await expect(before.page.getByLabel('Password', { exact: true })).toBeVisible();
    await before.page.getByLabel('Password', { exact: true }).fill(password);
    await before.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(before.page.getByText('This e-mail and password do not match an account.')).toBeVisible();
    await before.page.getByLabel('Password', { exact: true }).fill('a fresh start at the harbour');
    await before.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(before.page.getByLabel('Password', { exact: true })).toBeHidden();
    await expect(signedIn(before.page)).toBeVisible();
  });
});

test('bob sees where he is signed in, ends one session, and then all', async ({ visitor }) => {
  const bob = 'bob@acme.example';
  const phone = await visitor({ as: bob });
  const { page } = await visitor({ as: bob });
  await phone.page.goto('/portal/');
  await page.goto('/portal/#/sessions');
  await expect(heading(page, 'Where you are signed in')).toBeVisible();
  const rows = page.getByRole('listitem').filter({ hasText: 'Signed in' });
  const sessions = await rows.count();
  expect(sessions).toBeGreaterThanOrEqual(2);
  await rows.getByRole('button').first().click();
  await expect(rows).toHaveCount(sessions - 1);

  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await expect(phone.page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
});

test.describe('by the owner’s settings', () => {
  let folder = '';
  let running: GatewayProcess | undefined;

  test.afterEach(async () => {
    await running?.stop();
    running = undefined;
    await rm(folder, { recursive: true, force: true });
  });

  async function gatewayWith(settings: object): Promise<{ url: string; password: string }> {
    folder = await mkdtemp(join(tmpdir(), 'portico-sign-in-'));
    const file = join(folder, 'settings.json');
    await writeFile(file, JSON.stringify(settings));
    running = await startGatewayProcess({ dataDir: join(folder, 'data'), env: { PORTICO_SETTINGS: file } });
    return { url: running.url, password };
  }

  test('who is on no list is told so, and whom to ask', async ({ visitor }) => {
    const at = await gatewayWith({
      contactLists: [{ id: 'acme', name: 'Acme', members: ['@acme.example'] }],
      access: { lists: ['acme'] },
    });
    const { page } = await visitor({ at });
    await page.goto('/portal/');
    await signIn(page, 'carol@globex.example');
    await expect(heading(page, 'No access')).toBeVisible();
    await expect(page.getByText('Write to help@lumen.example')).toBeVisible();
    await page.getByRole('button', { name: 'Use another account' }).click();
    await signIn(page, alice);
    await expect(signedIn(page)).toBeVisible();
  });

  test('while the portal is off, only staff find the fields', async ({ visitor }) => {
    const at = await gatewayWith({ portal: { enabled: false } });
    const { page } = await visitor({ at });
    await page.goto('/help/sign-in/');
    await expect(heading(page, 'Closed for now')).toBeVisible();
    await expect(page.getByLabel('E-mail')).toBeHidden();
    await page.getByRole('button', { name: 'Sign in as staff' }).click();
    await signIn(page, 'agent@portico.example');
    await expect(page.getByRole('paragraph').filter({ hasText: 'Signed in as' })).toBeVisible();
  });

  test('where strangers must prove work, a mail is asked for all the same', async ({ visitor }) => {
    const at = await gatewayWith({ portal: { signIn: { challenge: 'proof-of-work' } } });
    const { page } = await visitor({ at });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto('/portal/');
    await page.getByLabel('E-mail').fill(alice);
    await page.getByRole('button', { name: 'E-mail me a link instead' }).click();
    await expect(heading(page, 'Check your e-mail')).toBeVisible({ timeout: 30_000 });
    expect(asked).toContain('/api/auth/challenge');
    await mailTo(at.url, alice, 'link');
  });
});

test('from the button to the list in two round trips', async ({ visitor }) => {
  const { page } = await visitor();
  await page.goto('/portal/');
  await page.getByLabel('E-mail').fill(alice);
  await page.getByLabel('Password', { exact: true }).fill(password);
  const calls: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    // The event stream is opened beside, and nothing waits for it.
    if (pathname.startsWith('/api/') && !pathname.endsWith('/events'))
      calls.push(`${request.method()} ${pathname}`);
  });
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('row')).toHaveCount(26);
  expect(calls).toEqual(['POST /api/auth/sign-in', 'GET /api/tickets']);
});
