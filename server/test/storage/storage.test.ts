import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { sql } from 'kysely';
import { Client } from 'pg';
import { openStorage, type Storage } from '../../src/storage/storage.ts';
import { databases, ownPostgres, skipOf, type DatabaseKind } from '../helpers/databases.ts';

const silent = { info: () => {}, warn: () => {}, error: () => {} };
const [sqlite, postgres] = databases as [DatabaseKind, DatabaseKind];
const away = { name: 'DeskError', code: 'unavailable' };

async function withStorage(database: DatabaseKind, work: (storage: Storage) => Promise<void>): Promise<void> {
  const target = await database.create();
  const storage = await openStorage({ ...target, log: silent });
  try {
    await storage.migrate();
    await work(storage);
  } finally {
    await storage.close();
    await target.cleanup();
  }
}

const mark = (name: string) => ({ name, value: 'x' });

for (const database of databases) {
  const options = { skip: skipOf(database) };
  const on = `on ${database.name}`;

  test(`migrating twice is migrating once ${on}`, options, () =>
    withStorage(database, async (storage) => {
      await storage.migrate();
      await storage.ping();
      assert.equal((await storage.db.selectFrom('stages').selectAll().execute()).length, 4);
    }),
  );

  test(`a transaction happens as a whole or not at all ${on}`, options, () =>
    withStorage(database, async (storage) => {
      await assert.rejects(
        storage.transaction(async (tx) => {
          await tx.insertInto('markers').values(mark('half')).execute();
          throw new Error('changed my mind');
        }),
        /changed my mind/,
      );
      assert.deepEqual(await storage.db.selectFrom('markers').selectAll().execute(), []);
      const results = await Promise.allSettled(
        Array.from({ length: 20 }, (_, i) =>
          storage.transaction((tx) =>
            tx
              .insertInto('markers')
              .values(mark(`n${i % 10}`))
              .execute(),
          ),
        ),
      );
      assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 10);
      assert.equal((await storage.db.selectFrom('markers').selectAll().execute()).length, 10);
    }),
  );

  test(`more calls than connections wait their turn ${on}`, options, () =>
    withStorage(database, async (storage) => {
      const answers = await Promise.all(
        Array.from({ length: 300 }, (_, i) => sql<{ n: number }>`select ${i} + 0 as n`.execute(storage.db)),
      );
      assert.equal(answers.length, 300);
    }),
  );
}

test('a second gateway on a SQLite folder is told why it cannot start', async () => {
  const target = await sqlite.create();
  const first = await openStorage({ ...target, log: silent });
  await assert.rejects(openStorage({ ...target, log: silent }), {
    code: 'conflict',
    message: /another gateway uses the data folder/,
  });
  await first.close();
  const second = await openStorage({ ...target, log: silent });
  await second.close();
  await target.cleanup();
});

test('after kill -9 every acknowledged row is there, and the folder is free at once', async () => {
  const target = await sqlite.create();
  const writer = `
    import { openStorage } from ${JSON.stringify(new URL('../../src/storage/storage.ts', import.meta.url).href)};
    const log = { info() {}, warn() {}, error() {} };
    const storage = await openStorage({ dataDir: ${JSON.stringify(target.dataDir)}, log });
    await storage.migrate();
    for (let i = 0; ; i++) {
      await storage.transaction(async (tx) => {
        await tx.insertInto('markers').values({ name: 'a' + i, value: '' }).execute();
        await tx.insertInto('markers').values({ name: 'b' + i, value: '' }).execute();
      });
      process.stdout.write(i + '\\n');
    }`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', writer], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const part of child.stdout) {
    output += String(part);
    if (output.split('\n').length > 100) break;
  }
  child.kill('SIGKILL');
  await once(child, 'exit');
  const acknowledged = output.split('\n').slice(0, -1).length;

  const storage = await openStorage({ ...target, log: silent });
  const rows = await storage.db.selectFrom('markers').select('name').execute();
  const names = new Set(rows.map(({ name }) => name));
  assert.ok(acknowledged >= 100);
  for (let i = 0; i < acknowledged; i++) assert.ok(names.has(`a${i}`) && names.has(`b${i}`), `row ${i}`);
  assert.equal(names.size % 2, 0, 'no half transaction');
  await storage.close();
  await target.cleanup();
});

test('calls fail fast while PostgreSQL is away, and work when it is back', { skip: skipOf(postgres) }, () =>
  withStorage(ownPostgres, async (storage) => {
    await Promise.all(Array.from({ length: 20 }, () => storage.ping()));
    ownPostgres.control('stop', '-m', 'immediate');
    try {
      const began = performance.now();
      const calls = Array.from({ length: 40 }, (_, i) =>
        i % 2 === 0
          ? storage.ping()
          : storage.transaction((tx) =>
              tx
                .insertInto('markers')
                .values(mark(`x${i}`))
                .execute(),
            ),
      );
      for (const result of await Promise.allSettled(calls)) {
        assert.equal(result.status, 'rejected');
        assert.partialDeepStrictEqual({ ...result.reason, name: result.reason.name }, away);
        assert.ok(result.reason.retryAfter > 0);
      }
      assert.ok(performance.now() - began < 2_000);
    } finally {
      ownPostgres.control('start');
    }
    await storage.ping();
    assert.deepEqual(await storage.db.selectFrom('markers').selectAll().execute(), []);
  }),
);

test('a PostgreSQL that hangs is away as well', { skip: skipOf(postgres) }, () =>
  withStorage(postgres, async (storage) => {
    const began = performance.now();
    await assert.rejects(sql`select pg_sleep(30)`.execute(storage.db), away);
    assert.ok(performance.now() - began < 2_200);
    await storage.ping();
  }),
);

test('a migration that fails leaves the database as it was', { skip: skipOf(postgres) }, async () => {
  const target = await postgres.create();
  const client = new Client({ connectionString: target.url });
  await client.connect();
  // In the way of the migration, half-way through it.
  await client.query('create table messages (old text)');
  const storage = await openStorage({ ...target, log: silent });
  await assert.rejects(storage.migrate(), /messages/);
  const { rows } = await client.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
  );
  assert.deepEqual(
    rows.map(({ name }) => name).filter((name) => !name.startsWith('kysely_')),
    ['messages'],
  );
  await client.query('drop table messages');
  await storage.migrate();
  await client.end();
  await storage.close();
  await target.cleanup();
});

test('a migration that fails leaves a SQLite file as it was', async () => {
  const target = await sqlite.create();
  const storage = await openStorage({ ...target, log: silent });
  await sql`create table messages (old text)`.execute(storage.db);
  await assert.rejects(storage.migrate(), /messages/);
  const tables = await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(
    storage.db,
  );
  assert.deepEqual(
    tables.rows.map(({ name }) => name).filter((name) => !name.startsWith('kysely_')),
    ['messages'],
  );
  await sql`drop table messages`.execute(storage.db);
  await storage.migrate();
  await storage.close();
  await target.cleanup();
});
