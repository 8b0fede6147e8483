import { createPasswordHashing, scryptParameters } from '../../server/src/auth/password-hash.ts';
import { median, printTable, quantile } from './statistics.ts';

const tries = 50;

async function times(work: () => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (let count = 0; count < tries; count += 1) {
    const began = performance.now();
    await work();
    taken.push(performance.now() - began);
  }
  return taken;
}

/** What a password costs the gateway: to hash, to check, and fifty at once. */
export async function benchPasswords(): Promise<void> {
  const hashing = createPasswordHashing();
  const password = 'a quiet harbour at dusk';
  const hash = await hashing.hash(password);
  const hashed = await times(() => hashing.hash(password));
  const checked = await times(() => hashing.verify({ hash, password }));
  const none = await times(() => hashing.verify({ hash: 'none', password }));
  const before = process.memoryUsage().rss;
  const began = performance.now();
  await Promise.all(Array.from({ length: tries }, () => hashing.verify({ hash, password })));
  const together = (performance.now() - began) / 1000;
  const memory = (process.memoryUsage().rss - before) / 1024 ** 2;

  const { N, r, p } = scryptParameters;
  printTable(
    `Passwords by scrypt, N=2^${Math.log2(N)} r=${r} p=${p}, ${(128 * N * r) / 1024 ** 2} MiB each, ms`,
    ['', 'median', 'p90'],
    [
      ['hash', median(hashed), quantile(hashed, 0.9)],
      ['check', median(checked), quantile(checked, 0.9)],
      ['check, no account', median(none), quantile(none, 0.9)],
    ],
  );
  console.log(`${tries} at once: ${together.toFixed(1)} s, ${Math.max(0, memory).toFixed(0)} MiB more`);
}

if (import.meta.main) await benchPasswords();
