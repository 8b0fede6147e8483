import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import type { AuthTables } from '../../src/auth/tables.ts';
import { databases, skipOf } from '../helpers/databases.ts';
import { call, codeIn, count, gatewayOf, ownSettings, refusal, together, tokenIn } from './fixture.ts';

for (const kind of databases) {
  describe(`mailed links and codes on ${kind.name}`, { skip: skipOf(kind) }, () => {
    const settings = ownSettings();
    const suite = gatewayOf(kind, settings);
    const sent = new Map<string, number>();

    const tables = () => suite.gateway.gateway.storage.db.withTables<AuthTables>();

    /** Has a link mailed, past any quota, with no failures of before counted against this network. */
    async function mailTo(email: string, extras: object = {}) {
      await tables().deleteFrom('throttles').execute();
      assert.equal((await call(suite.gateway.client(), 'link', { email, ...extras })).status, 200);
      const number = (sent.get(email) ?? 0) + 1;
      sent.set(email, number);
      return suite.mailbox.newest(email, number);
    }
    const byLink = (token: string, client = suite.gateway.client()) =>
      call(client, 'sign-in', { method: 'link', token });
    const byCode = (email: string, code: string) =>
      call(suite.gateway.client(), 'sign-in', { method: 'code', email, code });

    test('a link signs in once, as whom it was mailed to, and leads back to where they were', async () => {
      const returnTo = `${new URL(suite.gateway.url).origin.replace('127.0.0.1', 'localhost')}/help/exports#limits`;
      const mail = await mailTo('alice@acme.example', { returnTo });
      assert.match(mail.text, /^http:\/\/localhost:\d+\/portal\/#\/link\?token=[\w-]{43}$/m);
      const browser = suite.gateway.client();
      const answer = await byLink(tokenIn(mail), browser);
      assert.equal(answer.status, 200);
      const body = (await answer.json()) as { session: { contact: { email: string } }; returnTo: string };
      assert.equal(body.session.contact.email, 'alice@acme.example');
      assert.equal(body.returnTo, returnTo);
      assert.equal((await browser.get('/api/tickets')).status, 200);
      assert.deepEqual(await refusal(await byLink(tokenIn(mail))), [401, 'unauthenticated']);
    });

    test('nobody is led to an address that is not on the list', async () => {
      const mail = await mailTo('alice@acme.example', { returnTo: 'https://evil.example/' });
      const body = (await (await byLink(tokenIn(mail))).json()) as { returnTo: string };
      assert.match(body.returnTo, /^http:\/\/localhost:\d+\/portal\/$/);
    });

    test('a code of eight digits signs in too, however it is typed, and then neither is good', async () => {
      const mail = await mailTo('bob@acme.example');
      const code = codeIn(mail).replace(/\D/g, '');
      assert.match(code, /^\d{8}$/);
      const typed = ` ${code.slice(0, 4)}-${code.slice(4)} `;
      assert.equal((await byCode('BOB@acme.example', typed)).status, 200);
      assert.equal((await byCode('bob@acme.example', code)).status, 401);
      assert.equal((await byLink(tokenIn(mail))).status, 401);
    });

    test('the link of a mail voids its code', async () => {
      const mail = await mailTo('bob@acme.example');
      assert.equal((await byLink(tokenIn(mail))).status, 200);
      assert.equal((await byCode('bob@acme.example', codeIn(mail))).status, 401);
    });

    test('of link and code at once, one gets in', async () => {
      for (let round = 0; round < 5; round += 1) {
        const mail = await mailTo('bob@acme.example');
        const answers = await Promise.all([byLink(tokenIn(mail)), byCode('bob@acme.example', codeIn(mail))]);
        assert.equal(count(answers, 200), 1);
        assert.equal(count(answers, 401), 1);
      }
    });

    test('a new mail voids the one before', async () => {
      const first = await mailTo('bob@acme.example');
      const second = await mailTo('bob@acme.example');
      assert.equal((await byLink(tokenIn(first))).status, 401);
      if (codeIn(first) !== codeIn(second)) {
        assert.equal((await byCode('bob@acme.example', codeIn(first))).status, 401);
      }
      assert.equal((await byLink(tokenIn(second))).status, 200);
    });

    test('after a quarter of an hour neither is good', async () => {
      const early = await mailTo('carol@globex.example');
      const late = await mailTo('alice@acme.example');
      try {
        suite.offset = 14 * 60_000 + 50_000;
        assert.equal((await byLink(tokenIn(early))).status, 200);
        suite.offset = 15 * 60_000 + 1_000;
        assert.equal((await byCode('alice@acme.example', codeIn(late))).status, 401);
        assert.equal((await byLink(tokenIn(late))).status, 401);
      } finally {
        suite.offset = 0;
      }
    });

    test('five wrong codes void the right one, and the link with it', async () => {
      const mail = await mailTo('alice@acme.example');
      const right = codeIn(mail).replace(/\D/g, '');
      const wrong = String((Number(right) + 1) % 100_000_000).padStart(8, '0');
      for (let tries = 0; tries < 5; tries += 1) {
        assert.equal((await byCode('alice@acme.example', wrong)).status, 401);
      }
      assert.equal((await byCode('alice@acme.example', right)).status, 401);
      assert.equal((await byLink(tokenIn(mail))).status, 401);
      const next = await mailTo('alice@acme.example');
      for (let tries = 0; tries < 4; tries += 1) {
        assert.equal((await byCode('alice@acme.example', 'no code')).status, 401);
      }
      assert.equal((await byCode('alice@acme.example', codeIn(next))).status, 200);
    });

    test("one person's code is nobody else's", async () => {
      const mail = await mailTo('alice@acme.example');
      assert.equal((await byCode('bob@acme.example', codeIn(mail))).status, 401);
      assert.equal((await byCode('nobody@acme.example', codeIn(mail))).status, 401);
      assert.equal((await byCode('alice@acme.example', codeIn(mail))).status, 200);
    });

    test('fifty at once with one link are one session, and so are fifty with one code', async (context) => {
      const linked = tokenIn(await mailTo('carol@globex.example'));
      const links = await together(50, () => byLink(linked));
      assert.deepEqual([count(links, 200), count(links, 401)], [1, 49]);
      const code = codeIn(await mailTo('carol@globex.example'));
      const codes = await together(50, () => byCode('carol@globex.example', code));
      assert.deepEqual([count(codes, 200), count(codes, 401)], [1, 49]);
      context.diagnostic(`S23 on ${kind.name}: 1 of 50 by link, 1 of 50 by code`);
    });

    test('an address without an account gets no mail, and no code of it is good', async () => {
      const answer = await call(suite.gateway.client(), 'link', { email: 'nobody@initech.example' });
      assert.deepEqual([answer.status, await answer.json()], [200, { state: 'check-email' }]);
      // One that is sent later has arrived.
      await mailTo('alice@acme.example');
      assert.deepEqual(await suite.mailbox.all('nobody@initech.example'), []);
      const rows = await tables()
        .selectFrom('one_time')
        .select('data')
        .where('subject', '=', 'nobody@initech.example')
        .execute();
      assert.deepEqual(
        rows.map(({ data }) => (JSON.parse(data) as { userId: unknown }).userId),
        [null, null],
      );
    });

    test('the database holds neither token nor code, and no hash that eight digits could be tried against', async () => {
      const mail = await mailTo('alice@acme.example');
      const code = codeIn(mail).replace(/\D/g, '');
      const kept = JSON.stringify(await tables().selectFrom('one_time').selectAll().execute());
      const plain = (text: string) => createHash('sha256').update(text).digest('hex');
      assert.ok(kept.includes(plain(tokenIn(mail))), 'the hash of 256 bits is there');
      for (const secret of [tokenIn(mail), code, plain(code), plain(`alice@acme.example\0${code}`)]) {
        assert.ok(!kept.includes(secret));
      }
    });

    test('where the owner has turned links off, none is sent and none is good', async () => {
      const token = tokenIn(await mailTo('alice@acme.example'));
      settings.portal.signIn.methods = ['password'];
      try {
        assert.equal(
          (await call(suite.gateway.client(), 'link', { email: 'alice@acme.example' })).status,
          501,
        );
        assert.equal((await byLink(token)).status, 501);
      } finally {
        settings.portal.signIn.methods = ['password', 'link'];
      }
    });
  });
}
