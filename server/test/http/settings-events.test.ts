import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { PortalSettings, Session } from '../../../src/api/index.ts';
import { defaultSettings, type GatewaySettings } from '../../src/settings/settings.ts';
import type { TestDatabase } from '../helpers/databases.ts';
import { databases, skipOf } from '../helpers/databases.ts';
import type { Client, TestGateway } from '../helpers/gateway.ts';
import { fileTicket, startGateway } from '../helpers/gateway.ts';
import { listen } from '../helpers/stream.ts';

type Stream = Awaited<ReturnType<typeof listen>>;
interface Start {
  settings: PortalSettings;
  mark: string;
  session: Session | null;
}

const settings: GatewaySettings = {
  ...defaultSettings,
  portal: {
    ...defaultSettings.portal,
    origins: ['https://help.brand.example'],
    signIn: {
      ...defaultSettings.portal.signIn,
      consent: { version: '1', text: 'We keep what you write.', label: 'I agree' },
    },
  },
};

const start = async (client: Client, prefix = '/api'): Promise<Start> =>
  (await (await client.get(`${prefix}/start`)).json()) as Start;

/** The next mark a stream tells. */
async function nextMark(stream: Stream): Promise<string> {
  for (;;) {
    const event = await stream.next({ settings: true });
    assert.ok(event, 'the stream ended');
    if (event.name === 'settings') return (event.data as { mark: string }).mark;
  }
}

