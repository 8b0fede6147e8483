import type { Case } from '../bench.ts';
import { expect, expectEqual, expectError } from '../expect.ts';

export const pagingCases: Case[] = [
  ...[1, 2, 3].map((limit): Case => ({
    name: `in pages of ${limit}, each ticket comes once and in order`,
    async run(bench) {
      const { adapter, query } = await bench.group(7);
      const whole = (await bench.allTickets(adapter, query)).map(({ id }) => id);
      const paged = (await bench.allTickets(adapter, { ...query, limit })).map(({ id }) => id);
      expect(new Set(paged).size === paged.length, `In pages of ${limit}, some tickets come more than once.`);
      expectEqual(paged, whole, `In pages of ${limit}, other tickets come than in one page.`);
    },
  })),
  {
    name: 'equal sort values lose no ticket at a page’s edge',
    async run(bench) {
      const { adapter, ids, query } = await bench.group(6);
      const sort = adapter.capabilities.sortBy.includes('status')
        ? ({ by: 'status', descending: false } as const)
        : { by: adapter.capabilities.sortBy[0] ?? 'activity', descending: true };
      const paged = (await bench.allTickets(adapter, { ...query, sort, limit: 2 })).map(({ id }) => id);
      expect(
        ids.every((id) => paged.includes(id)) && new Set(paged).size === paged.length,
        'Tickets of the same status are lost or repeated where one page ends and the next begins: the order needs a second key that is unique.',
      );
    },
  },
  {
    name: 'a ticket that arrives in between repeats and hides none of the others',
    async run(bench) {
      const { adapter, ids, query } = await bench.group(5);
      const by = adapter.capabilities.sortBy.includes('created') ? 'created' : 'activity';
      const request = bench.query({ ...query, sort: { by, descending: true }, limit: 2 });
      const first = await adapter.tickets.list(request);
      await bench.ticket('alice', { subject: `Late ${query.text ?? ''}` });
      const seen = first.items.map(({ id }) => id);
      for (let cursor = first.next; cursor !== undefined;) {
        const page = await adapter.tickets.list({ ...request, cursor });
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.next;
      }
      const own = seen.filter((id) => ids.includes(id));
      expectEqual(
        [...own].sort(),
        [...ids].sort(),
        'While a list was read page by page a new ticket arrived; after that, tickets were missing or came twice. Cursors must say where to go on, not how many to skip.',
      );
    },
  },
  {
    name: 'a made-up cursor is refused',
    async run(bench) {
      const adapter = await bench.as('alice');
      const { id } = await bench.ticket();
      for (const cursor of ['nonsense', 'eyJpZCI6MX0', "' OR 1=1 --", '💥']) {
        await expectError(
          () => adapter.tickets.list(bench.query({ cursor })),
          'invalid',
          `The made-up cursor ${JSON.stringify(cursor)} was given for a list.`,
        );
        await expectError(
          () => adapter.tickets.messages(id, { limit: 5, cursor }),
          'invalid',
          `The made-up cursor ${JSON.stringify(cursor)} was given for messages.`,
        );
      }
    },
  },
  {
    name: 'a cursor belongs to its query',
    async run(bench) {
      const { adapter, query } = await bench.group(3);
      const { next } = await adapter.tickets.list(bench.query({ ...query, limit: 1 }));
      await expectError(
        () => adapter.tickets.list(bench.query({ ...query, state: 'closed', limit: 1, cursor: next })),
        'invalid',
        'A cursor of one query was used with another: the answer would be neither’s page.',
      );
    },
  },
  {
    name: 'a cursor opens nothing to somebody else',
    async run(bench) {
      const { adapter, ids, query } = await bench.group(3);
      const { next } = await adapter.tickets.list(bench.query({ ...query, limit: 1 }));
      const carol = await bench.as('carol');
      const outcome = await carol.tickets.list(bench.query({ ...query, limit: 1, cursor: next })).then(
        ({ items }) => items,
        () => [],
      );
      expect(
        !outcome.some(({ id }) => ids.includes(id)),
        'With a cursor of Alice’s, Carol gets Alice’s tickets.',
      );
    },
  },
  {
    name: 'a conversation comes whole in pages of any size, both ways',
    async run(bench) {
      const adapter = await bench.as('alice');
      const { id } = await bench.ticket();
      for (let index = 0; index < 5; index++) await bench.probe.agentReply(id, `Answer ${index}`);
      const whole = (await bench.allMessages(adapter, id)).map((message) => message.id);
      expect(whole.length === 6, `A ticket with six messages shows ${whole.length}.`);
      expectEqual(
        (await bench.allMessages(adapter, id, 2)).map((message) => message.id),
        whole,
        'In pages of 2, other messages come than in one page.',
      );
      const newest = await adapter.tickets.messages(id, { limit: 100, order: 'newest' });
      expectEqual(
        newest.items.map((message) => message.id),
        [...whole].reverse(),
        'Newest first is not oldest first turned around.',
      );
    },
  },
  {
    name: 'a conversation begins with its newest messages unless asked otherwise',
    async run(bench) {
      const adapter = await bench.as('alice');
      const { id } = await bench.ticket();
      await bench.probe.agentReply(id, 'The newest');
      const { items, next } = await adapter.tickets.messages(id, { limit: 1 });
      expect(
        items[0]?.body.content.includes('The newest'),
        'The first page of a conversation must begin with the newest message.',
      );
      expect(next !== undefined, 'The conversation has an older message, but the page names no next one.');
    },
  },
  {
    name: 'a page of messages of an unheard-of size is refused',
    async run(bench) {
      const adapter = await bench.as('alice');
      const { id } = await bench.ticket();
      await expectError(
        () => adapter.tickets.messages(id, { limit: 0 }),
        'invalid',
        'A page of 0 messages was asked for.',
      );
      await expectError(
        () => adapter.tickets.messages(id, { limit: 1000 }),
        'invalid',
        'A page of 1,000 messages was asked for; pages hold 1 to 100.',
      );
    },
  },
];
