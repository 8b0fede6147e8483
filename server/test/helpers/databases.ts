import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Client } from 'pg';

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

interface Server {
  /** Address of a database of that name. */
  url(database: string): string;
  /** `pg_ctl` with these arguments, for tests that stop and start it: `control('stop', '-m', 'immediate')`, `control('start')`. */
  control(...args: string[]): void;
}

let server: Server | undefined;
let count = 0;

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
  {
    name: 'postgres',
    available: postgresFolder() !== undefined,
    ...(postgresFolder() === undefined ? { reason: 'skipped: no PostgreSQL' } : {}),
    async create() {
      const dataDir = mkdtempSync(join(tmpdir(), 'portico-files-'));
      const running = postgresServer();
      const name = `t${process.pid}_${++count}`;
      await asAdministrator(running, `create database ${name}`);
      return {
        url: running.url(name),
        dataDir,
        async cleanup() {
          await asAdministrator(running, `drop database if exists ${name} with (force)`);
          await rm(dataDir, { recursive: true, force: true });
        },
      };
    },
  },
];

/** The `skip` option of a test on this database. */
export function skipOf(database: DatabaseKind): string | false {
  return database.available ? false : (database.reason ?? 'not available');
}

/** The PostgreSQL of this test process, started at the first call. */
export function postgresServer(): Server {
  server ??= startPostgres();
  return server;
}

function postgresFolder(): string | undefined {
  const versions = existsSync('/usr/lib/postgresql')
    ? readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a))
    : [];
  const folders = [
    ...versions.map((version) => join('/usr/lib/postgresql', version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'pg_ctl')));
}

/** Reached by a socket in its own folder alone, so no port can be taken and no other machine can connect. */
function startPostgres(): Server {
  const bin = postgresFolder();
  if (!bin) throw new Error('no PostgreSQL');
  const home = mkdtempSync(join(tmpdir(), 'portico-pg-'));
  const data = join(home, 'data');
  // PostgreSQL refuses to run as root.
  const root = process.getuid?.() === 0;
  if (root) {
    const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
    chownSync(home, id('-u'), id('-g'));
  }
  const run = (program: string, ...args: string[]): void => {
    const command = join(bin, program);
    const [file, rest] = root ? ['runuser', ['-u', 'postgres', '--', command, ...args]] : [command, args];
    const result = spawnSync(file, rest, {
      cwd: home,
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (result.status !== 0) throw new Error(`${program} failed: ${result.stderr}`);
  };
  run('initdb', '--no-sync', '-A', 'trust', '-U', 'portico', '-E', 'UTF8', '--locale=C', '-D', data);
  const settings = `-k ${home} -c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=200`;
  const control = (...args: string[]): void => run('pg_ctl', '-D', data, '-w', ...args);
  const start = (): void => control('-l', join(home, 'log'), '-o', settings, 'start');
  start();
  // A test runner that gives up on this process must not leave a server behind.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(1));
  process.once('exit', () => {
    spawnSync(root ? 'runuser' : join(bin, 'pg_ctl'), [
      ...(root ? ['-u', 'postgres', '--', join(bin, 'pg_ctl')] : []),
      ...['-D', data, '-m', 'immediate', 'stop'],
    ]);
    rmSync(home, { recursive: true, force: true });
  });
  return {
    url: (database) => `postgres://portico@localhost/${database}?host=${encodeURIComponent(home)}`,
    control: (...args) => (args[0] === 'start' ? start() : control(...args)),
  };
}

async function asAdministrator(running: Server, statement: string): Promise<void> {
  const client = new Client({ connectionString: running.url('postgres') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
