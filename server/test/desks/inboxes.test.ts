import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Actor, StaffTicketDraft } from '../../src/desks/desk.ts';
import { databases, skipOf } from '../helpers/databases.ts';
import { failsWith, newTicket, query, withDesk, type Bench } from './fixture.ts';

const words = (content: string) => ({
  body: { format: 'text' as const, content },
  channel: 'portal' as const,
  attachments: [],
});
const called = (contact: Actor, more: Partial<StaffTicketDraft> = {}): StaffTicketDraft => ({
  contactId: contact.contactId,
  subject: 'Called about an invoice',
  channel: 'phone',
  properties: {},
  ...more,
});

for (const database of databases) {
  describe(`inboxes on ${database.name}`, { skip: skipOf(database) }, () => {
    const withInboxes = (work: (bench: Bench) => Promise<void>) =>
      withDesk(database, work, (settings) => {
        settings.inboxes.push(
          { id: 'billing', name: 'Billing', pipeline: 'support' },
          { id: 'calls', name: 'Calls', pipeline: 'support' },
        );
        settings.tickets.defaultInbox = 'calls';
        settings.forms.push({ ...structuredClone(settings.forms[0]!), id: 'billing', inbox: 'billing' });
      });
    const subjectsIn = async ({ desk, agent }: Bench, inbox?: string): Promise<string[]> =>
      (await desk.list(agent, query({ view: 'all', ...(inbox ? { inbox } : {}) }))).items
        .map(({ subject }) => subject)
        .toSorted();
    const threadsOf = ({ storage }: Bench, id: string) =>
      storage.db
        .selectFrom('threads')
        .select(['id', 'inbox', 'channel'])
        .where('ticket_id', '=', id)
        .execute();

    test('hold the tickets of their forms, each of them once', () =>
      withInboxes(async (bench) => {
        const { desk, alice } = bench;
        const draft = newTicket('An invoice', { formId: 'billing' });
        const made = await Promise.all(
          Array.from({ length: 10 }, () => desk.create(alice, draft, 'one-key')),
        );
        assert.equal(new Set(made.map(({ id }) => id)).size, 1);
        await desk.create(alice, newTicket('An export'), 'other');
        assert.deepEqual(await subjectsIn(bench, 'billing'), ['An invoice']);
        assert.deepEqual(await subjectsIn(bench, 'support'), ['An export']);
        assert.deepEqual(await subjectsIn(bench, 'calls'), []);
        assert.deepEqual((await desk.list(alice, query())).items.map(({ subject }) => subject).toSorted(), [
          'An export',
          'An invoice',
        ]);
        const [thread] = await threadsOf(bench, made[0]!.id);
        assert.equal(thread?.inbox, 'billing');
      }));

    test('have every message from the portal on their ticket, as from its customer', () =>
      withInboxes(async (bench) => {
        const { desk, alice, bob, agent, clock } = bench;
        const { id } = await desk.create(alice, newTicket('An invoice', { formId: 'billing' }), 'c');
        const [before] = await threadsOf(bench, id);
        clock.now = new Date(clock.now.getTime() + 1_000);
        await desk.reply(alice, id, words('More of it'), 'r1');
        await desk.reply(bob, id, words('And from me'), 'r2');
        const { items } = await desk.messages(agent, id, { order: 'oldest', limit: 10 });
        assert.deepEqual(
          items.map(({ author, body, threadId, channel }) => [
            author.email,
            author.role,
            body.content,
            threadId,
            channel,
          ]),
          [
            ['alice@acme.example', 'customer', 'About An invoice', before?.id, 'form'],
            ['alice@acme.example', 'customer', 'More of it', before?.id, 'portal'],
            ['bob@acme.example', 'customer', 'And from me', before?.id, 'portal'],
          ],
        );
        const [first] = (await desk.list(agent, query({ view: 'all', inbox: 'billing' }))).items;
        assert.deepEqual(
          [first?.id, first?.inbox, first?.lastActivityAt],
          [id, 'billing', clock.now.toISOString()],
        );
      }));

    test('get a ticket of a call with its customer’s first reply, which opens its conversation', () =>
      withInboxes(async (bench) => {
        const { desk, alice, bob, carol, agent } = bench;
        const note = { format: 'text' as const, content: 'Wants it by Friday' };
        const ticket = await desk.staff.create(agent, called(alice, { note }), 'call');
        assert.equal((await desk.staff.create(agent, called(alice, { note }), 'call')).id, ticket.id);
        const { id } = ticket;
        assert.deepEqual(
          [ticket.requester.id, ticket.channel, ticket.inbox],
          [alice.contactId, 'phone', undefined],
        );
        // It shows to whom it must, with nothing in it, and nothing to be read.
        for (const actor of [alice, bob]) {
          const seen = await desk.get(actor, id);
          assert.deepEqual(
            [seen.subject, seen.unread, seen.inbox],
            ['Called about an invoice', false, undefined],
          );
          assert.deepEqual(await desk.messages(actor, id, { order: 'newest', limit: 10 }), {
            items: [],
            total: { value: 0, exact: true },
          });
        }
        await assert.rejects(desk.get(carol, id), failsWith('not-found'));
        assert.equal((await desk.list(alice, query({ text: 'invoice' }))).items[0]?.id, id);
        assert.deepEqual(await subjectsIn(bench, 'calls'), []);
        assert.deepEqual(await subjectsIn(bench), ['Called about an invoice']);
        assert.deepEqual(
          (await desk.staff.notes(agent, id)).map(({ body }) => body.content),
          ['Wants it by Friday'],
        );

        const replies = await Promise.all(
          Array.from({ length: 10 }, () => desk.reply(alice, id, words('Any news?'), 'reply')),
        );
        assert.equal(new Set(replies.map((reply) => reply.id)).size, 1);
        await Promise.all([
          desk.reply(bob, id, words('I ask, too'), 'bobs'),
          desk.reply(agent, id, words('On Friday'), 'agents'),
        ]);
        const threads = await threadsOf(bench, id);
        assert.deepEqual(
          threads.map(({ inbox, channel }) => [inbox, channel]),
          [['calls', 'portal']],
        );
        const { items } = await desk.messages(agent, id, { order: 'oldest', limit: 10 });
        assert.deepEqual([items[0]?.body.content, items.length], ['Any news?', 3]);
        assert.ok(items.every(({ threadId }) => threadId === threads[0]?.id));
        assert.deepEqual(await subjectsIn(bench, 'calls'), ['Called about an invoice']);
      }));

    test('take the first word of agents on a call as well, where two begin at once', () =>
      withInboxes(async (bench) => {
        const { desk, alice, agent } = bench;
        const { id } = await desk.staff.create(agent, called(alice, { inbox: 'billing' }), 'call');
        assert.deepEqual(await subjectsIn(bench, 'billing'), ['Called about an invoice']);
        await Promise.all([
          desk.reply(agent, id, words('As we said'), 'a'),
          desk.reply(alice, id, words('As I said'), 'b'),
        ]);
        const threads = await threadsOf(bench, id);
        assert.deepEqual(
          threads.map(({ inbox }) => inbox),
          ['billing'],
        );
        const seen = await desk.messages(alice, id, { order: 'newest', limit: 10 });
        assert.equal(seen.items.length, 2);
      }));

    test('refuse a call of nobody, in no inbox, with properties no ticket has; and customers make none', () =>
      withInboxes(async ({ desk, alice, agent, storage }) => {
        const make = (draft: StaffTicketDraft, actor = agent) => desk.staff.create(actor, draft, 'k');
        await assert.rejects(make({ ...called(alice), contactId: 'nobody' }), failsWith('not-found'));
        await assert.rejects(make(called(alice, { subject: ' ' })), failsWith('invalid'));
        await assert.rejects(make(called(alice, { inbox: 'gone' })), {
          ...failsWith('invalid'),
          fields: [{ field: 'inbox', code: 'not-an-option' }],
        });
        await assert.rejects(make(called(alice, { properties: { severity: 'none', made_up: 'x' } })), {
          ...failsWith('invalid'),
          fields: [
            { field: 'made_up', code: 'unknown' },
            { field: 'severity', code: 'not-an-option' },
          ],
        });
        await assert.rejects(make(called(alice), alice), failsWith('not-found'));
        const { id } = await make(called(alice, { properties: { severity: 'blocked' } }));
        assert.deepEqual((await desk.get(agent, id)).properties, { severity: 'blocked' });
        await assert.rejects(make(called(alice, { subject: 'Another' })), failsWith('conflict'));
        const { count } = await storage.db
          .selectFrom('tickets')
          .select((eb) => eb.fn.countAll<number | string>().as('count'))
          .executeTakeFirstOrThrow();
        assert.equal(Number(count), 1);
      }));
  });
}
