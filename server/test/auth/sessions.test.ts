import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { SessionInfo } from '../../../src/api/index.ts';
import type { TestDatabase } from '../helpers/databases.ts';
import { databases, skipOf } from '../helpers/databases.ts';
import type { Client, TestGateway } from '../helpers/gateway.ts';
import { createClient, startGateway, testPassword } from '../helpers/gateway.ts';
import { call, mailboxOf, ownSettings, refusal, tokenIn } from './fixture.ts';

const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:153.0) Gecko/20100101 Firefox/153.0';

async function listOf(client: Client): Promise<SessionInfo[]> {
  const answer = await client.get('/api/sessions');
  assert.equal(answer.status, 200);
  return ((await answer.json()) as { items: SessionInfo[] }).items;
}

/** Signs in with a browser's own words. */
async function signInAs(client: Client, email: string, userAgent: string): Promise<Client> {
  const json = { method: 'password', email, password: testPassword };
  const headers = { 'user-agent': userAgent };
  assert.equal((await client.fetch('/api/auth/sign-in', { method: 'POST', headers, json })).status, 200);
  return client;
}

for (const kind of databases) {
  describe(`one's own sessions on ${kind.name}`, { skip: skipOf(kind) }, () => {
    const settings = ownSettings();
    let database: TestDatabase;
    let gateway: TestGateway;
    let offset = 0;

    before(async () => {
      database = await kind.create();
      gateway = await startGateway({ database, settings, now: () => new Date(Date.now() + offset) });
    });
    after(async () => {
      await gateway?.stop();
      await database?.cleanup();
    });

    test('are listed with device and times, this one first, and never with what the browser is known by', async () => {
      const email = 'alice@acme.example';
      const other = await signInAs(gateway.client(), email, firefox);
      const here = await signInAs(gateway.client(), email, `<script>alert(1)</script>${'x'.repeat(5000)}`);
      const items = await listOf(here);
      assert.equal(items.length, 2);
      assert.deepEqual(
        items.map(({ current, device }) => ({ current, device })),
        [
          { current: true, device: undefined },
          { current: false, device: 'Firefox on Windows' },
        ],
      );
      for (const { createdAt, activeAt } of items) {
        assert.ok(Math.abs(Date.parse(createdAt) - Date.now()) < 60_000);
        assert.ok(Date.parse(activeAt) >= Date.parse(createdAt));
      }
      const text = JSON.stringify(items);
      for (const client of [other, here]) {
        const [, token = ''] = client.cookie().split(/[=.]/);
        assert.ok(token.length > 20);
        assert.ok(!text.includes(token));
      }
      for (const client of [other, here]) await call(client, 'sign-out', {});
    });

    test("end one by one, and nobody's but one's own", async () => {
      const bob = await gateway.as('bob@acme.example');
      const away = await gateway.as('bob@acme.example');
      const carol = await gateway.as('carol@globex.example');
      const [, theirs] = await listOf(bob);
      assert.ok(theirs);
      const end = (client: Client, id: string) => client.fetch(`/api/sessions/${id}`, { method: 'DELETE' });
      for (const id of [theirs.id, 'no-such-session']) {
        assert.deepEqual(await refusal(await end(carol, id)), [404, 'not-found']);
      }
      assert.equal((await away.get('/api/tickets')).status, 200);
      assert.equal((await end(bob, theirs.id)).status, 204);
      assert.equal((await away.get('/api/tickets')).status, 401);
      assert.equal((await end(bob, theirs.id)).status, 404);
      assert.equal((await listOf(bob)).length, 1);
      assert.equal((await gateway.client().get('/api/sessions')).status, 401);
      await call(carol, 'sign-out', {});
      await call(bob, 'sign-out', {});
    });

    test('end all at once, here too', async () => {
      const bob = [await gateway.as('bob@acme.example'), await gateway.as('bob@acme.example')];
      const alice = await gateway.as('alice@acme.example');
      const answer = await bob[0]!.fetch('/api/sessions', { method: 'DELETE' });
      assert.equal(answer.status, 204);
      assert.match(answer.headers.get('set-cookie') ?? '', /Max-Age=0/i);
      for (const client of bob) assert.equal((await client.get('/api/tickets')).status, 401);
      assert.equal((await alice.get('/api/tickets')).status, 200);
    });

    test('end by the absolute limit that the owner set, however busy they are', async () => {
      settings.portal.sessionSeconds = 3600;
      try {
        const carol = await gateway.as('carol@globex.example');
        for (offset = 0; offset < 3_590_000; offset += 590_000) {
          assert.equal((await carol.get('/api/tickets')).status, 200);
        }
        offset = 3_590_000;
        const { session } = (await (await carol.get('/api/session')).json()) as {
          session: { expiresAt: string };
        };
        assert.ok(Date.parse(session.expiresAt) - Date.now() <= 3_600_000);
        offset = 3_601_000;
        assert.equal((await carol.get('/api/tickets')).status, 401);
      } finally {
        offset = 0;
        settings.portal.sessionSeconds = 7 * 24 * 3600;
      }
    });

    test('stay for who touches them, and end by the idle limit for who does not', async () => {
      settings.portal.idleSeconds = 600;
      try {
        const touched = await gateway.as('carol@globex.example');
        const left = await gateway.as('carol@globex.example');
        offset = 500_000;
        const answer = await touched.fetch('/api/session', { method: 'POST', json: {} });
        const { session } = (await answer.json()) as { session: { idleAt: string } };
        assert.ok(Date.parse(session.idleAt) >= Date.now() + 1_090_000);
        await left.get('/api/session');
        await left.get('/api/tickets?background=1');
        offset = 601_000;
        assert.equal((await touched.get('/api/tickets')).status, 200);
        assert.equal((await left.get('/api/tickets')).status, 401);
      } finally {
        offset = 0;
        delete settings.portal.idleSeconds;
      }
    });

    test('that are over are swept', async () => {
      await gateway.as('carol@globex.example');
      const { db } = gateway.gateway.storage;
      const left = () =>
        db.withTables<{ session: { id: string } }>().selectFrom('session').select('id').execute();
      assert.ok((await left()).length > 0);
      offset = 7 * 24 * 3_600_000 + 1000;
      try {
        await gateway.gateway.auth.sweep();
        assert.deepEqual(await left(), []);
      } finally {
        offset = 0;
      }
    });
  });
}

