import { databases } from '../../server/test/helpers/databases.ts';
import { startGateway } from '../../server/test/helpers/gateway.ts';
import { median, printTable, quantile } from './statistics.ts';

const tries = 200;

/** Of one answer, in milliseconds. */
interface Taken {
  time: number;
  /** What this process computed meanwhile, on all its threads: that does not depend on how busy the machine is. */
  work: number;
}

/** Asks, and sees that the answer was the expected one. */
async function timed(send: () => Promise<Response>, status: number): Promise<Taken> {
  const before = process.cpuUsage();
  const began = performance.now();
  const answer = await send();
  await answer.arrayBuffer();
  const time = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  if (answer.status !== status) throw new Error(`${answer.status} at ${answer.url}`);
  return { time, work: (user + system) / 1000 };
}

/**
 * Whether the time of an answer tells who has an account: medians of 200 tries each for known and unknown addresses,
 * interleaved, at everything strangers may ask. They are to differ by 10 ms at the most.
 */
export async function benchTiming(only?: string): Promise<void> {
  for (const database of databases) {
    if (only !== undefined && only !== database.name) continue;
    if (!database.available) {
      console.log(`\nTiming over ${database.name}: skipped, ${database.reason ?? 'not here'}`);
      continue;
    }
    const created = await database.create();
    const gateway = await startGateway({
      database: created,
      realPasswords: true,
      config: { logLevel: 'silent', registrationsPerHour: 10_000 },
    });
    const { db } = gateway.gateway.storage;
    try {
      const ask = (way: string, json: object, status: number) =>
        timed(() => gateway.client().post(`/api/auth/${way}`, json), status);
      const password = 'a quiet harbour at dusk';
      const questions: Record<string, (email: string) => Promise<Taken>> = {
        'sign-in': (email) =>
          ask('sign-in', { method: 'password', email, password: 'not the right one' }, 401),
        'sign-in by code': (email) => ask('sign-in', { method: 'code', email, code: '12345678' }, 401),
        register: (email) => ask('register', { name: 'Dana', email, password }, 200),
        reset: (email) => ask('request-reset', { email }, 200),
        link: (email) => ask('link', { email }, 200),
      };
      const rows: (string | number)[][] = [];
      for (const [name, question] of Object.entries(questions)) {
        const known: Taken[] = [];
        const unknown: Taken[] = [];
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
        const of = (taken: Taken[], what: keyof Taken) => taken.map((one) => one[what]);
        const times = [of(known, 'time'), of(unknown, 'time')] as const;
        const works = [of(known, 'work'), of(unknown, 'work')] as const;
        rows.push([
          name,
          median(times[0]),
          median(times[1]),
          median(times[0]) - median(times[1]),
          quantile(times[0], 0.9) - quantile(times[0], 0.1),
          median(works[0]) - median(works[1]),
        ]);
      }
      printTable(
        `Known and unknown addresses over ${database.name}, ${tries} tries each, ms`,
        ['', 'known', 'unknown', 'difference', 'spread (p90-p10)', 'difference in work'],
        rows,
      );
    } finally {
      await gateway.stop();
      await created.cleanup();
    }
  }
}

if (import.meta.main) await benchTiming(process.argv[2]);
