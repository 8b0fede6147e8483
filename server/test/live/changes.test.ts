import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeskError } from '../../src/desks/errors.ts';
import { createChanges, type ChangeEvent, type Changes } from '../../src/live/changes.ts';
import { openStorage, type Storage } from '../../src/storage/storage.ts';
import { databases, ownPostgres, skipOf, type DatabaseKind } from '../helpers/databases.ts';

const silent = { info: () => {}, warn: () => {}, error: () => {} };

interface Side {
  storage: Storage;
  changes: Changes;
}

/** Gateways on one database: two on PostgreSQL, one on SQLite. */
async function withGateways(
  database: DatabaseKind,
  work: (one: Side, other: Side) => Promise<void>,
): Promise<void> {
  const target = await database.create();
  const open = async (): Promise<Side> => {
    const storage = await openStorage({ ...target, log: silent });
    return { storage, changes: createChanges(storage) };
  };
  const one = await open();
  await one.storage.migrate();
  const other = database.name === 'postgres' ? await open() : one;
  try {
    await work(one, other);
  } finally {
    for (const side of new Set([one, other])) {
      await side.changes.close();
      await side.storage.close();
    }
    await target.cleanup();
  }
}

async function write(side: Side, ...tickets: string[]): Promise<void> {
  for (const ticketId of tickets) {
    await side.storage.transaction((tx) =>
      side.changes.append(tx, { kind: 'message', ticketId, contactId: 'c', companyId: 'k', at: '2026' }),
    );
  }
}

/** The next `count` events as words. */
async function take(events: AsyncIterator<ChangeEvent>, count: number): Promise<string[]> {
  const words: string[] = [];
  while (words.length < count) {
    const { done, value } = await events.next();
    if (done) break;
    words.push(value.kind === 'reset' ? 'reset' : value.ticketId);
  }
  return words;
}

function listen(side: Side, after?: string, signal = new AbortController().signal) {
  return side.changes.since(after, signal)[Symbol.asyncIterator]();
}

