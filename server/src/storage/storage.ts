import { Kysely, sql, type Transaction } from 'kysely';
import { Migrator } from 'kysely/migration';
import { unavailable, worthRepeating } from './failures.ts';
import { migrationsFor } from './migrations.ts';
import { postgresNotices, processNotices, type Notices } from './notices.ts';
import { openPatientPostgres, openPostgres } from './postgres.ts';
import type { Schema } from './schema.ts';
import { openSqlite } from './sqlite.ts';

export type { Schema } from './schema.ts';
export type Tx = Transaction<Schema>;
export type Dialect = 'sqlite' | 'postgres';

/** One line an entry; a pino logger fits. */
export interface StorageLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface StorageOptions {
  /** `postgres://…`; absent: SQLite in `dataDir`. */
  url?: string;
  dataDir: string;
  log: StorageLog;
}

/** The gateway's database. While it is away, calls reject with `unavailable` within 2 seconds. */
export interface Storage {
  readonly db: Kysely<Schema>;
  readonly dialect: Dialect;
  readonly dataDir: string;
  /** The same database in the shape better-auth takes as its `database` option. */
  readonly auth: { db: Kysely<Schema>; type: Dialect };
  /** Words between the gateways on this database. */
  readonly notices: Notices;
  /** Brings the schema up to date. A migration that fails leaves the database as it was, and rejects. */
  migrate(): Promise<void>;
  ping(): Promise<void>;
  /**
   * Runs work as one transaction; it may run again after a deadlock, so it must not act outside of `tx`. On SQLite use
   * nothing but `tx` within: everything else waits for its end.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Tries of one transaction in all. */
const tries = 4;

/**
 * Opens SQLite in a folder, or PostgreSQL behind an address. SQLite rejects with `conflict` where another process
 * holds the folder; PostgreSQL is not asked before the first call.
 */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  const { url, dataDir, log } = options;
  const afterCommits = new WeakMap<Tx, (() => void)[]>();

  async function transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const hooks: (() => void)[] = [];
      try {
        const result = await db.transaction().execute((tx) => {
          afterCommits.set(tx, hooks);
          return work(tx);
        });
        for (const hook of hooks) hook();
        return result;
      } catch (error) {
        if (!worthRepeating(error)) throw error;
        if (attempt >= tries) throw unavailable(error, 'a transaction kept colliding with others');
      }
    }
  }

  const sqlite = url === undefined ? openSqlite(dataDir) : undefined;
  const dialect: Dialect = sqlite ? 'sqlite' : 'postgres';
  const postgres = url === undefined ? undefined : openPostgres(url, log);
  const db = new Kysely<Schema>({ dialect: sqlite?.dialect ?? postgres!.dialect });
  const notices =
    url === undefined
      ? processNotices((tx, work) => void (afterCommits.get(tx)?.push(work) ?? work()))
      : postgresNotices(url, db, log);

  async function migrate(): Promise<void> {
    const patient =
      url === undefined ? undefined : new Kysely<Schema>({ dialect: openPatientPostgres(url, log) });
    try {
      const migrator = new Migrator({
        db: patient ?? db,
        provider: { getMigrations: () => Promise.resolve(migrationsFor(dialect)) },
      });
      const { error, results } = await migrator.migrateToLatest();
      for (const { migrationName, status } of results ?? []) {
        log.info({ migration: migrationName, status }, 'migration');
      }
      if (error) throw error;
    } finally {
      await patient?.destroy();
    }
  }

  return {
    db,
    dialect,
    dataDir,
    auth: { db, type: dialect },
    notices,
    migrate,
    async ping() {
      await sql`select 1`.execute(db);
    },
    transaction,
    async close() {
      await notices.close();
      await db.destroy();
      await postgres?.pool.end();
      sqlite?.close();
    },
  };
}
