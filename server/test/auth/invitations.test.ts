import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { databases, skipOf } from '../helpers/databases.ts';
import { call, count, gatewayOf, ownSettings, refusal, together, tokenIn } from './fixture.ts';

const password = 'salt on the window sill';

for (const kind of databases) {
  describe(`invitations on ${kind.name}`, { skip: skipOf(kind) }, () => {
    const settings = ownSettings();
    settings.portal.signIn.registration = false;
    settings.contactLists = [
      {
        id: 'partners',
        name: 'Partners',
        members: ['Dana@Initech.example', 'erin@initech.example', 'alice@acme.example', '@globex.example'],
      },
      { id: 'others', name: 'Others', members: ['frank@initech.example'] },
    ];
    settings.access = { lists: ['partners'] };
    const suite = gatewayOf(kind, settings);

    test('go once to those on the lists who have no account, however often they are sent', async () => {
      const { auth } = suite.gateway.gateway;
      assert.equal(await auth.invitable(), 2);
      const rounds = await together(5, () => auth.invite());
      assert.equal(
        rounds.reduce((sum, { sent }) => sum + sent, 0),
        2,
      );
      assert.equal(await auth.invitable(), 0);
      assert.deepEqual(await auth.invite(), { sent: 0 });
      for (const email of ['dana@initech.example', 'erin@initech.example']) {
        const mail = await suite.mailbox.newest(email);
        assert.match(
          mail.text,
          /^http:\/\/localhost:\d+\/portal\/#\/reset\?token=[\w-]{43}&for=invitation$/m,
        );
        assert.equal((await suite.mailbox.all(email)).length, 1);
      }
      for (const email of ['frank@initech.example', 'alice@acme.example', 'carol@globex.example']) {
        assert.deepEqual(await suite.mailbox.all(email), []);
      }
      assert.equal(await suite.gateway.gateway.desk.findContact('dana@initech.example'), undefined);
    });

    test('make the account when their password is chosen, for one of many who try at once', async () => {
      const email = 'dana@initech.example';
      const token = tokenIn(await suite.mailbox.newest(email));
      // A stranger who asks for a reset of the address changes nothing.
      await call(suite.gateway.client(), 'request-reset', { email });
      assert.doesNotMatch((await suite.mailbox.newest(email, 2)).text, /token=/);
      const answers = await together(10, () => call(suite.gateway.client(), 'reset', { token, password }));
      assert.deepEqual([count(answers, 200), count(answers, 400)], [1, 9]);
      const browser = suite.gateway.client();
      assert.equal((await browser.signIn(email, password)).status, 200);
      const { session } = (await (await browser.get('/api/session')).json()) as { session: { role: string } };
      assert.equal(session.role, 'customer');
      assert.ok(await suite.gateway.gateway.desk.findContact(email));
    });

    test('are over after a week', async () => {
      const token = tokenIn(await suite.mailbox.newest('erin@initech.example'));
      try {
        suite.offset = 7 * 24 * 3_600_000 + 1000;
        assert.deepEqual(await refusal(await call(suite.gateway.client(), 'reset', { token, password })), [
          400,
          'invalid',
          'token invalid',
        ]);
      } finally {
        suite.offset = 0;
      }
    });

    test('are the only way to an account where nobody may register', async () => {
      const email = 'gus@initech.example';
      const json = { name: 'Gus', email, password };
      assert.equal((await call(suite.gateway.client(), 'register', json)).status, 501);
      await call(suite.gateway.client(), 'link', { email });
      await call(suite.gateway.client(), 'request-reset', { email });
      assert.doesNotMatch((await suite.mailbox.newest(email)).text, /token=/);
      const { db } = suite.gateway.gateway.storage;
      const users = await db
        .withTables<{ user: { email: string } }>()
        .selectFrom('user')
        .selectAll()
        .execute();
      assert.ok(!users.some((user) => user.email === email));
    });

    test('a link for staff makes the account, and sets its password once', async () => {
      const { auth } = suite.gateway.gateway;
      const link = await auth.staffLink({ email: 'First@Portico.example', name: 'Nia', role: 'owner' });
      assert.match(link, /^http:\/\/localhost:\d+\/staff\/#\/reset\?token=[\w-]{43}$/);
      const token = tokenIn({ text: link, subject: '', to_address: '' });
      const browser = suite.gateway.client();
      assert.equal((await call(browser, 'reset', { token, password })).status, 200);
      assert.equal((await browser.get('/api/staff/tickets?view=all')).status, 200);
      assert.equal((await call(suite.gateway.client(), 'reset', { token, password })).status, 400);
      assert.equal((await suite.gateway.client().signIn('first@portico.example', password)).status, 200);
    });

    test('a link for staff makes an agent of a customer, and leaves their account and contact theirs', async () => {
      const { auth } = suite.gateway.gateway;
      const alice = await suite.gateway.as('alice@acme.example');
      assert.equal((await alice.get('/api/staff/tickets?view=all')).status, 404);
      await auth.staffLink({ email: 'alice@acme.example', role: 'agent' });
      assert.equal((await alice.get('/api/staff/tickets?view=all')).status, 200);
      await assert.rejects(auth.staffLink({ email: 'no address', role: 'agent' }), { code: 'invalid' });
    });
  });
}
