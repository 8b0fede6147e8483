import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import path from 'node:path';
import { createClient, fileTicket } from '../../server/test/helpers/gateway.ts';
import { printTable } from './statistics.ts';

const wanted = [1_000, 10_000];
/** Streams begun at once. */
const together = 100;
/** Descriptors both processes need beside the streams. */
const reserve = 200;

interface Stream {
  /** Resolves with the time at which the next event came. */
  event(): Promise<number>;
  end(): void;
}

function openStream(url: string, cookie: string): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const request = get(`${url}/api/events`, { headers: { cookie }, agent: false }, (response) => {
      if (response.statusCode !== 200) {
        reject(new Error(`a stream was refused: ${response.statusCode}`));
        return;
      }
      let text = '';
      let heard: ((at: number) => void) | undefined;
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text = (text + chunk).slice(-500);
        if (/^event: change$/m.test(text)) {
          text = '';
          heard?.(performance.now());
        } else if (/^id: /m.test(text)) {
          resolve({
            event: () => new Promise((told) => (heard = told)),
            end: () => request.destroy(),
          });
        }
      });
    });
    request.on('error', reject);
  });
}

async function ask<T>(child: ChildProcess, question: string): Promise<T> {
  child.send(question);
  const [answer] = (await once(child, 'message')) as [T];
  return answer;
}

/** How many event streams one gateway holds, what they weigh, and how soon all of them hear of a change. */
export async function benchStreams(): Promise<void> {
  const limit = Number(execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim()) || Infinity;
  const child = fork(path.join(import.meta.dirname, 'gateway-streams-server.ts'), [], {
    execArgv: ['--expose-gc'],
  });
  try {
    const [ready] = (await once(child, 'message')) as [{ url: string; password: string }];
    const client = createClient(ready.url);
    await client.signIn('alice@acme.example', ready.password);
    const mebibytes = async () => (await ask<{ rss: number }>(child, 'memory')).rss / 1024 ** 2;
    const empty = await mebibytes();
    const streams: Stream[] = [];
    const rows: (string | number)[][] = [['0', empty, 0, 0, 0]];
    for (const count of wanted) {
      if (count + reserve > limit) {
        console.log(`${count} streams: skipped, this shell allows ${limit} open files`);
        continue;
      }
      const began = performance.now();
      while (streams.length < count) {
        const part = Math.min(together, count - streams.length);
        const opened = Array.from({ length: part }, () => openStream(ready.url, client.cookie()));
        streams.push(...(await Promise.all(opened)));
      }
      const opening = (performance.now() - began) / 1000;
      const memory = await mebibytes();
      const heard = streams.map((stream) => stream.event());
      const changed = performance.now();
      await fileTicket(client);
      const last = Math.max(...(await Promise.all(heard)));
      rows.push([String(count), memory, ((memory - empty) * 1024) / count, opening, last - changed]);
    }
    printTable(
      'Event streams of one gateway process',
      ['streams', 'RSS MiB', 'KiB a stream', 'opened in s', 'all heard after ms'],
      rows,
    );
    for (const stream of streams) stream.end();
  } finally {
    child.send('stop');
    await once(child, 'exit');
  }
}

if (import.meta.main) await benchStreams();
