import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request as callGateway, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import selfsigned from 'selfsigned';
import { startGatewayProcess } from '../../server/test/helpers/process.ts';
import { password } from './fixtures.ts';

/**
 * Knowledge bases and one gateway behind TLS, on names that exist nowhere else. Names below `.example` have no entry in
 * the public suffix list: their last two parts are a site, for browsers and the gateway alike.
 */
export const hosts = {
  gateway: 'help.brand.example',
  sibling: 'kb.brand.example',
  otherSibling: 'wiki.brand.example',
  elsewhere: 'docs.other.example',
  otherElsewhere: 'docs.third.example',
} as const;
export type Place = keyof typeof hosts;

export interface EmbeddingWorld {
  origin(place: Place): string;
  /** The address of a page with the portal there. */
  page(place: Place): string;
  /** How many event streams are open from pages there. */
  streams(place: Place): number;
  /** Somebody without a browser, signed in. */
  caller(email: string): Promise<Caller>;
  stop(): Promise<void>;
}

export interface Caller {
  get<T>(path: string): Promise<T>;
  post(path: string, json: object): Promise<void>;
}

/** A cookie of the gateway's host as any other page would set it: what of it comes back shows what the browser blocks. */
export const controlPath = '/control';

const cdn = path.resolve(import.meta.dirname, '../../server/public/cdn');

/** `env` is for the gateway, beside what the world itself sets. */
export async function startEmbeddingWorld(env: Record<string, string> = {}): Promise<EmbeddingWorld> {
  const names = Object.values(hosts);
  const { private: key, cert } = await selfsigned.generate([{ name: 'commonName', value: hosts.gateway }], {
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: names.map((value) => ({ type: 2, value })) }],
  });

  let gatewayPort = 0;
  const streams = new Map<string, number>();
  const server = createServer({ key, cert }, (asked, answer) => {
    const [host = ''] = (asked.headers.host ?? '').split(':');
    if (host === hosts.gateway && asked.url?.startsWith(controlPath)) control(asked, answer);
    else if (host === hosts.gateway) forward(asked, answer, gatewayPort, streams);
    else knowledgeBase(asked, answer, origin('gateway'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const origin = (place: Place) => `https://${hosts[place]}:${port}`;

  const dataDir = mkdtempSync(path.join(tmpdir(), 'portico-embedding-'));
  const places = Object.keys(hosts) as Place[];
  const gateway = await startGatewayProcess({
    dataDir,
    env: {
      PUBLIC_URL: origin('gateway'),
      ALLOWED_ORIGINS: places
        .filter((place) => place !== 'gateway')
        .map(origin)
        .join(),
      TRUST_PROXY: '1',
      ...env,
    },
  });
  gatewayPort = gateway.port;
  return {
    origin,
    streams: (place) => streams.get(place === 'gateway' ? '' : origin(place)) ?? 0,
    caller: (email) => signInByCall(gateway.url, origin('gateway'), email),
    page: (place) => `${origin(place)}/${place === 'gateway' ? 'portal' : 'help'}/`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      await gateway.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** What a proxy in front of a gateway does: TLS ends here, and the caller's address goes along. */
function forward(
  asked: IncomingMessage,
  answer: ServerResponse,
  port: number,
  streams: Map<string, number>,
): void {
  const headers = { ...asked.headers, 'x-forwarded-for': asked.socket.remoteAddress ?? '' };
  const onward = callGateway(
    { host: '127.0.0.1', port, method: asked.method, path: asked.url, headers },
    (got) => {
      answer.writeHead(got.statusCode ?? 502, got.rawHeaders);
      got.pipe(answer);
      if (!got.headers['content-type']?.startsWith('text/event-stream')) return;
      const origin = asked.headers.origin ?? '';
      const count = (change: number) => streams.set(origin, (streams.get(origin) ?? 0) + change);
      count(1);
      answer.on('close', () => count(-1));
    },
  );
  onward.on('error', () => answer.destroy());
  answer.on('close', () => onward.destroy());
  asked.pipe(onward);
}

function control(asked: IncomingMessage, answer: ServerResponse): void {
  answer.writeHead(200, {
    'set-cookie': '__Host-control=yes; Path=/; Secure; SameSite=None',
    'content-type': 'text/plain',
    'access-control-allow-origin': asked.headers.origin ?? '*',
    'access-control-allow-credentials': 'true',
  });
  answer.end(/__Host-control=yes/.test(asked.headers.cookie ?? '') ? 'sent' : 'not sent');
}

async function signInByCall(url: string, origin: string, email: string): Promise<Caller> {
  const call = async (path: string, init: RequestInit): Promise<Response> => {
    const response = await fetch(url + path, init);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  const headers = { origin, 'x-portico': '1', 'content-type': 'application/json' };
  const credentials = { method: 'password', email, password };
  const body = JSON.stringify(credentials);
  const signedIn = await call('/api/auth/sign-in', { method: 'POST', headers, body });
  const cookie = (signedIn.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
  return {
    get: async <T>(path: string) => (await (await call(path, { headers: { cookie } })).json()) as T,
    async post(path, json) {
      const key = randomUUID();
      await call(path, {
        method: 'POST',
        headers: { ...headers, cookie, 'idempotency-key': key },
        body: JSON.stringify(json),
      });
    },
  };
}

/** A site of its own with the tags in it, under the strictest policy that the portal works with. */
function knowledgeBase(asked: IncomingMessage, answer: ServerResponse, gateway: string): void {
  const { pathname } = new URL(asked.url ?? '/', 'https://localhost');
  const file = path.join(cdn, path.normalize(pathname.replace(/^\/cdn\//, '')));
  if (pathname.startsWith('/cdn/') && file.startsWith(cdn) && existsSync(file)) {
    answer.writeHead(200, { 'content-type': file.endsWith('.js') ? 'text/javascript' : 'text/plain' });
    createReadStream(file).pipe(answer);
    return;
  }
  if (pathname !== '/help/') {
    answer.writeHead(404).end();
    return;
  }
  answer.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      `connect-src 'self' ${gateway}`,
      "img-src 'self'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types lit-html dompurify 'allow-duplicates'",
    ].join('; '),
  });
  answer.end(`<!doctype html><html lang="en"><head><title>Knowledge base</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <script type="module" src="/cdn/portico.js"></script></head>
    <body><portal-provider gateway="${gateway}"><portal-app></portal-app></portal-provider></body></html>`);
}

export const upload = path.join(import.meta.dirname, 'files/screenshot.png');
export const uploadBytes = (): Buffer => readFileSync(upload);
