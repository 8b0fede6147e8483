import type { Case } from '../bench.ts';
import { expect, expectEqual, expectError } from '../expect.ts';

export const sessionCases: Case[] = [
  {
    name: 'an adapter names itself and is frozen, its capabilities too',
    async run(bench) {
      const adapter = await bench.as('alice');
      expect(adapter.name !== '', 'An adapter needs a name: it stands in messages to developers.');
      expect(
        Object.isFrozen(adapter),
        'The adapter must be frozen: two elements share it, and neither may change it.',
      );
      expect(
        Object.isFrozen(adapter.capabilities),
        'The capabilities must be frozen: elements decide by them once.',
      );
    },
  },
  {
    name: 'the parts of an adapter are there exactly where its capabilities say so',
    async run(bench) {
      const { capabilities, session, tickets, attachments, articles } = await bench.as('alice');
      const parts: [string, boolean, unknown][] = [
        ['session.register (registration)', capabilities.registration, session.register],
        ['session.subscribe (sessionEvents)', capabilities.sessionEvents, session.subscribe],
        ['session.requestLink (signIn: link)', capabilities.signIn.includes('link'), session.requestLink],
        ['session.requestLink (signIn: code)', capabilities.signIn.includes('code'), session.requestLink],
        ['tickets.create (create)', capabilities.create, tickets.create],
        ['tickets.close (close)', capabilities.close, tickets.close],
        ['tickets.reopen (reopen)', capabilities.reopen, tickets.reopen],
        ['tickets.rate (rate)', capabilities.rate, tickets.rate],
        ['tickets.markRead (unread)', capabilities.unread, tickets.markRead],
        ['tickets.watch (live)', capabilities.live !== 'none', tickets.watch],
        ['attachments (attachments)', capabilities.attachments !== false, attachments],
        ['articles (articles)', capabilities.articles, articles],
      ];
      for (const [name, promised, part] of parts) {
        expect(
          !promised || part !== undefined,
          `The capabilities promise ${name}, but the adapter lacks it: elements would offer what fails.`,
        );
      }
    },
  },
  {
    name: 'current() tells who is signed in',
    async run(bench) {
      const session = await (await bench.as('alice')).session.current();
      expect(
        session !== null,
        'adapterFor("alice") must be signed in, but session.current() says that nobody is.',
      );
      const other = await (await bench.as('carol')).session.current();
      expect(
        other !== null && other.contact.id !== session.contact.id,
        'Alice and Carol have the same contact id.',
      );
    },
  },
  {
    name: 'current() is null, not an error, where nobody is signed in',
    async run(bench) {
      const session = await (await bench.nobody()).session.current();
      expect(
        session === null,
        'session.current() must answer null where nobody is signed in: undefined means “not known yet”.',
      );
    },
  },
  {
    name: 'signing in begins a session that current() and the tickets know',
    async run(bench) {
      const credentials = bench.need(bench.probe.credentials, 'probe.credentials')('alice');
      const adapter = await bench.nobody();
      const result = await adapter.session.signIn(credentials);
      expect(
        result.state === 'signed-in',
        `Signing in with the right credentials must end in “signed-in”, not “${result.state}”.`,
      );
      const session = await adapter.session.current();
      expectEqual(
        session?.contact,
        result.session.contact,
        'current() must tell the contact that signIn() told.',
      );
      await adapter.tickets.list(bench.query());
    },
  },
  {
    name: 'an unknown address and a wrong password fail alike',
    needs: ({ signIn }) => signIn.includes('password'),
    async run(bench) {
      const credentials = bench.need(bench.probe.credentials, 'probe.credentials')('alice');
      if (credentials.method !== 'password') return bench.need(undefined, 'credentials with a password');
      const adapter = await bench.nobody();
      const failure = (email: string) =>
        expectError(
          () => adapter.session.signIn({ method: 'password', email, password: `wrong ${bench.word()}` }),
          'unauthenticated',
          'Signing in with a wrong password was not refused as it must be.',
        );
      const known = await failure(credentials.email);
      const unknown = await failure(`${bench.word()}@example.com`);
      expect(
        known.message === unknown.message,
        `A wrong password (“${known.message}”) and an unknown address (“${unknown.message}”) fail in different words: that tells strangers who has an account.`,
      );
      expect((await adapter.session.current()) === null, 'A failed sign-in left a session behind.');
    },
  },
  {
    name: 'signing out ends the session, and twice does no harm',
    async run(bench) {
      const credentials = bench.need(bench.probe.credentials, 'probe.credentials')('alice');
      const adapter = await bench.nobody();
      await adapter.session.signIn(credentials);
      await adapter.session.signOut();
      expect((await adapter.session.current()) === null, 'After signOut() somebody is still signed in.');
      await expectError(
        () => adapter.tickets.list(bench.query()),
        'unauthenticated',
        'After signOut() tickets can still be listed.',
      );
      await adapter.session.signOut();
    },
  },
  {
    name: 'a session that ends elsewhere is told to subscribers',
    needs: ({ sessionEvents, live }) => sessionEvents && live === 'push',
    async run(bench) {
      const credentials = bench.need(bench.probe.credentials, 'probe.credentials')('bob');
      const endSessions = bench.need(bench.probe.endSessions, 'probe.endSessions');
      const adapter = await bench.nobody();
      const subscribe = bench.need(adapter.session.subscribe, 'session.subscribe');
      await adapter.session.signIn(credentials);
      const heard: unknown[] = [];
      const stop = subscribe((session) => heard.push(session));
      try {
        // A stream may take a moment to stand; ending the sessions again does no harm.
        await bench.eventually(
          'session.subscribe() told nothing of a session that an administrator ended',
          async () => {
            if (heard.length === 0) await endSessions('bob');
            return heard.length > 0;
          },
        );
      } finally {
        stop();
        stop();
      }
      expect(heard[0] === null, 'session.subscribe() must tell null when the session has ended.');
    },
  },
  {
    name: 'registering answers the same for known and unknown addresses',
    needs: ({ registration }) => registration,
    async run(bench) {
      const adapter = await bench.nobody();
      const register = bench.need(adapter.session.register, 'session.register');
      const known = (await (await bench.as('alice')).session.current())?.contact.email ?? '';
      const { settings } = await adapter.start();
      const answers = [];
      for (const email of [known, `${bench.word()}@example.com`]) {
        answers.push(
          await register({
            name: 'New Contact',
            email,
            password: `long ${bench.word()}`,
            consent: settings.signIn.consent?.version,
          }),
        );
      }
      expectEqual(answers[0], answers[1], 'Registering tells whether an address has an account already.');
      expect(
        (await adapter.session.current()) === null,
        'Registering signed in before the address was confirmed.',
      );
    },
  },
  {
    name: 'a confirmed registration signs in, and its token works once',
    needs: ({ registration }) => registration,
    async run(bench) {
      const tokenFor = bench.need(bench.probe.verificationToken, 'probe.verificationToken');
      const adapter = await bench.nobody();
      const register = bench.need(adapter.session.register, 'session.register');
      const verify = bench.need(adapter.session.verify, 'session.verify');
      const { settings } = await adapter.start();
      const email = `${bench.word()}@example.com`;
      await register({
        name: 'New Contact',
        email,
        password: `long ${bench.word()}`,
        consent: settings.signIn.consent?.version,
      });
      const token = await tokenFor(email);
      const result = await verify(token);
      expect(
        result.state === 'signed-in',
        `Redeeming the token of the mail must sign in, not end in “${result.state}”.`,
      );
      expect(
        result.session.contact.email === email,
        'The new session belongs to another address than the one that registered.',
      );
      const again = (await bench.nobody()).session;
      await expectError(
        () => bench.need(again.verify, 'session.verify')(token),
        ['invalid', 'unauthenticated', 'not-found', 'conflict'],
        'The token of a confirmation mail works twice.',
      );
      const { items } = await adapter.tickets.list(bench.query());
      expect(items.length === 0, 'A contact who just registered sees tickets.');
    },
  },
  {
    name: 'a registration with a short password is refused at its field',
    needs: ({ registration }) => registration,
    async run(bench) {
      const adapter = await bench.nobody();
      const register = bench.need(adapter.session.register, 'session.register');
      const { settings } = await adapter.start();
      const error = await expectError(
        () =>
          register({
            name: 'New',
            email: `${bench.word()}@example.com`,
            password: 'short',
            consent: settings.signIn.consent?.version,
          }),
        'invalid',
        'A password of five characters was taken.',
      );
      expect(
        error.fields?.some(({ field }) => field === 'password'),
        'The error must name the field “password”, so that the form can show it there.',
      );
    },
  },
];
