import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuthTables } from '../../src/auth/tables.ts';
import { networkOf } from '../../src/auth/network.ts';
import { createThrottle, type ThrottleRule } from '../../src/auth/throttle.ts';
import { databases, skipOf } from '../helpers/databases.ts';
import { startGateway } from '../helpers/gateway.ts';

test('a network is an address, or all of IPv6 that one customer gets', () => {
  for (const [address, network] of [
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:0:12::1', '2001:db8:0:12::/64'],
    ['2001:0DB8::1', '2001:db8:0:0::/64'],
    ['2001:db8:0:0:1:2:3:4', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
    ['unknown', 'unknown'],
  ] as const) {
    assert.equal(networkOf(address), network, address);
  }
});

for (const database of databases) {
  test(
    `failed sign-ins of one network count together on ${database.name}`,
    { skip: skipOf(database) },
    async () => {
      const target = await database.create();
      const gateway = await startGateway({ database: target });
      const { db } = gateway.gateway.storage;
      const tables = db.withTables<AuthTables>();
      const network = () =>
        tables.selectFrom('throttles').select('count').where('bucket', 'like', 'sign-in-network:%').execute();
      try {
        assert.equal((await gateway.client().signIn('alice@acme.example')).status, 200);
        assert.deepEqual(await network(), [{ count: 0 }], 'what succeeds does not count');
        assert.equal((await gateway.client().signIn('alice@acme.example', 'not this one')).status, 401);
        assert.equal((await gateway.client().signIn('nobody@acme.example', 'not this one')).status, 401);
        assert.deepEqual(await network(), [{ count: 2 }]);
        // A hundred hashed passwords would take the test long.
        await tables
          .updateTable('throttles')
          .set({ count: 100 })
          .where('bucket', 'like', 'sign-in-network:%')
          .execute();
        const refused = await gateway.client().signIn('carol@globex.example');
        assert.equal(refused.status, 429);
        assert.ok(Number(refused.headers.get('retry-after')) > 800);
      } finally {
        await gateway.stop();
        await target.cleanup();
      }
    },
  );

  test(
    `a fixed window ends when it was to end, whatever comes on ${database.name}`,
    { skip: skipOf(database) },
    async () => {
      const target = await database.create();
      const gateway = await startGateway({ database: target });
      try {
        let at = 1_000_000;
        const db = gateway.gateway.storage.db.withTables<AuthTables>();
        const throttle = createThrottle(db, 'secret', () => new Date(at));
        const rule: ThrottleRule = { name: 'test', limit: 3, windowSeconds: 100, fixedWindow: true };
        for (let count = 0; count < 3; count += 1) {
          await throttle.take(rule, 'x');
          at += 30_000;
        }
        await assert.rejects(throttle.take(rule, 'x'), { code: 'rate-limited', retryAfter: 10 });
        await throttle.take(rule, 'y');
        await throttle.giveBack(rule, 'nobody');
        at += 10_000;
        await throttle.take(rule, 'x');
      } finally {
        await gateway.stop();
        await target.cleanup();
      }
    },
  );
}
