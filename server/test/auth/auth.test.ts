import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { getMigrations } from 'better-auth/db/migration';
import { accountOptions } from '../../src/auth/accounts.ts';
import type { AuthTables } from '../../src/auth/tables.ts';
import type { GatewaySettings } from '../../src/settings/settings.ts';
import { defaultSettings } from '../../src/settings/settings.ts';
import type { TestDatabase } from '../helpers/databases.ts';
import { databases, skipOf } from '../helpers/databases.ts';
import type { TestGateway } from '../helpers/gateway.ts';
import { startGateway, testPassword } from '../helpers/gateway.ts';

const consent = { version: '2026-11', text: 'We keep what you write.', label: 'I agree' };
const settings: GatewaySettings = {
  ...defaultSettings,
  portal: {
    ...defaultSettings.portal,
    idleSeconds: 1200,
    signIn: { ...defaultSettings.portal.signIn, consent },
  },
};

const newcomer = (email: string) => ({
  name: 'Dana Okafor',
  email,
  password: 'a lantern in the fog',
  consent: consent.version,
});

for (const kind of databases) {
  describe(`accounts on ${kind.name}`, { skip: skipOf(kind) }, () => {
    let database: TestDatabase;
    let gateway: TestGateway;
    let offset = 0;

    before(async () => {
      database = await kind.create();
      gateway = await startGateway({ database, settings, now: () => new Date(Date.now() + offset) });
    });
    after(async () => {
      await gateway?.stop();
      await database?.cleanup();
    });

    const mailsTo = (email: string) =>
      gateway.gateway.storage.db
        .selectFrom('mails')
        .selectAll()
        .where('to_address', '=', email)
        .orderBy('at')
        .execute();

    /** Mails go out beside the answer; this waits for the one that is on its way. */
    async function mailTo(email: string, count = 1) {
      for (;;) {
        const mails = await mailsTo(email);
        if (mails.length >= count) return mails;
        await new Promise(setImmediate);
      }
    }

    const register = (body: object) =>
      gateway.client().fetch('/api/auth/register', { method: 'POST', json: body });

    test('better-auth finds nothing missing in its tables', async () => {
      const { toBeCreated, toBeAdded } = await getMigrations(
        accountOptions(gateway.gateway.storage.auth, 'Zt7mQ2xVb9LkR4wYc8NfH1sJd6PgA3eU'),
      );
      assert.deepEqual(toBeCreated, []);
      assert.deepEqual(toBeAdded, []);
    });

    test('a newcomer is signed in by the mailed link, and not before', async () => {
      const email = 'dana@initech.example';
      const answer = await register(newcomer(email));
      assert.equal(answer.status, 200);
      assert.deepEqual(await answer.json(), { state: 'check-email' });
      assert.deepEqual(answer.headers.getSetCookie(), []);
      assert.equal((await gateway.client().signIn(email, 'a lantern in the fog')).status, 401);
      assert.equal(await gateway.gateway.desk.findContact(email), undefined);

      const [mail] = await mailTo(email);
      const link = /^(http:\S+)#\/verify\?token=(\S+)$/m.exec(mail?.text ?? '');
      assert.match(link?.[1] ?? '', /^http:\/\/localhost:\d+\/portal\/$/);
      const browser = gateway.client();
      const json = { token: link?.[2] };
      const verified = await browser.fetch('/api/auth/verify', { method: 'POST', json });
      assert.equal(verified.status, 200);
      const { state, session } = (await verified.json()) as { state: string; session: { contact: object } };
      assert.equal(state, 'signed-in');
      assert.equal((session.contact as { email: string }).email, email);
      assert.equal((await browser.get('/api/tickets')).status, 200);

      const again = await gateway.client().fetch('/api/auth/verify', { method: 'POST', json });
      assert.equal(again.status, 400);
      const kept = await gateway.gateway.storage.db.selectFrom('consents').selectAll().execute();
      assert.deepEqual(
        kept.map((row) => row.version),
        [consent.version],
      );
      assert.equal((await gateway.client().signIn(email, 'a lantern in the fog')).status, 200);
    });

    test('a newcomer is led back to where they were, and written to in the language of the page', async () => {
      const email = 'ola@initech.example';
      const returnTo = '/portal/#/tickets/3';
      await register({ ...newcomer(email), returnTo, language: 'pl' });
      const [mail] = await mailTo(email);
      assert.match(mail?.subject ?? '', /^Potwierdź/);
      const json = { token: /token=(\S+)/.exec(mail?.text ?? '')?.[1] };
      const verified = await gateway.client().fetch('/api/auth/verify', { method: 'POST', json });
      const body = (await verified.json()) as { returnTo?: string };
      assert.match(body.returnTo ?? '', /^http:\/\/localhost:\d+\/portal\/#\/tickets\/3$/);
    });

    test('of fifty who redeem one link at once, one gets in', async () => {
      const email = 'race@initech.example';
      await register(newcomer(email));
      const [mail] = await mailTo(email);
      const token = /token=(\S+)/.exec(mail?.text ?? '')?.[1];
      const answers = await Promise.all(
        Array.from({ length: 50 }, () =>
          gateway.client().fetch('/api/auth/verify', { method: 'POST', json: { token } }),
        ),
      );
      assert.equal(answers.filter((answer) => answer.status === 200).length, 1);
      assert.ok(answers.every((answer) => answer.status < 500));
    });

    test('registering a known address answers alike and mails a word of it', async () => {
      const unknown = await register(newcomer('erin@initech.example'));
      const known = await register({ ...newcomer('alice@acme.example'), name: 'Buy https://evil.example' });
      assert.equal(known.status, unknown.status);
      assert.equal(await known.text(), await unknown.text());
      const names = (response: Response) => [...response.headers.keys()].sort();
      assert.deepEqual(names(known), names(unknown));
      const [mail] = await mailTo('alice@acme.example');
      assert.match(mail?.subject ?? '', /already have an account/);
      assert.doesNotMatch(`${mail?.subject}${mail?.text}`, /token|evil/);
      assert.equal((await gateway.client().signIn('alice@acme.example', 'a lantern in the fog')).status, 401);
    });

    test('a second registration replaces the first, and a stranger cannot flood an address', async () => {
      const email = 'frank@initech.example';
      for (let count = 0; count < 6; count += 1) assert.equal((await register(newcomer(email))).status, 200);
      const mails = await mailTo(email, 3);
      assert.equal(mails.length, 3);
      const tokens = mails.map((mail) => /token=(\S+)/.exec(mail.text)?.[1]);
      const verify = (token: string | undefined) =>
        gateway.client().fetch('/api/auth/verify', { method: 'POST', json: { token } });
      const statuses = [];
      for (const token of tokens) statuses.push((await verify(token)).status);
      assert.deepEqual(
        statuses.sort((a, b) => a - b),
        [200, 400, 400],
      );
    });

    test('weak passwords, missing consent and bad addresses are refused by field', async () => {
      const codes = async (body: object) => {
        const answer = await register(body);
        const problem = (await answer.json()) as { fields?: { field: string; code: string }[] };
        return [answer.status, ...(problem.fields ?? []).map(({ field, code }) => `${field} ${code}`)];
      };
      const good = newcomer('gus@initech.example');
      assert.deepEqual(await codes({ ...good, password: 'seven77' }), [400, 'password too-short']);
      assert.deepEqual(await codes({ ...good, password: 'x1'.repeat(65) }), [400, 'password too-long']);
      assert.deepEqual(await codes({ ...good, password: 'Password123!' }), [400, 'password common']);
      assert.deepEqual(await codes({ ...good, consent: undefined }), [400, 'consent required']);
      assert.deepEqual(await codes({ ...good, consent: '2019' }), [400, 'consent invalid']);
      assert.deepEqual(await codes({ ...good, email: 'no address' }), [400, 'email invalid']);
      assert.deepEqual(await codes({ ...good, email: 'a@b.example\r\nBcc: c@d.example' }), [
        400,
        'email invalid',
      ]);
      assert.deepEqual(await codes({ ...good, role: 'owner' }), [400, 'role unknown']);
    });

    test('any characters make a password, all of them count', async () => {
      const password = '𝔭𝔞𝔰𝔰 \u200bwörd\t"\\ 雪'.padEnd(120, '雪');
      await gateway.gateway.auth.createAccount({
        email: 'hana@acme.example',
        name: 'Hana',
        password,
        role: 'customer',
      });
      assert.equal((await gateway.client().signIn('hana@acme.example', password.slice(0, -1))).status, 401);
      assert.equal((await gateway.client().signIn('HANA@acme.example ', password)).status, 200);
    });

    test('a sign-in begins a new session and ends the one before', async () => {
      const browser = await gateway.as('bob@acme.example');
      const first = browser.cookie();
      await browser.signIn('bob@acme.example');
      assert.notEqual(browser.cookie(), first);
      const stale = await gateway.client().fetch('/api/tickets', { headers: { cookie: first } });
      assert.equal(stale.status, 401);
    });

    test('signing out ends the session at once; altered cookies are none', async () => {
      const browser = await gateway.as('bob@acme.example');
      const cookie = browser.cookie();
      const ask = (value: string) => gateway.client().fetch('/api/tickets', { headers: { cookie: value } });
      assert.equal((await ask(cookie)).status, 200);
      assert.equal((await ask(cookie.replace(/\.[^.]+$/, ''))).status, 401);
      assert.equal((await ask(cookie.replace(/.{4}$/, 'AAAA'))).status, 401);
      const out = await browser.fetch('/api/auth/sign-out', { method: 'POST', json: {} });
      assert.equal(out.status, 204);
      assert.equal((await ask(cookie)).status, 401);
    });

    test('a session ends without activity, which looking by itself is not', async () => {
      try {
        const browser = await gateway.as('carol@globex.example');
        offset += 800_000;
        assert.equal((await browser.get('/api/tickets')).status, 200);
        offset += 800_000;
        assert.equal((await browser.get('/api/tickets?background=1')).status, 200);
        assert.notEqual(
          ((await (await browser.get('/api/session')).json()) as { session: unknown }).session,
          null,
        );
        offset += 600_000;
        assert.equal((await browser.get('/api/tickets')).status, 401);
      } finally {
        offset = 0;
      }
    });

    test('seven days end a session however busy it is', async () => {
      try {
        const browser = await gateway.as('carol@globex.example');
        const limit = 7 * 24 * 3_600_000;
        offset = limit - 60_000;
        const active = new Date(Date.now() + offset);
        await gateway.gateway.storage.db
          .withTables<AuthTables>()
          .updateTable('session')
          .set({ updatedAt: kind.name === 'postgres' ? active : active.toISOString() })
          .execute();
        assert.equal((await browser.get('/api/tickets')).status, 200);
        offset = limit;
        assert.equal((await browser.get('/api/tickets')).status, 401);
      } finally {
        offset = 0;
      }
    });

    test('the 11th wrong password within 15 minutes stops the account, and it alone', async () => {
      const statuses: number[] = [];
      for (let count = 0; count < 10; count += 1) {
        const answer = await gateway.client().fetch('/api/auth/sign-in', {
          method: 'POST',
          headers: { 'x-forwarded-for': `203.0.113.${count}` },
          json: { method: 'password', email: 'owner@portico.example', password: `wrong ${count}` },
        });
        statuses.push(answer.status);
      }
      assert.deepEqual(statuses, Array(10).fill(401));
      for (const password of ['wrong again', testPassword]) {
        const refused = await gateway.client().signIn('owner@portico.example', password);
        assert.equal(refused.status, 429);
        assert.ok(Number(refused.headers.get('retry-after')) > 0);
        assert.ok(Number(refused.headers.get('retry-after')) <= 900);
      }
      assert.equal((await gateway.client().signIn('agent@portico.example')).status, 200);
      try {
        offset = 901_000;
        assert.equal((await gateway.client().signIn('owner@portico.example')).status, 200);
      } finally {
        offset = 0;
      }
    });

    test('a hundred wrong passwords within a day stop the account until it is over', async () => {
      const email = 'agent@portico.example';
      const wrong = () => gateway.client().signIn(email, 'not this one');
      const db = gateway.gateway.storage.db.withTables<AuthTables>();
      try {
        assert.equal((await wrong()).status, 401);
        // A hundred hashed passwords would take the test long.
        await db
          .updateTable('throttles')
          .set({ count: 100 })
          .where('bucket', 'like', 'sign-in-day:%')
          .execute();
        offset = 16 * 60_000;
        const refused = await gateway.client().signIn(email);
        assert.equal(refused.status, 429);
        assert.ok(Number(refused.headers.get('retry-after')) > 23 * 3600);
        offset = 24 * 3_600_000 + 1000;
        assert.equal((await gateway.client().signIn(email)).status, 200);
      } finally {
        offset = 0;
      }
    });

    test('a hundred guesses at once are ten guesses', async () => {
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, count) =>
          gateway.client().signIn('nobody@nowhere.example', `guess number ${count}`),
        ),
      );
      assert.equal(answers.filter((answer) => answer.status === 401).length, 10);
      assert.equal(answers.filter((answer) => answer.status === 429).length, 30);
    });

    test('no password, token, cookie or address is logged', async () => {
      const log = gateway.log();
      for (const secret of [testPassword, 'a lantern in the fog', 'dana@', 'alice@', 'token=', 'portico=']) {
        assert.ok(!log.includes(secret), `the log holds "${secret}"`);
      }
      for (const line of log.trim().split('\n')) assert.doesNotThrow(() => JSON.parse(line) as unknown);
    });
  });
}

