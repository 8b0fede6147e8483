import type { Capabilities } from '../../capabilities.ts';
import type { Case } from '../bench.ts';
import { expect, expectError } from '../expect.ts';

const needs = ({ create }: Capabilities): boolean => create;

export const createCases: Case[] = [
  {
    name: 'a new ticket is open, its author’s own, and has one message',
    needs,
    async run(bench) {
      const adapter = await bench.as('alice');
      const create = bench.need(adapter.tickets.create, 'tickets.create');
      const subject = `New ${bench.word()}`;
      const ticket = await create(await bench.draft(adapter, { subject }), { idempotencyKey: bench.word() });
      expect(ticket.subject === subject, 'A new ticket has another subject than was given.');
      expect(
        ticket.mine && ticket.stage.state === 'open' && ticket.can.reply !== false,
        'A new ticket must be open, its author’s own, and take replies.',
      );
      const count = await bench.probe.countMessages(ticket.id);
      expect(
        count === 1,
        `A new ticket has ${count} messages in the backend, instead of the one it was filed with.`,
      );
      expect((await adapter.tickets.get(ticket.id)).id === ticket.id, 'A new ticket cannot be fetched.');
    },
  },
  {
    name: 'hostile text comes back as it was given',
    needs,
    async run(bench) {
      const adapter = await bench.as('alice');
      const create = bench.need(adapter.tickets.create, 'tickets.create');
      const subject = `<img src=x onerror=alert(1)> "&amp;" 'Zażółć' 👩‍💻 ${bench.word()}`;
      const message = `# Title\n\n<script>alert(1)</script> & \`code\` — 日本語 \\ \${x} {{y}}`;
      const { id } = await create(await bench.draft(adapter, { subject, message }), {
        idempotencyKey: bench.word(),
      });
      const ticket = await adapter.tickets.get(id);
      expect(
        ticket.subject === subject,
        `The subject was changed on its way: ${ticket.subject}. Elements show it as text; escaping it again shows escapes.`,
      );
      const [first] = await bench.allMessages(adapter, id);
      expect(
        adapter.capabilities.reply.fidelity !== 'native' || first?.body.content === message,
        `The message was changed on its way: ${first?.body.content}`,
      );
    },
  },
  {
    name: 'what is required and missing is named',
    needs,
    async run(bench) {
      const adapter = await bench.as('alice');
      const create = bench.need(adapter.tickets.create, 'tickets.create');
      for (const value of ['', '   ', null]) {
        const draft = await bench.draft(adapter, { subject: value });
        const error = await expectError(
          () => create(draft, { idempotencyKey: bench.word() }),
          'invalid',
          `A ticket with the subject ${JSON.stringify(value)} was filed.`,
        );
        expect(
          error.fields?.some(({ field }) => field === 'subject'),
          'The error must name the field “subject”, so that the form can show it there.',
        );
      }
    },
  },
  {
    name: 'fields the form does not have are refused',
    needs,
    async run(bench) {
      const adapter = await bench.as('alice');
      const create = bench.need(adapter.tickets.create, 'tickets.create');
      const draft = await bench.draft(adapter, { subject: 'Extra', assignee: 'me', isAdmin: true });
      const error = await expectError(
        () => create(draft, { idempotencyKey: bench.word() }),
        'invalid',
        'A ticket was filed with fields that its form does not have: whoever may set any property sets the wrong ones.',
      );
      expect((error.fields?.length ?? 0) > 0, 'The error must name the unknown fields.');
    },
  },
  {
    name: 'an unknown form is refused',
    needs,
    async run(bench) {
      const adapter = await bench.as('alice');
      const create = bench.need(adapter.tickets.create, 'tickets.create');
      const draft = { ...(await bench.draft(adapter, { subject: 'No form' })), formId: `no-${bench.word()}` };
      await expectError(
        () => create(draft, { idempotencyKey: bench.word() }),
        ['invalid', 'not-found'],
        'A ticket was filed by a form that does not exist.',
      );
    },
  },
  {
    name: 'too long a subject is refused where the form has a limit',
    needs,
    async run(bench) {
      const adapter = await bench.as('alice');
      const create = bench.need(adapter.tickets.create, 'tickets.create');
      const field = (await adapter.start()).settings.forms[0]?.fields.find(({ key }) => key === 'subject');
      const limit = bench.need(field?.maxLength, 'a form with maxLength for its subject');
      const draft = await bench.draft(adapter, { subject: 'x'.repeat(limit + 1) });
      const error = await expectError(
        () => create(draft, { idempotencyKey: bench.word() }),
        ['invalid', 'too-large'],
        `A subject of more than ${limit} characters was taken.`,
      );
      expect(
        error.code !== 'invalid' ||
          error.fields?.some((entry) => entry.field === 'subject' && entry.code === 'too-long'),
        'The error must name the field “subject” and say “too-long”.',
      );
    },
  },
];
