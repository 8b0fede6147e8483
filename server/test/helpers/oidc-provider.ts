import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Configuration } from 'oidc-provider';
import { Provider } from 'oidc-provider';
import type { Client } from './gateway.ts';

/** Claims of the people that the provider knows, by the name they sign in with. */
export type People = Record<string, { sub?: string; email?: string; [claim: string]: unknown }>;

/** A real identity provider, certified for OpenID Connect, with a sign-in page of one field. */
export interface OidcProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** May be changed while it runs. */
  readonly people: People;
  /** Signs a browser in at the provider, from the address the gateway sent it to; answers where it is sent back to. */
  signIn(browser: Pick<Client, 'fetch'>, url: string, person: string): Promise<string>;
  stop(): Promise<void>;
}

export async function startOidcProvider(options: {
  /** Addresses people may be sent back to, exactly. */
  redirectUris: readonly string[];
  people: People;
  /** Whether claims are in the id token; else they are to be fetched. Default true. */
  claimsInToken?: boolean;
}): Promise<OidcProvider> {
  const { people } = options;
  const server = createServer((request, response) => void handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  const clientId = 'portal';
  const clientSecret = randomUUID();
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const configuration: Configuration = {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [...options.redirectUris] }],
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'given_name', 'family_name', 'company'],
    },
    conformIdTokenClaims: options.claimsInToken === false,
    cookies: { keys: [randomUUID()] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_context, id) => {
      const person = people[id];
      return person && { accountId: id, claims: () => ({ ...person, sub: person.sub ?? id }) };
    },
    interactions: { url: (_context, { uid }) => `/sign-in/${uid}` },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }] },
    // Nobody is asked whether the portal may know who they are.
    async loadExistingGrant({ oidc }) {
      const { client, provider, session } = oidc;
      if (!client || !session?.accountId) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
    pkce: { required: () => true },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 600, IdToken: 60, Interaction: 600, Session: 600 },
  };
  const provider = new Provider(issuer, configuration);
  const serve = provider.callback();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!request.url?.startsWith('/sign-in/')) return void serve(request, response);
    try {
      const { params } = await provider.interactionDetails(request, response);
      if (request.method !== 'POST') {
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
        return void response.end(page(String(params['client_id'])));
      }
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const person = new URLSearchParams(Buffer.concat(chunks).toString()).get('person') ?? '';
      const result = people[person]
        ? { login: { accountId: person } }
        : { error: 'access_denied', error_description: 'Nobody of that name' };
      await provider.interactionFinished(request, response, result);
    } catch {
      response.writeHead(400).end('No such sign-in');
    }
  }

  return {
    issuer,
    clientId,
    clientSecret,
    people,

    async signIn(browser, url, person) {
      const visit = async (address: string, init?: RequestInit): Promise<string> => {
        const answer = await browser.fetch(address, init);
        const next = answer.headers.get('location');
        if (next === null)
          throw new Error(`the provider stopped with ${answer.status}: ${await answer.text()}`);
        return new URL(next, address).href;
      };
      const form = await visit(url);
      if (!form.startsWith(issuer)) return form;
      const resumed = await visit(form, { method: 'POST', body: new URLSearchParams({ person }) });
      return visit(resumed);
    },

    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const page = (client: string): string => `<!doctype html>
<html lang="en">
  <title>Identity provider</title>
  <h1>Sign in to ${client.replaceAll(/[^\w-]/g, '')}</h1>
  <form method="post">
    <label>Name <input name="person" autocomplete="username" autofocus></label>
    <button>Continue</button>
  </form>
</html>`;
