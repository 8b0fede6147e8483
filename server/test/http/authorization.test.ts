import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { TestDatabase } from '../helpers/databases.ts';
import { databases, skipOf } from '../helpers/databases.ts';
import type { Client, TestGateway } from '../helpers/gateway.ts';
import { fileTicket, startGateway, testPassword } from '../helpers/gateway.ts';
import { people, rows, type Cell, type Who } from './matrix.ts';

const canary = 'CANARY-7f3a';

for (const kind of databases) {
  describe(`who may do what, on ${kind.name}`, { skip: skipOf(kind) }, () => {
    let database: TestDatabase;
    let gateway: TestGateway;
    let clients: Record<Who, Client>;
    let ticket: { id: string };

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
      ticket = await fileTicket(clients.alice);
    });
    after(async () => {
      await gateway?.stop();
      await database?.cleanup();
    });

    const upload = async (): Promise<string> => {
      const answer = await clients.alice.fetch('/api/uploads?name=log.txt', {
        method: 'PUT',
        body: 'plain words',
        headers: { 'content-type': 'text/plain' },
      });
      return ((await answer.json()) as { id: string }).id;
    };
    const reply = { body: { format: 'text', content: 'A word' }, attachments: [] };
    const note = { body: { format: 'text', content: `${canary} not for customers` } };

    const cellOf = (who: Who): Cell => ({
      who,
      client: clients[who],
      async ticket() {
        const file = await upload();
        const { id } = await fileTicket(clients.alice);
        const answer = await clients.alice.post(`/api/tickets/${id}/messages`, {
          body: { format: 'text', content: 'See the log.' },
          attachments: [file],
        });
        return { id, file, messageId: ((await answer.json()) as { id: string }).id };
      },
      async contact() {
        const { items } = (await (
          await clients.agent.get('/api/staff/contacts?text=alice@acme.example')
        ).json()) as { items: { id: string }[] };
        return items[0]?.id ?? assert.fail('alice is not found');
      },
      unsent: upload,
      async session() {
        const another = await gateway.as('alice@acme.example');
        const { items } = (await (await another.get('/api/sessions')).json()) as {
          items: { id: string; current: boolean }[];
        };
        return items.find(({ current }) => current)?.id ?? assert.fail('no session is the asking one');
      },
      // Somebody of their own, since signing out everywhere ends what the other cells use.
      again: () =>
        who === 'anonymous' ? Promise.resolve(gateway.client()) : gateway.as(`${who}-twin@elsewhere.example`),
    });

    test('every cell of the matrix', async (context) => {
      for (const who of people) {
        if (who === 'anonymous') continue;
        const role = who === 'agent' || who === 'owner' ? who : 'customer';
        await gateway.gateway.auth.createAccount({
          email: `${who}-twin@elsewhere.example`,
          name: who,
          password: testPassword,
          role,
        });
      }
      let cells = 0;
      for (const row of rows) {
        for (const [column, who] of people.entries()) {
          const answer = await row.call(cellOf(who));
          const text = answer.headers.get('content-type')?.startsWith('text/event-stream')
            ? (await answer.body?.cancel(), '')
            : await answer.text();
          const name = `${row.route}${row.of ? ` (${row.of})` : ''} by ${who}`;
          assert.equal(answer.status, row.expected[column], `${name}: ${text}`);
          if (answer.status === 404 && row.missing) {
            assert.equal(
              text,
              await (await row.missing(clients[who])).text(),
              `${name} tells that it exists`,
            );
          }
          cells += 1;
        }
      }
      context.diagnostic(`${cells} cells over ${rows.length} rows`);
    });

    test('every route has a row in the matrix', async () => {
      const { paths } = (await (await gateway.get('/api/openapi.json')).json()) as {
        paths: Record<string, Record<string, unknown>>;
      };
      const described = Object.entries(paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
      );
      const covered = new Set(rows.map(({ route }) => route));
      assert.deepEqual(
        described.filter((route) => !covered.has(route)),
        [],
        'routes without a row',
      );
      assert.deepEqual(
        [...covered].filter((route) => !described.includes(route)),
        [],
        'rows without a route',
      );
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
      // But for the cursor, which is sealed anew each time.
      const listed = async (): Promise<string> =>
        (await (await clients.alice.get('/api/tickets')).text()).replace(/"next":"[\w-]+"/, '');
      const list = await listed();
      const written = await clients.agent.post(`/api/staff/tickets/${ticket.id}/notes`, note);
      assert.equal(written.status, 201);
      assert.match(await (await clients.agent.get(`/api/staff/tickets/${ticket.id}/notes`)).text(), /CANARY/);
      assert.equal(await (await clients.alice.get(`/api/tickets/${ticket.id}`)).text(), before);
      assert.equal(await listed(), list);
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
      ticket = await fileTicket(clients.alice);
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
