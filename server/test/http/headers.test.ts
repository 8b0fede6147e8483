import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { dataPolicy, filePolicy, pagePolicy } from '../../src/http/security.ts';
import { routesOf } from '../helpers/contents.ts';
import type { TestGateway } from '../helpers/gateway.ts';
import { fileTicket, startGateway, testPassword } from '../helpers/gateway.ts';

/** S9: headers that hold whatever is answered. */
describe('security headers', () => {
  const publicUrl = 'https://help.example.com';
  let folder: string;
  let gateway: TestGateway;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'portico-site-'));
    mkdirSync(join(folder, 'portal'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Knowledge base</title>');
    writeFileSync(join(folder, 'portal', 'index.html'), '<!doctype html><title>Portal</title>');
    writeFileSync(join(folder, '404.html'), '<!doctype html><title>Not here</title>');
    gateway = await startGateway({ config: { publicUrl, siteDir: folder } });
    await gateway.fetch('/api/auth/sign-in', {
      method: 'POST',
      headers: { origin: publicUrl },
      json: { method: 'password', email: 'alice@acme.example', password: testPassword },
    });
  });
  after(async () => {
    await gateway?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function assertSafe({ headers }: Response, what: string, policy: string): void {
    assert.equal(headers.get('content-security-policy'), policy, what);
    const expected: Record<string, string> = {
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': policy === pagePolicy ? 'same-origin' : 'no-referrer',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    };
    for (const [name, value] of Object.entries(expected))
      assert.equal(headers.get(name), value, `${what}: ${name}`);
    assert.match(
      headers.get('permissions-policy') ?? '',
      /camera=\(\).*geolocation=\(\).*microphone=\(\)/,
      what,
    );
    assert.match(headers.get('x-request-id') ?? '', /^[\w-]{8,}$/, what);
    if (policy !== pagePolicy) assert.match(headers.get('cache-control') ?? '', /\bno-store\b/, what);
    for (const name of ['server', 'x-powered-by']) assert.equal(headers.get(name), null, `${what}: ${name}`);
  }

  const write = (path: string, init: RequestInit = {}) =>
    gateway.fetch(path, {
      method: 'POST',
      body: '{}',
      ...init,
      headers: { origin: publicUrl, 'content-type': 'application/json', ...init.headers },
    });

  test('are on every route, asked rightly and wrongly, by a stranger and by somebody signed in', async (context) => {
    const routes = await routesOf(gateway);
    let answers = 0;
    for (const [method, path] of routes) {
      for (const client of [gateway.client(), gateway]) {
        // Sign-outs would end the session of the rows to come.
        if (
          client === gateway &&
          (path.endsWith('/sign-out') || (method === 'DELETE' && path.endsWith('/sessions')))
        )
          continue;
        const leaving = new AbortController();
        const answer = await client.fetch(path.replaceAll(/\{\w+\}/g, 'nothing'), {
          method,
          signal: leaving.signal,
          ...(method === 'GET'
            ? {}
            : { headers: { origin: publicUrl, 'content-type': 'application/json' }, body: '{}' }),
        });
        leaving.abort();
        assertSafe(answer, `${method} ${path}: ${answer.status}`, dataPolicy);
        answers += 1;
      }
    }
    assert.ok(routes.length >= 35, `${routes.length} routes`);
    context.diagnostic(`${answers} answers of ${routes.length} routes`);
  });

  test('are on errors of every kind', async (context) => {
    const tooMany = async (): Promise<Response> => {
      const json = { method: 'password', email: 'nobody@acme.example', password: 'wrong' };
      for (let tries = 0; tries < 10; tries++)
        await write('/api/auth/sign-in', { body: JSON.stringify(json) });
      return write('/api/auth/sign-in', { body: JSON.stringify(json) });
    };
    const broken = async (error: unknown): Promise<Response> => {
      const { desk } = gateway.gateway;
      const { list } = desk;
      desk.list = () => {
        throw error;
      };
      try {
        return await gateway.get('/api/tickets');
      } finally {
        desk.list = list;
      }
    };
    const table: [number, () => Promise<Response>][] = [
      [400, () => write('/api/auth/sign-in')],
      [401, () => gateway.client().get('/api/tickets')],
      [403, () => write('/api/tickets', { headers: { origin: 'https://evil.example' } })],
      [
        403,
        () =>
          gateway.fetch('/api/tickets', { method: 'OPTIONS', headers: { origin: 'https://evil.example' } }),
      ],
      [404, () => gateway.get('/api/nothing')],
      [404, () => gateway.get('/api/tickets/nothing')],
      [405, () => gateway.fetch('/api/tickets', { method: 'DELETE', headers: { origin: publicUrl } })],
      [413, () => write('/api/tickets', { body: JSON.stringify({ formId: 'x'.repeat(2_000_000) }) })],
      [415, () => write('/api/tickets', { headers: { 'content-type': 'text/plain' } })],
      [429, tooMany],
      [500, () => broken(new Error('out of the blue'))],
      [500, () => broken('not even an error')],
    ];
    for (const [status, ask] of table) {
      const answer = await ask();
      assert.equal(answer.status, status);
      assertSafe(answer, String(status), dataPolicy);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json', String(status));
      assert.doesNotMatch(await answer.text(), /blue|\.ts|node_modules/);
    }
    context.diagnostic(`${table.length} kinds of errors`);
  });

  test('are on pages, redirections, what is unchanged and what is not there', async () => {
    const page = { accept: 'text/html' };
    const etag = (await gateway.get('/')).headers.get('etag') ?? '';
    const table: [number, string, RequestInit][] = [
      [200, '/', {}],
      [200, '/', { method: 'HEAD' }],
      [200, '/portal/', {}],
      [304, '/', { headers: { 'if-none-match': etag } }],
      [308, '/portal', {}],
      [404, '/nowhere', { headers: page }],
      [404, '/nowhere', {}],
      [404, '/.env', {}],
      [404, '/%00', {}],
      [404, '/apiary', {}],
      [404, '/staff/nowhere', {}],
      [405, '/', { method: 'POST' }],
    ];
    for (const [status, path, init] of table) {
      const answer = await gateway.fetch(path, init);
      assert.equal(answer.status, status, `${init.method ?? 'GET'} ${path}`);
      assertSafe(answer, `${status} ${path}`, pagePolicy);
    }
  });

  test('let a file do nothing at all', async () => {
    const ticket = await fileTicketThere();
    const uploaded = await gateway.fetch('/api/uploads?name=a.svg', {
      method: 'PUT',
      body: '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
      headers: { origin: publicUrl, 'content-type': 'image/svg+xml' },
    });
    const { id } = (await uploaded.json()) as { id: string };
    const reply = { body: { format: 'text', content: 'A file' }, attachments: [id] };
    await write(`/api/tickets/${ticket.id}/messages`, {
      body: JSON.stringify(reply),
      headers: { 'idempotency-key': 'f1' },
    });
    const answer = await gateway.get(`/api/attachments/${id}`);
    assert.equal(answer.status, 200);
    assertSafe(answer, 'a file', filePolicy);
    assert.match(answer.headers.get('content-disposition') ?? '', /^attachment;/);
  });

  const fileTicketThere = () =>
    fileTicket({
      ...gateway,
      post: (path, json, key = 't1') =>
        write(path, { body: JSON.stringify(json), headers: { 'idempotency-key': key } }),
    });

  test('say nothing of https where there is none', async () => {
    const plain = await startGateway();
    try {
      for (const path of ['/api/start', '/nowhere']) {
        const { headers } = await plain.get(path);
        assert.equal(
          headers.get('strict-transport-security'),
          null,
          'browsers must not hold localhost to it',
        );
        assert.equal(headers.get('x-content-type-options'), 'nosniff');
      }
    } finally {
      await plain.stop();
    }
  });
});
