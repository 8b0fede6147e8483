// One PostgreSQL for all test files of a run: for node:test (`--test-global-setup`) and for Playwright (`globalSetup`).
// A file that is run by itself, without either, starts its own.
import { postgresFolder, startPostgres, type PostgresServer } from './postgres.ts';

/** Environment variable that tells the processes of the tests where its socket is. */
const variable = 'PORTICO_TEST_POSTGRES';

/** The folder of its socket, if there is one. */
export const sharedPostgres = (): string | undefined => process.env[variable];

let server: PostgresServer | undefined;

export function globalSetup(): void {
  if (postgresFolder() === undefined) return;
  server = startPostgres();
  process.env[variable] = server.home;
}

export function globalTeardown(): void {
  server?.remove();
}

export default function setup(): typeof globalTeardown {
  globalSetup();
  return globalTeardown;
}
