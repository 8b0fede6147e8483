import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { GatewayConfig } from '../../src/config.ts';
import { createGateway } from '../../src/gateway.ts';
import type { TestDatabase } from '../helpers/databases.ts';
import { databases, skipOf } from '../helpers/databases.ts';
import type { TestGateway } from '../helpers/gateway.ts';
import { createClient, fileTicket, startGateway } from '../helpers/gateway.ts';

const kind = databases.find(({ name }) => name === 'postgres');
assert.ok(kind);

describe('two gateways on one database', { skip: skipOf(kind) }, () => {
  let database: TestDatabase;
  let gateways: TestGateway[];

  before(async () => {
    database = await kind.create();
    const first = await startGateway({ database });
    gateways = [first, await startGateway({ database })];
  });
  after(async () => {
    for (const gateway of gateways ?? []) await gateway.stop();
    await database?.cleanup();
  });

  const both = (): [TestGateway, TestGateway] => {
    const [one, two] = gateways;
    assert.ok(one && two);
    return [one, two];
  };

  test('a session begun at one holds at the other, and ends at both at once', async () => {
    const [one, two] = both();
    const alice = await one.as('alice@acme.example');
    const ticket = await fileTicket(alice);
    const headers = { cookie: alice.cookie() };
    const away = createClient(two.url);
    assert.equal((await away.fetch(`/api/tickets/${ticket.id}`, { headers })).status, 200);
    await alice.fetch('/api/auth/sign-out', { method: 'POST', json: {} });
    assert.equal((await away.fetch(`/api/tickets/${ticket.id}`, { headers })).status, 401);
  });

  test('wrong passwords count together', async () => {
    const [one, two] = both();
    const statuses: number[] = [];
    for (let count = 0; count < 11; count += 1) {
      const at = count % 2 === 0 ? one : two;
      statuses.push((await at.client().signIn('bob@acme.example', 'not this one')).status);
    }
    assert.deepEqual(statuses, [...Array<number>(10).fill(401), 429]);
    assert.equal((await two.client().signIn('bob@acme.example')).status, 429);
  });

  test('one key at both at once is one message', async () => {
    const [one, two] = both();
    const carol = await one.as('carol@globex.example');
    const ticket = await fileTicket(carol);
    const headers = { cookie: carol.cookie(), 'idempotency-key': 'the-same' };
    const json = { body: { format: 'text', content: 'Once' }, attachments: [] };
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, count) =>
        createClient((count % 2 === 0 ? one : two).url).fetch(`/api/tickets/${ticket.id}/messages`, {
          method: 'POST',
          headers,
          json,
        }),
      ),
    );
    const ids = new Set<string>();
    for (const answer of answers) {
      assert.equal(answer.status, 201);
      ids.add(((await answer.json()) as { id: string }).id);
    }
    assert.equal(ids.size, 1);
  });
});

test(
  'gateways that start together on an empty database wait for each other',
  { skip: skipOf(kind) },
  async () => {
    const database = await kind.create();
    const config: GatewayConfig = {
      host: '127.0.0.1',
      port: 0,
      dataDir: database.dataDir,
      databaseUrl: database.url,
      mailFrom: 'support@portal.test',
      demo: false,
      trustProxy: 0,
      logLevel: 'silent',
      registrationsPerHour: 10,
      privateProviders: false,
    };
    const started = await Promise.allSettled([
      createGateway(config),
      createGateway(config),
      createGateway(config),
    ]);
    try {
      for (const outcome of started) {
        if (outcome.status === 'rejected') throw outcome.reason;
        const answer = await outcome.value.fetch(new Request('http://localhost/api/health'));
        assert.equal(answer.status, 200);
      }
    } finally {
      for (const outcome of started) if (outcome.status === 'fulfilled') await outcome.value.stop();
      await database.cleanup();
    }
  },
);

test(
  'gateways that seed one empty database together make one demo, and all find it',
  { skip: skipOf(kind) },
  async () => {
    const database = await kind.create();
    // One after the other until here, so that nothing but the seeding is at once.
    const gateways = [await startGateway({ database }), await startGateway({ database })];
    try {
      await Promise.all(gateways.map(({ gateway }) => gateway.seed({ password: 'x', tickets: 400 })));
      for (const { gateway } of gateways) {
        const { db } = gateway.storage;
        const [{ count } = {}] = await db
          .selectFrom('tickets')
          .select((eb) => eb.fn.countAll<string>().as('count'))
          .execute();
        assert.equal(Number(count), 400);
      }
      const kept = await readdir(join(database.dataDir, 'files'), { recursive: true, withFileTypes: true });
      const attached = await gateways[0]!.gateway.storage.db.selectFrom('attachments').select('id').execute();
      assert.equal(kept.filter((entry) => entry.isFile()).length, attached.length, 'no file without a row');
    } finally {
      for (const gateway of gateways) await gateway.stop();
      await database.cleanup();
    }
  },
);
