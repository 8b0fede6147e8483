import type { Case } from '../bench.ts';
import { expect, expectEqual, expectError } from '../expect.ts';

const hostileIds = [
  'no-such-ticket',
  '..',
  '.',
  '../session',
  '%2e%2e',
  "1' OR '1'='1",
  '1; DROP TABLE tickets',
  'null',
  '-1',
  '💥',
  'x'.repeat(2000),
];

export const conversationCases: Case[] = [
  {
    name: 'get() tells what the list tells',
    async run(bench) {
      const adapter = await bench.as('alice');
      const { id } = await bench.ticket();
      const { can, version, participants, ...summary } = await adapter.tickets.get(id);
      const listed = (await bench.allTickets(adapter)).find((ticket) => ticket.id === id);
      expectEqual(summary, listed, 'tickets.get() and tickets.list() tell different things of one ticket.');
      expect(can && version && participants !== null, 'A ticket needs “can” and “version”.');
    },
  },
  {
    name: 'an id that nobody has is not found',
    async run(bench) {
      const adapter = await bench.as('alice');
      for (const id of hostileIds) {
        const words = `The ticket id ${JSON.stringify(id.slice(0, 40))} belongs to no ticket.`;
        await expectError(() => adapter.tickets.get(id), 'not-found', words);
        await expectError(() => adapter.tickets.messages(id, { limit: 5 }), 'not-found', words);
      }
    },
  },
  {
    name: 'errors do not quote the backend',
    async run(bench) {
      const adapter = await bench.as('alice');
      const error = await expectError(
        () => adapter.tickets.get(`no'${bench.word()}`),
        'not-found',
        'No such ticket.',
      );
      expect(
        !/select |sqlite|postgres|\.[jt]s:\d+|\/node_modules\//i.test(error.message),
        `The message of an error holds inner workings of the backend: ${error.message}`,
      );
    },
  },
  {
    name: 'a conversation begins with what its requester wrote',
    async run(bench) {
      const adapter = await bench.as('alice');
      const text = `First words ${bench.word()}`;
      const { id } = await bench.ticket('alice', { message: text });
      const [first] = await bench.allMessages(adapter, id);
      expect(
        first !== undefined && first.body.content.includes(text),
        'The conversation does not begin with the message that the ticket was filed with.',
      );
      expect(
        first.author.isMe && first.author.role === 'customer',
        'The requester’s own message must say author.isMe and the role “customer”.',
      );
    },
  },
  {
    name: 'an agent’s answer is shown as an agent’s',
    async run(bench) {
      const adapter = await bench.as('alice');
      const { id } = await bench.ticket();
      const text = `An answer ${bench.word()}`;
      await bench.probe.agentReply(id, text);
      const last = (await bench.allMessages(adapter, id)).at(-1);
      expect(
        last !== undefined && last.body.content.includes(text),
        'An agent’s answer is missing from the conversation.',
      );
      expect(
        last.author.role === 'agent' && !last.author.isMe,
        'An agent’s answer must have the role “agent”, and not be the contact’s own.',
      );
      expect(
        !JSON.stringify(last.author).includes('@'),
        'The author of an agent’s answer shows an e-mail address.',
      );
    },
  },
  {
    name: 'a reply stands in the thread that it is told to stand in',
    async run(bench) {
      const adapter = await bench.as('alice');
      const { id } = await bench.ticket();
      const reply = await bench.reply(adapter, id, 'Which thread?');
      const found = (await bench.allMessages(adapter, id)).find((message) => message.id === reply.id);
      expect(found, 'A reply that was sent is missing from the conversation.');
      expectEqual(
        found.thread,
        reply.thread,
        'reply() and messages() name different threads for one message: pages would show it twice over, or in the wrong place.',
      );
    },
  },
  {
    name: 'why a ticket shows is told truly of one’s own and of a colleague’s',
    async run(bench) {
      const alice = await bench.as('alice');
      const reasons = bench.need(alice.tickets.reasons, 'tickets.reasons');
      const { id } = await bench.ticket('alice');
      expectEqual((await reasons(id)).owner, 'mine', 'A contact’s own ticket shows as theirs.');
      if (!alice.capabilities.views.includes('company')) return;
      const bob = await bench.as('bob');
      const [company] = (await bob.session.current())?.companies ?? [];
      const told = await bench.need(bob.tickets.reasons, 'tickets.reasons')(id);
      expectEqual(
        { owner: told.owner, company: told.company },
        { owner: 'company', company },
        'A colleague’s ticket shows by the company that both belong to.',
      );
    },
  },
  {
    name: 'messages are told in the order they were written',
    async run(bench) {
      const adapter = await bench.as('alice');
      const { id } = await bench.ticket();
      for (const text of ['one', 'two', 'three']) await bench.probe.agentReply(id, text);
      const messages = await bench.allMessages(adapter, id);
      const times = messages.map(({ at }) => Date.parse(at));
      expect(
        times.every((time, index) => index === 0 || time >= (times[index - 1] ?? 0)),
        'The times of a conversation, oldest first, go back.',
      );
      expectEqual(
        messages.slice(1).map(({ body }) => body.content.trim()),
        ['one', 'two', 'three'],
        'Messages are out of order.',
      );
    },
  },
  {
    name: 'the version changes with what is seen, and only then',
    async run(bench) {
      const adapter = await bench.as('alice');
      const { id, version } = await bench.ticket();
      expect(
        (await adapter.tickets.get(id)).version === version,
        'The version changes though nothing happened.',
      );
      await bench.probe.agentReply(id, 'News');
      expect(
        (await adapter.tickets.get(id)).version !== version,
        'The version stays though an agent answered: pages would go on showing the old.',
      );
    },
  },
  {
    name: 'an answer hands the turn to the customer',
    async run(bench) {
      const adapter = await bench.as('alice');
      const { id } = await bench.ticket();
      const { settings } = await adapter.start();
      if (!settings.stages.some(({ awaiting }) => awaiting === 'customer'))
        bench.need(undefined, 'a stage that awaits the customer');
      await bench.probe.agentReply(id, 'Could you try again?');
      const { stage } = await adapter.tickets.get(id);
      expect(stage.awaiting === 'customer', 'After an agent’s answer the ticket must await its customer.');
    },
  },
  {
    name: 'an answer is unread until it is marked as read',
    needs: ({ unread }) => unread,
    async run(bench) {
      const adapter = await bench.as('alice');
      const markRead = bench.need(adapter.tickets.markRead, 'tickets.markRead');
      const { id } = await bench.ticket();
      expect(!(await adapter.tickets.get(id)).unread, 'A contact’s own new ticket is unread.');
      await bench.probe.agentReply(id, 'News');
      expect(
        (await adapter.tickets.get(id)).unread === true,
        'A ticket with a new answer is not marked as unread.',
      );
      const last = (await bench.allMessages(adapter, id)).at(-1);
      await markRead(id, last?.id ?? '');
      expect(
        (await adapter.tickets.get(id)).unread === false,
        'A ticket stays unread though its newest message was marked as read.',
      );
    },
  },
  {
    name: 'a message that is not there cannot be marked as read',
    needs: ({ unread }) => unread,
    async run(bench) {
      const adapter = await bench.as('alice');
      const markRead = bench.need(adapter.tickets.markRead, 'tickets.markRead');
      const { id } = await bench.ticket();
      await expectError(
        () => markRead(id, `no-${bench.word()}`),
        'not-found',
        'A message that does not exist was marked as read.',
      );
    },
  },
];
