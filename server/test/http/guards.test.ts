import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { depthExceeds } from '../../src/http/body.ts';
import type { TestGateway } from '../helpers/gateway.ts';
import { fileTicket, startGateway } from '../helpers/gateway.ts';

/** What stands before every route: malformed input, fields nobody asked for, keys, writes meant for somebody else. */
describe('the gateway at its door', () => {
  let gateway: TestGateway;
  let ticket: { id: string };

  before(async () => {
    gateway = await startGateway();
    await gateway.signIn('alice@acme.example');
    ticket = await fileTicket(gateway);
  });
  after(() => gateway?.stop());

  const tickets = async () =>
    ((await (await gateway.get('/api/tickets')).json()) as { items: unknown[] }).items.length;

  const draft = JSON.stringify({
    formId: 'support',
    values: { subject: 'From elsewhere', message: 'Not asked for.' },
    attachments: [],
  });

  test('a write meant to come from somebody else is refused, and nothing is done', async () => {
    const bob = await gateway.as('bob@acme.example');
    const { session } = (await (await bob.get('/api/session')).json()) as {
      session: { contact: { id: string } };
    };
    const json = JSON.parse(draft) as object;
    const before = await tickets();
    const file = (contact: string, key: string) =>
      gateway.fetch('/api/tickets', {
        method: 'POST',
        json,
        headers: { 'x-portico-contact': contact, 'idempotency-key': key },
      });
    assert.equal((await file(session.contact.id, 'meant-1')).status, 401);
    assert.equal(await tickets(), before);
    const mine = (await (await gateway.get('/api/session')).json()) as { session: typeof session };
    assert.equal((await file(mine.session.contact.id, 'meant-2')).status, 201);
    assert.equal(await tickets(), before + 1);
  });

  test('what one of staff has written is not taken for another’s', async () => {
    const owner = await gateway.as('owner@portico.example');
    const agent = await gateway.as('agent@portico.example');
    const idOf = async (client: typeof agent): Promise<string> => {
      const { session } = (await (await client.get('/api/staff/start')).json()) as {
        session: { contact: { id: string } };
      };
      return session.contact.id;
    };
    const meant = { 'x-portico-contact': await idOf(agent) };
    const { version, settings } = (await (await owner.get('/api/staff/settings')).json()) as {
      version: number;
      settings: { portal: object };
    };
    const json = { version, settings: { ...settings, portal: { ...settings.portal, name: 'Not mine' } } };
    const path = '/api/staff/settings';
    assert.equal((await owner.fetch(path, { method: 'PUT', json, headers: meant })).status, 401);
    const notes = `/api/staff/tickets/${ticket.id}/notes`;
    const note = (key: string) => ({
      method: 'POST',
      json: { body: { format: 'text', content: 'An agent’s thought' } },
      headers: { ...meant, 'idempotency-key': key },
    });
    assert.equal((await owner.fetch(notes, note('note-1'))).status, 401);
    assert.equal((await agent.fetch(notes, note('note-1'))).status, 201);
    const kept = (await (await owner.get(path)).json()) as { version: number };
    assert.equal(kept.version, version);
    const { items } = (await (await owner.get(notes)).json()) as { items: unknown[] };
    assert.equal(items.length, 1);
    // Whom a page takes somebody for tells nobody else that there is something.
    const guessed = { headers: { 'x-portico-contact': 'somebody' } };
    assert.equal((await gateway.fetch(path, guessed)).status, 404);
    assert.equal((await gateway.client().fetch(path, guessed)).status, 404);
  });

  test('malformed input is refused with problem details, never with a stack', async () => {
    const post = (body: BodyInit, type = 'application/json') =>
      gateway.fetch('/api/tickets', {
        method: 'POST',
        body,
        headers: { 'content-type': type, 'idempotency-key': 'k2' },
      });
    const table: [string, Promise<Response>, number][] = [
      ['cut JSON', post('{"formId":'), 400],
      ['empty', post(''), 400],
      ['not an object', post('[]'), 400],
      ['a number without end', post(`{"formId":${'9'.repeat(5000)}}`), 400],
      ['10,000 levels', post('['.repeat(10_000) + ']'.repeat(10_000)), 400],
      ['10,000 levels of objects', post('{"a":'.repeat(10_000)), 400],
      ['bad UTF-8', post(new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])), 400],
      ['a NUL', post(draft.replace('elsewhere', 'else\\u0000where')), 400],
      ['half a character', post(draft.replace('elsewhere', '\\ud83d')), 400],
      ['a prototype', post(draft.replace('{', '{"__proto__":{"formId":"support"},')), 400],
      ['two megabytes', post(JSON.stringify({ formId: 'x'.repeat(2_000_000) })), 413],
      ['unknown route', gateway.get('/api/nothing'), 404],
      ['unknown id', gateway.get('/api/tickets/nothing'), 404],
      ['an id of another shape', gateway.get('/api/tickets/%00%2f..%2f'), 404],
      ['a broken escape', gateway.get('/api/tickets/%E0%A4%A'), 404],
      ['unknown sort', gateway.get('/api/tickets?sort=price'), 400],
      ['limit 0', gateway.get('/api/tickets?limit=0'), 400],
      ['limit 101', gateway.get('/api/tickets?limit=101'), 400],
      ['a tampered cursor', gateway.get('/api/tickets?cursor=eyJhIjoxfQ'), 400],
      ['where is no JSON', gateway.get('/api/tickets?where=%7B'), 400],
      [
        'where with a NUL',
        gateway.get(
          '/api/tickets?where=' +
            encodeURIComponent('[{"property":"severity","operator":"is","value":"\\u0000"}]'),
        ),
        400,
      ],
      ['text with a NUL', gateway.get('/api/tickets?text=a%00b'), 400],
      ['another company', gateway.get('/api/tickets?view=globex'), 404],
      ['everything', gateway.get('/api/tickets?view=all'), 404],
      ['wrong method', gateway.fetch('/api/tickets', { method: 'DELETE' }), 405],
      ['no key', gateway.fetch('/api/tickets', { method: 'POST', json: {} }), 400],
      ['a key with a space', gateway.post('/api/tickets', JSON.parse(draft), 'a b'), 400],
      ['a long key', gateway.post('/api/tickets', JSON.parse(draft), 'k'.repeat(129)), 400],
      ['unknown form', gateway.post('/api/tickets', { ...(JSON.parse(draft) as object), formId: 'x' }), 400],
      [
        'HTML as a reply',
        gateway.post(`/api/tickets/${ticket.id}/messages`, {
          body: { format: 'html', content: '<p>' },
          attachments: [],
        }),
        400,
      ],
      [
        'an empty reply',
        gateway.post(`/api/tickets/${ticket.id}/messages`, {
          body: { format: 'text', content: '  ' },
          attachments: [],
        }),
        400,
      ],
    ];
    for (const [name, pending, status] of table) {
      const answer = await pending;
      const text = await answer.text();
      assert.equal(answer.status, status, `${name}: ${text}`);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json', name);
      const problem = JSON.parse(text) as Record<string, unknown>;
      assert.equal(problem['status'], status, name);
      assert.equal(typeof problem['code'], 'string', name);
      assert.doesNotMatch(text, /\bat \/|node_modules|\.ts:|select |sqlite/i, name);
    }
  });

  test('forty extra fields on a request change nothing', async () => {
    const extras = [
      ...['id', 'reference', 'stage', 'stageId', 'state', 'status', 'contactId', 'contact_id', 'companyId'],
      ...[
        'company',
        'requester',
        'author',
        'authorId',
        'role',
        'isMe',
        'mine',
        'createdAt',
        'at',
        'assignee',
      ],
      ...['version', 'unread', 'channel', 'internal', 'private', 'note', 'notes', 'staff', 'actor', 'userId'],
      ...['mail', 'session', 'owner', 'admin', 'key', 'idempotencyKey', 'properties', 'priority', 'tags'],
      ...['__proto__', 'constructor'],
    ];
    assert.ok(extras.length >= 40);
    const before = await tickets();
    for (const extra of extras) {
      for (const [path, body] of [
        ['/api/tickets', draft],
        [`/api/tickets/${ticket.id}/messages`, '{"body":{"format":"text","content":"x"},"attachments":[]}'],
        [`/api/tickets/${ticket.id}/close`, '{"a":1}'],
        ['/api/auth/register', '{"name":"x","email":"x@y.example","password":"a lantern in the fog"}'],
      ] as const) {
        const answer = await gateway.fetch(path, {
          method: 'POST',
          body: body.replace('{', `{${JSON.stringify(extra)}:"x",`),
          headers: { 'content-type': 'application/json', 'idempotency-key': `extra-${extra}` },
        });
        assert.equal(answer.status, 400, `${path} with ${extra}`);
      }
      // That one is no field to anybody: it is dropped as the body is read.
      if (extra === '__proto__') continue;
      const inForm = JSON.parse(draft) as { values: Record<string, string> };
      Object.defineProperty(inForm.values, extra, { value: 'x', enumerable: true });
      const answer = await gateway.post('/api/tickets', inForm);
      assert.equal(answer.status, 400, `a form with ${extra}`);
    }
    assert.equal(await tickets(), before);
  });

  test('the same key and body is one ticket, another body is refused', async () => {
    const body = JSON.parse(draft) as object;
    const before = await tickets();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => gateway.post('/api/tickets', body, 'one-key')),
    );
    const ids = new Set<string>();
    for (const answer of answers) {
      assert.equal(answer.status, 201);
      ids.add(((await answer.json()) as { id: string }).id);
    }
    assert.equal(ids.size, 1);
    assert.equal(await tickets(), before + 1);
    const other = { ...body, values: { subject: 'Another', message: 'Another' } };
    const refused = await gateway.post('/api/tickets', other, 'one-key');
    assert.equal(refused.status, 422);
    assert.equal(((await refused.json()) as { code: string }).code, 'conflict');
  });

  test('a message on a closed ticket is a conflict', async () => {
    const closed = await fileTicket(gateway, 'Soon closed');
    assert.equal((await gateway.post(`/api/tickets/${closed.id}/close`, {})).status, 200);
    const reply = { body: { format: 'text', content: 'One more thing' }, attachments: [] };
    assert.equal((await gateway.post(`/api/tickets/${closed.id}/messages`, reply)).status, 409);
  });

  test('the documentation names every route with its answers', async () => {
    const document = (await (await gateway.get('/api/openapi.json')).json()) as {
      openapi: string;
      paths: Record<string, Record<string, { responses: object }>>;
    };
    assert.equal(document.openapi, '3.1.0');
    for (const path of [
      '/api/start',
      '/api/tickets',
      '/api/tickets/{id}/messages',
      '/api/uploads',
      '/api/events',
    ]) {
      assert.ok(document.paths[path], path);
    }
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const [method, { responses }] of Object.entries(operations)) {
        assert.ok('default' in responses, `${method} ${path} describes no failure`);
      }
    }
  });

  test('a request that is no HTTP does not stop the gateway', async () => {
    const port = Number(new URL(gateway.url).port);
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.end('NONSENSE\r\n\r\n'));
      socket.on('data', () => undefined);
      socket.on('close', () => resolve());
    });
    assert.equal((await gateway.get('/api/health')).status, 200);
  });
});

test('depth is counted outside strings only', () => {
  assert.equal(depthExceeds('[[[]]]', 3), false);
  assert.equal(depthExceeds('[[[[]]]]', 3), true);
  assert.equal(depthExceeds(JSON.stringify({ text: '[[[[[[{{{{"' }), 3), false);
  assert.equal(depthExceeds('[][][][][]', 1), false);
});
