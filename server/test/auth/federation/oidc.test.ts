import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { AuthTables } from '../../../src/auth/tables.ts';
import type { TestDatabase } from '../../helpers/databases.ts';
import { databases, skipOf } from '../../helpers/databases.ts';
import { exchange, freePort, returned, settingsWith, startFlow } from '../../helpers/federation.ts';
import type { Client, TestGateway } from '../../helpers/gateway.ts';
import { createClient, fileTicket, startGateway } from '../../helpers/gateway.ts';
import type { OidcProvider } from '../../helpers/oidc-provider.ts';
import { startOidcProvider } from '../../helpers/oidc-provider.ts';

const people = () => ({
  alice: { email: 'alice@acme.example', email_verified: true, name: 'Alice Moreau' },
  dana: { email: 'Dana@Initech.example', email_verified: true, name: 'Dana Okafor', company: 'Initech' },
  unproven: { email: 'bob@acme.example', email_verified: false, name: 'Not Bob' },
  nameless: { email: 'n.n@initech.example', email_verified: true },
  agent: { email: 'agent@portico.example', email_verified: true },
});

for (const kind of databases) {
  describe(`OpenID Connect with a real provider on ${kind.name}`, { skip: skipOf(kind) }, () => {
    let database: TestDatabase;
    let gateway: TestGateway;
    /** On PostgreSQL, a second one on the same database, at the same public address. */
    let other: TestGateway;
    let idp: OidcProvider;
    let modest: OidcProvider;
    let origin: string;
    let offset = 0;

    before(async () => {
      database = await kind.create();
      const port = await freePort();
      origin = `http://localhost:${port}`;
      const at = (id: string) => `${origin}/api/auth/providers/${id}/callback`;
      idp = await startOidcProvider({ redirectUris: [at('corp'), at('staff')], people: people() });
      modest = await startOidcProvider({
        redirectUris: [at('modest')],
        people: people(),
        claimsInToken: false,
      });
      const provider = (id: string, at: OidcProvider, more: object = {}) => ({
        kind: 'oidc',
        id,
        label: id,
        issuer: at.issuer,
        clientId: at.clientId,
        clientSecret: { env: `SSO_${id.toUpperCase()}` },
        ...more,
      });
      const shared = {
        database,
        settings: settingsWith([
          provider('corp', idp, { claims: { company: 'company' } }),
          provider('modest', modest),
          provider('staff', idp, { staff: true }),
          provider('off', idp, { enabled: false, clientSecret: { env: 'SSO_CORP' } }),
          provider('forgotten', idp, { clientSecret: { env: 'SSO_NEVER_SET' } }),
        ]),
        secrets: { SSO_CORP: idp.clientSecret, SSO_STAFF: idp.clientSecret, SSO_MODEST: modest.clientSecret },
        now: () => new Date(Date.now() + offset),
      };
      const config = { port, publicUrl: origin, privateProviders: true };
      gateway = await startGateway({ ...shared, config });
      other =
        kind.name === 'postgres'
          ? await startGateway({ ...shared, config: { ...config, port: 0 } })
          : gateway;
    });
    after(async () => {
      await idp?.stop();
      await modest?.stop();
      if (other !== gateway) await other?.stop();
      await gateway?.stop();
      await database?.cleanup();
    });

    /** Everything from the press of the button to the code, each step at the gateway that is named. */
    async function arrive(
      browser: Client,
      person: string,
      {
        provider = 'corp',
        returnTo = '/portal/#/tickets/42',
        at = [gateway, gateway],
      }: { provider?: string; returnTo?: string; at?: [TestGateway, TestGateway] } = {},
    ) {
      const began = await startFlow(browser, at[0].url, { provider, returnTo }, origin);
      assert.equal(began.status, 200, await began.clone().text());
      const { state, url } = (await began.json()) as { state: string; url: string };
      assert.equal(state, 'redirect');
      const callback = await (provider === 'modest' ? modest : idp).signIn(browser, url, person);
      assert.ok(callback.startsWith(`${origin}/api/auth/providers/${provider}/callback?`), callback);
      const response = await browser.fetch(callback.replace(origin, at[1].url));
      assert.equal(response.status, 303);
      return { callback, response, ...returned(response) };
    }

    async function signIn(browser: Client, person: string, more: Parameters<typeof arrive>[2] = {}) {
      const { code, error } = await arrive(browser, person, more);
      assert.ok(code, error);
      return exchange(browser, gateway.url, code, origin);
    }

    const rows = async () => {
      const db = gateway.gateway.storage.db.withTables<AuthTables>();
      const count = async (table: 'user' | 'session' | 'account') =>
        (await db.selectFrom(table).select('id').execute()).length;
      return { users: await count('user'), sessions: await count('session'), links: await count('account') };
    };

    test('somebody with an account comes back to the page they wanted, signed in', async () => {
      const browser = createClient(origin);
      const before = await rows();
      const { response, page, code, hash } = await arrive(browser, 'alice');
      assert.equal(page, `${origin}/portal/`);
      assert.equal(hash, '/tickets/42');
      assert.match(code ?? '', /^[\w-]{43}$/);
      assert.equal(response.headers.get('cache-control'), 'no-store');
      assert.equal(response.headers.get('referrer-policy'), 'no-referrer');
      assert.deepEqual(response.headers.getSetCookie(), []);
      assert.equal((await rows()).sessions, before.sessions, 'coming back begins no session');

      const answer = await exchange(browser, gateway.url, code ?? '', origin);
      assert.equal(answer.status, 200);
      const body = (await answer.json()) as {
        state: string;
        returnTo: string;
        session: { contact: unknown };
      };
      assert.equal(body.state, 'signed-in');
      assert.equal(body.returnTo, `${origin}/portal/#/tickets/42`);
      assert.deepEqual(await rows(), { ...before, sessions: before.sessions + 1, links: before.links + 1 });
      assert.equal((await browser.get(`${origin}/api/tickets?view=mine`)).status, 200);
      const ticket = await fileTicket(browser);
      assert.ok(ticket.id);
    });

    test('the same person comes again: the same account, whatever their address is by then', async () => {
      const before = await rows();
      idp.people['alice'] = {
        ...idp.people['alice'],
        email: 'alice.moreau@acme.example',
        email_verified: false,
      };
      const answer = await signIn(createClient(origin), 'alice');
      const { session } = (await answer.json()) as { session: { contact: { email: string } } };
      assert.equal(session.contact.email, 'alice@acme.example');
      assert.deepEqual(await rows(), { ...before, sessions: before.sessions + 1 });
    });

    test('a newcomer gets an account, a contact and their company', async () => {
      const browser = createClient(origin);
      const answer = await signIn(browser, 'dana');
      const { session } = (await answer.json()) as {
        session: { role: string; contact: { email: string; name: string }; companies: { name: string }[] };
      };
      assert.equal(session.role, 'customer');
      assert.equal(session.contact.email, 'dana@initech.example');
      assert.equal(session.contact.name, 'Dana Okafor');
      assert.deepEqual(
        session.companies.map(({ name }) => name),
        ['Initech'],
      );
    });

    test('claims that are not in the token are fetched; a name that nobody tells is made of the address', async () => {
      const answer = await signIn(createClient(origin), 'nameless', { provider: 'modest' });
      const { session } = (await answer.json()) as { session: { contact: { email: string; name: string } } };
      assert.equal(session.contact.email, 'n.n@initech.example');
      assert.equal(session.contact.name, 'n.n');
    });

    test('an address that the provider does not vouch for leads nowhere', async () => {
      const before = await rows();
      const { code, error } = await arrive(createClient(origin), 'unproven');
      assert.equal(code, undefined);
      assert.equal(error, 'denied');
      assert.deepEqual(await rows(), before);
    });

    test('accounts of staff come in only through providers that are for them', async () => {
      assert.equal((await arrive(createClient(origin), 'agent')).error, 'denied');
      const browser = createClient(origin);
      const answer = await signIn(browser, 'agent', { provider: 'staff' });
      assert.equal(((await answer.json()) as { session: { role: string } }).session.role, 'agent');
      // Linked now, but by the other provider: this one stays closed.
      assert.equal((await arrive(createClient(origin), 'agent')).error, 'denied');
    });

    test('somebody whom the provider refuses comes back with a reason, and none of its words', async () => {
      const { response, error, hash } = await arrive(createClient(origin), 'nobody at all');
      assert.equal(error, 'failed');
      assert.equal(hash, '/tickets/42');
      assert.doesNotMatch(response.headers.get('location') ?? '', /Nobody|access_denied/);
    });

    test('a foreign address to come back to is replaced by the portal’s', async () => {
      const { page } = await arrive(createClient(origin), 'dana', { returnTo: 'https://evil.example/#x' });
      assert.equal(page, `${origin}/portal/`);
    });

    if (kind.name === 'postgres') {
      test('the whole way over two gateways: begun at one, back at the other, exchanged at the first', async () => {
        for (const at of [
          [gateway, other],
          [other, gateway],
          [other, other],
        ] as [TestGateway, TestGateway][]) {
          assert.equal((await signIn(createClient(origin), 'dana', { at })).status, 200);
        }
      });
    }

    test('login CSRF: another browser cannot hand in the code, and the one it belongs to has lost it', async () => {
      const attacker = createClient(origin);
      const victim = createClient(origin);
      const { code = '' } = await arrive(attacker, 'dana');
      const before = await rows();
      assert.equal((await exchange(victim, gateway.url, code, origin)).status, 401);
      assert.equal(victim.cookie(), '');
      assert.equal((await exchange(attacker, gateway.url, code, origin)).status, 401);
      // Also one that was away at a provider itself.
      const second = await arrive(attacker, 'dana');
      await arrive(victim, 'alice');
      assert.equal((await exchange(victim, gateway.url, second.code ?? '', origin)).status, 401);
      assert.equal((await rows()).sessions, before.sessions);
    });

    test('a code is good once and for a minute', async () => {
      const browser = createClient(origin);
      const { code = '' } = await arrive(browser, 'dana');
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => exchange(browser, gateway.url, code, origin)),
      );
      assert.equal(answers.filter(({ status }) => status === 200).length, 1);
      assert.equal(answers.filter(({ status }) => status === 401).length, 49);
      const late = await arrive(browser, 'dana');
      offset = 61_000;
      try {
        assert.equal((await exchange(browser, gateway.url, late.code ?? '', origin)).status, 401);
      } finally {
        offset = 0;
      }
    });

    test('a flow is good once and for ten minutes', async () => {
      const browser = createClient(origin);
      const { callback } = await arrive(browser, 'dana');
      assert.equal(returned(await browser.fetch(callback)).error, 'expired');
      const began = await startFlow(browser, origin, { provider: 'corp', returnTo: '/portal/' }, origin);
      const { url } = (await began.json()) as { url: string };
      const back = await idp.signIn(browser, url, 'dana');
      offset = 601_000;
      try {
        assert.equal(returned(await browser.fetch(back)).error, 'expired');
      } finally {
        offset = 0;
      }
    });

    test('two tabs of one browser are away at once', async () => {
      const browser = createClient(origin);
      const [one, two] = [await arrive(browser, 'dana'), await arrive(browser, 'dana')];
      assert.equal((await exchange(browser, gateway.url, one.code ?? '', origin)).status, 200);
      assert.equal((await exchange(browser, gateway.url, two.code ?? '', origin)).status, 200);
    });

    test('twenty newcomers of one address at once make one account', async () => {
      idp.people['eve'] = {
        email: 'eve@initech.example',
        email_verified: true,
        name: 'Eve',
        company: 'Hooli',
      };
      const before = await rows();
      const backs = await Promise.all(
        Array.from({ length: 20 }, async () => {
          const browser = createClient(origin);
          return { browser, ...(await arrive(browser, 'eve', { at: [gateway, other] })) };
        }),
      );
      assert.equal(backs.filter(({ code }) => code !== undefined).length, 20);
      const now = await rows();
      assert.deepEqual([now.users - before.users, now.links - before.links], [1, 1]);
      const hooli = await gateway.gateway.storage.db
        .selectFrom('companies')
        .select('id')
        .where('name', '=', 'Hooli')
        .execute();
      assert.equal(hooli.length, 1);
    });

    test('providers that are unknown, off or without their secret do not exist', async () => {
      for (const provider of ['off', 'forgotten', 'unknown']) {
        const began = await startFlow(createClient(origin), origin, { provider, returnTo: '/' }, origin);
        assert.equal(began.status, 404, provider);
        for (const what of ['callback?code=1&state=1', 'metadata']) {
          assert.equal((await fetch(`${origin}/api/auth/providers/${provider}/${what}`)).status, 404);
        }
      }
      assert.equal((await fetch(`${origin}/api/auth/providers/corp/metadata`)).status, 404);
      const portal = (await (await fetch(`${origin}/api/portal`)).json()) as {
        signIn: { providers: { id: string }[] };
      };
      assert.deepEqual(
        portal.signIn.providers.map(({ id }) => id),
        ['corp', 'modest', 'staff'],
      );
      assert.match(gateway.log(), /"provider":"forgotten","reason":"SSO_NEVER_SET is not set"/);
    });

    test('an account that was disabled stays out', async () => {
      const db = gateway.gateway.storage.db.withTables<AuthTables>();
      const disable = (at: string | null) =>
        db.updateTable('user').set({ disabledAt: at }).where('email', '=', 'dana@initech.example').execute();
      await disable(new Date().toISOString());
      assert.equal((await arrive(createClient(origin), 'dana')).error, 'denied');
      await disable(null);
      const browser = createClient(origin);
      const { code = '' } = await arrive(browser, 'dana');
      await disable(new Date().toISOString());
      assert.equal((await exchange(browser, gateway.url, code, origin)).status, 403);
      await disable(null);
    });

    test('S20: logs hold no code, state, token, secret or address of a person', async () => {
      const browser = createClient(origin);
      const { callback, code = '' } = await arrive(browser, 'dana');
      await exchange(browser, gateway.url, code, origin);
      const log = gateway.log() + other.log();
      const { searchParams } = new URL(callback);
      for (const secret of [
        code,
        searchParams.get('code') ?? '',
        searchParams.get('state') ?? '',
        idp.clientSecret,
        'dana@initech.example',
        'Dana',
      ]) {
        assert.ok(secret.length > 3 && !log.includes(secret));
      }
      for (const line of log.trim().split('\n')) JSON.parse(line);
    });
  });
}
