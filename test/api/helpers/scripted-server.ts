import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** What to answer; a function may do anything, as breaking the connection. */
export type Script =
  | { status: number; headers?: Record<string, string>; body?: string | object }
  | ((response: ServerResponse, request: Seen) => void);

export interface ScriptedServer {
  readonly url: string;
  readonly seen: Seen[];
  /** The answers of the next requests, one each. Any request beyond them is answered with 599. */
  script(...answers: Script[]): void;
  close(): Promise<void>;
}

export async function scriptedServer(): Promise<ScriptedServer> {
  const seen: Seen[] = [];
  let pending: Script[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const entry = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
      seen.push(entry);
      const answer = pending.shift() ?? { status: 599, body: 'beyond the script' };
      if (typeof answer === 'function') return answer(response, entry);
      const json = typeof answer.body === 'object';
      response.writeHead(answer.status, {
        'content-type': json ? 'application/json' : 'text/html',
        ...answer.headers,
      });
      response.end(json ? JSON.stringify(answer.body) : answer.body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    script: (...answers) => {
      pending = answers;
      seen.length = 0;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export const hangUp: Script = (response) => response.destroy();

export const problem = (
  status: number,
  code: string,
  more: object = {},
  headers?: Record<string, string>,
): Script => ({
  status,
  headers: { 'content-type': 'application/problem+json', ...headers },
  body: { type: 'about:blank', title: `Title of ${code}`, status, code, ...more },
});
