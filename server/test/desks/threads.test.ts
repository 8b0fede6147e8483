import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Actor } from '../../src/desks/desk.ts';
import { newId } from '../../src/storage/ids.ts';
import { foundIn } from '../../src/storage/search.ts';
import { databases, skipOf } from '../helpers/databases.ts';
import { bytes, failsWith, newTicket, query, textOf, withDesk, type Bench } from './fixture.ts';

const page = { limit: 50, order: 'oldest' as const };
const newest = (actor: Actor): Actor => ({ ...actor, threads: 'newest' });
const reply = (content: string, attachments: string[] = []) => ({
  body: { format: 'text' as const, content },
  channel: 'email' as const,
  attachments,
});

/** What comes from now on belongs to a thread of its own. */
async function openThread({ storage, clock }: Bench, ticketId: string): Promise<string> {
  const id = newId(clock.now.getTime());
  await storage.db
    .insertInto('threads')
    .values({
      id,
      ticket_id: ticketId,
      inbox: 'sales',
      channel: 'email',
      created_at: clock.now.toISOString(),
    })
    .execute();
  return id;
}

/** A ticket of alice's with a file in its older thread, and two messages in the newer one; and a late word in the older. */
async function twoThreads(bench: Bench) {
  const { desk, storage, clock, alice, agent } = bench;
  const at = (hour: number): void => void (clock.now = new Date(Date.UTC(2026, 10, 14, hour)));
  at(9);
  const file = await desk.upload(alice, {
    name: 'old.txt',
    stream: bytes('of old'),
    mediaType: 'text/plain',
  });
  const { id } = await desk.create(alice, newTicket('Invoices', { attachments: [file.id] }), 'a');
  const secret = await desk.reply(agent, id, reply('The word is zanzibar'), 'b');
  at(10);
  const before = await storage.db
    .selectFrom('threads')
    .select('id')
    .where('ticket_id', '=', id)
    .executeTakeFirstOrThrow();
  await openThread(bench, id);
  await desk.reply(agent, id, reply('Again from the beginning'), 'c');
  const shown = await desk.reply(alice, id, reply('Gladly, marzipan'), 'd');
  at(12);
  const late = await desk.reply(agent, id, reply('Late in the older one'), 'e');
  await storage.db.updateTable('messages').set({ thread_id: before.id }).where('id', '=', late.id).execute();
  return { id, file, secret, shown };
}

