import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { freePort } from '../../server/test/helpers/federation.ts';
import { startGatewayProcess, type GatewayProcess } from '../../server/test/helpers/process.ts';
import { claimsFor, sign } from '../../server/test/helpers/token-signer.ts';
import { expect, password, test } from './fixtures.ts';
import { openTicketId, read } from './tickets.ts';

const secret = randomUUID() + randomUUID();

test.describe('signing in by the owner’s own application', () => {
  let folder: string;
  let application: Server;
  let applicationUrl: string;
  let gateway: GatewayProcess;

  test.beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'portico-jwt-'));
    const port = await freePort();
    const portal = `http://localhost:${port}`;
    application = createServer((request, response) => {
      const url = new URL(request.url ?? '/', applicationUrl);
      void applicationPage(portal, url).then((page) =>
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page),
      );
    }).listen(0, '127.0.0.1');
    await once(application, 'listening');
    applicationUrl = `http://127.0.0.1:${(application.address() as AddressInfo).port}`;
    const provider = {
      kind: 'jwt',
      id: 'app',
      label: 'Sign in with your Brand account',
      issuer: applicationUrl,
      algorithm: 'HS256',
      secret: { env: 'SSO_APP_SECRET' },
      signInUrl: `${applicationUrl}/portal-sign-in`,
    };
    const settings = path.join(folder, 'settings.json');
    writeFileSync(settings, JSON.stringify({ portal: { signIn: { providers: [provider] } } }));
    gateway = await startGatewayProcess({
      dataDir: path.join(folder, 'data'),
      port,
      env: { PORTICO_SETTINGS: settings, SSO_APP_SECRET: secret },
    });
  });

  test.afterAll(async () => {
    await gateway?.stop();
    application?.closeAllConnections();
    application?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What an application shows to somebody who is signed in to it: a token for the portal, ready to be sent. */
  async function applicationPage(portal: string, { pathname, searchParams }: URL): Promise<string> {
    const isBegun = pathname === '/portal-sign-in';
    const claims = claimsFor(portal, { iss: applicationUrl });
    const token = await sign(claims, new TextEncoder().encode(secret), { alg: 'HS256' });
    const fields = isBegun
      ? { token, state: searchParams.get('state') ?? '' }
      : { token, returnTo: searchParams.get('to') ?? '' };
    const inputs = Object.entries(fields).map(
      ([name, value]) => `<input type="hidden" name="${name}" value="${value.replaceAll('"', '&quot;')}">`,
    );
    return `<!doctype html><html lang="en"><title>Brand</title><h1>Brand</h1>
      <form method="post" action="${portal}/api/auth/providers/app/callback">${inputs.join('')}
      <button>${isBegun ? 'Continue to support' : 'Support'}</button></form></html>`;
  }

  /** The application is another origin: that the browser goes there is what is wanted. */
  const elsewhere = /^request to elsewhere: http:\/\/127\.0\.0\.1:\d+\//;
  const visit = () => ({ at: { url: gateway.url, password }, expected: [elsewhere] });

  test('a link to a ticket leads there, through the application and back', async ({ visitor }) => {
    const known = await visitor({ as: 'alice@acme.example', at: { url: gateway.url, password } });
    const id = await openTicketId(known.page);

    const { page } = await visitor(visit());
    await page.goto(`/portal/#/tickets/${id}`);
    await page.getByRole('button', { name: 'Sign in with your Brand account' }).click();
    await page.getByRole('button', { name: 'Continue to support' }).click();
    await expect(page.getByLabel('Your reply')).toBeVisible();
    await expect(page).toHaveURL(`${gateway.url}/portal/#/tickets/${id}`);
    expect(await contactOf(page)).toMatchObject({ email: 'alice@acme.example' });

    await test.step('to go back and send the same token again is of no use, and does no harm', async () => {
      await page.goBack();
      await page.getByRole('button', { name: 'Continue to support' }).click();
      // The flow is over, and with it the page that was wanted; who is signed in stays it.
      await expect(page.locator('ticket-list')).toBeVisible();
      await expect(page).toHaveURL((url) => !url.hash.includes('portico'));
      expect(await contactOf(page)).toMatchObject({ email: 'alice@acme.example' });
    });
  });

  test('who comes from the application is signed in at once, at the page that its link names', async ({
    visitor,
  }) => {
    const { page } = await visitor(visit());
    const to = `${gateway.url}/portal/#/new`;
    await page.goto(`${applicationUrl}/?to=${encodeURIComponent(to)}`);
    await page.getByRole('button', { name: 'Support' }).click();
    await expect(page.getByLabel('Subject')).toBeVisible();
    await expect(page).toHaveURL(to);
    expect(await contactOf(page)).toMatchObject({ email: 'alice@acme.example' });
  });

  test('a link that names a foreign page leads to the portal all the same', async ({ visitor }) => {
    const { page } = await visitor(visit());
    await page.goto(`${applicationUrl}/?to=${encodeURIComponent('https://evil.example/#/tickets')}`);
    await page.getByRole('button', { name: 'Support' }).click();
    await expect(page.locator('ticket-list')).toBeVisible();
    await expect(page).toHaveURL((url) => url.href.startsWith(`${gateway.url}/portal/`));
  });
});

/** Whom the gateway takes the page's browser for. */
async function contactOf(page: Page): Promise<object | undefined> {
  const { session } = await read<{ session: { contact: object } | null }>(page, '/api/session');
  return session?.contact;
}
