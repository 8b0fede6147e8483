import type { Case } from '../bench.ts';
import * as shape from '../shape.ts';

export const shapeCases: Case[] = [
  {
    name: 'start() has the fields of the contract and no others',
    async run(bench) {
      const adapter = await bench.as('alice');
      await bench.ticket();
      const { settings, session, tickets, ...rest } = await adapter.start({ tickets: bench.query() });
      shape.settings(settings, 'settings');
      shape.session(session, 'session');
      shape.page(shape.summary)(tickets, 'tickets');
      shape.nothing(rest, 'start()');
    },
  },
  {
    name: 'a session has the fields of the contract and no others',
    async run(bench) {
      shape.session(await (await bench.as('alice')).session.current(), 'session');
    },
  },
  {
    name: 'the result of signing in has the fields of the contract and no others',
    async run(bench) {
      const credentials = bench.need(bench.probe.credentials, 'probe.credentials')('alice');
      shape.signInResult(await (await bench.nobody()).session.signIn(credentials), 'the result of signIn()');
    },
  },
  {
    name: 'a list has the fields of the contract and no others',
    async run(bench) {
      await bench.ticket();
      const page = await (await bench.as('alice')).tickets.list(bench.query({ limit: 10 }));
      shape.page(shape.summary)(page, 'the list');
    },
  },
  {
    name: 'the company’s list has the fields of one’s own and no others',
    needs: ({ views }) => views.includes('company'),
    async run(bench) {
      await bench.ticket('alice');
      const bob = await bench.as('bob');
      const view = (await bob.session.current())?.companies[0]?.id ?? '';
      shape.page(shape.summary)(
        await bob.tickets.list(bench.query({ view, limit: 10 })),
        'the company’s list',
      );
    },
  },
  {
    name: 'a ticket has the fields of the contract and no others',
    async run(bench) {
      const { id } = await bench.ticket();
      await bench.probe.agentReply(id, 'News');
      shape.ticket(await (await bench.as('alice')).tickets.get(id), 'the ticket');
    },
  },
  {
    name: 'messages have the fields of the contract and no others',
    async run(bench) {
      const adapter = await bench.as('alice');
      const { id } = await bench.ticket();
      await bench.probe.agentReply(id, 'News');
      shape.page(shape.message)(await adapter.tickets.messages(id, { limit: 10 }), 'the messages');
    },
  },
  {
    name: 'why a ticket shows has the fields of the contract and no others',
    async run(bench) {
      const { id } = await bench.ticket();
      const { tickets } = await bench.as('alice');
      shape.reasons(await bench.need(tickets.reasons, 'tickets.reasons')(id), 'the reasons');
    },
  },
  {
    name: 'a new ticket has the fields of the contract and no others',
    needs: ({ create }) => create,
    async run(bench) {
      const adapter = await bench.as('alice');
      const create = bench.need(adapter.tickets.create, 'tickets.create');
      const draft = await bench.draft(adapter, { subject: 'Shape' });
      shape.ticket(await create(draft, { idempotencyKey: bench.word() }), 'the new ticket');
    },
  },
  {
    name: 'a reply has the fields of the contract and no others',
    async run(bench) {
      const { id } = await bench.ticket();
      shape.message(await bench.reply(await bench.as('alice'), id, 'Shape'), 'the reply');
    },
  },
  {
    name: 'a closed ticket has the fields of the contract and no others',
    needs: ({ close }) => close,
    async run(bench) {
      const adapter = await bench.as('alice');
      const { id } = await bench.ticket();
      const close = bench.need(adapter.tickets.close, 'tickets.close');
      shape.ticket(await close(id, { idempotencyKey: bench.word() }), 'the closed ticket');
    },
  },
  {
    name: 'an upload has the fields of the contract and no others',
    needs: ({ attachments }) => attachments !== false,
    async run(bench) {
      const attachments = bench.need((await bench.as('alice')).attachments, 'attachments');
      shape.attachment(
        await attachments.upload(new File(['x'], 'x.txt', { type: 'text/plain' })),
        'the upload',
      );
    },
  },
  {
    name: 'suggested articles have the fields of the contract and no others',
    needs: ({ articles }) => articles,
    async run(bench) {
      const articles = bench.need((await bench.as('alice')).articles, 'articles');
      shape.suggestions(await articles.suggest('export sign in billing'), 'the suggestions');
    },
  },
];
