import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import type { AuthTables } from '../../src/auth/tables.ts';
import { databases, skipOf } from '../helpers/databases.ts';
import { testPassword } from '../helpers/gateway.ts';
import { call, count, gatewayOf, ownSettings, refusal, together, tokenIn } from './fixture.ts';

const password = 'salt on the window sill';

for (const kind of databases) {
  describe(`new passwords on ${kind.name}`, { skip: skipOf(kind) }, () => {
    const settings = ownSettings();
    const suite = gatewayOf(kind, settings);

    const tables = () => suite.gateway.gateway.storage.db.withTables<AuthTables>();

    async function mailTo(email: string, init: RequestInit & { json?: object } = {}) {
      await tables().deleteFrom('throttles').execute();
      const before = (await suite.mailbox.all(email)).length;
      const json = { email, ...init.json };
      const answer = await suite.gateway
        .client()
        .fetch('/api/auth/request-reset', { ...init, method: 'POST', json });
      assert.deepEqual([answer.status, await answer.text()], [200, '{"state":"check-email"}']);
      return suite.mailbox.newest(email, before + 1);
    }
    const reset = (token: string, chosen = password, client = suite.gateway.client()) =>
      call(client, 'reset', { token, password: chosen });

    test('the mailed link sets the password, ends every session but a new one, and mails word of it', async () => {
      const email = 'alice@acme.example';
      const old = [await suite.gateway.as(email), await suite.gateway.as(email)];
      const returnTo = '/portal/#/tickets/7';
      const mail = await mailTo(email, { json: { email, returnTo } });
      assert.match(mail.text, /^http:\/\/localhost:\d+\/portal\/#\/reset\?token=[\w-]{43}$/m);
      const browser = suite.gateway.client();
      const answer = await reset(tokenIn(mail), password, browser);
      assert.equal(answer.status, 200);
      const body = (await answer.json()) as { state: string; returnTo: string };
      assert.equal(body.state, 'signed-in');
      assert.match(body.returnTo, /^http:\/\/localhost:\d+\/portal\/#\/tickets\/7$/);
      assert.equal((await browser.get('/api/tickets')).status, 200);
      for (const client of old) assert.equal((await client.get('/api/tickets')).status, 401);
      assert.equal((await suite.gateway.client().signIn(email)).status, 401);
      assert.equal((await suite.gateway.client().signIn(email, password)).status, 200);
      const told = await suite.mailbox.newest(email, 2);
      assert.match(told.subject, /password/i);
      assert.doesNotMatch(told.text, /token=/);
      assert.deepEqual(await refusal(await reset(tokenIn(mail))), [400, 'invalid', 'token invalid']);
    });

    test('a password that cannot stand leaves the link good', async () => {
      const token = tokenIn(await mailTo('bob@acme.example'));
      for (const [weak, code] of [
        ['short', 'too-short'],
        ['x1'.repeat(65), 'too-long'],
        ['Password123!', 'common'],
      ] as const) {
        assert.deepEqual(await refusal(await reset(token, weak)), [400, 'invalid', `password ${code}`]);
      }
      assert.equal((await reset(token)).status, 200);
    });

    test('a new link voids the one before', async () => {
      const first = tokenIn(await mailTo('bob@acme.example'));
      const second = tokenIn(await mailTo('bob@acme.example'));
      assert.equal((await reset(first)).status, 400);
      assert.equal((await reset(second)).status, 200);
    });

    test('a new password voids the sign-in links that were on their way', async () => {
      const token = tokenIn(await mailTo('bob@acme.example'));
      const number = (await suite.mailbox.all('bob@acme.example')).length;
      await call(suite.gateway.client(), 'link', { email: 'bob@acme.example' });
      const link = tokenIn(await suite.mailbox.newest('bob@acme.example', number + 1));
      assert.equal((await reset(token)).status, 200);
      assert.equal(
        (await call(suite.gateway.client(), 'sign-in', { method: 'link', token: link })).status,
        401,
      );
    });

    test('after a day the link is over', async () => {
      const early = tokenIn(await mailTo('bob@acme.example'));
      const late = tokenIn(await mailTo('carol@globex.example'));
      try {
        suite.offset = 24 * 3_600_000 - 60_000;
        assert.equal((await reset(early)).status, 200);
        suite.offset = 24 * 3_600_000 + 1_000;
        assert.equal((await reset(late)).status, 400);
      } finally {
        suite.offset = 0;
      }
    });

    test('of fifty who use one link at once, one sets the password', async (context) => {
      const token = tokenIn(await mailTo('carol@globex.example'));
      const answers = await together(50, (index) => reset(token, `${password} ${index}`));
      assert.deepEqual([count(answers, 200), count(answers, 400)], [1, 49]);
      const winner = answers.findIndex(({ status }) => status === 200);
      assert.equal(
        (await suite.gateway.client().signIn('carol@globex.example', `${password} ${winner}`)).status,
        200,
      );
      context.diagnostic(`S23 on ${kind.name}: 1 of 50 with one reset token`);
    });

    test('who has guessed too often may sign in again after a reset', async () => {
      const email = 'carol@globex.example';
      const token = tokenIn(await mailTo(email));
      await together(10, () => suite.gateway.client().signIn(email, 'not this one'));
      assert.equal((await suite.gateway.client().signIn(email, 'not this one')).status, 429);
      assert.equal((await reset(token)).status, 200);
      assert.equal((await suite.gateway.client().signIn(email, password)).status, 200);
    });

    test('the address of a link never comes from the request', async () => {
      const mail = await mailTo('alice@acme.example', {
        headers: { 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' },
      });
      assert.doesNotMatch(mail.text, /evil/);
      const before = (await suite.mailbox.all('bob@acme.example')).length;
      const answer = await suite.gateway.gateway.fetch(
        new Request('http://evil.example/api/auth/request-reset', {
          method: 'POST',
          headers: {
            host: 'evil.example',
            origin: new URL(suite.gateway.url).origin,
            'x-portico': '1',
            'content-type': 'application/json',
          },
          body: JSON.stringify({ email: 'bob@acme.example' }),
        }),
      );
      assert.equal(answer.status, 200);
      const next = await suite.mailbox.newest('bob@acme.example', before + 1);
      assert.doesNotMatch(next.text, /evil/);
    });

    test('tokens have 256 bits, and the database keeps their hashes alone', async () => {
      const token = tokenIn(await mailTo('alice@acme.example'));
      assert.equal(Buffer.from(token, 'base64url').length, 32);
      const kept = JSON.stringify(await tables().selectFrom('one_time').selectAll().execute());
      assert.ok(!kept.includes(token));
      assert.ok(kept.includes(createHash('sha256').update(token).digest('hex')));
    });

    test('an address without an account gets word of that, without a link to set anything', async () => {
      const mail = await mailTo('nobody@initech.example');
      assert.doesNotMatch(mail.text, /token=/);
      assert.match(mail.subject, /no account/i);
      assert.equal(await suite.gateway.gateway.desk.findContact('nobody@initech.example'), undefined);
    });

    test('who came in without a password gets one by a reset', async () => {
      const email = 'sso@acme.example';
      const at = new Date();
      const moment = kind.name === 'postgres' ? at : at.toISOString();
      const flag = kind.name === 'postgres' ? true : 1;
      await tables()
        .insertInto('user')
        .values({
          id: 'sso-user',
          name: 'Sam',
          email,
          emailVerified: flag,
          image: null,
          createdAt: moment,
          updatedAt: moment,
          role: 'customer',
          disabledAt: null,
        })
        .execute();
      assert.equal((await suite.gateway.client().signIn(email)).status, 401);
      const token = tokenIn(await mailTo(email));
      assert.equal((await reset(token)).status, 200);
      assert.equal((await suite.gateway.client().signIn(email, password)).status, 200);
      assert.equal((await suite.gateway.client().signIn(email, testPassword)).status, 401);
    });

    test('where passwords are off, none can be asked for', async () => {
      settings.portal.signIn.methods = ['link'];
      try {
        for (const [way, json] of [
          ['request-reset', { email: 'alice@acme.example' }],
          ['sign-in', { method: 'password', email: 'alice@acme.example', password }],
          ['register', { name: 'Dana', email: 'dana@initech.example', password }],
        ] as const) {
          assert.equal((await call(suite.gateway.client(), way, json)).status, 501, way);
        }
      } finally {
        settings.portal.signIn.methods = ['password', 'link'];
      }
    });
  });
}
