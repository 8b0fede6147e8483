import type { BodyFormat } from '../../model.ts';
import type { Case } from '../bench.ts';
import { expect, expectError } from '../expect.ts';

export const replyCases: Case[] = [
  {
    name: 'a reply joins the conversation as its author’s',
    async run(bench) {
      const adapter = await bench.as('alice');
      const { id } = await bench.ticket();
      const text = `More details ${bench.word()}`;
      const reply = await bench.reply(adapter, id, text);
      expect(
        reply.author.isMe && reply.body.content.includes(text),
        'reply() must answer the new message, as its author’s own.',
      );
      const count = await bench.probe.countMessages(id);
      expect(count === 2, `After one reply the backend has ${count} messages on the ticket, instead of 2.`);
      const last = (await bench.allMessages(adapter, id)).at(-1);
      expect(
        last?.id === reply.id,
        'A reply is not the newest message of its conversation, or has another id there.',
      );
    },
  },
  {
    name: 'a reply counts as activity and hands the turn back',
    async run(bench) {
      const adapter = await bench.as('alice');
      const { id } = await bench.ticket();
      await bench.probe.agentReply(id, 'Does it work now?');
      const before = await adapter.tickets.get(id);
      await bench.reply(adapter, id, 'Not yet.');
      const after = await adapter.tickets.get(id);
      expect(
        after.lastActivityAt >= before.lastActivityAt && after.version !== before.version,
        'A reply must move the last activity and the version.',
      );
      expect(
        after.stage.awaiting !== 'customer',
        'The customer has replied, but the ticket still awaits the customer.',
      );
      expect(
        !after.unread,
        'Whoever replies has read the conversation: the ticket must not be unread for them.',
      );
    },
  },
  {
    name: 'an empty reply is refused',
    async run(bench) {
      const adapter = await bench.as('alice');
      const { id } = await bench.ticket();
      for (const text of ['', ' \n\t ']) {
        await expectError(
          () => bench.reply(adapter, id, text),
          'invalid',
          'A reply without any text was taken.',
        );
      }
      const count = await bench.probe.countMessages(id);
      expect(count === 1, 'A reply was refused and stored all the same.');
    },
  },
  {
    name: 'formats the backend does not take are refused',
    async run(bench) {
      const adapter = await bench.as('alice');
      const reply = bench.need(adapter.tickets.reply, 'tickets.reply');
      const { id } = await bench.ticket();
      const formats: BodyFormat[] = ['markdown', 'html', 'text'];
      for (const format of formats.filter((one) => !adapter.capabilities.reply.formats.includes(one))) {
        await expectError(
          () =>
            reply(
              id,
              { body: { format, content: '<b>x</b>' }, attachments: [] },
              { idempotencyKey: bench.word() },
            ),
          ['invalid', 'not-supported'],
          `A reply in ${format} was taken, which the capabilities do not list.`,
        );
      }
    },
  },
  {
    name: 'a closed ticket refuses replies, and stores nothing',
    needs: ({ reply }) => reply.toClosed === 'refused',
    async run(bench) {
      const adapter = await bench.as('alice');
      const { id } = await bench.ticket();
      await bench.probe.closeTicket(id);
      const { can, stage } = await adapter.tickets.get(id);
      expect(
        stage.state === 'closed',
        'probe.closeTicket() did not close the ticket, as far as the adapter can see.',
      );
      expect(
        can.reply === false,
        'A closed ticket says that it can be replied to, though the capabilities say “refused”.',
      );
      await expectError(
        () => bench.reply(adapter, id, 'Too late'),
        'conflict',
        'A closed ticket took a reply.',
      );
      const count = await bench.probe.countMessages(id);
      expect(count === 1, 'A closed ticket refused a reply and stored it all the same.');
    },
  },
  {
    name: 'a reply to a closed ticket does what it says',
    needs: ({ reply }) => reply.toClosed !== 'refused',
    async run(bench) {
      const adapter = await bench.as('alice');
      const { id } = await bench.ticket();
      await bench.probe.closeTicket(id);
      const { can } = await adapter.tickets.get(id);
      if (can.reply === false) return;
      await bench.reply(adapter, id, 'Once more');
      const { stage } = await adapter.tickets.get(id);
      expect(
        can.reply !== 'reopens' || stage.state === 'open',
        'The ticket said that a reply reopens it, but it stays closed.',
      );
    },
  },
  {
    name: 'a ticket that is not there takes no reply',
    async run(bench) {
      const adapter = await bench.as('alice');
      await expectError(
        () => bench.reply(adapter, `no-${bench.word()}`, 'Hello?'),
        'not-found',
        'A reply went to a ticket that does not exist.',
      );
    },
  },
  {
    name: 'a contact closes their ticket',
    needs: ({ close }) => close,
    async run(bench) {
      const adapter = await bench.as('alice');
      const close = bench.need(adapter.tickets.close, 'tickets.close');
      const { id, can } = await bench.ticket();
      expect(
        can.close,
        'The capabilities promise closing, but an open ticket says that it cannot be closed.',
      );
      const closed = await close(id, { idempotencyKey: bench.word() });
      expect(
        closed.stage.state === 'closed' && !closed.can.close,
        'close() must answer the ticket as it is now: closed.',
      );
      expect(
        (await adapter.tickets.get(id)).stage.state === 'closed',
        'close() said “closed”, but the ticket is open. Read a write back before confirming it.',
      );
    },
  },
  {
    name: 'a contact reopens their ticket, and replies again',
    needs: ({ close, reopen }) => close && reopen,
    async run(bench) {
      const adapter = await bench.as('alice');
      const reopen = bench.need(adapter.tickets.reopen, 'tickets.reopen');
      const { id } = await bench.ticket();
      await bench.probe.closeTicket(id);
      expect(
        (await adapter.tickets.get(id)).can.reopen,
        'The capabilities promise reopening, but a closed ticket says that it cannot be reopened.',
      );
      const opened = await reopen(id, { idempotencyKey: bench.word() });
      expect(
        opened.stage.state === 'open' && opened.can.reply !== false,
        'reopen() must answer the ticket as it is now: open, and taking replies.',
      );
      await bench.reply(adapter, id, 'It came back.');
    },
  },
];