for (const kind of databases) {
  describe(`settings on open streams, on ${kind.name}`, { skip: skipOf(kind) }, () => {
    let database: TestDatabase;
    let one: TestGateway;
    /** On PostgreSQL a second gateway on the same database; on SQLite, which has one, the same again. */
    let two: TestGateway;
    let owner: Client;

    before(async () => {
      database = await kind.create();
      // Kept in the database, so that the gateways hear of each other's saves.
      one = await startGateway({ database, settings: structuredClone(settings) });
      two =
        kind.name === 'postgres'
          ? await startGateway({ database, settings: structuredClone(settings) })
          : one;
      owner = await one.as('owner@portico.example');
    });
    after(async () => {
      await one?.stop();
      if (two !== one) await two?.stop();
      await database?.cleanup();
    });

    async function save(change: (document: GatewaySettings) => void): Promise<void> {
      const held = (await (await owner.get('/api/staff/settings')).json()) as {
        version: number;
        settings: GatewaySettings;
      };
      change(held.settings);
      const { version, settings: changed } = held;
      const answer = await owner.put('/api/staff/settings', { version, settings: changed });
      assert.equal(answer.status, 200, await answer.text());
    }

    test('a save is told at each gateway, by the mark that the next start gives', async () => {
      const people = [await one.as('alice@acme.example'), await two.as('bob@acme.example')] as const;
      const streams = [await listen(people[0]), await listen(people[1])] as const;
      const marks = new Set<string>();
      for (const [index, stream] of streams.entries()) {
        const first = await nextMark(stream);
        assert.equal(first, (await start(people[index]!)).mark, 'what start told is no news');
        marks.add(first);
      }
      assert.equal(marks.size, 1, 'the same for the same settings, at both gateways');
      await save(({ portal }) => void (portal.name = 'Harbour Help'));
      for (const [index, stream] of streams.entries()) {
        const mark = await nextMark(stream);
        const told = await start(people[index]!);
        assert.deepEqual([mark, told.settings.name], [told.mark, 'Harbour Help']);
        assert.ok(!marks.has(mark));
        stream.close();
      }
    });

    test('nothing is told of what a person is not told either', async () => {
      const alice = await one.as('alice@acme.example');
      const agent = await two.as('agent@portico.example');
      const hers = await listen(alice);
      const staff = await listen(agent, '/api/staff/events');
      const before = [await nextMark(hers), await nextMark(staff)];
      // Customers call that stage otherwise, and know of no inbox.
      await save((document) => {
        document.pipelines[0]!.stages[0]!.label = 'CANARY stage';
        document.inboxes[0]!.name = 'CANARY inbox';
      });
      const mark = await nextMark(staff);
      assert.notEqual(mark, before[1]);
      const told = await start(agent, '/api/staff');
      assert.equal(mark, told.mark);
      assert.ok(told.settings.stages.some(({ label }) => label === 'CANARY stage'));

      await save(({ portal }) => void (portal.name = 'Marks the end'));
      assert.equal(await nextMark(hers), (await start(alice)).mark);
      assert.equal(hers.text.match(/event: settings/g)?.length, 2, 'its first word, and the second save');
      assert.doesNotMatch(hers.text, /CANARY/);
      hers.close();
      staff.close();
    });

    test('several saves in a row end with the last one’s mark', async () => {
      const alice = await two.as('alice@acme.example');
      const stream = await listen(alice);
      await nextMark(stream);
      for (const name of ['One', 'Two', 'Three', 'Four'])
        await save(({ portal }) => void (portal.name = name));
      const { mark, ...told } = await start(owner);
      assert.equal(told.settings.name, 'Four');
      let last = await nextMark(stream);
      for (let count = 0; last !== mark && count < 4; count += 1) last = await nextMark(stream);
      assert.equal(last, mark);
      stream.close();
    });

    test('who comes back to the stream learns what was saved meanwhile', async () => {
      const alice = await one.as('alice@acme.example');
      const { mark: known } = await start(alice);
      const first = await listen(alice);
      await first.ready();
      first.close();
      await save(({ portal }) => void (portal.name = 'Saved meanwhile'));
      const second = await listen(alice, '/api/events', { 'last-event-id': first.lastId });
      const mark = await nextMark(second);
      assert.notEqual(mark, known);
      assert.equal(mark, (await start(alice)).mark);
      second.close();
    });

    test('off, a stream stays open without a word of tickets, and is told who it is once it is on', async () => {
      const alice = await two.as('alice@acme.example');
      const { id } = await fileTicket(alice);
      const stream = await listen(alice);
      await nextMark(stream);
      await save(({ portal }) => void (portal.enabled = false));
      const off = await nextMark(stream);
      const closed = await start(two.client());
      assert.equal(off, closed.mark, 'as to strangers');
      assert.equal((await start(alice)).session, null);
      const agent = await one.as('agent@portico.example');
      await agent.post(`/api/staff/tickets/${id}/messages`, {
        body: { format: 'text', content: 'While it was off' },
        attachments: [],
      });
      await save(({ portal }) => void (portal.name = 'Another name, off'));
      assert.notEqual(await nextMark(stream), off);
      const sofar = stream.text;
      const quiet = sofar.slice(sofar.indexOf(off));
      assert.doesNotMatch(quiet, /event: (change|session)/);
      assert.equal((await alice.get('/api/events')).status, 403, 'and no other is opened');

      await save(({ portal }) => void (portal.enabled = true));
      const mark = await nextMark(stream);
      assert.equal(mark, (await start(alice)).mark);
      const events = [await stream.next(), await stream.next()];
      assert.deepEqual(
        events.map((event) => event?.name),
        ['session', 'change'],
      );
      assert.equal((events[0]!.data as { session: Session }).session.contact.email, 'alice@acme.example');
      assert.deepEqual(events[1]?.data, { kind: 'reset' });
      stream.close();
    });

    test('off, a stream ends with the session it belongs to', async () => {
      const alice = await one.as('alice@acme.example');
      const stream = await listen(alice);
      await nextMark(stream);
      await save(({ portal }) => void (portal.enabled = false));
      await nextMark(stream);
      await alice.fetch('/api/auth/sign-out', { method: 'POST', json: {} });
      assert.deepEqual((await stream.rest()).at(-1), { name: 'session', data: { session: null } });
      await save(({ portal }) => void (portal.enabled = true));
    });
  });
}
