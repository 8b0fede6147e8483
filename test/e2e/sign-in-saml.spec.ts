import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { startGatewayProcess, type GatewayProcess } from '../../server/test/helpers/process.ts';
import { freePort } from '../../server/test/helpers/federation.ts';
import {
  simpleSamlPhpProblem,
  startSimpleSamlPhp,
  type SimpleSamlPhp,
} from '../../server/test/helpers/saml-simplesamlphp.ts';
import { agree, asked } from './consent.ts';
import { expect, password, test } from './fixtures.ts';
import { openTicketId, read } from './tickets.ts';

const problem = simpleSamlPhpProblem();

test.describe('signing in at a real SAML identity provider', () => {
  test.skip(problem !== undefined && !process.env['CI'], problem);

  let folder: string;
  let idp: SimpleSamlPhp;
  let gateway: GatewayProcess;

  test.beforeAll(async () => {
    if (problem !== undefined) throw new Error(problem);
    folder = mkdtempSync(path.join(tmpdir(), 'portico-saml-'));
    idp = await startSimpleSamlPhp([
      person('alice', 'alice@acme.example', 'Alice Moreau'),
      person('zoe', 'zoe@initech.example', 'Zoë & Co. <Initech>'),
      person('agent', 'agent@portico.example', 'Jonas Keller'),
    ]);
    const provider = {
      kind: 'saml',
      id: 'acme',
      label: 'Acme’s own sign-in',
      issuer: idp.issuer,
      entryPoint: idp.entryPoint,
      certificates: [idp.certificate],
    };
    const settings = path.join(folder, 'settings.json');
    writeFileSync(settings, JSON.stringify({ portal: { signIn: { providers: [provider] } } }));
    gateway = await startGatewayProcess({
      dataDir: path.join(folder, 'data'),
      port: await freePort(),
      env: { PORTICO_SETTINGS: settings },
    });
    const metadata = await fetch(`${gateway.url}/api/auth/providers/acme/metadata`);
    idp.trust(await metadata.text());
  });

  test.afterAll(async () => {
    await gateway?.stop();
    await idp?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The provider is another site: that the browser goes there is what is wanted. */
  const elsewhere = /^request to elsewhere: http:\/\/127\.0\.0\.1:\d+\//;

  const chooseProvider = (page: Page): Promise<void> =>
    page.getByRole('button', { name: /Acme’s own sign-in/ }).click();

  async function signInThere(page: Page, username: string): Promise<void> {
    await expect(page).toHaveURL(new RegExp(`^${new URL(idp.issuer).origin}/`));
    await page.getByLabel('Username').fill(username);
    await page.getByLabel('Password').fill(secretOf(username));
    await page.getByRole('button', { name: 'Login' }).click();
  }

  test('a link to a ticket leads there, through the provider’s own page and back', async ({ visitor }) => {
    const at = { url: gateway.url, password };
    const known = await visitor({ as: 'alice@acme.example', at });
    const id = await openTicketId(known.page);

    const { page } = await visitor({ at, expected: [elsewhere, asked] });
    await page.goto(`/portal/#/tickets/${id}`);
    await chooseProvider(page);
    await signInThere(page, 'alice');
    await agree(page);

    await expect(page.getByLabel('Your reply')).toBeVisible();
    await expect(page).toHaveURL(`${gateway.url}/portal/#/tickets/${id}`);
    expect(await contactOf(page)).toMatchObject({ email: 'alice@acme.example' });

    await test.step('without a session here, no password is asked while the provider knows the person', async () => {
      await page.context().clearCookies({ domain: 'localhost' });
      await page.goto('/');
      await page.goto(`/portal/#/tickets/${id}`);
      await chooseProvider(page);
      await expect(page.getByLabel('Your reply')).toBeVisible();
      await expect(page).toHaveURL(`${gateway.url}/portal/#/tickets/${id}`);
    });
  });

  test('who is new comes in with the name that the provider gives', async ({ visitor }) => {
    const { page } = await visitor({ at: { url: gateway.url, password }, expected: [elsewhere, asked] });
    await page.goto('/portal/');
    await chooseProvider(page);
    await signInThere(page, 'zoe');
    await agree(page);
    await expect(page).toHaveURL(`${gateway.url}/portal/#/tickets`);
    await expect(page.locator('ticket-list')).toBeVisible();
    expect(await contactOf(page)).toMatchObject({
      email: 'zoe@initech.example',
      name: 'Zoë & Co. <Initech>',
    });
  });

  test('the provider’s word makes nobody an agent, and the page says so', async ({ visitor }) => {
    const { page } = await visitor({ at: { url: gateway.url, password }, expected: [elsewhere] });
    await page.goto('/portal/');
    await chooseProvider(page);
    await signInThere(page, 'agent');
    await expect(page.getByRole('heading', { name: 'No access' })).toBeVisible();
    expect(await contactOf(page)).toBeUndefined();
  });

  test('an answer that was changed on its way lets nobody in', async ({ visitor }) => {
    const { page } = await visitor({ at: { url: gateway.url, password }, expected: [elsewhere] });
    await page.route('**/api/auth/providers/acme/callback', async (route) => {
      const form = new URLSearchParams(route.request().postData() ?? '');
      const xml = Buffer.from(form.get('SAMLResponse') ?? '', 'base64').toString();
      expect(xml).toContain('>zoe@initech.example<');
      const changed = xml.replace('>zoe@initech.example<', '>alice@acme.example<');
      form.set('SAMLResponse', Buffer.from(changed).toString('base64'));
      await route.continue({ postData: form.toString() });
    });
    await page.goto('/portal/');
    await chooseProvider(page);
    await signInThere(page, 'zoe');
    await expect(page.getByText('You came back without being signed in. Please try again.')).toBeVisible();
    expect(await contactOf(page)).toBeUndefined();
  });
});

/** Whom the gateway takes the page's browser for. */
async function contactOf(page: Page): Promise<object | undefined> {
  const { session } = await read<{ session: { contact: object } | null }>(page, '/api/session');
  return session?.contact;
}

function person(username: string, mail: string, displayName: string) {
  return { username, password: secretOf(username), attributes: { uid: `${username}-7`, mail, displayName } };
}

function secretOf(username: string): string {
  return `${username}’s "quiet" harbour`;
}
