import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

export interface PostgresServer {
  /** The folder of its socket, which tells other processes where it is. */
  readonly home: string;
  /** `pg_ctl` with these arguments, for tests that stop and start it: `control('stop', '-m', 'immediate')`, `control('start')`. */
  control(...args: string[]): void;
  /** Ends it, and leaves nothing of it. Happens by itself when the process ends. */
  remove(): void;
}

/** Where the server's programs are, or undefined. */
export function postgresFolder(): string | undefined {
  const versions = existsSync('/usr/lib/postgresql')
    ? readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a))
    : [];
  const folders = [
    ...versions.map((version) => join('/usr/lib/postgresql', version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'pg_ctl')));
}

/** Address of a database of that name, in the server whose socket is in that folder. */
export function postgresUrl(home: string, database: string): string {
  return `postgres://portico@localhost/${database}?host=${encodeURIComponent(home)}`;
}

/**
 * A server of one's own, reached by a socket in its own folder alone, so no port can be taken and no other machine can
 * connect. It does not wait for the disk: what tests of it kill is the gateway, never the machine.
 */
export function startPostgres(): PostgresServer {
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
  const attempt = (program: string, ...args: string[]) => {
    const command = join(bin, program);
    const [file, rest] = root ? ['runuser', ['-u', 'postgres', '--', command, ...args]] : [command, args];
    return spawnSync(file, rest, { cwd: home, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
  };
  const run = (program: string, ...args: string[]): void => {
    const result = attempt(program, ...args);
    if (result.status !== 0) throw new Error(`${program} failed: ${result.stderr}`);
  };
  run('initdb', '--no-sync', '-A', 'trust', '-U', 'portico', '-E', 'UTF8', '--locale=C', '-D', data);
  const settings = `-k ${home} -c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=400`;
  const control = (...args: string[]): void => run('pg_ctl', '-D', data, '-w', ...args);
  const start = (): void => control('-l', join(home, 'log'), '-o', settings, 'start');
  start();

  const end = (): void => {
    attempt('pg_ctl', '-D', data, '-m', 'immediate', 'stop');
    rmSync(home, { recursive: true, force: true });
  };
  // A test runner that gives up on this process must not leave a server behind.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(1));
  process.once('exit', end);
  return {
    home,
    control: (...args) => (args[0] === 'start' ? start() : control(...args)),
    remove() {
      process.off('exit', end);
      end();
    },
  };
}
