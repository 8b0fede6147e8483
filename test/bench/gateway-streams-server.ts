import { setTimeout } from 'node:timers/promises';
import { databases } from '../../server/test/helpers/databases.ts';
import { startGateway, testPassword } from '../../server/test/helpers/gateway.ts';

/** A gateway in a process of its own that tells how much memory it takes, each time it is asked. */
const [sqlite] = databases;
if (!sqlite) throw new Error('no SQLite');
const database = await sqlite.create();
const gateway = await startGateway({ database, streamsPerUser: 100_000, config: { logLevel: 'silent' } });

process.on('message', (message) => {
  if (message === 'memory') void tell();
  if (message === 'stop') void stop();
});
process.send?.({ url: gateway.url, password: testPassword });

async function tell(): Promise<void> {
  // What is garbage is not what streams cost.
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc?.();
    await setTimeout(50);
  }
  process.send?.({ rss: process.memoryUsage().rss });
}

async function stop(): Promise<void> {
  await gateway.stop();
  await database.cleanup();
  process.exit(0);
}
