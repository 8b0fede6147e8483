import type { SessionApi } from '../../adapter.ts';
import type { Bench, Case } from '../bench.ts';
import { expect, expectEqual, expectError } from '../expect.ts';
import * as shape from '../shape.ts';

/** Two browsers of one person, signed in by their credentials. */
async function twoBrowsers(bench: Bench): Promise<[SessionApi, SessionApi]> {
  const credentials = bench.need(bench.probe.credentials, 'probe.credentials')('bob');
  const [one, other] = [(await bench.nobody()).session, (await bench.nobody()).session];
  await one.signIn(credentials);
  await other.signIn(credentials);
  return [one, other];
}

export const ownSessionCases: Case[] = [
  {
    name: 'people see their own sessions, the one that asks first and marked',
    async run(bench) {
      const [one, other] = await twoBrowsers(bench);
      for (const session of [one, other]) {
        const found = await bench.need(session.list, 'session.list')();
        found.forEach((info, index) => shape.sessionInfo(info, `list()[${index}]`));
        expect(found.length >= 2, `Bob has two sessions at least, and is told of ${found.length}.`);
        expectEqual(
          found.map(({ current }) => current),
          found.map((_, index) => index === 0),
          'Exactly the session that asks must be marked, and come first.',
        );
        expect(new Set(found.map(({ id }) => id)).size === found.length, 'Two sessions have one id.');
      }
    },
  },
  {
    name: 'sessions are told to nobody but their person',
    async run(bench) {
      const [one] = await twoBrowsers(bench);
      const alice = (await bench.as('alice')).session;
      const his = await bench.need(one.list, 'session.list')();
      const hers = await bench.need(alice.list, 'session.list')();
      expect(
        !hers.some(({ id }) => his.some((session) => session.id === id)),
        'Alice is told of sessions of Bob’s.',
      );
      const stranger = (await bench.nobody()).session;
      await expectError(
        () => bench.need(stranger.list, 'session.list')(),
        'unauthenticated',
        'Somebody who is not signed in is told of sessions.',
      );
    },
  },
  {
    name: 'people end one of their sessions, and the others go on',
    async run(bench) {
      const [one, other] = await twoBrowsers(bench);
      const [{ id } = { id: '' }] = await bench.need(other.list, 'session.list')();
      await bench.need(one.end, 'session.end')(id);
      await bench.eventually(
        'A session that its person ended elsewhere still counts',
        async () => (await other.current()) === null,
      );
      expect((await one.current()) !== null, 'Ending one session ended the one that asked.');
      const left = await bench.need(one.list, 'session.list')();
      expect(!left.some((session) => session.id === id), 'A session that is over is still listed.');
    },
  },
  {
    name: 'a session of somebody else, and one that is none, cannot be ended alike',
    async run(bench) {
      const [one] = await twoBrowsers(bench);
      const alice = (await bench.as('alice')).session;
      const [{ id } = { id: '' }] = await bench.need(one.list, 'session.list')();
      for (const target of [id, `none-${bench.word()}`]) {
        await expectError(
          () => bench.need(alice.end, 'session.end')(target),
          'not-found',
          'Alice ended a session that is not hers.',
        );
      }
      expect((await one.current()) !== null, 'Alice ended a session of Bob’s.');
    },
  },
  {
    name: 'signing out everywhere ends all of a person’s sessions, and nobody else’s',
    async run(bench) {
      const [one, other] = await twoBrowsers(bench);
      await bench.need(one.endAll, 'session.endAll')();
      expect((await one.current()) === null, 'After endAll() the browser that asked is still signed in.');
      await bench.eventually(
        'After endAll() another browser of the person is still signed in',
        async () => (await other.current()) === null,
      );
      expect(
        (await (await bench.as('alice')).session.current()) !== null,
        'Bob signed out everywhere, and Alice is out too.',
      );
    },
  },
  {
    name: 'touch() answers who is there, or null',
    async run(bench) {
      const alice = (await bench.as('alice')).session;
      const session = await bench.need(alice.touch, 'session.touch')();
      expect(session !== null, 'touch() answers null to Alice, who is signed in.');
      shape.session(session, 'the answer of touch()');
      expectEqual(
        session.contact,
        (await alice.current())?.contact,
        'touch() and current() tell of different contacts.',
      );
      if (session.idleAt !== undefined) {
        await bench.moment();
        const later = (await bench.need(alice.touch, 'session.touch')())?.idleAt ?? '';
        expect(
          Date.parse(later) >= Date.parse(session.idleAt),
          'touch() moved the end of an idle session closer instead of away.',
        );
      }
      const stranger = (await bench.nobody()).session;
      expect(
        (await bench.need(stranger.touch, 'session.touch')()) === null,
        'touch() must answer null where nobody is signed in.',
      );
    },
  },
];
