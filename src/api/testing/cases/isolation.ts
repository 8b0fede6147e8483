import type { PortalAdapter } from '../../adapter.ts';
import type { Bench, Case } from '../bench.ts';
import { expect, expectEqual, expectError } from '../expect.ts';

type Calls = Record<string, (id: string) => Promise<unknown>>;

/** Every call that takes a ticket's id, as far as the adapter has it. */
function callsOn(bench: Bench, adapter: PortalAdapter): Calls {
  const { tickets } = adapter;
  const { close, reasons, reopen, markRead, rate } = tickets;
  const write = () => ({ idempotencyKey: bench.word() });
  return {
    'tickets.get()': (id) => tickets.get(id),
    'tickets.messages()': (id) => tickets.messages(id, { limit: 10 }),
    ...(reasons ? { 'tickets.reasons()': (id: string) => reasons(id) } : {}),
    ...(tickets.reply ? { 'tickets.reply()': (id: string) => bench.reply(adapter, id, 'Let me in') } : {}),
    ...(close ? { 'tickets.close()': (id: string) => close(id, write()) } : {}),
    ...(reopen ? { 'tickets.reopen()': (id: string) => reopen(id, write()) } : {}),
    ...(markRead ? { 'tickets.markRead()': (id: string) => markRead(id, 'any') } : {}),
    ...(rate ? { 'tickets.rate()': (id: string) => rate(id, { score: 1 }, write()) } : {}),
  };
}

const companyOf = async (adapter: PortalAdapter): Promise<string | undefined> =>
  (await adapter.session.current())?.companies[0]?.id;

