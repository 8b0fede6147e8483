import type { SortKey, TicketSummary } from '../../model.ts';
import type { Case } from '../bench.ts';
import { expect, expectEqual, expectError } from '../expect.ts';

const keys: Record<Exclude<SortKey, 'status'>, (ticket: TicketSummary) => string | number> = {
  created: (ticket) => Date.parse(ticket.createdAt),
  activity: (ticket) => Date.parse(ticket.lastActivityAt),
  subject: (ticket) => ticket.subject,
  // Later references have more digits; their numbers tell.
  reference: (ticket) => Number(/(\d+)\D*$/.exec(ticket.reference)?.[1] ?? 0),
};

const inOrder = (values: (string | number)[], descending: boolean): boolean =>
  values.every((value, index) => {
    const before = values[index - 1];
    return before === undefined || (descending ? before >= value : before <= value);
  });

export const sortCases: Case[] = [
  ...(['created', 'activity', 'reference', 'subject'] as const).flatMap((by) =>
    [true, false].map((descending): Case => ({
      name: `by ${by}, ${descending ? 'descending' : 'ascending'}`,
      needs: ({ sortBy }) => sortBy.includes(by),
      async run(bench) {
        const { adapter, ids, query } = await bench.group(5, { apart: by === 'created' });
        // Activity in another order than creation, at a time of its own.
        await bench.moment();
        await bench.probe.agentReply(ids[1] ?? '', 'Moves this ticket to the front.');
        const found = await bench.allTickets(adapter, { ...query, sort: { by, descending } });
        // Among other tickets, subjects in other scripts follow rules of their own; these are plain.
        const own = found.filter(({ id }) => ids.includes(id));
        const values = own.map(keys[by]);
        expect(values.length === ids.length, 'Sorting loses tickets.');
        expect(
          inOrder(values, descending),
          `The list is not in ${descending ? 'descending' : 'ascending'} order by ${by}: ${values.join(', ')}.`,
        );
        if (by === 'activity') {
          const moved = own.find(({ id }) => id === ids[1]);
          expect(
            moved &&
              own.every(({ lastActivityAt }) => moved.lastActivityAt >= lastActivityAt) &&
              moved.lastActivityAt > moved.createdAt,
            'An agent’s answer must count as activity, and move its ticket before those that had none.',
          );
        }
      },
    })),
  ),
  {
    name: 'by status, both ways, keeps equals together',
    needs: ({ sortBy }) => sortBy.includes('status'),
    async run(bench) {
      const { adapter, ids, query } = await bench.group(5);
      await bench.probe.closeTicket(ids[1] ?? '');
      await bench.probe.closeTicket(ids[3] ?? '');
      const stagesOf = async (descending: boolean): Promise<string[]> => {
        const found = await bench.allTickets(adapter, { ...query, sort: { by: 'status', descending } });
        const stages = found.map(({ stage }) => stage.id);
        return stages.filter((stage, index) => stage !== stages[index - 1]);
      };
      const [up, down] = [await stagesOf(false), await stagesOf(true)];
      expect(
        new Set(up).size === up.length,
        `Sorted by status, tickets of one stage are scattered: ${up.join(', ')}.`,
      );
      expectEqual(down, [...up].reverse(), 'Descending by status is not ascending turned around.');
    },
  },
  {
    name: 'by what the backend cannot is refused',
    async run(bench) {
      const adapter = await bench.as('alice');
      const by = 'password' as SortKey;
      await expectError(
        () => adapter.tickets.list(bench.query({ sort: { by, descending: true } })),
        ['invalid', 'not-supported'],
        'A sort by a property that does not exist was asked for.',
      );
    },
  },
];
