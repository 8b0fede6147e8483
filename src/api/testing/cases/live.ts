import type { TicketChange } from '../../adapter.ts';
import type { Capabilities } from '../../capabilities.ts';
import type { Bench, Case, Who } from '../bench.ts';
import { expect, expectEqual } from '../expect.ts';

const needs = ({ live }: Capabilities): boolean => live !== 'none';
const pushes = ({ live }: Capabilities): boolean => live === 'push';

interface Ear {
  heard: TicketChange[];
  stop(): void;
}

/** Somebody who listens, and hears already: an agent writes on a ticket of theirs until a change arrives. */
async function listen(bench: Bench, who: Who): Promise<Ear> {
  const adapter = await bench.as(who);
  const watch = bench.need(adapter.tickets.watch, 'tickets.watch');
  const heard: TicketChange[] = [];
  const stop = watch((change) => heard.push(change));
  try {
    const { id } = await bench.ticket(who);
    let written = 0;
    await bench.eventually('tickets.watch() tells nothing of an agent’s answers', async () => {
      if (heard.length === 0 && written++ % 20 === 0) await bench.probe.agentReply(id, 'Is anybody there?');
      return heard.length > 0;
    });
  } catch (error) {
    stop();
    throw error;
  }
  return { heard, stop };
}

const about = ({ heard }: Ear, id: string): TicketChange[] =>
  heard.filter(({ kind, ticketId }) => kind === 'reset' || ticketId === id);

/** Until the ear hears of a fresh answer on the ticket: whatever happened before has arrived by then. */
async function flush(bench: Bench, ear: Ear, id: string): Promise<void> {
  const before = ear.heard.filter(({ ticketId }) => ticketId === id).length;
  await bench.probe.agentReply(id, 'Marks the end');
  await bench.eventually(
    'tickets.watch() missed an agent’s answer',
    () => ear.heard.filter(({ ticketId }) => ticketId === id).length > before,
  );
}

export const liveCases: Case[] = [
  {
    name: 'an agent’s answer is heard',
    needs,
    async run(bench) {
      const ear = await listen(bench, 'alice');
      try {
        const { id } = await bench.ticket();
        await bench.probe.agentReply(id, 'News');
        await bench.eventually(
          'tickets.watch() did not tell of an agent’s answer',
          () => about(ear, id).length > 0,
        );
      } finally {
        ear.stop();
      }
    },
  },
  {
    name: 'a closed ticket is heard of',
    needs,
    async run(bench) {
      const ear = await listen(bench, 'alice');
      try {
        const { id } = await bench.ticket();
        await flushIfPushed(bench, ear, id);
        const before = about(ear, id).length;
        await bench.probe.closeTicket(id);
        await bench.eventually(
          'tickets.watch() did not tell that an agent closed a ticket',
          () => about(ear, id).length > before,
        );
      } finally {
        ear.stop();
      }
    },
  },
  {
    name: 'changes tell what happened, never what was said',
    needs: pushes,
    async run(bench) {
      const ear = await listen(bench, 'alice');
      try {
        const { id } = await bench.ticket();
        await flush(bench, ear, id);
        for (const change of ear.heard) {
          const extra = Object.keys(change).filter((key) => key !== 'kind' && key !== 'ticketId');
          expect(
            extra.length === 0,
            `A change has a field “${extra[0]}” that the contract does not know: news are fetched by calls that decide who sees what.`,
          );
          expect(
            ['created', 'message', 'updated', 'reset', 'settings'].includes(change.kind),
            `“${change.kind}” is no kind of change.`,
          );
        }
      } finally {
        ear.stop();
      }
    },
  },
  {
    name: 'who stopped listening hears no more, and others still do',
    needs: pushes,
    async run(bench) {
      const [one, other] = [await listen(bench, 'alice'), await listen(bench, 'alice')];
      try {
        const { id } = await bench.ticket();
        one.stop();
        one.stop();
        const before = one.heard.length;
        await flush(bench, other, id);
        expect(one.heard.length === before, 'A listener heard of changes after it had stopped listening.');
      } finally {
        one.stop();
        other.stop();
      }
    },
  },
  {
    name: 'other companies’ tickets are not heard of',
    needs: pushes,
    async run(bench) {
      const ear = await listen(bench, 'carol');
      try {
        const hers = await bench.ticket('alice');
        await bench.probe.agentReply(hers.id, 'For Alice');
        const own = await bench.ticket('carol');
        await flush(bench, ear, own.id);
        expect(
          !ear.heard.some(({ ticketId }) => ticketId === hers.id),
          'Carol hears of changes to a ticket of another company.',
        );
      } finally {
        ear.stop();
      }
    },
  },
  {
    name: 'internal notes make no sound',
    needs: pushes,
    async run(bench) {
      const ear = await listen(bench, 'alice');
      try {
        const { id } = await bench.ticket();
        await flush(bench, ear, id);
        const quiet = await bench.ticket();
        await flush(bench, ear, quiet.id);
        const before = ear.heard.filter(({ ticketId }) => ticketId === id).length;
        await bench.probe.addNote(id, 'Nobody hears this');
        await flush(bench, ear, quiet.id);
        const after = ear.heard.filter(({ ticketId }) => ticketId === id).length;
        expect(
          after === before,
          'An internal note was told to a customer as a change: it tells that, and when, agents talk about them.',
        );
      } finally {
        ear.stop();
      }
    },
  },
  {
    name: 'changed settings are told, and the next start brings them',
    needs: pushes,
    async run(bench) {
      const rename = bench.need(bench.probe.rename, 'probe.rename');
      const ear = await listen(bench, 'alice');
      try {
        const adapter = await bench.as('alice');
        await adapter.start();
        const before = ear.heard.length;
        const name = bench.word();
        await rename(name);
        await bench.eventually('tickets.watch() did not tell that the settings have changed', () =>
          ear.heard.slice(before).some(({ kind }) => kind === 'settings'),
        );
        const { settings } = await adapter.start({ background: true });
        expectEqual(settings.name, name, 'start() does not bring the settings whose change was told.');
      } finally {
        ear.stop();
      }
    },
  },
  {
    name: 'who begins to listen is told of settings that have changed since their start',
    needs: pushes,
    async run(bench) {
      const rename = bench.need(bench.probe.rename, 'probe.rename');
      const adapter = await bench.as('alice');
      const watch = bench.need(adapter.tickets.watch, 'tickets.watch');
      await adapter.start();
      await rename(bench.word());
      const heard: TicketChange[] = [];
      const stop = watch((change) => heard.push(change));
      try {
        await bench.eventually(
          'tickets.watch() does not tell of settings that have changed between start() and listening: a page would go on with the former ones',
          () => heard.some(({ kind }) => kind === 'settings'),
        );
      } finally {
        stop();
      }
    },
  },
];

async function flushIfPushed(bench: Bench, ear: Ear, id: string): Promise<void> {
  if (pushes((await bench.as('alice')).capabilities)) await flush(bench, ear, id);
}
