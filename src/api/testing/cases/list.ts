import type { Case } from '../bench.ts';
import { expect, expectEqual, expectError } from '../expect.ts';

export const listCases: Case[] = [
  {
    name: 'a new ticket is in the list of its requester',
    async run(bench) {
      const adapter = await bench.as('alice');
      const ticket = await bench.ticket('alice', { subject: `Fresh ${bench.word()}` });
      const found = (await bench.allTickets(adapter)).find(({ id }) => id === ticket.id);
      expect(found, 'A ticket that was just filed is not in the list.');
      expect(
        found.subject === ticket.subject && found.mine && found.requester.isMe,
        'A contact’s own ticket must keep its subject and say mine and requester.isMe.',
      );
    },
  },
  {
    name: '“mine” lists only what is the contact’s own',
    async run(bench) {
      await bench.ticket('bob');
      for (const ticket of await bench.allTickets(await bench.as('alice'))) {
        expect(
          ticket.mine && ticket.requester.isMe,
          `The view “mine” lists ${ticket.reference}, which is not the contact’s own.`,
        );
      }
    },
  },
  {
    name: 'nobody is in the list twice',
    async run(bench) {
      await bench.ticket();
      const ids = (await bench.allTickets(await bench.as('alice'))).map(({ id }) => id);
      expect(new Set(ids).size === ids.length, 'One ticket is in the list more than once.');
    },
  },
  {
    name: 'a page holds no more than was asked for',
    async run(bench) {
      const { adapter, query } = await bench.group(3);
      const { items, next } = await adapter.tickets.list(bench.query({ ...query, limit: 2 }));
      expect(items.length === 2, `A page of 2 was asked for, and ${items.length} came.`);
      expect(
        next !== undefined,
        'There are more tickets than fit the page, but it names no next one: the rest can never be reached.',
      );
    },
  },
  ...[0, -1, 101, 1.5].map((limit): Case => ({
    name: `a page of ${limit} is refused`,
    async run(bench) {
      const adapter = await bench.as('alice');
      await expectError(
        () => adapter.tickets.list(bench.query({ limit })),
        'invalid',
        `A page of ${limit} tickets was asked for; pages hold 1 to 100.`,
      );
    },
  })),
  {
    name: 'an unknown view is not found',
    async run(bench) {
      const adapter = await bench.as('alice');
      await expectError(
        () => adapter.tickets.list(bench.query({ view: `no-${bench.word()}` })),
        ['not-found', 'not-supported'],
        'The tickets of a company that does not exist were asked for.',
      );
    },
  },
  {
    name: 'totals keep their promise',
    async run(bench) {
      const { adapter, query } = await bench.group(3);
      const { total } = await adapter.tickets.list(bench.query({ ...query, limit: 1 }));
      const { totals } = adapter.capabilities;
      if (totals === 'none')
        return expect(
          total === undefined,
          'The capabilities say that there are no totals, but the list tells one.',
        );
      expect(total, `The capabilities promise totals that are ${totals}, but the list tells none.`);
      if (totals === 'exact')
        expect(total.exact, 'The capabilities promise exact totals, but this one says that it is not.');
      const count = (await bench.allTickets(adapter, query)).length;
      expect(
        total.exact ? total.value === count : total.value <= count,
        `The list says that there are ${total.value} tickets, but going through its pages finds ${count}. A total that lies is worse than none.`,
      );
    },
  },
  {
    name: 'open, closed and any tell the states apart',
    async run(bench) {
      const { adapter, ids, query } = await bench.group(3);
      const [first = ''] = ids;
      await bench.probe.closeTicket(first);
      await bench.eventually('A ticket that an agent closed is still not among the closed ones', async () =>
        (await bench.allTickets(adapter, { ...query, state: 'closed' })).some(({ id }) => id === first),
      );
      const idsOf = async (state: 'open' | 'closed' | 'any') => {
        const found = await bench.allTickets(adapter, { ...query, state });
        for (const { stage, reference } of found) {
          expect(
            state === 'any' || stage.state === state,
            `${reference} is ${stage.state}, but is listed among the ${state} ones.`,
          );
        }
        return found.map(({ id }) => id).filter((id) => ids.includes(id));
      };
      expectEqual(
        (await idsOf('open')).sort(),
        ids.slice(1).sort(),
        'The open tickets are not those that are open.',
      );
      expectEqual(await idsOf('closed'), [first], 'The closed tickets are not those that are closed.');
      expectEqual((await idsOf('any')).sort(), [...ids].sort(), '“any” must list open and closed tickets.');
    },
  },
  {
    name: 'stages narrow the list',
    async run(bench) {
      const { adapter, ids, query } = await bench.group(2);
      const { settings } = await adapter.start();
      await bench.probe.closeTicket(ids[0] ?? '');
      const closed = settings.stages.filter(({ state }) => state === 'closed').map(({ id }) => id);
      await bench.eventually('The closed ticket does not show under the closed stages', async () =>
        (await bench.allTickets(adapter, { ...query, stages: closed })).some(({ id }) => id === ids[0]),
      );
      const found = await bench.allTickets(adapter, { ...query, stages: closed });
      expect(
        found.every(({ stage }) => closed.includes(stage.id)),
        'A list narrowed to some stages holds tickets of others.',
      );
      expect(!found.some(({ id }) => id === ids[1]), 'An open ticket is listed under closed stages.');
    },
  },
  {
    name: 'a condition on an unknown property is refused',
    async run(bench) {
      const adapter = await bench.as('alice');
      await expectError(
        () =>
          adapter.tickets.list(
            bench.query({ where: [{ property: `no-${bench.word()}`, operator: 'is', value: 'x' }] }),
          ),
        ['invalid', 'not-supported'],
        'A condition on a property that does not exist, or that customers may not see, was not refused: a backend that ignores it shows too much, one that obeys it tells by its answers.',
      );
    },
  },
];
