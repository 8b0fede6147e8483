import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { routesOf } from '../helpers/contents.ts';
import type { TestGateway } from '../helpers/gateway.ts';
import { fileTicket, startGateway, testPassword } from '../helpers/gateway.ts';

/** S8: which pages may read what the gateway answers. */
describe('origins', () => {
  const listed = 'https://kb.example.com';
  let gateway: TestGateway;
  let ticket: { id: string };
  let file: string;

  const hostile = [
    'null',
    'https://evil.example',
    'http://kb.example.com',
    'https://kb.example.com:8443',
    'https://kb.example.com.evil.example',
    'https://evilkb.example.com',
    'https://kb.example.community',
    'https://a.kb.example.com',
    'https://example.com',
    'https://kb.example.com.',
    'https://KB.example.com',
    'HTTPS://kb.example.com',
    'https://kb.xn--exmple-cua.com',
    'https://kb.example.com/',
    'https://kb.example.com/help',
    'https://user@kb.example.com',
    'https://kb.example.com, https://evil.example',
    'https://kb.example.com https://evil.example',
    'https://kb.example.com%60.evil.example',
    'https://kb.example.com\\.evil.example',
    'https://kb_example.com',
    'file://',
    'chrome-extension://abcdefghijklmnop',
    '*',
    '',
  ];

  before(async () => {
    gateway = await startGateway({ config: { allowedOrigins: [listed] } });
    await gateway.signIn('alice@acme.example');
    ticket = await fileTicket(gateway);
    const uploaded = await gateway.fetch('/api/uploads?name=a.html', {
      method: 'PUT',
      body: '<script>1</script>',
      headers: { 'content-type': 'text/html' },
    });
    file = ((await uploaded.json()) as { id: string }).id;
    const body = { format: 'text', content: 'With a file' };
    await gateway.post(`/api/tickets/${ticket.id}/messages`, { body, attachments: [file] });
  });
  after(() => gateway?.stop());

  const raw = (path: string, init: RequestInit) =>
    fetch(gateway.url + path, { ...init, headers: { cookie: gateway.cookie(), ...init.headers } });
  /** Alice's session on the listed page. */
  async function pageSession(): Promise<{ cookie: string }> {
    const signIn = await fetch(`${gateway.url}/api/auth/sign-in`, {
      method: 'POST',
      headers: { origin: listed, 'x-portico': '1', 'content-type': 'application/json' },
      body: JSON.stringify({ method: 'password', email: 'alice@acme.example', password: testPassword }),
    });
    assert.equal(signIn.status, 200);
    const pairs = signIn.headers.getSetCookie().map((value) => value.split(';')[0]);
    return { cookie: pairs.join('; ') };
  }
  const corsOf = ({ headers }: Response): string[] =>
    [...headers.keys()].filter((name) => name.startsWith('access-control-'));
  const preflight = (origin: string, path = '/api/tickets') =>
    raw(path, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,idempotency-key,x-portico,x-portico-contact',
      },
    });

  test('that are hostile get no header, no session and no preflight', async (context) => {
    for (const origin of hostile) {
      for (const path of ['/api/tickets', '/api/session', `/api/attachments/${file}`, '/api/nothing']) {
        const answer = await raw(path, { headers: { origin } });
        assert.deepEqual(corsOf(answer), [], `${origin} at ${path}`);
        assert.match(answer.headers.get('vary') ?? '', /\bOrigin\b/, path);
        assert.equal(answer.headers.get('cross-origin-resource-policy'), 'same-origin');
        await answer.arrayBuffer();
      }
      const session = await raw('/api/session', { headers: { origin } });
      assert.deepEqual(await session.json(), { session: null }, `${origin} has no session`);
      const asked = await preflight(origin);
      assert.equal(asked.status, 403, origin);
      assert.deepEqual(corsOf(asked), [], origin);
      assert.match(asked.headers.get('vary') ?? '', /\bOrigin\b/);
    }
    const noOrigin = await raw('/api/tickets', { method: 'OPTIONS' });
    assert.equal(noOrigin.status, 403);
    assert.ok(hostile.length >= 12);
    context.diagnostic(`${hostile.length} hostile origins got nothing`);
  });

  test('on the list read everything, errors too, and never by a wildcard', async () => {
    const routes = (await routesOf(gateway)).filter(([method]) => method === 'GET');
    for (const [, path] of [...routes, ['GET', '/api/nothing'] as const]) {
      const leaving = new AbortController();
      const address = path.replaceAll(/\{\w+\}/g, 'nothing');
      const { headers } = await raw(address, { headers: { origin: listed }, signal: leaving.signal });
      leaving.abort();
      assert.equal(headers.get('access-control-allow-origin'), listed, path);
      assert.equal(headers.get('access-control-allow-credentials'), 'true', path);
      assert.match(headers.get('access-control-expose-headers') ?? '', /Retry-After/, path);
      assert.match(headers.get('vary') ?? '', /\bOrigin\b/, path);
    }
  });

  test('on the list ask once in two hours whether they may write', async () => {
    const answer = await preflight(listed);
    assert.equal(answer.status, 204);
    const { headers } = answer;
    assert.equal(headers.get('access-control-allow-origin'), listed);
    assert.equal(headers.get('access-control-allow-credentials'), 'true');
    assert.equal(headers.get('access-control-max-age'), '7200');
    assert.match(headers.get('vary') ?? '', /\bOrigin\b/);
    const allowed = (headers.get('access-control-allow-headers') ?? '').toLowerCase().split(', ');
    for (const name of [
      'content-type',
      'idempotency-key',
      'x-portico',
      'x-portico-contact',
      'x-portico-session',
    ])
      assert.ok(allowed.includes(name), name);
    assert.ok(!allowed.includes('*'));
    const methods = (headers.get('access-control-allow-methods') ?? '').split(', ');
    for (const [method] of await routesOf(gateway)) assert.ok(methods.includes(method), method);
  });

  test('on the list hear of changes by a stream with the session of their page', async () => {
    const { cookie } = await pageSession();
    const leaving = new AbortController();
    const headers = { origin: listed, cookie, accept: 'text/event-stream' };
    const stream = await fetch(`${gateway.url}/api/events`, { headers, signal: leaving.signal });
    assert.equal(stream.status, 200);
    assert.equal(stream.headers.get('access-control-allow-origin'), listed);
    assert.equal(stream.headers.get('access-control-allow-credentials'), 'true');
    leaving.abort();
    const elsewhere = await fetch(`${gateway.url}/api/events`, {
      headers: { ...headers, origin: 'https://evil.example' },
    });
    assert.equal(elsewhere.status, 401);
  });

  test('on the list read files by CORS, and nobody can embed one', async () => {
    const path = `/api/attachments/${file}`;
    for (const headers of [{}, { origin: listed }, { origin: 'https://evil.example' }] as Record<
      string,
      string
    >[]) {
      const answer = await raw(path, { headers });
      // The cookie of our own pages is not theirs.
      assert.equal(answer.status, 'origin' in headers ? 401 : 200);
      assert.equal(answer.headers.get('cross-origin-resource-policy'), 'same-origin');
      assert.match(answer.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
      await answer.arrayBuffer();
    }
    const { cookie } = await pageSession();
    const fetched = await fetch(gateway.url + path, { headers: { origin: listed, cookie } });
    assert.equal(fetched.status, 200);
    assert.equal(fetched.headers.get('access-control-allow-origin'), listed);
    assert.match(fetched.headers.get('access-control-expose-headers') ?? '', /Content-Disposition/);
    assert.equal(await fetched.text(), '<script>1</script>');
  });
});