for (const database of databases) {
  const options = { skip: skipOf(database) };
  const on = `on ${database.name}`;

  test(
    `of several threads customers get the newest, where the owner says so; agents all ${on}`,
    options,
    () =>
      withDesk(database, async (bench) => {
        const { desk, alice, agent } = bench;
        const { id, file, secret, shown } = await twoThreads(bench);
        const contents = async (actor: Actor) => {
          const { items, total } = await desk.messages(actor, id, page);
          assert.deepEqual(total, { value: items.length, exact: true });
          return items.map(({ body }) => body.content);
        };
        assert.equal((await contents(alice)).length, 5);
        assert.equal((await contents(agent)).length, 5);
        assert.deepEqual(await contents(newest(alice)), ['Again from the beginning', 'Gladly, marzipan']);

        const first = await desk.messages(newest(alice), id, { limit: 1, order: 'newest' });
        const second = await desk.messages(newest(alice), id, {
          ...page,
          order: 'newest',
          cursor: first.next!,
        });
        assert.deepEqual(
          [...first.items, ...second.items].map(({ body }) => body.content),
          ['Gladly, marzipan', 'Again from the beginning'],
        );
        assert.equal(second.next, undefined);

        assert.equal(await textOf((await desk.openAttachment(alice, file.id)).stream), 'of old');
        await assert.rejects(desk.openAttachment(newest(alice), file.id), failsWith('not-found'));
        await assert.rejects(desk.markRead(newest(alice), id, secret.id), failsWith('not-found'));
        await desk.markRead(newest(alice), id, shown.id);
      }),
  );

  test(`news in a thread that does not show is no news ${on}`, options, () =>
    withDesk(database, async (bench) => {
      const { desk, alice } = bench;
      const { id } = await twoThreads(bench);
      for (const ticket of [
        await desk.get(newest(alice), id),
        (await desk.list(newest(alice), query())).items[0]!,
      ]) {
        assert.equal(ticket.unread, false);
        assert.equal(ticket.shownActivityAt, '2026-11-14T10:00:00.000Z');
      }
      const all = await desk.get(alice, id);
      assert.deepEqual([all.unread, all.shownActivityAt], [true, undefined]);
      // What happens to the ticket itself shows, whatever was said in its threads.
      bench.clock.now = new Date('2026-11-14T13:00:00.000Z');
      await desk.setState(newest(alice), id, 'closed', 'f');
      const closed = await desk.get(newest(alice), id);
      assert.equal(closed.shownActivityAt ?? closed.lastActivityAt, '2026-11-14T13:00:00.000Z');
    }),
  );

  test(`a ticket without a thread shows its messages, until a conversation begins ${on}`, options, () =>
    withDesk(database, async (bench) => {
      const { desk, storage, alice, agent } = bench;
      const { id } = await desk.create(alice, newTicket('By phone'), 'a');
      await storage.db.updateTable('messages').set({ thread_id: null }).execute();
      await storage.db.deleteFrom('threads').execute();
      assert.equal((await desk.messages(newest(alice), id, page)).items.length, 1);
      await openThread(bench, id);
      await desk.reply(agent, id, reply('You called'), 'b');
      assert.deepEqual(
        (await desk.messages(newest(alice), id, page)).items.map(({ body }) => body.content),
        ['You called'],
      );
    }),
  );

  test(`a search finds what shows, in its rows and in its count ${on}`, options, () =>
    withDesk(database, async (bench) => {
      const { desk, alice, bob } = bench;
      await twoThreads(bench);
      const found = async (actor: Actor, text: string) => {
        const view = actor.contactId === bob.contactId ? { companyId: 'acme' } : 'mine';
        const { items, total } = await desk.list(actor, query({ text, view }));
        assert.deepEqual(total, { value: items.length, exact: true });
        return items.length;
      };
      for (const actor of [alice, bob]) {
        assert.equal(await found(actor, 'zanzi'), 1);
        assert.equal(await found(newest(actor), 'zanzi'), 0);
        assert.equal(await found(newest(actor), 'marzipan zanzibar'), 0);
        assert.equal(await found(newest(actor), 'marzipan invoices'), 1);
        assert.equal(await found(newest(actor), 'Invoice'), 1);
      }
    }),
  );

  test(`any search finds exactly the tickets whose newest thread has the words ${on}`, options, () =>
    withDesk(database, async (bench) => {
      const { desk, alice, agent, clock } = bench;
      const words = ['rot', 'Röte', 'blau', 'grün-blau', '日本', '10', ''];
      const pick = (index: number): string => words[index % words.length]!;
      const texts = new Map<string, string[]>();
      for (let index = 0; index < 14; index += 1) {
        clock.now = new Date(Date.UTC(2026, 10, 1, index));
        const ticket = await desk.create(
          alice,
          newTicket(`S${pick(index)}`, { body: { format: 'text', content: `x ${pick(index + 1)}` } }),
          `t${index}`,
        );
        const subject = `${ticket.reference} ${ticket.subject}`;
        let shown = [subject, `x ${pick(index + 1)}`];
        for (let thread = 0; thread < index % 3; thread += 1) {
          clock.now = new Date(clock.now.getTime() + 60_000);
          await openThread(bench, ticket.id);
          await desk.reply(agent, ticket.id, reply(`y ${pick(index * 3 + thread)}`), `r${index}-${thread}`);
          shown = [subject, `y ${pick(index * 3 + thread)}`];
        }
        texts.set(ticket.id, shown);
      }
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.constantFrom('r', 'ro', 'rot', 'bl', 'grun', '日', '1', 'x', 'y', 's'), {
            minLength: 1,
            maxLength: 3,
          }),
          async (asked) => {
            const text = asked.join(' ');
            const { items } = await desk.list(newest(alice), query({ text }));
            assert.deepEqual(
              items.map(({ id }) => id).sort(),
              [...texts]
                .filter(([, shown]) => foundIn(text, shown))
                .map(([id]) => id)
                .sort(),
              text,
            );
          },
        ),
        { numRuns: 60 },
      );
    }),
  );
}
