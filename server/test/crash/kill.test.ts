import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { databases } from '../helpers/databases.ts';
import { createClient, type Client } from '../helpers/gateway.ts';
import { startGatewayProcess } from '../helpers/process.ts';

const replies = 500;
const writers = 10;
/** The gateway is killed whenever this many more replies are acknowledged. */
const killEvery = 120;
/** Of the demo accounts. */
const password = 'lantern-harbor-42';

const textOf = (index: number) => `reply ${index} begins\n${'x'.repeat(2_000)}\nreply ${index} ends`;
const keyOf = (index: number) => `crash-${index}`;

async function signedIn(url: string): Promise<Client> {
  const client = createClient(url);
  const answer = await client.signIn('alice@acme.example', password);
  assert.equal(answer.status, 200);
  return client;
}

async function openTicket(client: Client): Promise<string> {
  const answer = await client.get('/api/tickets?view=mine&state=open&limit=1');
  const { items } = (await answer.json()) as { items: { id: string }[] };
  assert.ok(items[0], 'alice has an open ticket');
  return items[0].id;
}

/** Every message of a ticket, by its text. */
async function messages(client: Client, ticketId: string): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const answer = await client.get(
      `/api/tickets/${ticketId}/messages?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    assert.equal(answer.status, 200);
    const page = (await answer.json()) as { items: { body: { content: string } }[]; next?: string };
    for (const { body } of page.items) found.set(body.content, (found.get(body.content) ?? 0) + 1);
    cursor = page.next;
  }
  return found;
}

for (const database of databases) {
  describe(
    `kill -9 under load, ${database.name}`,
    { skip: !database.available && (database.reason ?? true) },
    () => {
      test(`${replies} replies: every acknowledged one is there, none half, none twice`, async (t) => {
        const created = await database.create();
        after(() => created.cleanup());
        const start = (port?: number) =>
          startGatewayProcess({
            dataDir: created.dataDir,
            ...(created.url && { databaseUrl: created.url }),
            ...(port && { port }),
          });
        let gateway = await start();
        let client = await signedIn(gateway.url);
        const ticketId = await openTicket(client);

        const acknowledged = new Set<number>();
        let next = 0;
        let kills = 0;
        const write = async (index: number) => {
          const answer = await client.post(
            `/api/tickets/${ticketId}/messages`,
            { body: { format: 'text', content: textOf(index) }, attachments: [] },
            keyOf(index),
          );
          assert.equal(answer.status, 201, `reply ${index}`);
          acknowledged.add(index);
        };

        while (next < replies) {
          const stopAt = Math.min(replies, acknowledged.size + killEvery);
          // Writers run until the power goes; what was under way then is neither acknowledged nor known to be lost.
          const running = Array.from({ length: writers }, async () => {
            for (;;) {
              const index = next;
              if (index >= replies) return;
              next += 1;
              try {
                await write(index);
              } catch (error) {
                assert.ok(error instanceof TypeError, String(error)); // the connection broke off
                return;
              }
              if (acknowledged.size >= stopAt && acknowledged.size < replies) await gateway.kill();
            }
          });
          await Promise.all(running);
          await gateway.kill();
          kills += 1;

          gateway = await start(gateway.port);
          client = await signedIn(gateway.url);
          const found = await messages(client, ticketId);
          for (const index of acknowledged)
            assert.equal(found.get(textOf(index)), 1, `acknowledged reply ${index} is there once`);
          for (const text of found.keys())
            if (text.startsWith('reply ')) assert.match(text, /^reply (\d+) begins\nx{2000}\nreply \1 ends$/);
        }

        // What was not acknowledged is sent again with its key, as a page would: no reply is there twice.
        const lost = Array.from({ length: replies }, (_, index) => index).filter(
          (index) => !acknowledged.has(index),
        );
        for (const index of lost) {
          for (let attempt = 0; attempt < 5 && !acknowledged.has(index); attempt += 1) await write(index);
          assert.ok(acknowledged.has(index), `reply ${index} is taken in the end`);
        }
        const found = await messages(client, ticketId);
        for (let index = 0; index < replies; index += 1)
          assert.equal(found.get(textOf(index)), 1, `reply ${index} is there once`);
        t.diagnostic(
          `${kills} kills, ${replies - lost.length} acknowledged before them, ${lost.length} sent again`,
        );
        await gateway.stop();
      });
    },
  );
}
