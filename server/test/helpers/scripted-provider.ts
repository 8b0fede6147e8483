import { createHash, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JWTPayload } from 'jose';
import { SignJWT } from 'jose';

/** What the gateway asked for when it sent somebody to the provider. */
export interface Asked {
  state: string;
  nonce: string;
  challenge: string;
  redirectUri: string;
  url: URL;
}

/** What the token endpoint answers with. */
export interface TokenAnswer {
  status?: number;
  headers?: Record<string, string>;
  body: string | object;
}

/** An OpenID provider that says whatever a test has it say. */
export interface ScriptedProvider {
  readonly issuer: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** Beside what is needed, in its description of itself. */
  readonly metadata: Record<string, unknown>;
  /** Whether its keys can be had. */
  keys: 'there' | 'away' | 'none';
  answer: TokenAnswer;
  userinfo: object;
  /** Forms that were sent to the token endpoint. */
  readonly requests: URLSearchParams[];
  /** Claims of a token that nothing is wrong with. */
  claims(nonce: string, more?: JWTPayload): JWTPayload;
  sign(
    claims: JWTPayload,
    header?: { alg: string; kid?: string; typ?: string },
    key?: KeyObject,
  ): Promise<string>;
  stop(): Promise<void>;
}

export const scriptedClient = 'portal';

/** The same for all of them: making one takes long. */
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

export async function startScriptedProvider(
  metadata: Record<string, unknown> = {},
): Promise<ScriptedProvider> {
  const requests: URLSearchParams[] = [];
  const server = createServer((request, response) => {
    const send = (body: object): void =>
      void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const { pathname } = new URL(request.url ?? '/', issuer);
    if (pathname === '/.well-known/openid-configuration') {
      return send({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        userinfo_endpoint: `${issuer}/userinfo`,
        jwks_uri: `${issuer}/keys`,
        id_token_signing_alg_values_supported: ['RS256'],
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        ...scripted.metadata,
      });
    }
    if (pathname === '/keys' && scripted.keys !== 'away') {
      const key = { ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' };
      return send({ keys: scripted.keys === 'there' ? [key] : [] });
    }
    if (pathname === '/userinfo') return send(scripted.userinfo);
    if (pathname === '/token') {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        requests.push(new URLSearchParams(Buffer.concat(chunks).toString()));
        const { status = 200, headers = {}, body } = scripted.answer;
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(typeof body === 'string' ? body : JSON.stringify(body));
      });
      return;
    }
    response.writeHead(500).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;

  const scripted: ScriptedProvider = {
    issuer,
    privateKey,
    publicKey,
    metadata,
    keys: 'there',
    answer: { body: {} },
    userinfo: {},
    requests,
    claims(nonce, more = {}) {
      const now = Math.floor(Date.now() / 1000);
      return {
        iss: issuer,
        aud: scriptedClient,
        sub: 'alice-at-idp',
        iat: now,
        exp: now + 60,
        nonce,
        email: 'alice@acme.example',
        email_verified: true,
        ...more,
      };
    },
    sign: (claims, header = { alg: 'RS256', kid: 'one' }, key = privateKey) =>
      new SignJWT(claims).setProtectedHeader(header).sign(key),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return scripted;
}

export function askedOf(address: string): Asked {
  const url = new URL(address);
  const of = (name: string): string => url.searchParams.get(name) ?? '';
  return {
    state: of('state'),
    nonce: of('nonce'),
    challenge: of('code_challenge'),
    redirectUri: of('redirect_uri'),
    url,
  };
}

/** What a verifier must be for a challenge, by RFC 7636. */
export const challengeOf = (verifier: string): string =>
  createHash('sha256').update(verifier).digest('base64url');
