import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { defaultSettings } from '../../src/settings/settings.ts';
import type { TestDatabase } from '../helpers/databases.ts';
import { databases, skipOf } from '../helpers/databases.ts';
import type { TestGateway } from '../helpers/gateway.ts';
import { fileTicket, startGateway } from '../helpers/gateway.ts';
import { listen } from '../helpers/stream.ts';

const reply = (content: string) => ({ body: { format: 'text', content }, attachments: [] });

for (const kind of databases) {
  describe(`live changes on ${kind.name}`, { skip: skipOf(kind) }, () => {
    let database: TestDatabase;
    let one: TestGateway;
    /** On PostgreSQL a second gateway on the same database; on SQLite, which has one, the same again. */
    let two: TestGateway;

    before(async () => {
      database = await kind.create();
      one = await startGateway({ database });
      two = kind.name === 'postgres' ? await startGateway({ database }) : one;
    });
    after(async () => {
      await one?.stop();
      if (two !== one) await two?.stop();
      await database?.cleanup();
    });

    test('an answer given at one gateway is told at the other, to whom it concerns', async () => {
      const alice = await one.as('alice@acme.example');
      const carol = await one.as('carol@globex.example');
      const agent = await two.as('agent@portico.example');
      const ticket = await fileTicket(alice);
      const [hers, theirs] = [await listen(alice), await listen(carol)];
      assert.equal(hers.response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
      assert.equal(hers.response.headers.get('x-accel-buffering'), 'no');
      await hers.ready();
      await theirs.ready();
      assert.match(hers.text, /^retry: \d+\n\n/);

      const note = { body: { format: 'text', content: 'CANARY-live' } };
      await agent.post(`/api/staff/tickets/${ticket.id}/notes`, note);
      await agent.put(`/api/staff/tickets/${ticket.id}/assignee`, { assignee: 'me' });
      await agent.post(`/api/staff/tickets/${ticket.id}/messages`, reply('Fixed.'));
      const told = [await hers.next()];
      // That the ticket was made is news, too, where its notice was slower than the stream's opening.
      if ((told[0]?.data as { kind?: string } | undefined)?.kind === 'created') told.push(await hers.next());
      const event = told.at(-1);
      assert.equal(event?.name, 'change');
      assert.deepEqual(event?.data, { kind: 'message', ticketId: ticket.id });
      assert.doesNotMatch(hers.text, /CANARY|Fixed|agent/);

      // Carol's next event is her own: she heard nothing of the other company's.
      const own = await fileTicket(carol);
      assert.deepEqual((await theirs.next())?.data, { kind: 'created', ticketId: own.id });
      hers.close();
      theirs.close();
    });

    test('who comes back with the last id misses nothing, from before the first change too', async () => {
      const alice = await one.as('alice@acme.example');
      const first = await listen(alice);
      await first.ready();
      first.close();
      const ticket = await fileTicket(alice);
      for (const word of ['one', 'two']) {
        await alice.post(`/api/tickets/${ticket.id}/messages`, reply(word));
      }
      const second = await listen(alice, '/api/events', { 'last-event-id': first.lastId });
      const kinds = [];
      for (let count = 0; count < 3; count += 1) kinds.push((await second.next())?.data);
      assert.deepEqual(
        kinds,
        ['created', 'message', 'message'].map((change) => ({ kind: change, ticketId: ticket.id })),
      );
      second.close();
    });

    test('an id nobody gave out means: load again', async () => {
      const alice = await one.as('alice@acme.example');
      const stream = await listen(alice, '/api/events', { 'last-event-id': 'x; drop table changes' });
      assert.deepEqual((await stream.next())?.data, { kind: 'reset' });
      stream.close();
    });

    test('signing out at one gateway ends the streams of that session at the other within a second', async () => {
      const alice = await one.as('alice@acme.example');
      const elsewhere = await one.as('alice@acme.example');
      const away = two.client();
      const cookie = alice.cookie();
      const ended = await listen({
        ...away,
        fetch: (path, init) => away.fetch(path, { ...init, headers: { cookie } }),
      });
      const kept = await listen(elsewhere);
      await ended.ready();
      await kept.ready();
      const begun = performance.now();
      await alice.fetch('/api/auth/sign-out', { method: 'POST', json: {} });
      const events = await ended.rest();
      assert.ok(performance.now() - begun < 1000);
      assert.deepEqual(events, [{ name: 'session', data: { session: null } }]);
      const ticket = await fileTicket(elsewhere);
      assert.deepEqual((await kept.next())?.data, { kind: 'created', ticketId: ticket.id });
      kept.close();
    });

    test('an open stream keeps no session alive', async () => {
      let offset = 0;
      const own = await startGateway({
        database: await kind.create(),
        now: () => new Date(Date.now() + offset),
        settings: { ...defaultSettings, portal: { ...defaultSettings.portal, idleSeconds: 60 } },
      });
      try {
        const alice = await own.as('alice@acme.example');
        offset = 59_000;
        const stream = await listen(alice);
        await stream.ready();
        stream.close();
        offset = 61_000;
        assert.equal((await alice.get('/api/events')).status, 401);
      } finally {
        await own.stop();
      }
    });

    test('one stream more than a person may hold ends their oldest, and nobody else’s', async () => {
      const [alice, bob] = [await one.as('alice@acme.example'), await one.as('bob@acme.example')];
      const other = await listen(bob);
      await other.ready();
      const own = [];
      for (let count = 0; count < 21; count += 1) {
        const stream = await listen(alice);
        await stream.ready();
        own.push(stream);
      }
      const [oldest, ...kept] = own;
      assert.deepEqual(await oldest?.rest(), []);
      assert.match(oldest?.text ?? '', /retry: 60000\n\n$/);
      const ticket = await fileTicket(alice);
      for (const stream of [...kept, other]) {
        assert.deepEqual((await stream.next())?.data, { kind: 'created', ticketId: ticket.id });
        stream.close();
      }
    });

    test('a gateway that stops ends its streams with a hint when to come back', async () => {
      const own = await startGateway({ database: await kind.create() });
      const alice = await own.as('alice@acme.example');
      const stream = await listen(alice);
      await stream.ready();
      const [, events] = await Promise.all([own.stop(), stream.rest()]);
      assert.deepEqual(events, []);
      assert.match(stream.text, /retry: \d+\n\n$/);
    });
  });
}
