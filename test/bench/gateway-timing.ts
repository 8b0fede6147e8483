import { databases } from '../../server/test/helpers/databases.ts';
import { startGateway } from '../../server/test/helpers/gateway.ts';
import { median, printTable, quantile } from './statistics.ts';

const tries = 200;

/** Milliseconds of one answer, and that it was the expected one. */
async function timed(send: () => Promise<Response>, status: number): Promise<number> {
  const began = performance.now();
  const answer = await send();
  await answer.arrayBuffer();
  const took = performance.now() - began;
  if (answer.status !== status) throw new Error(`${answer.status} at ${answer.url}`);
  return took;
}

/**
 * Whether the time of an answer tells who has an account: medians of 200 tries each for known and unknown addresses,
 * interleaved, at everything strangers may ask. They are to differ by 10 ms at the most.
 */
export async function benchTiming(): Promise<void> {
  for (const database of databases) {
    if (!database.available) {
      console.log(`\nTiming over ${database.name}: skipped, ${database.reason ?? 'not here'}`);
      continue;
    }
    const created = await database.create();
    const gateway = await startGateway({
      database: created,
      config: { logLevel: 'silent', registrationsPerHour: 10_000 },
    });
    const { db } = gateway.gateway.storage;
    try {
      const ask = (way: string, json: object, status: number) =>
        timed(() => gateway.client().post(`/api/auth/${way}`, json), status);
      const password = 'a quiet harbour at dusk';
      const questions: Record<string, (email: string) => Promise<number>> = {
        'sign-in': (email) =>
          ask('sign-in', { method: 'password', email, password: 'not the right one' }, 401),
        'sign-in by code': (email) => ask('sign-in', { method: 'code', email, code: '12345678' }, 401),
        register: (email) => ask('register', { name: 'Dana', email, password }, 200),
        reset: (email) => ask('request-reset', { email }, 200),
        link: (email) => ask('link', { email }, 200),
      };
      const rows: (string | number)[][] = [];
      for (const [name, question] of Object.entries(questions)) {
        const known: number[] = [];
        const unknown: number[] = [];
        for (let count = 0; count < tries; count += 1) {
          // Limits are not what is measured.
          await db.withTables<{ throttles: { bucket: string } }>().deleteFrom('throttles').execute();
          // In turns which comes first, so that neither profits from the other.
          const pair = [
            async () => known.push(await question('alice@acme.example')),
            async () => unknown.push(await question(`nobody${count}@acme.example`)),
          ];
          for (const one of count % 2 === 0 ? pair : pair.toReversed()) await one();
        }
        rows.push([
          name,
          median(known),
          median(unknown),
          median(known) - median(unknown),
          quantile(known, 0.9) - quantile(known, 0.1),
        ]);
      }
      printTable(
        `Known and unknown addresses over ${database.name}, ${tries} tries each, ms`,
        ['', 'known', 'unknown', 'difference', 'spread (p90-p10)'],
        rows,
      );
    } finally {
      await gateway.stop();
      await created.cleanup();
    }
  }
}

if (import.meta.main) await benchTiming();