for (const database of databases) {
  const options = { skip: skipOf(database), timeout: 30_000 };
  const on = `on ${database.name}`;

  test(`what one gateway writes, every gateway hears, in order ${on}`, options, () =>
    withGateways(database, async (one, other) => {
      await Promise.all([one.changes.ready(), other.changes.ready()]);
      const here = listen(one);
      const there = listen(other);
      await write(one, 'a', 'b');
      await write(other, 'c');
      assert.deepEqual(await take(here, 3), ['a', 'b', 'c']);
      assert.deepEqual(await take(there, 3), ['a', 'b', 'c']);
    }),
  );

  test(`a stream resumes after the last id it saw ${on}`, options, () =>
    withGateways(database, async (one, other) => {
      const start = await one.changes.position();
      await write(one, 'a', 'b', 'c');
      const first = await listen(one, start).next();
      assert.ok(!first.done && first.value.kind !== 'reset');
      const resumed = listen(other, first.value.id);
      assert.deepEqual(await take(resumed, 2), ['b', 'c']);
      await write(one, 'd');
      assert.deepEqual(await take(resumed, 1), ['d']);
    }),
  );

  test(`an id that is unknown or too old says reset, then goes on ${on}`, options, () =>
    withGateways(database, async (one) => {
      await write(one, 'a', 'b');
      const position = await one.changes.position();
      for (const id of ['999999', '-1', 'abc', '', '1e9', '99999999999999999999', "1' or 1=1"]) {
        assert.deepEqual(await take(listen(one, id), 1), ['reset'], id);
      }
      await one.changes.prune('2027');
      assert.deepEqual(await take(listen(one, '1'), 1), ['reset']);
      assert.equal(await one.changes.position(), position);
      const current = listen(one, position);
      await write(one, 'c');
      assert.deepEqual(await take(current, 1), ['c'], 'the newest id stays good after it was forgotten');
    }),
  );

  test(`a change of a transaction that failed is never heard ${on}`, options, () =>
    withGateways(database, async (one) => {
      await one.changes.ready();
      const events = listen(one);
      await assert.rejects(
        one.storage.transaction(async (tx) => {
          await one.changes.append(tx, { kind: 'created', ticketId: 'no', contactId: 'c', at: '2026' });
          throw new Error('no');
        }),
      );
      await write(one, 'yes');
      assert.deepEqual(await take(events, 1), ['yes']);
    }),
  );

  test(`writers at once on all gateways lose nothing ${on}`, options, () =>
    withGateways(database, async (one, other) => {
      const start = await one.changes.position();
      const reading = [listen(one, start), listen(other, start)];
      await Promise.all(Array.from({ length: 60 }, (_, i) => write(i % 2 === 0 ? one : other, `t${i}`)));
      const expected = Array.from({ length: 60 }, (_, i) => `t${i}`).sort();
      const [here, there] = await Promise.all(reading.map((events) => take(events, 60)));
      assert.deepEqual([...here!].sort(), expected);
      assert.deepEqual(there, here, 'and all gateways agree on the order');
    }),
  );

  test(`two thousand listeners hear, and one that sleeps holds nobody up ${on}`, options, () =>
    withGateways(database, async (one) => {
      await one.changes.ready();
      const sleeper = listen(one);
      const leaving = new AbortController();
      const all = Array.from({ length: 2_000 }, () => listen(one, undefined, leaving.signal));
      const first = all.map((events) => take(events, 1));
      await write(one, 'a');
      for (const heard of await Promise.all(first)) assert.deepEqual(heard, ['a']);
      const waiting = all.map((events) => events.next());
      leaving.abort();
      for (const { done } of await Promise.all(waiting)) assert.equal(done, true);
      assert.deepEqual(await take(sleeper, 1), ['a']);
    }),
  );

  test(`a listener far behind is told to reset ${on}`, options, () =>
    withGateways(database, async (one) => {
      await one.changes.ready();
      const slow = listen(one);
      const quick = listen(one);
      await write(one, 'first');
      assert.deepEqual(await take(slow, 1), ['first']);
      await one.storage.transaction(async (tx) => {
        const row = {
          kind: 'message' as const,
          ticket_id: 't',
          contact_id: 'c',
          company_id: null,
          at: '2026',
        };
        for (let i = 0; i < 24; i++) {
          await tx
            .insertInto('changes')
            .values(Array.from({ length: 500 }, () => row))
            .execute();
        }
        await one.changes.append(tx, { kind: 'message', ticketId: 'last', contactId: 'c', at: '2026' });
      });
      // The quick one reads along, so the reader has certainly gone through all of them.
      for (let heard = ''; heard !== 'last' && heard !== 'reset';) [heard = ''] = await take(quick, 1);
      assert.deepEqual(await take(slow, 1), ['reset']);
      await write(one, 'news');
      assert.deepEqual((await take(slow, 1)).length, 1);
    }),
  );

  test(`a sign-out is heard on every gateway ${on}`, options, () =>
    withGateways(database, async (one, other) => {
      await Promise.all([one.storage.notices.ready(), other.storage.notices.ready()]);
      const heard = Promise.withResolvers<string | undefined>();
      const stop = other.changes.onSession(heard.resolve);
      await one.changes.publishSession('user-7');
      assert.equal(await heard.promise, 'user-7');
      stop();
    }),
  );

  test(`closing ends every stream ${on}`, options, () =>
    withGateways(database, async (one) => {
      await one.changes.ready();
      const next = listen(one).next();
      await one.changes.close();
      assert.equal((await next).done, true);
    }),
  );
}

test('nothing is lost while PostgreSQL restarts', { skip: skipOf(ownPostgres), timeout: 30_000 }, () =>
  withGateways(ownPostgres, async (one, other) => {
    await Promise.all([one.changes.ready(), other.changes.ready()]);
    const there = listen(other);
    await write(one, 'before');
    assert.deepEqual(await take(there, 1), ['before']);
    ownPostgres.control('restart', '-m', 'fast');
    // The first calls meet connections that died with the server.
    let written = false;
    while (!written) {
      written = await write(one, 'after').then(
        () => true,
        (error: unknown) => {
          assert.ok(error instanceof DeskError && error.code === 'unavailable');
          return false;
        },
      );
    }
    assert.deepEqual(await take(there, 1), ['after']);
  }),
);
