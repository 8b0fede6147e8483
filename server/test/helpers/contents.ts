import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { TestGateway } from './gateway.ts';

/** A digest of each table of a gateway on SQLite, to tell what a request has changed. */
export async function contentsOf({ gateway }: TestGateway): Promise<Record<string, string>> {
  const { db } = gateway.storage;
  const tables = await sql<{ name: string }>`
    select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name
  `.execute(db);
  const digests: Record<string, string> = {};
  for (const { name } of tables.rows) {
    const { rows } = await sql`select * from ${sql.table(name)}`.execute(db);
    digests[name] = createHash('sha256').update(JSON.stringify(rows)).digest('hex');
  }
  return digests;
}

/** Every route the gateway describes, as `[METHOD, path]`. */
export async function routesOf(gateway: TestGateway): Promise<[method: string, path: string][]> {
  const document = (await (await gateway.get('/api/openapi.json')).json()) as {
    paths: Record<string, Record<string, unknown>>;
  };
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method): [string, string] => [method.toUpperCase(), path]),
  );
}
