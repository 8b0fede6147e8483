import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { fetchedEvents } from '../../src/api/gateway/fetched-events.ts';
import { gatewayAdapter } from '../../src/api/gateway/index.ts';
import type { PortalAdapter, TicketChange, TicketQuery } from '../../src/api/index.ts';
import { PortalError } from '../../src/api/index.ts';
import { problem, scriptedServer, type Script, type ScriptedServer } from './helpers/scripted-server.ts';

/** The gateway's adapter on a page of another origin. */

let server: ScriptedServer;

before(async () => {
  server = await scriptedServer();
});
after(() => server.close());
beforeEach(() => server.script());

const session = {
  contact: { id: 'c1', name: 'Alice', email: 'alice@acme.example' },
  companies: [],
  role: 'customer',
  expiresAt: '2026-11-30T12:00:00Z',
};
const password = { method: 'password' as const, email: 'alice@acme.example', password: 'x' };
const signedIn = (header?: string): Script => ({
  status: 200,
  ...(header !== undefined && { headers: { 'X-Portico-Session': header } }),
  body: { state: 'signed-in', session },
});
const page = { status: 200, body: { items: [] } };
const start = { status: 200, body: { settings: { signIn: {} }, session: null } };

const query: TicketQuery = {
  view: 'mine',
  state: 'any',
  sort: { by: 'activity', descending: true },
  limit: 5,
};

/** As the adapter is made on a page there. */
function adapterOn(pageAddress: string, url = server.url): PortalAdapter {
  const globals = { location: new URL(pageAddress), document: { baseURI: pageAddress } };
  const names = Object.keys(globals) as (keyof typeof globals)[];
  for (const name of names)
    Object.defineProperty(globalThis, name, { value: globals[name], configurable: true });
  try {
    return gatewayAdapter({ url });
  } finally {
    for (const name of names) Reflect.deleteProperty(globalThis, name);
  }
}

test('files are fetched where a link would carry no session, and linked where it does', async () => {
  const { origin } = new URL(server.url);
  assert.equal(adapterOn(`${origin}/help/`).attachments?.fetch, undefined);
  assert.equal(adapterOn(`${origin}/help/`, '/').attachments?.fetch, undefined);
  assert.equal(gatewayAdapter({ url: server.url }).attachments?.fetch, undefined, 'no page, no links');
  const { attachments } = adapterOn('https://docs.other.example/help/');
  assert.ok(attachments?.fetch);
  const file = { id: '../x y', name: 'a.csv', mediaType: 'text/csv' };
  server.script({ status: 200, headers: { 'content-type': 'text/csv' }, body: '{"not":"read as JSON"}' });
  const blob = await attachments.fetch(file);
  assert.equal(await blob.text(), '{"not":"read as JSON"}');
  assert.equal(server.seen[0]?.url, '/api/attachments/..%2Fx%20y');
  server.script(problem(404, 'not-found'));
  await assert.rejects(
    attachments.fetch(file),
    (error) => PortalError.is(error) && error.code === 'not-found',
  );
});

test('without a header from the gateway, none is sent', async () => {
  const adapter = gatewayAdapter({ url: server.url });
  server.script(signedIn(), page);
  await adapter.session.signIn(password);
  await adapter.tickets.list(query);
  assert.deepEqual(
    server.seen.map(({ headers }) => headers['x-portico-session']),
    [undefined, undefined],
  );
});

test('what is given before the gateway can know that cookies are lost is left alone', async () => {
  const adapter = gatewayAdapter({ url: server.url });
  server.script(signedIn('t1.sig'), page);
  await adapter.session.signIn({ method: 'exchange', code: 'c1' });
  await adapter.tickets.list(query);
  assert.equal(server.seen[1]?.headers['x-portico-session'], undefined);
});

test('a session to hold goes along with every call, until it is taken back', async () => {
  const adapter = gatewayAdapter({ url: server.url });
  const other = gatewayAdapter({ url: server.url });
  const upload = { status: 201, body: { id: 'u1', name: 'a.txt', mediaType: 'text/plain' } };
  server.script(
    start,
    signedIn('t1.sig'),
    page,
    upload,
    { status: 200, body: { session } },
    { status: 204, headers: { 'X-Portico-Session': '' }, body: '' },
    page,
    page,
  );
  await adapter.start();
  await adapter.session.signIn(password);
  await adapter.tickets.list(query);
  await adapter.attachments?.upload(new File(['x'], 'a.txt'));
  await adapter.session.current();
  await adapter.session.signOut();
  await adapter.tickets.list(query);
  await other.tickets.list(query);
  assert.deepEqual(
    server.seen.map(({ headers }) => headers['x-portico-session']),
    [undefined, undefined, 't1.sig', 't1.sig', 't1.sig', 't1.sig', undefined, undefined],
  );
});

test('with a session to hold, the stream comes by fetch, with the header', async () => {
  function NeverUsed() {
    throw new Error('EventSource sends no headers');
  }
  const adapter = gatewayAdapter({
    url: server.url,
    EventSource: NeverUsed as unknown as typeof EventSource,
  });
  server.script(start, signedIn('t1.sig'), (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('retry: 1000\n\n: hello\n\nevent: cha');
    response.write('nge\nid: 7\ndata: {"kind":"updated",\ndata: "ticketId":"ü1"}\n\n');
  });
  await adapter.start();
  await adapter.session.signIn(password);
  const heard = await new Promise<TicketChange>((resolve) => {
    const stop = adapter.tickets.watch?.((change) => {
      stop?.();
      resolve(change);
    });
  });
  assert.deepEqual(heard, { kind: 'updated', ticketId: 'ü1' });
  assert.equal(server.seen[2]?.url, '/api/events');
  assert.equal(server.seen[2]?.headers['x-portico-session'], 't1.sig');
});

test('a fetched stream that is refused or breaks is closed, and says so once', async () => {
  const stream = {
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    body: 'event: change\ndata: {}\n\nevent: cut',
  };
  for (const [answer, expected] of [
    [problem(401, 'unauthenticated'), 0],
    [stream, 1],
  ] as const) {
    server.script(answer);
    const source = fetchedEvents(`${server.url}/api/events`, 't1.sig');
    let events = 0;
    source.addEventListener('change', () => (events += 1));
    await new Promise<void>((resolve) => {
      source.onerror = () => resolve();
    });
    assert.equal(source.readyState, 2);
    assert.equal(events, expected);
  }
});

test('a fetched stream that is closed ends its request, and stays silent', async () => {
  let ended: () => void;
  const over = new Promise<void>((resolve) => (ended = resolve));
  let opened: () => void;
  const open = new Promise<void>((resolve) => (opened = resolve));
  server.script((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(': open\n\n');
    response.on('close', () => ended());
  });
  const source = fetchedEvents(`${server.url}/api/events`, 't1.sig');
  let failures = 0;
  source.onerror = () => (failures += 1);
  source.onopen = () => opened();
  await open;
  source.close();
  await over;
  assert.equal(source.readyState, 2);
  assert.equal(failures, 0);
});
