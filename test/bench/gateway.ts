import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { databases } from '../../server/test/helpers/databases.ts';
import { createClient, type Client } from '../../server/test/helpers/gateway.ts';
import { printTable, quantile } from './statistics.ts';

const tickets = 100_000;
const concurrency = 8;
const requests = 1_500;

interface Workload {
  name: string;
  run(client: Client, index: number): Promise<Response>;
}

/** Requests a second, and the p50 and p99 of their milliseconds, with a few callers at once. */
async function load(client: Client, { run }: Workload): Promise<[number, number, number]> {
  const times: number[] = [];
  let next = 0;
  const caller = async () => {
    while (next < requests) {
      const index = next;
      next += 1;
      const began = performance.now();
      const answer = await run(client, index);
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`${answer.status} at ${answer.url}`);
      times.push(performance.now() - began);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: concurrency }, caller));
  return [requests / ((performance.now() - began) / 1000), quantile(times, 0.5), quantile(times, 0.99)];
}

function workloads(ids: readonly string[]): Workload[] {
  const words = ['export', 'invoice', 'webhook', 'dashboard', 'sso', 'seat'];
  const pick = <T>(from: readonly T[], index: number) => from[index % from.length] as T;
  return [
    {
      name: 'list, own',
      run: (client) => client.get('/api/tickets?view=mine&state=any&sort=-activity&limit=25'),
    },
    {
      name: 'search, own',
      run: (client, index) =>
        client.get(`/api/tickets?view=mine&state=any&limit=25&text=${pick(words, index)}`),
    },
    { name: 'get', run: (client, index) => client.get(`/api/tickets/${pick(ids, index)}`) },
    {
      name: 'messages',
      run: (client, index) => client.get(`/api/tickets/${pick(ids, index)}/messages?limit=50`),
    },
    {
      name: 'reply',
      run: (client, index) =>
        client.post(`/api/tickets/${pick(ids, index)}/messages`, {
          body: { format: 'markdown', content: `Reply number ${index}, with a **word** or two.` },
          attachments: [],
        }),
    },
  ];
}

/** The gateway over each database that is here, with 100,000 tickets, asked over HTTP by a signed-in customer. */
export async function benchGateway(): Promise<void> {
  for (const database of databases) {
    if (!database.available) {
      console.log(`\nGateway over ${database.name}: skipped, ${database.reason ?? 'not here'}`);
      continue;
    }
    const created = await database.create();
    const child = fork(path.join(import.meta.dirname, 'gateway-server.ts'), [
      String(tickets),
      created.dataDir,
      created.url ?? '',
    ]);
    try {
      const began = performance.now();
      const [ready] = (await once(child, 'message')) as [{ url: string; password: string }];
      console.log(
        `\n${database.name}: ${tickets} tickets made in ${((performance.now() - began) / 1000).toFixed(1)} s`,
      );
      const client = createClient(ready.url);
      await client.signIn('alice@acme.example', ready.password);
      const page = await client.get('/api/tickets?view=mine&state=open&limit=50');
      const ids = ((await page.json()) as { items: { id: string }[] }).items.map(({ id }) => id);
      const rows: (string | number)[][] = [];
      for (const workload of workloads(ids)) {
        await load(client, workload); // warms caches and the statement plans
        rows.push([workload.name, ...(await load(client, workload))]);
      }
      printTable(
        `Gateway over ${database.name}, ${tickets} tickets, ${concurrency} callers, ${requests} requests each`,
        ['', 'requests/s', 'p50 ms', 'p99 ms'],
        rows,
      );
    } finally {
      child.kill('SIGTERM');
      await once(child, 'exit');
      await created.cleanup();
    }
  }
}