test('over https the cookie has the host prefix and is secure', async () => {
  const gateway = await startGateway({ config: { publicUrl: 'https://help.example.com' } });
  try {
    const answer = await gateway.fetch('/api/auth/sign-in', {
      method: 'POST',
      headers: { origin: 'https://help.example.com' },
      json: { method: 'password', email: 'alice@acme.example', password: testPassword },
    });
    const [cookie = ''] = answer.headers.getSetCookie();
    assert.match(cookie, /^__Host-portico=[\w-]+\.[\w-]+;/);
    for (const attribute of ['; Path=/', '; HttpOnly', '; Secure', '; SameSite=Lax']) {
      assert.ok(cookie.includes(attribute), attribute);
    }
    assert.doesNotMatch(cookie, /domain/i);
    assert.match(answer.headers.get('strict-transport-security') ?? '', /max-age=/);
  } finally {
    await gateway.stop();
  }
});

test('where registration is closed, nobody registers', async () => {
  const gateway = await startGateway({
    settings: {
      ...defaultSettings,
      portal: {
        ...defaultSettings.portal,
        signIn: { ...defaultSettings.portal.signIn, registration: false },
      },
    },
  });
  try {
    const json = { name: 'Dana', email: 'dana@initech.example', password: 'a lantern in the fog' };
    assert.equal((await gateway.fetch('/api/auth/register', { method: 'POST', json })).status, 501);
  } finally {
    await gateway.stop();
  }
});
