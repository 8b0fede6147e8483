import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import SqliteConstructor, { type Database, type Statement } from 'better-sqlite3';
import {
  SqliteAdapter,
  SqliteDialect,
  type Dialect,
  type SqliteDatabase,
  type SqliteStatement,
} from 'kysely';
import { DeskError } from '../desks/errors.ts';
import { sqliteIsAway, unavailable } from './failures.ts';

/** Compiled statements kept; lists make a few dozen kinds. */
const cachedStatements = 300;

export interface OpenSqlite {
  dialect: Dialect;
  close(): void;
}

/**
 * SQLite in a folder. Every acknowledged commit is on the disk: WAL with `synchronous=FULL`. Throws `conflict` where
 * another process holds the folder.
 */
export function openSqlite(dataDir: string): OpenSqlite {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const lock = lockFolder(dataDir);
  let database: Database;
  try {
    database = new SqliteConstructor(join(dataDir, 'portico.sqlite'), { timeout: 1500 });
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    database.pragma('temp_store = MEMORY');
    database.pragma('cache_size = -65536');
  } catch (error) {
    lock.close();
    throw error;
  }
  const inner = new SqliteDialect({ database: cachedDatabase(database) });
  return {
    dialect: {
      createAdapter: () => new TransactionalDdlAdapter(),
      createDriver: () => inner.createDriver(),
      createIntrospector: (db) => inner.createIntrospector(db),
      createQueryCompiler: () => inner.createQueryCompiler(),
    },
    close() {
      if (database.open) database.close();
      lock.close();
    },
  };
}

/** SQLite rolls schema changes back as well, so a migration that fails half-way leaves nothing behind. */
class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/**
 * An exclusive transaction on a file of its own. The operating system drops it with the process, however that ends;
 * a lock file with a process id in it would outlive `kill -9`.
 */
function lockFolder(dataDir: string): { close(): void } {
  const lock = new SqliteConstructor(join(dataDir, 'portico.lock'), { timeout: 1500 });
  try {
    lock.exec('begin exclusive');
  } catch (error) {
    lock.close();
    throw new DeskError(
      'conflict',
      `another gateway uses the data folder ${dataDir}: stop it, or give this one a folder of its own`,
      { cause: error },
    );
  }
  return { close: () => void lock.close() };
}

/** The driver compiles each statement anew: keep the compiled ones, oldest out first. */
function cachedDatabase(database: Database): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  return {
    close: () => {
      statements.clear();
      database.close();
    },
    prepare(sql) {
      const known = statements.get(sql);
      if (known) {
        statements.delete(sql);
        statements.set(sql, known);
        return known;
      }
      const prepared = guardedStatement(guarded(() => database.prepare(sql)));
      const statement = sql === 'rollback' ? onlyWithin(database, prepared) : prepared;
      statements.set(sql, statement);
      if (statements.size > cachedStatements) {
        const oldest = statements.keys().next().value;
        if (oldest !== undefined) statements.delete(oldest);
      }
      return statement;
    },
  };
}

function guardedStatement(statement: Statement): SqliteStatement {
  return {
    reader: statement.reader,
    all: (parameters) => guarded(() => statement.all(parameters)),
    run: (parameters) => guarded(() => statement.run(parameters)),
    iterate: (parameters) => guarded(() => statement.iterate(parameters)),
  };
}

/**
 * A full disk makes SQLite roll back by itself. The driver's own rollback would then fail, and hide what had happened.
 */
function onlyWithin(database: Database, rollback: SqliteStatement): SqliteStatement {
  const nothing = { changes: 0, lastInsertRowid: 0 };
  return { ...rollback, run: (parameters) => (database.inTransaction ? rollback.run(parameters) : nothing) };
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw sqliteIsAway(error) ? unavailable(error, 'the database takes nothing now') : error;
  }
}
