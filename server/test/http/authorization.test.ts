import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { TestDatabase } from '../helpers/databases.ts';
import { databases, skipOf } from '../helpers/databases.ts';
import type { Client, TestGateway } from '../helpers/gateway.ts';
import { fileTicket, startGateway } from '../helpers/gateway.ts';

const people = ['anonymous', 'alice', 'bob', 'carol', 'agent', 'owner'] as const;
type Who = (typeof people)[number];
const canary = 'CANARY-7f3a';

for (const kind of databases) {
  describe(`who may do what, on ${kind.name}`, { skip: skipOf(kind) }, () => {
    let database: TestDatabase;
    let gateway: TestGateway;
    let clients: Record<Who, Client>;
    let ticket: { id: string };
    let sent: string;
    let unsent: string;

    before(async () => {
      database = await kind.create();
      gateway = await startGateway({ database });
      clients = {
        anonymous: gateway.client(),
        alice: await gateway.as('alice@acme.example'),
        bob: await gateway.as('bob@acme.example'),
        carol: await gateway.as('carol@globex.example'),
        agent: await gateway.as('agent@portico.example'),
        owner: await gateway.as('owner@portico.example'),
      };
      const upload = async (): Promise<string> => {
        const answer = await clients.alice.fetch('/api/uploads?name=log.txt', {
          method: 'PUT',
          body: 'plain words',
          headers: { 'content-type': 'text/plain' },
        });
        return ((await answer.json()) as { id: string }).id;
      };
      sent = await upload();
      unsent = await upload();
      ticket = await fileTicket(clients.alice);
      await clients.alice.post(`/api/tickets/${ticket.id}/messages`, {
        body: { format: 'text', content: 'See the log.' },
        attachments: [sent],
      });
    });
    after(async () => {
      await gateway?.stop();
      await database?.cleanup();
    });

    const reply = { body: { format: 'text', content: 'A word' }, attachments: [] };
    const note = { body: { format: 'text', content: `${canary} not for customers` } };

    test('every cell of the matrix', async () => {
      // Columns: anonymous, alice (hers), bob (same company), carol (another), agent, owner.
      const table: [string, (client: Client) => Promise<Response>, number[]][] = [
        ['GET portal', (c) => c.get('/api/portal'), [200, 200, 200, 200, 200, 200]],
        ['GET capabilities', (c) => c.get('/api/capabilities'), [200, 200, 200, 200, 200, 200]],
        ['GET start', (c) => c.get('/api/start?view=mine'), [200, 200, 200, 200, 200, 200]],
        ['GET session', (c) => c.get('/api/session'), [200, 200, 200, 200, 200, 200]],
        ['GET articles', (c) => c.get('/api/articles?text=export'), [200, 200, 200, 200, 200, 200]],
        ['GET tickets mine', (c) => c.get('/api/tickets'), [401, 200, 200, 200, 200, 200]],
        ['GET tickets of acme', (c) => c.get('/api/tickets?view=acme'), [401, 200, 200, 404, 200, 200]],
        ['GET tickets of all', (c) => c.get('/api/tickets?view=all'), [401, 404, 404, 404, 200, 200]],
        ['GET ticket', (c) => c.get(`/api/tickets/${ticket.id}`), [401, 200, 200, 404, 200, 200]],
        ['GET messages', (c) => c.get(`/api/tickets/${ticket.id}/messages`), [401, 200, 200, 404, 200, 200]],
        ['GET attachment', (c) => c.get(`/api/attachments/${sent}`), [401, 200, 200, 404, 200, 200]],
        ['GET unsent upload', (c) => c.get(`/api/attachments/${unsent}`), [401, 200, 404, 404, 404, 404]],
        ['reply', (c) => c.post(`/api/tickets/${ticket.id}/messages`, reply), [401, 201, 201, 404, 201, 201]],
        [
          'reply with the upload of somebody else',
          (c) => c.post(`/api/tickets/${ticket.id}/messages`, { ...reply, attachments: [unsent] }),
          [401, -1, 400, 404, 400, 400],
        ],
        [
          'DELETE upload',
          (c) => c.fetch(`/api/uploads/${unsent}`, { method: 'DELETE' }),
          [401, -1, 404, 404, 404, 404],
        ],
        ['close', (c) => c.post(`/api/tickets/${ticket.id}/close`, {}), [401, -1, -1, 404, -1, -1]],
        ['reopen', (c) => c.post(`/api/tickets/${ticket.id}/reopen`, {}), [401, -1, -1, 404, -1, -1]],
        [
          'read',
          (c) => c.put(`/api/tickets/${ticket.id}/read`, { messageId: 'x' }),
          [401, 404, 404, 404, 404, 404],
        ],
        ['staff tickets', (c) => c.get('/api/staff/tickets'), [404, 404, 404, 404, 200, 200]],
        ['staff stages', (c) => c.get('/api/staff/stages'), [404, 404, 404, 404, 200, 200]],
        ['staff start', (c) => c.get('/api/staff/start?view=mine'), [200, 404, 404, 404, 200, 200]],
        ['staff start, no tickets', (c) => c.get('/api/staff/start'), [200, 404, 404, 404, 200, 200]],
        ['staff ticket', (c) => c.get(`/api/staff/tickets/${ticket.id}`), [404, 404, 404, 404, 200, 200]],
        [
          'staff messages',
          (c) => c.get(`/api/staff/tickets/${ticket.id}/messages`),
          [404, 404, 404, 404, 200, 200],
        ],
        [
          'staff reply',
          (c) => c.post(`/api/staff/tickets/${ticket.id}/messages`, reply),
          [404, 404, 404, 404, 201, 201],
        ],
        [
          'staff notes',
          (c) => c.get(`/api/staff/tickets/${ticket.id}/notes`),
          [404, 404, 404, 404, 200, 200],
        ],
        [
          'staff note',
          (c) => c.post(`/api/staff/tickets/${ticket.id}/notes`, note),
          [404, 404, 404, 404, 201, 201],
        ],
        [
          'staff stage',
          (c) => c.put(`/api/staff/tickets/${ticket.id}/stage`, { stageId: 'in-progress' }),
          [404, 404, 404, 404, 200, 200],
        ],
        [
          'staff assignee',
          (c) => c.put(`/api/staff/tickets/${ticket.id}/assignee`, { assignee: 'me' }),
          [404, 404, 404, 404, 200, 200],
        ],
        [
          'staff close',
          (c) => c.post(`/api/staff/tickets/${ticket.id}/close`, {}),
          [404, 404, 404, 404, 200, 200],
        ],
        [
          'staff reopen',
          (c) => c.post(`/api/staff/tickets/${ticket.id}/reopen`, {}),
          [404, 404, 404, 404, 200, 200],
        ],
        ['staff events', (c) => c.get('/api/staff/events'), [404, 404, 404, 404, -1, -1]],
        ['events', (c) => c.get('/api/events'), [401, -1, -1, -1, -1, -1]],
      ];
      for (const [name, call, expected] of table) {
        for (const [column, who] of people.entries()) {
          const status = expected[column];
          // -1: allowed, and asserted where it happens, since it would change the next cell.
          if (status === -1) continue;
          const answer = await call(clients[who]);
          assert.equal(answer.status, status, `${name} by ${who}: ${await answer.text()}`);
        }
      }
    });

    test('a thousand guessed ids answer as one', async () => {
      const missing = await (await clients.carol.get(`/api/tickets/${ticket.id}`)).text();
      for (let batch = 0; batch < 20; batch += 1) {
        const answers = await Promise.all(
          Array.from({ length: 50 }, (_, index) => {
            const near = ticket.id.slice(0, -2) + (batch * 50 + index).toString(32).padStart(2, '0');
            const id = index % 2 === 0 ? near : randomBytes(13).toString('hex');
            return (id === ticket.id ? clients.carol : clients.alice).get(`/api/tickets/${id}`);
          }),
        );
        for (const answer of answers) {
          const body = await answer.text();
          if (body.includes('"id"')) assert.fail('a guess found a ticket');
          assert.equal(answer.status, 404);
          assert.equal(body, missing);
        }
      }
    });

    test('a note and its traces are in nothing a customer can fetch', async () => {
      const before = await (await clients.alice.get(`/api/tickets/${ticket.id}`)).text();
      const list = await (await clients.alice.get('/api/tickets')).text();
      const written = await clients.agent.post(`/api/staff/tickets/${ticket.id}/notes`, note);
      assert.equal(written.status, 201);
      assert.match(await (await clients.agent.get(`/api/staff/tickets/${ticket.id}/notes`)).text(), /CANARY/);
      assert.equal(await (await clients.alice.get(`/api/tickets/${ticket.id}`)).text(), before);
      assert.equal(await (await clients.alice.get('/api/tickets')).text(), list);
      for (const who of ['anonymous', 'alice', 'bob', 'carol'] as const) {
        for (const path of [
          '/api/start?view=mine',
          '/api/tickets?view=acme',
          `/api/tickets?text=${canary}`,
          `/api/tickets/${ticket.id}`,
          `/api/tickets/${ticket.id}/messages`,
          `/api/staff/tickets/${ticket.id}/notes`,
        ]) {
          const text = await (await clients[who].get(path)).text();
          assert.ok(!text.includes(canary), `${path} for ${who}`);
          assert.ok(!text.includes('agent@portico.example'), `${path} for ${who}`);
          assert.ok(!text.includes('assignee'), `${path} for ${who}`);
        }
      }
      const found = await (await clients.alice.get(`/api/tickets?text=${canary}`)).json();
      assert.deepEqual((found as { items: unknown[] }).items, []);
      assert.ok(!gateway.log().includes(canary));
    });

    test('the inbox shows an agent everybody, and which words are their own', async () => {
      const inbox = (await (await clients.agent.get('/api/staff/tickets?view=mine')).json()) as {
        items: { id: string; staff: { requester: { email: string } } }[];
      };
      assert.ok(inbox.items.some((item) => item.id === ticket.id));
      const answer = await clients.agent.post(`/api/staff/tickets/${ticket.id}/messages`, reply);
      const message = (await answer.json()) as { id: string; author: { isMe: boolean; role: string } };
      assert.deepEqual([message.author.isMe, message.author.role], [true, 'agent']);
      const seen = (await (await clients.alice.get(`/api/tickets/${ticket.id}/messages`)).json()) as {
        items: { id: string; author: { isMe: boolean }; idempotencyKey?: string }[];
      };
      const theirs = seen.items.find((item) => item.id === message.id);
      assert.equal(theirs?.author.isMe, false);
      assert.equal(theirs?.idempotencyKey, undefined);
    });
  });
}
