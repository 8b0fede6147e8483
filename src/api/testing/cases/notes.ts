import type { Case } from '../bench.ts';
import { expect, expectEqual } from '../expect.ts';

export const noteCases: Case[] = [
  {
    name: 'an internal note is in no answer',
    async run(bench) {
      const canary = `CANARY${bench.word()}`;
      const { id } = await bench.ticket('alice');
      await bench.probe.agentReply(id, 'A public answer');
      await bench.probe.addNote(id, `Never show ${canary}`);
      for (const who of ['alice', 'bob'] as const) {
        const adapter = await bench.as(who);
        const company = (await adapter.session.current())?.companies[0]?.id;
        if (who === 'bob' && (!company || !adapter.capabilities.views.includes('company'))) continue;
        const view = who === 'bob' ? (company ?? 'mine') : 'mine';
        const answers: Record<string, unknown> = {
          'tickets.get()': await adapter.tickets.get(id),
          'tickets.messages()': await bench.allMessages(adapter, id),
          'tickets.list()': await adapter.tickets.list(bench.query({ view })),
          'start()': await adapter.start({ tickets: bench.query({ view }) }),
        };
        for (const [name, answer] of Object.entries(answers)) {
          expect(
            !JSON.stringify(answer).includes(canary),
            `${name} hands ${who} the text of an internal note. Pass on only the kinds of message that are known to be public.`,
          );
        }
      }
    },
  },
  {
    name: 'an internal note counts as no message',
    async run(bench) {
      const adapter = await bench.as('alice');
      const { id } = await bench.ticket();
      await bench.probe.addNote(id, 'Not for them');
      const messages = await bench.allMessages(adapter, id);
      expect(
        messages.length === 1,
        `A conversation of one message and one internal note shows ${messages.length} messages.`,
      );
    },
  },
  {
    name: 'an internal note changes nothing that can be seen',
    async run(bench) {
      const adapter = await bench.as('alice');
      const { id } = await bench.ticket();
      await bench.probe.agentReply(id, 'An answer');
      const before = await adapter.tickets.get(id);
      await bench.probe.addNote(id, 'Not for them');
      const after = await adapter.tickets.get(id);
      expectEqual(
        after,
        before,
        'An internal note changed what a customer sees of the ticket (its last activity, version, status or “unread”): that tells when agents work on it.',
      );
    },
  },
];