export const isolationCases: Case[] = [
  {
    name: 'another company’s ticket is not found, whatever the call',
    async run(bench) {
      const { id } = await bench.ticket('alice');
      for (const [name, call] of Object.entries(callsOn(bench, await bench.as('carol')))) {
        await expectError(
          () => call(id),
          'not-found',
          `Carol called ${name} on a ticket of another company. “forbidden” would tell her that it exists.`,
        );
      }
      const ticket = await (await bench.as('alice')).tickets.get(id);
      expect(
        ticket.stage.state === 'open' && (await bench.probe.countMessages(id)) === 1,
        'A call of Carol’s was refused and changed Alice’s ticket all the same.',
      );
    },
  },
  {
    name: 'hidden and missing tickets fail in the same words',
    async run(bench) {
      const { id } = await bench.ticket('alice');
      for (const [name, call] of Object.entries(callsOn(bench, await bench.as('carol')))) {
        const hidden = await expectError(() => call(id), 'not-found', `${name} on a hidden ticket.`);
        // Of the same look as a real one, but nobody's.
        const missing = await expectError(
          () => call(`${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}000`),
          'not-found',
          `${name} on a missing ticket.`,
        );
        expectEqual(
          { message: hidden.message.replaceAll(id, ''), fields: hidden.fields },
          { message: missing.message.replaceAll(/\b[\w-]*000\b/g, ''), fields: missing.fields },
          `${name} fails differently for a ticket that is hidden and one that is missing: that tells which ids exist.`,
        );
      }
    },
  },
  {
    name: 'who is not signed in gets nothing, whatever the call',
    async run(bench) {
      const { id } = await bench.ticket('alice');
      const adapter = await bench.nobody();
      const calls: Calls = {
        'tickets.list()': () => adapter.tickets.list(bench.query()),
        ...callsOn(bench, adapter),
      };
      const create = adapter.tickets.create;
      if (create && adapter.capabilities.create) {
        const draft = await bench.draft(await bench.as('alice'), { subject: 'Nobody' });
        calls['tickets.create()'] = () => create(draft, { idempotencyKey: bench.word() });
      }
      for (const [name, call] of Object.entries(calls)) {
        await expectError(() => call(id), 'unauthenticated', `Somebody who is not signed in called ${name}.`);
      }
      expect((await bench.probe.countMessages(id)) === 1, 'Somebody who is not signed in wrote on a ticket.');
    },
  },
  {
    name: 'no list of Carol’s has a ticket of Alice’s',
    async run(bench) {
      const { id } = await bench.ticket('alice');
      const carol = await bench.as('carol');
      const company = await companyOf(carol);
      for (const view of [
        'mine',
        ...(company !== undefined && carol.capabilities.views.includes('company') ? [company] : []),
      ]) {
        const found = await bench.allTickets(carol, { view });
        expect(
          !found.some((ticket) => ticket.id === id),
          `Carol’s view “${view}” lists a ticket of Alice’s.`,
        );
      }
    },
  },
  {
    name: 'another company’s view is not found',
    needs: ({ views }) => views.includes('company'),
    async run(bench) {
      const company = await companyOf(await bench.as('alice'));
      expect(company, 'The capabilities have a company view, but Alice’s session names no company.');
      const carol = await bench.as('carol');
      await expectError(
        () => carol.tickets.list(bench.query({ view: company })),
        'not-found',
        'Carol listed the tickets of Alice’s company.',
      );
    },
  },
  {
    name: 'a colleague sees the company’s tickets, and whose they are',
    needs: ({ views }) => views.includes('company'),
    async run(bench) {
      const { id } = await bench.ticket('alice');
      const bob = await bench.as('bob');
      const company = await companyOf(bob);
      expect(company, 'The capabilities have a company view, but Bob’s session names no company.');
      const listed = (await bench.allTickets(bob, { view: company })).find((ticket) => ticket.id === id);
      expect(listed, 'The view of their company does not show Bob a ticket of Alice’s.');
      const ticket = await bob.tickets.get(id);
      for (const seen of [listed, ticket]) {
        expect(!seen.mine && !seen.requester.isMe, 'Alice’s ticket says to Bob that it is his own.');
      }
      const [first] = await bench.allMessages(bob, id);
      expect(first && !first.author.isMe, 'Alice’s message says to Bob that it is his own.');
    },
  },
  {
    name: 'a colleague’s ticket stays out of “mine”',
    needs: ({ views }) => views.includes('company'),
    async run(bench) {
      const { id } = await bench.ticket('alice');
      const found = await bench.allTickets(await bench.as('bob'));
      expect(!found.some((ticket) => ticket.id === id), 'Bob’s own tickets hold one of Alice’s.');
    },
  },
  {
    name: 'without a company view, a colleague’s ticket is not found',
    needs: ({ views }) => !views.includes('company'),
    async run(bench) {
      const { id } = await bench.ticket('alice');
      const bob = await bench.as('bob');
      expect(
        (await companyOf(bob)) === undefined,
        'The capabilities have no company view, but Bob’s session names a company: pages would offer its tickets.',
      );
      await expectError(
        () => bob.tickets.get(id),
        'not-found',
        'The capabilities have no company view, but Bob opened a ticket of Alice’s.',
      );
    },
  },
  {
    name: 'answers are copies: changing one changes nothing else',
    async run(bench) {
      const adapter = await bench.as('alice');
      const { id } = await bench.ticket();
      const spoil = (value: object): void => {
        for (const [key, inner] of Object.entries(value)) {
          if (inner !== null && typeof inner === 'object') spoil(inner as object);
          else Reflect.set(value, key, 'spoilt');
        }
      };
      const calls: Record<string, () => Promise<object>> = {
        'tickets.get()': () => adapter.tickets.get(id),
        'tickets.list()': () => adapter.tickets.list(bench.query()),
        'tickets.messages()': () => adapter.tickets.messages(id, { limit: 10 }),
        'start()': () => adapter.start(),
      };
      // The end of an idle session moves on with every call, and a cursor may be sealed anew.
      const changing = ['idleAt', 'next'];
      const told = (answer: object): string =>
        JSON.stringify(answer, (key, inner: unknown) => (changing.includes(key) ? undefined : inner));
      for (const [name, call] of Object.entries(calls)) {
        const before = told(await call());
        spoil(await call());
        expect(
          told(await call()) === before,
          `Whoever changes an answer of ${name} changes what others get: answers must be fresh copies.`,
        );
      }
    },
  },
];
