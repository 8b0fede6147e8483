import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { gatewayAdapter, type Clock, type GatewayOptions } from '../../src/api/gateway/index.ts';
import {
  isAbort,
  PortalError,
  type ErrorCode,
  type PortalAdapter,
  type TicketQuery,
} from '../../src/api/index.ts';
import { pause } from '../../src/api/shared/abort.ts';
import { hangUp, problem, scriptedServer, type ScriptedServer } from './helpers/scripted-server.ts';

const noon = Date.parse('2026-11-14T12:00:00Z');
const page = { status: 200, body: { items: [] } };
const query: TicketQuery = {
  view: 'mine',
  state: 'open',
  sort: { by: 'activity', descending: true },
  limit: 20,
};
const draft = { body: { format: 'text' as const, content: 'Hello' }, attachments: [] };
const ticket = { status: 200, body: { id: 't', can: {} } };

let server: ScriptedServer;
/** Waits that the adapter asked for, in milliseconds; none takes any time. */
let waits: number[];

before(async () => {
  server = await scriptedServer();
});
after(() => server.close());
beforeEach(() => {
  waits = [];
});

const clock: Clock = {
  now: () => noon,
  random: () => 1,
  wait: (ms, signal) => {
    waits.push(ms);
    return pause(0, signal);
  },
  patience: 30_000,
};

const adapter = (options: Partial<GatewayOptions> = {}): PortalAdapter =>
  gatewayAdapter({ url: server.url, clock, ...options });

async function failure(call: Promise<unknown>): Promise<PortalError> {
  const outcome: unknown = await call.then(
    () => 'no failure',
    (error: unknown) => error,
  );
  assert.ok(PortalError.is(outcome), `a PortalError was expected, not ${String(outcome)}`);
  return outcome;
}

const reply = (options?: { signal?: AbortSignal }, key = 'key-1'): Promise<unknown> => {
  const call = adapter().tickets.reply;
  assert.ok(call);
  return call('t1', draft, { idempotencyKey: key, ...options });
};

test('a list is asked for as the gateway’s interface says', async () => {
  server.script(page);
  await adapter().tickets.list({
    ...query,
    stages: ['new', 'waiting'],
    text: 'a&b=c',
    where: [{ property: 'area', operator: 'is', value: 'x' }],
    cursor: 'c/+=',
  });
  const [request] = server.seen;
  const url = new URL(request?.url ?? '', server.url);
  assert.equal(url.pathname, '/api/tickets');
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    view: 'mine',
    state: 'open',
    sort: '-activity',
    limit: '20',
    cursor: 'c/+=',
    stages: 'new,waiting',
    text: 'a&b=c',
    where: '[{"property":"area","operator":"is","value":"x"}]',
  });
});

test('a read that the page makes by itself says so in its address, beside what else stands there', async () => {
  server.script(page, ticket);
  await adapter().tickets.list(query, { background: true });
  await adapter().tickets.get('t1', { background: true });
  const [list, get] = server.seen.map(({ url }) => new URL(url, server.url));
  assert.equal(list?.searchParams.get('background'), '1');
  assert.equal(list?.searchParams.get('limit'), '20');
  assert.equal(get?.search, '?background=1');
});

test('a read carries no header that would need a preflight', async () => {
  server.script(page);
  await adapter().tickets.list(query);
  const headers = server.seen[0]?.headers ?? {};
  assert.equal(headers['x-portico'], undefined);
  assert.equal(headers['content-type'], undefined);
});

test('a write carries the portal’s header, JSON and its key', async () => {
  server.script({ status: 201, body: { id: 'm', author: {} } });
  await reply();
  const [request] = server.seen;
  assert.equal(request?.method, 'POST');
  assert.equal(request.url, '/api/tickets/t1/messages');
  assert.equal(request.headers['x-portico'], '1');
  assert.equal(request.headers['content-type'], 'application/json');
  assert.equal(request.headers['idempotency-key'], 'key-1');
  assert.deepEqual(JSON.parse(request.body), draft);
});

test('a write says who is meant to make it, once that is known', async () => {
  const session = {
    contact: { id: 'c1', name: 'Alice', email: 'alice@acme.example' },
    companies: [],
    role: 'customer',
  };
  const answer = { status: 201, body: { id: 'm', author: {} } };
  server.script(answer, { status: 200, body: { settings: {}, session } }, answer);
  const alice = adapter();
  await alice.tickets.reply?.('t1', draft, { idempotencyKey: 'key-1' });
  await alice.start();
  await alice.tickets.reply?.('t1', draft, { idempotencyKey: 'key-2' });
  assert.deepEqual(
    server.seen.map(({ headers }) => headers['x-portico-contact']),
    [undefined, undefined, 'c1'],
  );
});

