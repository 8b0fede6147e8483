import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { AuthTables } from '../../src/auth/tables.ts';
import type { TestDatabase } from '../helpers/databases.ts';
import { databases, skipOf } from '../helpers/databases.ts';
import type { TestGateway } from '../helpers/gateway.ts';
import { startGateway } from '../helpers/gateway.ts';
import { call, ownSettings, together } from './fixture.ts';

const password = 'a lantern in the fog';

/** What a stranger may ask about an address, and the answer. */
const questions: Record<string, { way: string; json: (email: string) => object; status: number }> = {
  'sign-in': {
    way: 'sign-in',
    json: (email) => ({ method: 'password', email, password: 'not this one' }),
    status: 401,
  },
  'sign-in by code': {
    way: 'sign-in',
    json: (email) => ({ method: 'code', email, code: '12345678' }),
    status: 401,
  },
  register: { way: 'register', json: (email) => ({ name: 'Dana', email, password }), status: 200 },
  reset: { way: 'request-reset', json: (email) => ({ email }), status: 200 },
  link: { way: 'link', json: (email) => ({ email }), status: 200 },
};

for (const kind of databases) {
  describe(`what strangers learn of accounts on ${kind.name}`, { skip: skipOf(kind) }, () => {
    let database: TestDatabase;
    let gateway: TestGateway;

    before(async () => {
      database = await kind.create();
      const settings = ownSettings();
      settings.contactLists = [{ id: 'staff-only', name: 'Nobody', members: [] }];
      gateway = await startGateway({ database, settings, config: { registrationsPerHour: 20 } });
      // A hash as accounts had it before, which costs less to check.
      const db = gateway.gateway.storage.db.withTables<AuthTables>();
      await db
        .updateTable('account')
        .set({ password: `${'0'.repeat(32)}:${'0'.repeat(128)}` })
        .where('userId', 'in', db.selectFrom('user').select('id').where('email', '=', 'carol@globex.example'))
        .execute();
      await gateway.gateway.auth.setDisabled('bob@acme.example', true);
    });
    after(async () => {
      await gateway?.stop();
      await database?.cleanup();
    });

    const forget = () =>
      gateway.gateway.storage.db.withTables<AuthTables>().deleteFrom('throttles').execute();

    for (const [name, { way, json, status }] of Object.entries(questions)) {
      test(`${name}: the same status, body and headers, whoever is asked about`, async () => {
        await forget();
        const seen = [];
        for (const email of [
          'nobody@initech.example',
          'alice@acme.example',
          'carol@globex.example',
          'bob@acme.example',
          'owner@portico.example',
        ]) {
          const answer = await call(gateway.client(), way, json(email));
          assert.equal(answer.status, status);
          const headers = [...answer.headers].filter(([key]) => key !== 'date' && key !== 'x-request-id');
          seen.push({ status: answer.status, headers, body: await answer.text() });
        }
        for (const answer of seen.slice(1)) assert.deepEqual(answer, seen[0]);
      });
    }

    for (const name of ['register', 'reset', 'link']) {
      const { way, json } = questions[name]!;
      test(`${name}: an address that has had enough mails is answered as before, with none sent`, async () => {
        await forget();
        const { db } = gateway.gateway.storage;
        const mails = async () =>
          (await db.selectFrom('mails').select('id').where('to_address', '=', 'alice@acme.example').execute())
            .length;
        const before = await mails();
        const answers = await together(9, () => call(gateway.client(), way, json('alice@acme.example')));
        const texts = await Promise.all(answers.map((answer) => answer.text()));
        assert.deepEqual(new Set(answers.map((answer) => answer.status)), new Set([200]));
        assert.equal(new Set(texts).size, 1);
        await gateway.gateway.auth.sweep();
        const most = name === 'link' ? 6 : 3;
        while ((await mails()) < before + most) await new Promise(setImmediate);
        // Another address's mail, asked for later, has arrived: so would have a tenth.
        await call(gateway.client(), way, json('owner@portico.example'));
        const others = async () =>
          (
            await db
              .selectFrom('mails')
              .select('id')
              .where('to_address', '=', 'owner@portico.example')
              .execute()
          ).length;
        while ((await others()) === 0) await new Promise(setImmediate);
        assert.equal(await mails(), before + most);
      });

      test(`${name}: a network that asks too often is told to wait, for any address`, async () => {
        await forget();
        const limit = name === 'link' ? 100 : 20;
        await call(gateway.client(), way, json('nobody@initech.example'));
        // So many more would take the test long.
        await gateway.gateway.storage.db
          .withTables<AuthTables>()
          .updateTable('throttles')
          .set({ count: limit })
          .where('bucket', 'like', `${name === 'register' ? 'registration' : name}:%`)
          .execute();
        for (const email of ['alice@acme.example', 'nobody2@initech.example']) {
          const answer = await call(gateway.client(), way, json(email));
          assert.equal(answer.status, 429);
          assert.ok(Number(answer.headers.get('retry-after')) > 3000);
        }
      });
    }
  });
}
