import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { TestDatabase } from '../helpers/databases.ts';
import { databases, skipOf } from '../helpers/databases.ts';
import type { TestGateway } from '../helpers/gateway.ts';
import { fileTicket, startGateway } from '../helpers/gateway.ts';
import type { Mailbox } from './fixture.ts';
import { call, mailboxOf, ownSettings, refusal, tokenIn } from './fixture.ts';

for (const kind of databases) {
  describe(`access by contact lists on ${kind.name}`, { skip: skipOf(kind) }, () => {
    const settings = ownSettings();
    settings.contactLists = [
      { id: 'partners', name: 'Partners', members: ['@globex.example', 'bob@acme.example'] },
      { id: 'others', name: 'Others', members: ['alice@acme.example'] },
    ];
    let database: TestDatabase;
    let gateway: TestGateway;
    let mailbox: Mailbox;

    before(async () => {
      database = await kind.create();
      gateway = await startGateway({ database, settings });
      mailbox = mailboxOf(gateway);
    });
    after(async () => {
      await gateway?.stop();
      await database?.cleanup();
    });

    const partnersOnly = async (work: () => Promise<void>): Promise<void> => {
      settings.access = { lists: ['partners'] };
      try {
        await work();
      } finally {
        settings.access = { lists: [] };
      }
    };

    test('who is on no list is turned away once they have shown who they are, and not before', () =>
      partnersOnly(async () => {
        const alice = gateway.client();
        assert.deepEqual(await refusal(await alice.signIn('alice@acme.example')), [403, 'forbidden']);
        assert.equal(alice.cookie(), '');
        assert.equal((await alice.signIn('alice@acme.example', 'not this one')).status, 401);
        assert.equal((await gateway.client().signIn('bob@acme.example')).status, 200);
        assert.equal((await gateway.client().signIn('carol@globex.example')).status, 200);
      }));

    test('a link or a new password lets nobody in who is on no list', () =>
      partnersOnly(async () => {
        await call(gateway.client(), 'link', { email: 'alice@acme.example' });
        const link = tokenIn(await mailbox.newest('alice@acme.example'));
        const byLink = await call(gateway.client(), 'sign-in', { method: 'link', token: link });
        assert.deepEqual(await refusal(byLink), [403, 'forbidden']);
        assert.deepEqual(byLink.headers.getSetCookie(), []);
        await call(gateway.client(), 'request-reset', { email: 'alice@acme.example' });
        const token = tokenIn(await mailbox.newest('alice@acme.example', 2));
        const byReset = await call(gateway.client(), 'reset', { token, password: 'a quiet harbour at dusk' });
        assert.deepEqual(await refusal(byReset), [403, 'forbidden']);
      }));

    test('who registers without being on a list hears so by the mailed link, and has no account', () =>
      partnersOnly(async () => {
        const email = 'dana@initech.example';
        const json = { name: 'Dana', email, password: 'a lantern in the fog' };
        assert.equal((await call(gateway.client(), 'register', json)).status, 200);
        const token = tokenIn(await mailbox.newest(email));
        assert.deepEqual(await refusal(await call(gateway.client(), 'verify', { token })), [
          403,
          'forbidden',
        ]);
        assert.equal(await gateway.gateway.desk.findContact(email), undefined);
      }));

    test('a session stands for nobody from the change of the settings on, and again once it is undone', async () => {
      const alice = await gateway.as('alice@acme.example');
      const ticket = await fileTicket(alice);
      const stream = await alice.get('/api/events');
      assert.equal(stream.status, 200);
      await partnersOnly(async () => {
        for (const path of ['/api/tickets', `/api/tickets/${ticket.id}`, '/api/events', '/api/sessions']) {
          assert.equal((await alice.get(path)).status, 401, path);
        }
        assert.deepEqual(await (await alice.get('/api/session')).json(), { session: null });
        const began = performance.now();
        let heard = '';
        for await (const chunk of stream.body ?? []) heard += Buffer.from(chunk as Uint8Array).toString();
        assert.match(heard, /event: session\ndata: \{"session":null\}/);
        assert.ok(performance.now() - began < 1000, 'its stream ends within a second');
      });
      assert.equal((await alice.get(`/api/tickets/${ticket.id}`)).status, 200);
    });

    test('staff are never locked out', () =>
      partnersOnly(async () => {
        for (const email of ['agent@portico.example', 'owner@portico.example']) {
          const client = await gateway.as(email);
          assert.equal((await client.get('/api/staff/tickets?view=all')).status, 200);
        }
      }));

    test('a disabled account is out at once, on every way in, and back when it is enabled', async () => {
      const { auth } = gateway.gateway;
      const bob = await gateway.as('bob@acme.example');
      const stream = await bob.get('/api/events');
      assert.equal(await auth.setDisabled('BOB@acme.example', true), true);
      assert.equal((await bob.get('/api/tickets')).status, 401);
      let heard = '';
      for await (const chunk of stream.body ?? []) heard += Buffer.from(chunk as Uint8Array).toString();
      assert.match(heard, /"session":null/);
      assert.deepEqual(await refusal(await gateway.client().signIn('bob@acme.example')), [403, 'forbidden']);
      assert.equal((await gateway.client().signIn('bob@acme.example', 'not this one')).status, 401);
      await call(gateway.client(), 'link', { email: 'bob@acme.example' });
      // One that is asked for later has arrived.
      await call(gateway.client(), 'link', { email: 'carol@globex.example' });
      await mailbox.newest('carol@globex.example');
      assert.deepEqual(await mailbox.all('bob@acme.example'), []);
      assert.equal(await auth.setDisabled('bob@acme.example', false), true);
      assert.equal((await bob.get('/api/tickets')).status, 401, 'the old session is over');
      assert.equal((await gateway.client().signIn('bob@acme.example')).status, 200);
      assert.equal(await auth.setDisabled('nobody@acme.example', true), false);
    });
  });
}
