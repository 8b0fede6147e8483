import type { Case } from '../bench.ts';
import { expect, expectEqual } from '../expect.ts';

export const startCases: Case[] = [
  {
    name: 'start() tells settings, and no session, where nobody is signed in',
    async run(bench) {
      const adapter = await bench.nobody();
      const { settings, session, tickets } = await adapter.start({ tickets: bench.query() });
      expect(settings.name !== undefined, 'start() must tell the settings to everybody.');
      expect(session === null, 'start() tells of a session where nobody is signed in.');
      expect(tickets === undefined, 'start() hands tickets to somebody who is not signed in.');
    },
  },
  {
    name: 'start() brings the session and the first page in one call',
    async run(bench) {
      const adapter = await bench.as('alice');
      const { id } = await bench.ticket();
      const query = bench.query({ limit: 5 });
      const { session, tickets } = await adapter.start({ tickets: query });
      expectEqual(
        session?.contact,
        (await adapter.session.current())?.contact,
        'start() and session.current() tell different contacts.',
      );
      expect(tickets, 'start() was asked for tickets along with the session, but brought none.');
      const listed = await adapter.tickets.list(query);
      expectEqual(
        tickets.items.map((ticket) => ticket.id),
        listed.items.map((ticket) => ticket.id),
        'start() and tickets.list() answer one query differently.',
      );
      expect(
        tickets.items.some((ticket) => ticket.id === id),
        'The newest ticket is missing from the first page that start() brings.',
      );
    },
  },
  {
    name: 'start() brings no tickets unless asked',
    async run(bench) {
      const { tickets } = await (await bench.as('alice')).start();
      expect(tickets === undefined, 'start() brings tickets that nobody asked for.');
    },
  },
  {
    name: 'the settings fit the capabilities',
    async run(bench) {
      const { capabilities, ...adapter } = await bench.as('alice');
      const { settings } = await adapter.start();
      for (const method of settings.signIn.methods) {
        expect(
          capabilities.signIn.includes(method),
          `The settings offer to sign in by “${method}”, which the capabilities lack.`,
        );
      }
      const stages = settings.stages.map(({ id }) => id);
      expect(new Set(stages).size === stages.length, 'Two stages have the same id.');
      for (const form of settings.forms) {
        const keys = form.fields.map(({ key }) => key);
        expect(new Set(keys).size === keys.length, `Two fields of the form “${form.id}” have the same key.`);
        expect(
          keys.includes('subject') && keys.includes('message'),
          `The form “${form.id}” lacks the field “subject” or “message”.`,
        );
      }
    },
  },
];