test('agents call the paths below /api/staff, and sign in where everybody does', async () => {
  server.script({ status: 200, body: { settings: {}, session: null } }, ticket, {
    status: 200,
    body: { state: 'signed-in', session: { contact: {} } },
  });
  const staff = adapter({ staff: true });
  await staff.start();
  await staff.tickets.get('t1');
  await staff.session.signIn({ method: 'password', email: 'a', password: 'b' });
  assert.deepEqual(
    server.seen.map(({ url }) => url),
    ['/api/staff/start', '/api/staff/tickets/t1', '/api/auth/sign-in'],
  );
});

test('an id cannot climb out of its path', async () => {
  for (const id of ['..', '.', '', '../session', 'a/b', '%2e%2e', '?x=1', '#x']) {
    server.script(problem(404, 'not-found'));
    await failure(adapter().tickets.get(id));
    assert.match(server.seen[0]?.url ?? '', /^\/api\/tickets\/[^/?#]+$/, `the id ${JSON.stringify(id)}`);
  }
});

test('an address may end in a slash, and file addresses are whole', () => {
  const { attachments } = gatewayAdapter({ url: 'https://help.example.com/' });
  const file = { id: 'f/1', name: 'x', mediaType: 'text/plain' };
  assert.equal(attachments?.url(file), 'https://help.example.com/api/attachments/f%2F1');
  assert.equal(gatewayAdapter({ url: '/' }).attachments?.url(file), '/api/attachments/f%2F1');
});

const codes: [number, ErrorCode][] = [
  [400, 'invalid'],
  [401, 'unauthenticated'],
  [403, 'forbidden'],
  [404, 'not-found'],
  [409, 'conflict'],
  [413, 'too-large'],
  [415, 'unsupported-media'],
  [422, 'conflict'],
  [501, 'not-supported'],
];
for (const [status, code] of codes) {
  test(`a problem of ${status} is “${code}”, and asked for once`, async () => {
    server.script(problem(status, code, { fields: [{ field: 'subject', code: 'required' }] }));
    const error = await failure(adapter().tickets.get('t1'));
    assert.equal(error.code, code);
    assert.deepEqual(error.fields, [{ field: 'subject', code: 'required' }]);
    assert.equal(server.seen.length, 1);
  });
}

const garbage: [string, { status: number; body: string | object }][] = [
  ['a page of HTML', { status: 200, body: '<!doctype html><title>My shop</title>' }],
  ['an HTML page of “not found”', { status: 404, body: '<h1>Not found</h1>' }],
  ['JSON of another kind', { status: 200, body: { hello: 'world' } }],
  ['a list that is none', { status: 200, body: { items: 'many' } }],
  ['null', { status: 200, body: 'null' }],
  ['nothing', { status: 200, body: '' }],
  ['half of an answer', { status: 200, body: '{"items":[' }],
  ['a problem of no known code', { status: 400, body: { code: 'teapot', title: '<b>x</b>' } }],
  ['a number', { status: 200, body: '42' }],
];
for (const [name, answer] of garbage) {
  test(`${name} is “unavailable”, in words that name the address`, async () => {
    server.script(answer);
    const error = await failure(adapter().tickets.list(query));
    assert.equal(error.code, 'unavailable');
    assert.match(
      error.message,
      /^http:\/\/127\.0\.0\.1:\d+\/api\/tickets\?\S+ did not answer like a Portico gateway/,
    );
    assert.equal(server.seen.length, 1, 'a wrong server does not get better by asking again');
  });
}

test('a proxy’s own refusal of a large file is “too-large”', async () => {
  server.script({ status: 413, body: '<html>413 Request Entity Too Large</html>' });
  const error = await failure(adapter({ fetch }).attachments!.upload(new File(['x'], 'x.txt')));
  assert.equal(error.code, 'too-large');
});

test('no content is an answer where nothing was asked for', async () => {
  server.script({ status: 204 }, { status: 204 });
  await adapter().session.signOut();
  await adapter().tickets.markRead?.('t1', 'm1');
  assert.deepEqual(JSON.parse(server.seen[1]?.body ?? ''), { messageId: 'm1' });
});

test('a read is tried five times, with doubling pauses', async () => {
  server.script(...Array.from({ length: 9 }, () => problem(503, 'unavailable')));
  const error = await failure(adapter().tickets.list(query));
  assert.equal(error.code, 'unavailable');
  assert.equal(server.seen.length, 5);
  assert.deepEqual(waits, [1000, 2000, 4000, 8000]);
});

test('pauses have full jitter', async () => {
  server.script(problem(503, 'unavailable'), page);
  await adapter({ clock: { ...clock, random: () => 0.25 } }).tickets.list(query);
  assert.deepEqual(waits, [250]);
});

test('a reply whose answer was lost is sent again with its key', async () => {
  server.script(hangUp, { status: 201, body: { id: 'm', author: {} } });
  await reply();
  const keys = server.seen.map(({ headers }) => headers['idempotency-key']);
  assert.deepEqual(keys, ['key-1', 'key-1']);
});

test('what is neither safe nor keyed is tried once', async () => {
  const calls = [
    () => adapter().session.signIn({ method: 'password', email: 'a', password: 'b' }),
    () => adapter().session.signOut(),
    () => adapter().tickets.markRead!('t', 'm'),
    () => adapter({ fetch }).attachments!.upload(new File(['x'], 'x.txt')),
    () => adapter().attachments!.discard('f'),
  ];
  for (const call of calls) {
    server.script(problem(503, 'unavailable'), problem(503, 'unavailable'));
    await failure(call());
    assert.equal(server.seen.length, 1, server.seen[0]?.url);
  }
});

test('Retry-After is honoured in seconds', async () => {
  server.script(problem(429, 'rate-limited', {}, { 'retry-after': '7' }), page);
  await adapter().tickets.list(query);
  assert.deepEqual(waits, [7000]);
});

test('Retry-After is honoured as a date', async () => {
  const at = new Date(noon + 12_000).toUTCString();
  server.script(problem(503, 'unavailable', {}, { 'retry-after': at }), page);
  await adapter().tickets.list(query);
  assert.deepEqual(waits, [12_000]);
});

test('a Retry-After that another site may not read is taken from the problem', async () => {
  server.script(problem(429, 'rate-limited', { retryAfter: 3 }), page);
  await adapter().tickets.list(query);
  assert.deepEqual(waits, [3000]);
});

test('a Retry-After beyond half a minute is for the page to tell', async () => {
  server.script(problem(429, 'rate-limited', {}, { 'retry-after': '600' }));
  const error = await failure(adapter().tickets.list(query));
  assert.equal(error.code, 'rate-limited');
  assert.equal(error.retryAfter, 600);
  assert.deepEqual(waits, []);
});

test('a Retry-After that makes no sense is passed over', async () => {
  for (const value of ['soon', '-5', 'NaN']) {
    server.script(problem(503, 'unavailable', {}, { 'retry-after': value }), page);
    await adapter().tickets.list(query);
  }
  assert.ok(
    waits.every((wait) => wait >= 0 && wait <= 1000),
    waits.join(),
  );
});

test('a gateway that is not there is “offline” after five tries', async () => {
  const gone = await scriptedServer();
  await gone.close();
  const error = await failure(adapter({ url: gone.url }).tickets.list(query));
  assert.equal(error.code, 'offline');
  assert.equal(waits.length, 4);
});

test('a browser that knows it is offline is not made to wait', async () => {
  Object.defineProperty(navigator, 'onLine', { value: false, configurable: true });
  try {
    server.script(hangUp);
    const error = await failure(adapter().tickets.list(query));
    assert.equal(error.code, 'offline');
    assert.deepEqual(waits, []);
  } finally {
    Reflect.deleteProperty(navigator, 'onLine');
  }
});

test('a gateway that never answers is “unavailable”', async () => {
  server.script(...Array.from({ length: 5 }, () => () => undefined));
  const error = await failure(adapter({ clock: { ...clock, patience: 20 } }).tickets.list(query));
  assert.equal(error.code, 'unavailable');
});

test('giving up ends the request', async () => {
  const stop = new AbortController();
  server.script(() => stop.abort(new Error('a reason of its own')));
  await assert.rejects(adapter().tickets.list(query, { signal: stop.signal }), isAbort);
});

test('giving up ends the pause before the next try', async () => {
  const stop = new AbortController();
  server.script(problem(503, 'unavailable'), page);
  const patient: Clock = {
    ...clock,
    wait(_ms, signal) {
      const waiting = pause(60_000, signal);
      stop.abort();
      return waiting;
    },
  };
  await assert.rejects(adapter({ clock: patient }).tickets.list(query, { signal: stop.signal }), isAbort);
  assert.equal(server.seen.length, 1);
});

test('a file goes up as it is, with its name and type', async () => {
  server.script({ status: 201, body: { id: 'f1', name: 'ä b.png', mediaType: 'image/png' } });
  const steps: number[] = [];
  await adapter({ fetch }).attachments!.upload(new File(['12345'], 'ä b.png', { type: 'image/png' }), {
    onProgress: (sent) => steps.push(sent),
  });
  const [request] = server.seen;
  assert.equal(request?.method, 'PUT');
  assert.equal(new URL(request.url, server.url).searchParams.get('name'), 'ä b.png');
  assert.equal(request.headers['content-type'], 'image/png');
  assert.equal(request.body, '12345');
  assert.deepEqual(steps, [0, 5]);
});

test('the adapter and all its parts are frozen, and nothing is called before it is asked for', () => {
  server.script();
  const made = adapter();
  for (const part of [made, made.capabilities, made.session, made.tickets, made.attachments, made.articles]) {
    assert.ok(Object.isFrozen(part));
  }
  assert.equal(server.seen.length, 0);
});
