import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { claimsFor, sign } from './token-signer.ts';

/** An owner's application, in which somebody is signed in, with a button that leads to the portal. */
export interface Application {
  readonly url: string;
  /** What the settings of the portal say of it; the secret is expected in `SSO_APP_SECRET`. */
  readonly provider: object;
  /** Who is signed in there; may be changed while it runs. */
  email: string;
  stop(): void;
}

/** `portal` is the gateway's public address, asked when somebody comes: it may start later than the application. */
export async function startApplication(options: {
  secret: string;
  email: string;
  portal: () => string;
}): Promise<Application> {
  const server = createServer((request, response) => {
    void pageAt(new URL(request.url ?? '/', url)).then((page) =>
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function pageAt({ pathname, searchParams }: URL): Promise<string> {
    const portal = options.portal();
    const { email } = application;
    const claims = claimsFor(portal, { iss: url, email, sub: email });
    const token = await sign(claims, new TextEncoder().encode(options.secret), { alg: 'HS256' });
    const isBegun = pathname === '/portal-sign-in';
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

  const application: Application = {
    url,
    email: options.email,
    provider: {
      kind: 'jwt',
      id: 'app',
      label: 'Sign in with your Brand account',
      issuer: url,
      algorithm: 'HS256',
      secret: { env: 'SSO_APP_SECRET' },
      signInUrl: `${url}/portal-sign-in`,
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
  return application;
}
