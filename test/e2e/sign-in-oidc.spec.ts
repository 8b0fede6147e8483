import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { freePort } from '../../server/test/helpers/federation.ts';
import { startOidcProvider, type OidcProvider } from '../../server/test/helpers/oidc-provider.ts';
import { startGatewayProcess, type GatewayProcess } from '../../server/test/helpers/process.ts';
import { agree, asked } from './consent.ts';
import { expect, password, test } from './fixtures.ts';
import { openTicketId, read } from './tickets.ts';

test.describe('signing in at a real OpenID provider', () => {
  let folder: string;
  let idp: OidcProvider;
  let gateway: GatewayProcess;

  test.beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'portico-oidc-'));
    const port = await freePort();
    idp = await startOidcProvider({
      redirectUris: [`http://localhost:${port}/api/auth/providers/corp/callback`],
      people: {
        alice: { email: 'alice@acme.example', email_verified: true, name: 'Alice Moreau' },
        ida: { email: 'ida@initech.example', email_verified: true, name: 'Ida Holm' },
        zoe: { email: 'zoe@initech.example', email_verified: true, name: 'Zoë & Co. <Initech>' },
        agent: { email: 'agent@portico.example', email_verified: true },
        unproven: { email: 'bob@acme.example', email_verified: false },
      },
    });
    const provider = {
      kind: 'oidc',
      id: 'corp',
      label: 'Acme’s own sign-in',
      issuer: idp.issuer,
      clientId: idp.clientId,
      clientSecret: { env: 'SSO_CORP_SECRET' },
    };
    const settings = path.join(folder, 'settings.json');
    writeFileSync(settings, JSON.stringify({ portal: { signIn: { providers: [provider] } } }));
    gateway = await startGatewayProcess({
      dataDir: path.join(folder, 'data'),
      port,
      env: { PORTICO_SETTINGS: settings, SSO_CORP_SECRET: idp.clientSecret },
    });
  });

  test.afterAll(async () => {
    await gateway?.stop();
    await idp?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The provider is another origin: that the browser goes there is what is wanted. */
  const elsewhere = /^request to elsewhere: http:\/\/localhost:\d+\//;

  const chooseProvider = (page: Page): Promise<void> =>
    page.getByRole('button', { name: /Acme’s own sign-in/ }).click();

  async function signInThere(page: Page, person: string): Promise<void> {
    await expect(page.getByRole('heading', { name: 'Sign in to portal' })).toBeVisible();
    await expect(page).toHaveURL((url) => url.origin === idp.issuer);
    await page.getByLabel('Name').fill(person);
    await page.getByRole('button', { name: 'Continue' }).click();
  }

  const visit = () => ({ at: { url: gateway.url, password }, expected: [elsewhere, asked] });

  test('a link to a ticket leads there, through the provider’s own page and back', async ({ visitor }) => {
    const known = await visitor({ as: 'alice@acme.example', at: { url: gateway.url, password } });
    const id = await openTicketId(known.page);

    const { page, received } = await visitor(visit());
    await page.goto(`/portal/#/tickets/${id}`);
    await chooseProvider(page);
    await signInThere(page, 'alice');
    await agree(page);

    await expect(page.getByLabel('Your reply')).toBeVisible();
    // No code is left where it could be shared or bookmarked.
    await expect(page).toHaveURL(`${gateway.url}/portal/#/tickets/${id}`);
    expect(await contactOf(page)).toMatchObject({ email: 'alice@acme.example' });
    expect(await received()).not.toContain(idp.clientSecret);

    await test.step('without a session here, nothing is asked while the provider knows the person', async () => {
      await page.context().clearCookies({ name: /^portico/ });
      await page.goto('/');
      await page.goto(`/portal/#/tickets/${id}`);
      await chooseProvider(page);
      await expect(page.getByLabel('Your reply')).toBeVisible();
      await expect(page).toHaveURL(`${gateway.url}/portal/#/tickets/${id}`);
    });
  });

  test('who is new comes in with the name that the provider gives', async ({ visitor }) => {
    const { page } = await visitor(visit());
    await page.goto('/portal/');
    await chooseProvider(page);
    await signInThere(page, 'zoe');
    await agree(page);
    await expect(page.locator('ticket-list')).toBeVisible();
    expect(await contactOf(page)).toMatchObject({
      email: 'zoe@initech.example',
      name: 'Zoë & Co. <Initech>',
    });
  });

  test('who is new agrees to the owner’s text first, in front of nothing else, and is asked once', async ({
    visitor,
  }) => {
    const { page } = await visitor(visit());
    await page.goto('/portal/#/new');
    await chooseProvider(page);
    await signInThere(page, 'ida');
    await expect(page.getByRole('heading', { name: 'One more thing' })).toBeVisible();
    await expect(page).toHaveURL(`${gateway.url}/portal/#/new`);
    await expect(page.getByText('Lumen keeps your name, your address')).toBeVisible();
    for (const other of ['E-mail', 'Password', 'Subject'])
      await expect(page.getByLabel(other, { exact: true })).toHaveCount(0);
    await expect(page.getByRole('button', { name: /Acme’s own sign-in/ })).toHaveCount(0);
    expect(await contactOf(page)).toBeUndefined();
    // Kept in memory alone.
    const kept = await page.evaluate(() =>
      JSON.stringify([location.href, history.state, { ...localStorage }, { ...sessionStorage }]),
    );
    expect(kept).not.toContain('portico-code');

    await page.getByRole('button', { name: 'Agree and continue' }).click();
    await expect(page.getByText('Please agree to go on.')).toBeVisible();
    await expect(page.getByRole('checkbox')).toBeFocused();

    await test.step('not agreed to, there is the sign-in, and nobody', async () => {
      await page.getByRole('button', { name: 'I do not agree' }).click();
      await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
      await expect(page.getByLabel('E-mail')).toBeFocused();
      expect(await contactOf(page)).toBeUndefined();
    });

    await test.step('by keyboard, on to the page that was wanted', async () => {
      // The provider knows them by now.
      await chooseProvider(page);
      const box = page.getByRole('checkbox', { name: 'I agree that Lumen' });
      await box.focus();
      await page.keyboard.press('Space');
      await page.keyboard.press('Enter');
      await expect(page.getByLabel('Subject')).toBeVisible();
      await expect(page).toHaveURL(`${gateway.url}/portal/#/new`);
      expect(await contactOf(page)).toMatchObject({ email: 'ida@initech.example', name: 'Ida Holm' });
    });

    await test.step('the next time nothing is asked', async () => {
      await page.context().clearCookies({ name: /^portico/ });
      await page.goto('/');
      await page.goto('/portal/#/new');
      await chooseProvider(page);
      await expect(page.getByLabel('Subject')).toBeVisible();
    });
  });

  for (const [person, why] of [
    ['agent', 'an agent, by a provider that is not for staff'],
    ['unproven', 'an address that the provider does not vouch for'],
  ] as const) {
    test(`nobody comes in who is not to, and the page says so: ${why}`, async ({ visitor }) => {
      const { page } = await visitor(visit());
      await page.goto('/portal/');
      await chooseProvider(page);
      await signInThere(page, person);
      await expect(page.getByRole('heading', { name: 'No access' })).toBeVisible();
      expect(await contactOf(page)).toBeUndefined();
    });
  }

  test('whom the provider does not know may try again, to where they wanted to go', async ({ visitor }) => {
    const { page } = await visitor(visit());
    await page.goto('/portal/#/new');
    await chooseProvider(page);
    await signInThere(page, 'nobody');
    await expect(page.getByText('You came back without being signed in. Please try again.')).toBeVisible();
    await expect(page).toHaveURL(`${gateway.url}/portal/#/new`);
    await expect(page.getByText('access_denied')).toHaveCount(0);
  });

  test('a link with somebody else’s arrival signs nobody in', async ({ visitor }) => {
    const stranger = await visitor(visit());
    const arrival = stranger.page.waitForResponse((answer) => answer.url().includes('/corp/callback'));
    await stranger.page.goto('/portal/');
    await chooseProvider(stranger.page);
    // The stranger keeps the arrival: their own page does not hand it in.
    await stranger.page.route('**/portal/', (route) => route.fulfill({ body: '' }));
    await signInThere(stranger.page, 'zoe');
    const link = (await (await arrival).headerValue('location')) ?? '';
    expect(link).toContain('#portico-code=');

    const { page } = await visitor({
      at: { url: gateway.url, password },
      expected: [/status of 401/],
    });
    await page.goto(link);
    await expect(page.getByRole('heading', { name: 'That did not work' })).toBeVisible();
    await expect(page).toHaveURL((url) => !url.hash.includes('portico'));
    expect(await contactOf(page)).toBeUndefined();
  });
});

/** Whom the gateway takes the page's browser for. */
async function contactOf(page: Page): Promise<object | undefined> {
  const { session } = await read<{ session: { contact: object } | null }>(page, '/api/session');
  return session?.contact;
}
