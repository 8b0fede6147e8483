import type { Case } from '../bench.ts';
import { expect, expectEqual, expectError, settle } from '../expect.ts';

export const idempotencyCases: Case[] = [
  {
    name: 'the same reply twice with one key is one message',
    async run(bench) {
      const adapter = await bench.as('alice');
      const { id } = await bench.ticket();
      const key = bench.word();
      const first = await bench.reply(adapter, id, 'Only once', key);
      const second = await bench.reply(adapter, id, 'Only once', key);
      const count = await bench.probe.countMessages(id);
      expect(
        count === 2,
        `A reply was sent twice with one idempotency key, and the backend has ${count - 1} of it: after a lost answer customers would send everything twice.`,
      );
      expectEqual(second, first, 'The second answer to one key differs from the first.');
    },
  },
  {
    name: 'ten at once with one key are one message',
    async run(bench) {
      const adapter = await bench.as('alice');
      const { id } = await bench.ticket();
      const key = bench.word();
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, () => settle(() => bench.reply(adapter, id, 'At once', key))),
      );
      const count = await bench.probe.countMessages(id);
      expect(
        count === 2,
        `Ten calls at once with one idempotency key left ${count - 1} messages instead of one.`,
      );
      const ids = new Set(outcomes.flatMap((outcome) => ('value' in outcome ? [outcome.value.id] : [])));
      expect(ids.size === 1, `Ten calls at once with one key answered ${ids.size} different messages.`);
    },
  },
  {
    name: 'one key with another text is a conflict',
    async run(bench) {
      const adapter = await bench.as('alice');
      const { id } = await bench.ticket();
      const key = bench.word();
      await bench.reply(adapter, id, 'One', key);
      await expectError(
        () => bench.reply(adapter, id, 'Other', key),
        'conflict',
        'One idempotency key was used for two texts.',
      );
      const count = await bench.probe.countMessages(id);
      expect(count === 2, 'The second text was stored though its key belonged to the first.');
    },
  },
  {
    name: 'one key on another ticket is a conflict',
    async run(bench) {
      const adapter = await bench.as('alice');
      const [one, other] = [await bench.ticket(), await bench.ticket()];
      const key = bench.word();
      await bench.reply(adapter, one.id, 'Same words', key);
      await expectError(
        () => bench.reply(adapter, other.id, 'Same words', key),
        'conflict',
        'One idempotency key was used on two tickets.',
      );
    },
  },
  {
    name: 'a new ticket twice with one key is one ticket',
    needs: ({ create }) => create,
    async run(bench) {
      const adapter = await bench.as('alice');
      const create = bench.need(adapter.tickets.create, 'tickets.create');
      const draft = await bench.draft(adapter, { subject: `Twice ${bench.word()}` });
      const write = { idempotencyKey: bench.word() };
      const [first, second] = [await create(draft, write), await create(draft, write)];
      expect(first.id === second.id, 'A form was sent twice with one idempotency key, and made two tickets.');
      const found = (await bench.allTickets(adapter)).filter(
        ({ subject }) => subject === draft.values['subject'],
      );
      expect(
        found.length === 1,
        `A form was sent twice with one idempotency key, and the list has ${found.length} tickets of it.`,
      );
    },
  },
  {
    name: 'closing twice with one key answers twice the same',
    needs: ({ close }) => close,
    async run(bench) {
      const adapter = await bench.as('alice');
      const close = bench.need(adapter.tickets.close, 'tickets.close');
      const { id } = await bench.ticket();
      const write = { idempotencyKey: bench.word() };
      expectEqual(
        (await close(id, write)).stage,
        (await close(id, write)).stage,
        'Closing twice with one key answered differently.',
      );
    },
  },
  {
    name: 'keys of two people are apart',
    async run(bench) {
      const key = bench.word();
      const [hers, carols] = [await bench.ticket('alice'), await bench.ticket('carol')];
      await bench.reply(await bench.as('alice'), hers.id, 'Mine', key);
      const reply = await bench.reply(await bench.as('carol'), carols.id, 'Mine', key);
      expect(reply.author.isMe, 'With a key that Alice had used, Carol got Alice’s answer.');
      expect(
        (await bench.probe.countMessages(carols.id)) === 2,
        'With a key that Alice had used, Carol’s reply was not stored.',
      );
    },
  },
  {
    name: 'a key that no header can carry is refused',
    async run(bench) {
      const adapter = await bench.as('alice');
      const { id } = await bench.ticket();
      for (const key of ['', 'x'.repeat(129)]) {
        await expectError(
          () => bench.reply(adapter, id, 'Hello', key),
          'invalid',
          `The idempotency key ${JSON.stringify(key.slice(0, 10))} (${key.length} characters) was taken; keys have 1 to 128.`,
        );
      }
      expect(
        (await bench.probe.countMessages(id)) === 1,
        'A reply without a proper idempotency key was stored.',
      );
    },
  },
  {
    name: 'a key is shown to its author alone',
    async run(bench) {
      const adapter = await bench.as('alice');
      const { id } = await bench.ticket();
      const key = bench.word();
      await bench.reply(adapter, id, 'With a key', key);
      const own = (await bench.allMessages(adapter, id)).at(-1);
      expect(
        own?.idempotencyKey === undefined || own.idempotencyKey === key,
        'A message shows another key than it was written with.',
      );
      if (!adapter.capabilities.views.includes('company')) return;
      const seen = (await bench.allMessages(await bench.as('bob'), id)).at(-1);
      expect(seen?.idempotencyKey === undefined, 'Bob sees the idempotency key of Alice’s message.');
    },
  },
];
