import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { databases, skipOf, type TestDatabase } from '../helpers/databases.ts';
import { fileTicket, startGateway, type Client, type TestGateway } from '../helpers/gateway.ts';
import { listen } from '../helpers/stream.ts';

/** The keys of every object, in order, and the types of what they hold. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]);
}

for (const kind of databases) {
  describe(`a company’s tickets on ${kind.name}`, { skip: skipOf(kind) }, () => {
    let database: TestDatabase;
    let gateway: TestGateway;
    let alice: Client;
    let bob: Client;
    let agent: Client;
    let id: string;

    const read = async (client: Client, path: string): Promise<unknown> => {
      const answer = await client.get(path);
      assert.equal(answer.status, 200, path);
      return answer.json();
    };

    before(async () => {
      database = await kind.create();
      gateway = await startGateway({ database });
      alice = await gateway.as('alice@acme.example');
      bob = await gateway.as('bob@acme.example');
      agent = await gateway.as('agent@portico.example');
      ({ id } = await fileTicket(alice));
      const upload = await agent.fetch('/api/uploads?name=a.txt', { method: 'PUT', body: 'words' });
      const file = (await upload.json()) as { id: string };
      await agent.post(`/api/staff/tickets/${id}/messages`, {
        body: { format: 'text', content: 'With a file' },
        attachments: [file.id],
      });
      await agent.post(`/api/staff/tickets/${id}/notes`, { body: { format: 'text', content: 'A note' } });
      await agent.put(`/api/staff/tickets/${id}/assignee`, { assignee: 'me' });
    });
    after(async () => {
      await gateway?.stop();
      await database?.cleanup();
    });

    test('are listed, found and opened in the shape of one’s own', async () => {
      for (const path of [
        `/api/tickets/${id}`,
        '/api/tickets?view=acme',
        '/api/tickets?view=acme&text=rows',
        '/api/start?view=acme',
      ]) {
        assert.deepEqual(shapeOf(await read(bob, path)), shapeOf(await read(alice, path)), path);
      }
      const own = await read(alice, '/api/tickets?view=mine');
      assert.deepEqual(shapeOf(await read(bob, '/api/tickets?view=acme')), shapeOf(own));
    });

    test('are read in the same shape, but for the keys of one’s own messages', async () => {
      const [own, theirs] = (await Promise.all(
        [alice, bob].map((client) => read(client, `/api/tickets/${id}/messages`)),
      )) as { items: { idempotencyKey?: string }[] }[];
      assert.ok(own!.items.some((message) => message.idempotencyKey !== undefined));
      for (const message of own!.items) delete message.idempotencyKey;
      assert.deepEqual(shapeOf(theirs), shapeOf(own));
    });

    test('have reasons of the same shape, but for the company’s name', async () => {
      const own = await read(alice, `/api/tickets/${id}/reasons`);
      const { company, ...rest } = (await read(bob, `/api/tickets/${id}/reasons`)) as { company: object };
      assert.deepEqual(Object.keys(company), ['id', 'name']);
      assert.deepEqual(shapeOf(rest), shapeOf(own));
    });

    test('are told of on live streams in the same words', async () => {
      const streams = await Promise.all([alice, bob].map((client) => listen(client)));
      await agent.post(`/api/staff/tickets/${id}/messages`, {
        body: { format: 'text', content: 'News' },
        attachments: [],
      });
      const [own, theirs] = await Promise.all(streams.map((stream) => stream.next()));
      for (const stream of streams) stream.close();
      assert.deepEqual({ ...theirs, id: own?.id }, own);
      assert.equal((own?.data as { ticketId?: string } | undefined)?.ticketId, id);
    });
  });
}