const postgres = databases.find(({ name }) => name === 'postgres');
assert.ok(postgres);

describe('sessions on two gateways of one database', { skip: skipOf(postgres) }, () => {
  const settings = ownSettings();
  let database: TestDatabase;
  let one: TestGateway;
  let two: TestGateway;
  let offset = 0;

  before(async () => {
    database = await postgres.create();
    const now = () => new Date(Date.now() + offset);
    one = await startGateway({ database, settings, now });
    two = await startGateway({ database, settings, now });
  });
  after(async () => {
    await one?.stop();
    await two?.stop();
    await database?.cleanup();
  });

  /** The same browser at the other gateway, as behind a load balancer. */
  const elsewhere = (client: Client): Client => {
    const away = createClient(two.url);
    const headers = { cookie: client.cookie() };
    return {
      ...away,
      fetch: (path, init) => away.fetch(path, { ...init, headers }),
      get: (path) => away.fetch(path, { headers }),
    };
  };

  const ways: Record<string, (client: Client, email: string) => Promise<unknown>> = {
    'signing out': (client) => call(client, 'sign-out', {}),
    'signing out everywhere': (client) => client.fetch('/api/sessions', { method: 'DELETE' }),
    'ending it from the list': async (client, email) => {
      const other = await one.as(email);
      const [, listed] = await listOf(other);
      await other.fetch(`/api/sessions/${listed?.id}`, { method: 'DELETE' });
      await call(other, 'sign-out', {});
      return client;
    },
    'a new password': async (_client, email) => {
      await call(one.client(), 'request-reset', { email });
      const token = tokenIn(await mailboxOf(one).newest(email));
      await call(one.client(), 'reset', { token, password: testPassword });
    },
    'disabling the account': async (_client, email) => {
      await one.gateway.auth.setDisabled(email, true);
      await one.gateway.auth.setDisabled(email, false);
    },
    'signing in anew': (client, email) => client.signIn(email),
  };

  for (const [way, end] of Object.entries(ways)) {
    test(`${way} ends it on the other at once, and its stream within a second`, async (context) => {
      const email = 'alice@acme.example';
      const client = await one.as(email);
      const away = elsewhere(client);
      assert.equal((await away.get('/api/tickets')).status, 200);
      const stream = await away.get('/api/events');
      assert.equal(stream.status, 200);
      await end(client, email);
      const began = performance.now();
      assert.equal((await away.get('/api/tickets')).status, 401);
      const refused = performance.now() - began;
      let heard = '';
      for await (const chunk of stream.body ?? []) heard += Buffer.from(chunk as Uint8Array).toString();
      const ended = performance.now() - began;
      assert.match(heard, /event: session\ndata: \{"session":null\}/);
      assert.ok(ended < 1000, `${ended} ms`);
      context.diagnostic(
        `S5, ${way}: 401 after ${refused.toFixed(0)} ms, stream over after ${ended.toFixed(0)} ms`,
      );
    });
  }

  test('both limits end it on the other', async () => {
    settings.portal.idleSeconds = 600;
    try {
      const away = elsewhere(await one.as('bob@acme.example'));
      assert.equal((await away.get('/api/tickets')).status, 200);
      offset = 601_000;
      assert.equal((await away.get('/api/tickets')).status, 401);
      delete settings.portal.idleSeconds;
      offset = 0;
      const next = elsewhere(await one.as('bob@acme.example'));
      offset = 7 * 24 * 3_600_000 + 1000;
      assert.equal((await next.get('/api/tickets')).status, 401);
    } finally {
      offset = 0;
      delete settings.portal.idleSeconds;
    }
  });
});
