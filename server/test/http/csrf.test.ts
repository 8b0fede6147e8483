import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { contentsOf, routesOf } from '../helpers/contents.ts';
import type { Client, TestGateway } from '../helpers/gateway.ts';
import { fileTicket, startGateway } from '../helpers/gateway.ts';

/** S7: what a page that is not on the list can have a browser send. */
describe('requests that foreign pages cause', () => {
  const listed = 'https://kb.example.com';
  let gateway: TestGateway;
  let origin: string;
  let agent: Client;
  let ticket: { id: string };

  before(async () => {
    gateway = await startGateway({ config: { allowedOrigins: [listed] } });
    origin = new URL(gateway.url).origin;
    await gateway.signIn('alice@acme.example');
    agent = await gateway.as('agent@portico.example');
    ticket = await fileTicket(gateway);
  });
  after(() => gateway?.stop());

  /** As a browser would send it, with the session's cookie and nothing added by the test client. */
  const raw = (path: string, init: RequestInit, client: Client = gateway) =>
    fetch(gateway.url + path, {
      redirect: 'manual',
      ...init,
      headers: { cookie: client.cookie(), ...init.headers },
    });
  const filled = (path: string): string =>
    path
      .replaceAll('{id}', ticket.id)
      .replaceAll('{provider}', 'company')
      .replaceAll(/\{\w+\}/g, 'x1');

  const draft = JSON.stringify({
    formId: 'support',
    values: { subject: 'From elsewhere', message: 'Not asked for.' },
    attachments: [],
  });

  test('no writing route does anything for them, whatever its session', async (context) => {
    const json = { 'content-type': 'application/json', 'idempotency-key': 'k1' };
    const portico = { 'x-portico': '1' };
    const hostile: [string, () => RequestInit][] = [
      ['a form', () => ({ body: new URLSearchParams({ a: 'b' }) })],
      [
        'a form of our own page, without the header',
        () => ({ headers: { origin }, body: new URLSearchParams({ a: 'b' }) }),
      ],
      ['a form of files', () => ({ headers: { origin: 'https://evil.example' }, body: new FormData() })],
      ['text that is JSON', () => ({ headers: { origin, 'content-type': 'text/plain' }, body: draft })],
      ['JSON without the header', () => ({ headers: { ...json, origin }, body: draft })],
      [
        'JSON with another header',
        () => ({ headers: { ...json, origin, 'x-portico': 'true' }, body: draft }),
      ],
      ['no Origin', () => ({ headers: { ...json, ...portico }, body: draft })],
      ['the Origin of a sandbox', () => ({ headers: { ...json, ...portico, origin: 'null' }, body: draft })],
      [
        'a foreign Origin',
        () => ({ headers: { ...json, ...portico, origin: 'https://evil.example' }, body: draft }),
      ],
      [
        'an Origin that begins alike',
        () => ({ headers: { ...json, ...portico, origin: `${listed}.evil.example` }, body: draft }),
      ],
      [
        'two Origins',
        () => ({ headers: { ...json, ...portico, origin: `${listed}, ${origin}` }, body: draft }),
      ],
      [
        'a listed Origin in capitals',
        () => ({ headers: { ...json, ...portico, origin: listed.toUpperCase() }, body: draft }),
      ],
    ];
    const writing = (await routesOf(gateway)).filter(
      // An identity provider's page comes back by a form: what it carries proves itself, or is nothing.
      ([method, path]) => method !== 'GET' && !path.endsWith('/callback'),
    );
    assert.ok(writing.length >= 20, `${writing.length} routes`);
    const before = await contentsOf(gateway);
    let refused = 0;
    for (const [method, path] of writing) {
      for (const [name, init] of hostile) {
        for (const client of [gateway, agent]) {
          const answer = await raw(filled(path), { method, ...init() }, client);
          assert.equal(answer.status, 403, `${method} ${path}: ${name}`);
          assert.equal(((await answer.json()) as { code: string }).code, 'forbidden');
          refused += 1;
        }
      }
    }
    assert.deepEqual(await contentsOf(gateway), before);
    context.diagnostic(`${refused} requests at ${writing.length} routes refused, nothing changed`);
  });

  test('an identity provider’s form begins no session and changes nothing unless a provider has signed it', async () => {
    const before = await contentsOf(gateway);
    for (const path of ['/api/auth/providers/company/callback', '/api/auth/providers/x/callback']) {
      for (const body of [
        new URLSearchParams({ code: 'x', state: 'y' }),
        new URLSearchParams({ SAMLResponse: 'PHg+' }),
      ]) {
        const answer = await raw(path, { method: 'POST', body, headers: { origin: 'null' } });
        assert.equal(answer.status, 404, 'no such provider');
        assert.deepEqual(answer.headers.getSetCookie(), []);
      }
    }
    assert.deepEqual(await contentsOf(gateway), before);
  });

  test('with the header and a good Origin, only JSON counts', async () => {
    const good = { origin, 'x-portico': '1', 'idempotency-key': 'k1' };
    const table: [string, Record<string, string>, BodyInit][] = [
      ['text', { 'content-type': 'text/plain' }, draft],
      ['no type', {}, new Blob([draft])],
      ['a form', {}, new URLSearchParams({ formId: 'support' })],
      ['a form of files', {}, new FormData()],
      ['JSON in a disguise', { 'content-type': 'application/jsonx' }, draft],
      ['two types', { 'content-type': 'application/json, text/plain' }, draft],
      ['another charset', { 'content-type': 'application/json; charset=utf-16' }, draft],
    ];
    const before = await contentsOf(gateway);
    for (const [name, headers, body] of table) {
      const answer = await raw('/api/tickets', { method: 'POST', headers: { ...good, ...headers }, body });
      assert.equal(answer.status, 415, name);
    }
    assert.deepEqual(await contentsOf(gateway), before);
    const right = { ...good, 'content-type': 'Application/JSON; Charset="UTF-8"' };
    assert.equal((await raw('/api/tickets', { method: 'POST', headers: right, body: draft })).status, 201);
  });

  test('reading changes nothing, on any route, for anybody', async (context) => {
    const reading = (await routesOf(gateway)).filter(([method]) => method === 'GET');
    assert.ok(reading.length >= 15, `${reading.length} routes`);
    const before = await contentsOf(gateway);
    let calls = 0;
    for (const [, path] of reading) {
      for (const client of [gateway, agent, gateway.client()]) {
        for (const headers of [{}, { origin: listed }, { origin: 'https://evil.example' }] as Record<
          string,
          string
        >[]) {
          for (const method of ['GET', 'HEAD']) {
            const leaving = new AbortController();
            const init = { method, headers, signal: leaving.signal };
            const answer = await raw(`${filled(path)}?background=1`, init, client);
            assert.ok(answer.status < 500, `${path}: ${answer.status}`);
            const stream = answer.headers.get('content-type')?.startsWith('text/event-stream');
            if (stream) leaving.abort();
            else await answer.arrayBuffer();
            calls += 1;
          }
        }
      }
    }
    for (const verb of ['close', 'reopen', 'read'])
      assert.equal((await raw(`/api/tickets/${ticket.id}/${verb}`, {})).status, 405, `GET ${verb}`);
    for (const path of ['/api/auth/sign-out', '/api/auth/sign-in', '/api/auth/reset'])
      assert.equal((await raw(path, {})).status, 405, `GET ${path}`);
    assert.deepEqual(await contentsOf(gateway), before);
    assert.equal((await gateway.get('/api/tickets')).status, 200, 'still signed in');
    context.diagnostic(`${calls} reads of ${reading.length} routes, nothing changed`);
  });

  test('a method by another name is not taken for it', async () => {
    const before = await contentsOf(gateway);
    const body = new URLSearchParams({ _method: 'DELETE' });
    const path = `/api/sessions?_method=DELETE`;
    const requests: RequestInit[] = [
      { method: 'POST', body, headers: { origin, 'x-http-method-override': 'DELETE' } },
      { method: 'GET', headers: { origin, 'x-portico': '1', 'x-http-method-override': 'DELETE' } },
    ];
    for (const init of requests) {
      const answer = await raw(path, init);
      assert.ok([200, 403].includes(answer.status), String(answer.status));
    }
    assert.deepEqual(await contentsOf(gateway), before);
  });
});
