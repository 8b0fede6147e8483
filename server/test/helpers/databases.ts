import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { postgresFolder, postgresUrl, startPostgres, type PostgresServer } from './postgres.ts';
import { sharedPostgres } from './shared-postgres.ts';

export interface TestDatabase {
  /** Absent: SQLite in `dataDir`. */
  url?: string;
  dataDir: string;
  cleanup(): Promise<void>;
}

export interface DatabaseKind {
  name: 'sqlite' | 'postgres';
  available: boolean;
  /** Why it is not available, as tests say when they skip. */
  reason?: string;
  /** A fresh, empty database. */
  create(): Promise<TestDatabase>;
}

let own: PostgresServer | undefined;
let count = 0;

/** The PostgreSQL of this process alone, started at the first call. */
function ownServer(): PostgresServer {
  own ??= startPostgres();
  return own;
}

const postgres = (home: () => string): DatabaseKind => ({
  name: 'postgres',
  available: postgresFolder() !== undefined,
  ...(postgresFolder() === undefined ? { reason: 'skipped: no PostgreSQL' } : {}),
  async create() {
    const dataDir = mkdtempSync(join(tmpdir(), 'portico-files-'));
    const at = home();
    const name = `t${process.pid}_${++count}`;
    await asAdministrator(at, `create database ${name}`);
    return {
      url: postgresUrl(at, name),
      dataDir,
      async cleanup() {
        await asAdministrator(at, `drop database if exists ${name} with (force)`);
        await rm(dataDir, { recursive: true, force: true });
      },
    };
  },
});

/** Runs a suite once a database: `for (const database of databases) test(..., {skip: skipOf(database)}, ...)`. */
export const databases: readonly DatabaseKind[] = [
  {
    name: 'sqlite',
    available: true,
    create() {
      const dataDir = mkdtempSync(join(tmpdir(), 'portico-sqlite-'));
      return Promise.resolve({ dataDir, cleanup: () => rm(dataDir, { recursive: true, force: true }) });
    },
  },
  // One server for all files of a run, where the runner has started one.
  postgres(() => sharedPostgres() ?? ownServer().home),
];

/** PostgreSQL in a server that no other file uses: a test may stop and start it. */
export const ownPostgres = {
  ...postgres(() => ownServer().home),
  control: (...args: string[]): void => ownServer().control(...args),
};

/** The `skip` option of a test on this database. */
export function skipOf(database: DatabaseKind): string | false {
  return database.available ? false : (database.reason ?? 'not available');
}

async function asAdministrator(home: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: postgresUrl(home, 'postgres') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
