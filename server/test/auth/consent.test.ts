import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type { AuthTables } from '../../src/auth/tables.ts';
import { databases, skipOf } from '../helpers/databases.ts';
import { call, count, gatewayOf, ownSettings, refusal, together, tokenIn } from './fixture.ts';

const password = 'salt on the window sill';
const first = { version: '2026-11-01', text: 'We keep your name.', label: 'I agree' };
const second = { version: '2026-12-01', text: 'We keep your name and address.', label: 'I agree' };
const needed = [400, 'invalid', 'consent required'];

for (const kind of databases) {
  describe(`consent of people who are invited, on ${kind.name}`, { skip: skipOf(kind) }, () => {
    const settings = ownSettings();
    settings.portal.signIn.registration = false;
    const suite = gatewayOf(kind, settings);
    let people = 0;

    beforeEach(() => {
      settings.portal.signIn.consent = first;
    });

    async function invited(): Promise<{ email: string; token: string }> {
      const email = `invited-${++people}@initech.example`;
      await suite.gateway.gateway.auth.inviteContact({ email, companies: [] });
      return { email, token: tokenIn(await suite.mailbox.newest(email)) };
    }

    const redeem = (token: string, consent?: string, client = suite.gateway.client()) =>
      call(client, 'reset', { token, password, ...(consent !== undefined && { consent }) });

    async function userOf(email: string) {
      const { db } = suite.gateway.gateway.storage;
      return db
        .withTables<AuthTables>()
        .selectFrom('user')
        .select('id')
        .where('email', '=', email)
        .executeTakeFirst();
    }

    /** What is kept of somebody's consent. */
    async function kept(email: string) {
      const { db } = suite.gateway.gateway.storage;
      const user = await userOf(email);
      return db
        .selectFrom('consents')
        .select(['version', 'at'])
        .where('user_id', '=', user?.id ?? '')
        .execute();
    }

    const consents = async () =>
      (await suite.gateway.gateway.storage.db.selectFrom('consents').selectAll().execute()).length;

    test('without it there is no account, and the token stays as good as it was', async () => {
      const { email, token } = await invited();
      const before = await consents();
      const browser = suite.gateway.client();
      for (const given of [undefined, '', second.version, `${first.version} `]) {
        const answer = await redeem(token, given, browser);
        assert.deepEqual(answer.headers.getSetCookie(), []);
        assert.deepEqual(await refusal(answer), needed, String(given));
      }
      assert.equal(await userOf(email), undefined);
      assert.equal(await suite.gateway.gateway.desk.findContact(email), undefined);
      assert.equal((await suite.gateway.client().signIn(email, password)).status, 401);
      assert.equal(await consents(), before);

      const at = Date.now();
      assert.equal((await redeem(token, first.version, browser)).status, 200);
      assert.equal((await browser.get('/api/tickets')).status, 200);
      const [consent, ...more] = await kept(email);
      assert.deepEqual([consent?.version, more], [first.version, []]);
      assert.ok(Math.abs(Date.parse(consent?.at ?? '') - at) < 60_000, consent?.at);
      assert.deepEqual(await refusal(await redeem(token, first.version)), [400, 'invalid', 'token invalid']);
    });

    test('a refusal makes the token hold no longer than it did', async () => {
      const { token } = await invited();
      assert.deepEqual(await refusal(await redeem(token)), needed);
      try {
        suite.offset = 7 * 24 * 3_600_000 - 60_000;
        assert.deepEqual(await refusal(await redeem(token)), needed);
        suite.offset += 120_000;
        const answer = await redeem(token, first.version);
        assert.deepEqual(await refusal(answer), [400, 'invalid', 'token invalid']);
      } finally {
        suite.offset = 0;
      }
    });

    test('a weak password is told first, and a made-up token as such', async () => {
      const { token } = await invited();
      const weak = await call(suite.gateway.client(), 'reset', { token, password: 'short' });
      assert.deepEqual(await refusal(weak), [400, 'invalid', 'password too-short']);
      assert.deepEqual(await refusal(await redeem('made-up')), [400, 'invalid', 'token invalid']);
      assert.equal((await redeem(token, first.version)).status, 200);
    });

    test('of many at once one makes the account, and one consent is kept', async () => {
      const { email, token } = await invited();
      const answers = await together(20, (index) => redeem(token, index % 4 ? first.version : undefined));
      assert.deepEqual([count(answers, 200), count(answers, 400)], [1, 19]);
      assert.equal((await kept(email)).length, 1);
    });

    test('where the owner changes the text meanwhile, the new one counts', async () => {
      const { email, token } = await invited();
      assert.deepEqual(await refusal(await redeem(token)), needed);
      settings.portal.signIn.consent = second;
      assert.deepEqual(await refusal(await redeem(token, first.version)), needed);
      assert.equal((await redeem(token, second.version)).status, 200);
      assert.deepEqual(
        (await kept(email)).map(({ version }) => version),
        [second.version],
      );
    });

    test('where the owner asks for none, or no longer, nobody is asked', async () => {
      delete settings.portal.signIn.consent;
      const plain = await invited();
      assert.equal((await redeem(plain.token)).status, 200);
      settings.portal.signIn.consent = first;
      const { email, token } = await invited();
      assert.deepEqual(await refusal(await redeem(token)), needed);
      delete settings.portal.signIn.consent;
      // Whatever is said to nothing is not kept.
      assert.equal((await redeem(token, 'anything')).status, 200);
      assert.deepEqual(await kept(email), []);
    });

    test('who has an account is not asked for a new password, nor are agents and owners', async () => {
      const browser = suite.gateway.client();
      await call(browser, 'request-reset', { email: 'alice@acme.example' });
      const token = tokenIn(await suite.mailbox.newest('alice@acme.example'));
      assert.equal((await redeem(token)).status, 200);
      const link = await suite.gateway.gateway.auth.staffLink({
        ...{ email: 'nia@portico.example', name: 'Nia', role: 'owner' },
      });
      const staff = tokenIn({ text: link, subject: '', to_address: '' });
      assert.equal((await redeem(staff)).status, 200);
      assert.deepEqual(await kept('nia@portico.example'), []);
    });

    test('who was invited and came another way since is asked as they stand there', async () => {
      // Works here by now: not asked.
      const { email, token } = await invited();
      await suite.gateway.gateway.auth.createAccount({ email, name: 'Ida', password, role: 'agent' });
      assert.equal((await redeem(token)).status, 200);
      // Has an account that an administrator made, and agreed to nothing.
      const other = await invited();
      await suite.gateway.gateway.auth.createAccount({
        ...{ email: other.email, name: 'Otis', password, role: 'customer' },
      });
      assert.deepEqual(await refusal(await redeem(other.token)), needed);
      assert.equal((await redeem(other.token, first.version)).status, 200);
      assert.equal((await kept(other.email)).length, 1);
    });

    test('an account that cannot be made leaves no consent behind', async () => {
      const before = await consents();
      const { email, token } = await invited();
      const { db } = suite.gateway.gateway.storage;
      // Somebody else makes it in the moment between the look at it and the making.
      const taken = db.withTables<AuthTables>();
      const at = kind.name === 'postgres' ? new Date() : new Date().toISOString();
      const desk = suite.gateway.gateway.desk;
      const { ensureContact } = desk;
      desk.ensureContact = async (person) => {
        const flag = kind.name === 'postgres' ? true : 1;
        const user = { id: `other-${people}`, name: 'Other', email, emailVerified: flag, image: null };
        await taken
          .insertInto('user')
          .values({ ...user, createdAt: at, updatedAt: at, role: 'customer', disabledAt: null })
          .execute();
        return ensureContact.call(desk, person);
      };
      try {
        assert.notEqual((await redeem(token, first.version)).status, 200);
      } finally {
        desk.ensureContact = ensureContact;
      }
      assert.equal(await consents(), before);
    });
  });
}
