import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { TestDatabase } from '../helpers/databases.ts';
import { databases, skipOf } from '../helpers/databases.ts';
import type { Client, TestGateway } from '../helpers/gateway.ts';
import { fileTicket, startGateway } from '../helpers/gateway.ts';
import { changeSettings } from '../helpers/settings.ts';
import type { Mailbox } from './fixture.ts';
import { call, mailboxOf, ownSettings, refusal, tokenIn } from './fixture.ts';

for (const kind of databases) {
  describe(`access by contact lists on ${kind.name}`, { skip: skipOf(kind) }, () => {
    const settings = ownSettings();
    // What a portal that is on needs before it can be saved.
    settings.portal.origins = ['https://help.brand.example'];
    settings.portal.signIn.consent = { version: '1', text: 'We keep what you write.', label: 'I agree' };
    settings.contactLists = [
      { id: 'partners', name: 'Partners', members: ['@globex.example', 'bob@acme.example'] },
      { id: 'others', name: 'Others', members: ['alice@acme.example'] },
      {
        ...{ id: 'of-acme', name: 'Of Acme', members: [] },
        rule: { property: 'company', operator: 'is', value: 'acme' },
      },
    ];
    let database: TestDatabase;
    let gateway: TestGateway;
    let owner: Client;
    let mailbox: Mailbox;

    before(async () => {
      database = await kind.create();
      gateway = await startGateway({ database, settings });
      owner = await gateway.as('owner@portico.example');
      mailbox = mailboxOf(gateway);
    });
    after(async () => {
      await gateway?.stop();
      await database?.cleanup();
    });

    const whileOnly = async (list: string, work: () => Promise<void>): Promise<void> => {
      await changeSettings(owner, (held) => void (held.access = { lists: [list] }));
      try {
        await work();
      } finally {
        await changeSettings(owner, (held) => void (held.access = { lists: [] }));
      }
    };
    const partnersOnly = (work: () => Promise<void>): Promise<void> => whileOnly('partners', work);

    /** Everything an event stream says until it ends. */
    const heardIn = async (stream: Response): Promise<string> => {
      let heard = '';
      for await (const chunk of stream.body ?? []) heard += Buffer.from(chunk as Uint8Array).toString();
      return heard;
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
        const json = { name: 'Dana', email, password: 'a lantern in the fog', consent: '1' };
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
        assert.match(await heardIn(stream), /event: session\ndata: \{"session":null\}/);
        assert.ok(performance.now() - began < 1000, 'its stream ends within a second');
      });
      assert.equal((await alice.get(`/api/tickets/${ticket.id}`)).status, 200);
    });

    test('where companies decide, signing in tells at once, also who has just registered', () =>
      whileOnly('of-acme', async () => {
        assert.equal((await gateway.client().signIn('alice@acme.example')).status, 200);
        const carol = await gateway.client().signIn('carol@globex.example');
        assert.deepEqual(carol.headers.getSetCookie(), []);
        assert.deepEqual(await refusal(carol), [403, 'forbidden']);
        const email = 'erin@initech.example';
        const json = { name: 'Erin', email, password: 'a lantern in the fog', consent: '1' };
        assert.equal((await call(gateway.client(), 'register', json)).status, 200);
        const token = tokenIn(await mailbox.newest(email));
        const verified = await call(gateway.client(), 'verify', { token });
        assert.deepEqual(await refusal(verified), [403, 'forbidden']);
        assert.equal(await gateway.gateway.desk.findContact(email), undefined);
      }));

    test('an open stream ends when its person leaves the company that let them in', () =>
      whileOnly('of-acme', async () => {
        const bob = await gateway.as('bob@acme.example');
        const stream = await bob.get('/api/events');
        const { id } = (await gateway.gateway.desk.findContact('bob@acme.example'))!;
        const move = async (companies: string[]): Promise<void> => {
          const answer = await owner.fetch(`/api/staff/contacts/${id}`, {
            method: 'PATCH',
            json: { companies },
          });
          assert.equal(answer.status, 200, await answer.text());
        };
        await move(['globex']);
        try {
          assert.match(await heardIn(stream), /event: session\ndata: \{"session":null\}/);
          assert.equal((await bob.get('/api/tickets')).status, 401);
        } finally {
          await move(['acme']);
        }
      }));

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
      assert.match(await heardIn(stream), /"session":null/);
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
