import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import type { AuthTables } from '../../../src/auth/tables.ts';
import type { GatewaySettings } from '../../../src/settings/settings.ts';
import type { TestDatabase } from '../../helpers/databases.ts';
import { databases, skipOf } from '../../helpers/databases.ts';
import { exchange, freePort, returned, settingsWith, startFlow } from '../../helpers/federation.ts';
import type { Client, TestGateway } from '../../helpers/gateway.ts';
import { createClient, startGateway, testPassword } from '../../helpers/gateway.ts';
import type { OidcProvider } from '../../helpers/oidc-provider.ts';
import { startOidcProvider } from '../../helpers/oidc-provider.ts';
import { createSamlIdp, readSamlRequest, toBase64 } from '../../helpers/saml-idp.ts';
import { claimsFor, sign } from '../../helpers/token-signer.ts';
import { call, count, mailboxOf, refusal, together } from '../fixture.ts';

const secret = 'kZ4w1vQpY8r2TnL6cXs9BdHf3GmJ5aEu';
const key = new TextEncoder().encode(secret);
const saml = await createSamlIdp('https://idp.example/metadata');
const first = { version: '2026-11-01', text: 'We keep your name.', label: 'I agree' };
const second = { version: '2026-12-01', text: 'We keep your name and address.', label: 'I agree' };
const needed = [400, 'invalid', 'consent required'];
const minute = 60_000;

for (const kind of databases) {
  describe(`consent of people from a provider, on ${kind.name}`, { skip: skipOf(kind) }, () => {
    let database: TestDatabase;
    let gateway: TestGateway;
    let idp: OidcProvider;
    let origin: string;
    let settings: GatewaySettings;
    let offset = 0;

    before(async () => {
      database = await kind.create();
      const port = await freePort();
      origin = `http://localhost:${port}`;
      idp = await startOidcProvider({
        redirectUris: [`${origin}/api/auth/providers/oidc/callback`],
        people: {},
      });
      const jwt = { kind: 'jwt', issuer: 'https://app.brand.example', algorithm: 'HS256' };
      const signed = { ...jwt, secret: { env: 'SSO_APP' }, signInUrl: 'https://app.brand.example/' };
      settings = settingsWith(
        [
          {
            ...{ kind: 'oidc', id: 'oidc', label: 'O', issuer: idp.issuer, clientId: idp.clientId },
            clientSecret: { env: 'SSO_OIDC' },
          },
          {
            ...{ kind: 'saml', id: 'saml', label: 'S', issuer: saml.issuer },
            ...{ entryPoint: 'https://idp.example/sso', certificates: [saml.certificate] },
          },
          { ...signed, id: 'jwt', label: 'J' },
          { ...signed, id: 'crew', label: 'C', staff: true },
          { ...signed, id: 'listed', label: 'L', audience: { lists: ['partners'] } },
          { ...signed, id: 'passing', label: 'P' },
        ],
        { contactLists: [{ id: 'partners', name: 'Partners', members: ['@partner.example'] }] },
      );
      gateway = await startGateway({
        database,
        settings,
        secrets: { SSO_APP: secret, SSO_OIDC: idp.clientSecret },
        config: { port, publicUrl: origin, privateProviders: true },
        now: () => new Date(Date.now() + offset),
      });
    });
    after(async () => {
      await idp?.stop();
      await gateway?.stop();
      await database?.cleanup();
    });
    beforeEach(() => {
      settings.portal.signIn.consent = first;
    });
    afterEach(() => {
      offset = 0;
    });

    const begin = async (browser: Client, provider: string): Promise<URL> => {
      const began = await startFlow(browser, origin, { provider, returnTo: '/portal/#/tickets/7' }, origin);
      assert.equal(began.status, 200);
      return new URL(((await began.json()) as { url: string }).url);
    };
    const post = (browser: Client, provider: string, fields: Record<string, string>, from: string) =>
      browser.fetch(`${origin}/api/auth/providers/${provider}/callback`, {
        method: 'POST',
        headers: { origin: from },
        body: new URLSearchParams(fields),
      });
    const token = (email: string, sub = email) =>
      sign(claimsFor(origin, { sub, email, name: 'New Person' }), key, { alg: 'HS256' });

    /** Each way to a code, for whoever has that address at the provider. */
    const ways: Record<string, (browser: Client, email: string) => Promise<Response>> = {
      async oidc(browser, email) {
        idp.people[email] = { email, email_verified: true, name: 'New Person' };
        const url = await begin(browser, 'oidc');
        return browser.fetch(await idp.signIn(browser, url.href, email));
      },
      async saml(browser, email) {
        const request = readSamlRequest((await begin(browser, 'saml')).href);
        const answer = saml.answer(request, { nameId: email, attributes: { mail: email } });
        const SAMLResponse = toBase64(saml.write(answer));
        return post(browser, 'saml', { SAMLResponse, RelayState: request.relayState }, 'https://idp.example');
      },
      jwt: (browser, email) => byToken(browser, email, 'jwt'),
      async unsolicited(browser, email) {
        return post(browser, 'jwt', { token: await token(email) }, 'https://app.brand.example');
      },
    };
    async function byToken(browser: Client, email: string, provider: string, sub?: string) {
      const state = (await begin(browser, provider)).searchParams.get('state') ?? '';
      return post(browser, provider, { token: await token(email, sub), state }, 'https://app.brand.example');
    }

    const codeOf = (response: Response): string => {
      const { code, error } = returned(response);
      assert.ok(code, error);
      return code;
    };
    const arrive = async (browser: Client, email: string, way = 'jwt') =>
      codeOf(await ways[way]!(browser, email));
    const hand = (browser: Client, code: string, consent?: string) =>
      exchange(browser, origin, code, origin, consent);
    const someone = (domain = 'initech.example') => `${randomUUID()}@${domain}`;

    const table = () => gateway.gateway.storage.db.withTables<AuthTables>();
    const userOf = (email: string) =>
      table().selectFrom('user').selectAll().where('email', '=', email).executeTakeFirst();
    const rows = async () => ({
      users: (await table().selectFrom('user').select('id').execute()).length,
      links: (await table().selectFrom('account').select('id').execute()).length,
      sessions: (await table().selectFrom('session').select('id').execute()).length,
      consents: (await table().selectFrom('consents').select('user_id').execute()).length,
    });
    async function kept(email: string) {
      const user = await userOf(email);
      return table()
        .selectFrom('consents')
        .select(['version', 'at'])
        .where('user_id', '=', user?.id ?? '')
        .execute();
    }
    const versionsOf = async (email: string) => (await kept(email)).map(({ version }) => version);

    for (const way of Object.keys(ways))
      test(`by ${way}: nothing begins without it, and the code stays good for whoever reads`, async () => {
        const email = someone();
        const browser = createClient(origin);
        const before = await rows();
        const code = await arrive(browser, email, way);
        for (const given of [undefined, '', second.version]) {
          const answer = await hand(browser, code, given);
          assert.deepEqual(answer.headers.getSetCookie(), []);
          assert.deepEqual(await refusal(answer), needed, String(given));
        }
        assert.deepEqual(await rows(), before);
        assert.equal(await gateway.gateway.desk.findContact(email), undefined);
        assert.equal((await browser.get('/api/tickets')).status, 401);

        offset = 14 * minute;
        const answer = await hand(browser, code, first.version);
        assert.equal(answer.status, 200);
        const { session, returnTo } = (await answer.json()) as {
          session: { role: string; contact: { email: string } };
          returnTo: string;
        };
        assert.deepEqual([session.role, session.contact.email], ['customer', email]);
        assert.equal(new URL(returnTo).pathname, '/portal/');
        const [consent, ...more] = await kept(email);
        assert.deepEqual([consent?.version, more], [first.version, []]);
        assert.ok(Math.abs(Date.parse(consent?.at ?? '') - Date.now() - offset) < minute, consent?.at);
        assert.equal((await hand(browser, code, first.version)).status, 401, 'used once');
        offset = 0;

        // Who has agreed once is asked no more, whatever the text is by then.
        settings.portal.signIn.consent = second;
        const later = createClient(origin);
        assert.equal((await hand(later, await arrive(later, email, way))).status, 200);
        assert.deepEqual(await versionsOf(email), [first.version]);
      });

    test('the time to read is a quarter of an hour from the first question, and counts for the asked alone', async () => {
      const browser = createClient(origin);
      const asked = await arrive(browser, someone());
      const silent = await arrive(browser, someone());
      assert.deepEqual(await refusal(await hand(browser, asked)), needed);
      offset = 61_000;
      assert.equal((await hand(browser, silent, first.version)).status, 401, 'was good for a minute');
      offset = 14 * minute;
      assert.deepEqual(await refusal(await hand(browser, asked)), needed);
      offset = 15 * minute + 1000;
      assert.equal((await hand(browser, asked, first.version)).status, 401);
    });

    test('the browser that began keeps what ties it to the code for as long', async () => {
      const began = await startFlow(
        createClient(origin),
        origin,
        { provider: 'jwt', returnTo: '/portal/' },
        origin,
      );
      const [cookie = ''] = began.headers.getSetCookie();
      // Ten minutes away, one to come back, fifteen to read.
      assert.match(cookie, /^[\w-]*portico-flow[^;]*; Max-Age=1560;/);
    });

    test('agreed to in another browser, the code is nobody’s any more', async () => {
      const email = someone();
      const browser = createClient(origin);
      const code = await arrive(browser, email);
      assert.deepEqual(await refusal(await hand(browser, code)), needed);
      const stranger = createClient(origin);
      await begin(stranger, 'jwt');
      assert.equal((await hand(stranger, code, first.version)).status, 401);
      assert.equal((await hand(browser, code, first.version)).status, 401);
      assert.equal(await userOf(email), undefined);
    });

    test('of many at once one comes in; and two codes make one account with one consent', async () => {
      const email = someone();
      const browser = createClient(origin);
      const code = await arrive(browser, email);
      const before = await rows();
      const answers = await together(20, (index) =>
        hand(browser, code, index % 4 ? first.version : undefined),
      );
      assert.equal(count(answers, 200), 1);
      assert.equal(count(answers, 200) + count(answers, 400) + count(answers, 401), 20);
      assert.deepEqual(await rows(), {
        users: before.users + 1,
        links: before.links + 1,
        sessions: before.sessions + 1,
        consents: before.consents + 1,
      });

      const twin = someone();
      const tabs = await together(2, async () => {
        const tab = createClient(origin);
        return { tab, code: await arrive(tab, twin) };
      });
      const both = await Promise.all(tabs.map(({ tab, code: own }) => hand(tab, own, first.version)));
      assert.equal(count(both, 200), 2);
      assert.deepEqual(await versionsOf(twin), [first.version]);
      assert.equal((await rows()).consents, before.consents + 2, 'nothing is kept of nobody');
    });

    test('who has an account and agreed to nothing is asked once; who registered is not', async () => {
      const known = createClient(origin);
      const code = await arrive(known, 'bob@acme.example');
      const before = await rows();
      assert.deepEqual(await refusal(await hand(known, code)), needed);
      assert.deepEqual(await rows(), before);
      assert.equal((await hand(known, code, first.version)).status, 200);
      const again = createClient(origin);
      assert.equal((await hand(again, await arrive(again, 'bob@acme.example'))).status, 200);

      const email = someone();
      const browser = createClient(origin);
      const json = { name: 'Reg', email, password: testPassword, consent: first.version };
      assert.equal((await call(browser, 'register', json)).status, 200);
      const { text } = await mailboxOf(gateway).newest(email);
      const verify = /token=([\w-]+)/.exec(text)?.[1];
      assert.equal((await call(browser, 'verify', { token: verify })).status, 200);
      const later = createClient(origin);
      assert.equal((await hand(later, await arrive(later, email))).status, 200);
      assert.equal((await kept(email)).length, 1);
    });

    test('agents and owners are asked nothing, nor is who goes on to another page', async () => {
      for (const email of ['agent@portico.example', 'owner@portico.example']) {
        const browser = createClient(origin);
        const code = codeOf(await byToken(browser, email, 'crew'));
        assert.equal((await hand(browser, code)).status, 200);
        assert.deepEqual(await kept(email), []);
      }
      // A customer by a provider for staff is a customer.
      const customer = createClient(origin);
      const code = codeOf(await byToken(customer, someone(), 'crew'));
      assert.deepEqual(await refusal(await hand(customer, code)), needed);

      const { auth } = gateway.gateway;
      const carol = createClient(origin);
      assert.equal((await carol.signIn('carol@globex.example')).status, 200);
      const session = await auth.sessionOf(new Headers({ cookie: carol.cookie() }), { activity: false });
      assert.ok(session);
      const { location } = await auth.federation.handOver(session, `${origin}/portal/`);
      const handed = new URLSearchParams(new URL(location).hash.slice(1)).get('portico-code') ?? '';
      assert.equal((await hand(createClient(origin), handed)).status, 200);
    });

    test('where the owner changes the text meanwhile, the new one counts; where they drop it, none', async () => {
      const [email, other] = [someone(), someone()];
      const browser = createClient(origin);
      const code = await arrive(browser, email);
      const dropped = await arrive(browser, other);
      for (const each of [code, dropped]) assert.deepEqual(await refusal(await hand(browser, each)), needed);
      settings.portal.signIn.consent = second;
      assert.deepEqual(await refusal(await hand(browser, code, first.version)), needed);
      assert.equal((await hand(browser, code, second.version)).status, 200);
      assert.deepEqual(await versionsOf(email), [second.version]);
      delete settings.portal.signIn.consent;
      assert.equal((await hand(browser, dropped)).status, 200);
      assert.deepEqual(await versionsOf(other), []);
      assert.ok(await userOf(other));
    });

    test('where the owner asks for none, nobody is asked; who came back before they did is', async () => {
      delete settings.portal.signIn.consent;
      const browser = createClient(origin);
      assert.equal((await hand(browser, await arrive(browser, someone()))).status, 200);
      const email = someone();
      const code = await arrive(browser, email);
      settings.portal.signIn.consent = first;
      assert.deepEqual(await refusal(await hand(browser, code)), needed);
      assert.equal((await hand(browser, code, first.version)).status, 200);
      assert.deepEqual(await versionsOf(email), [first.version]);
    });

    test('what the owner closes meanwhile is closed to who has agreed', async () => {
      const browser = createClient(origin);
      const email = someone('partner.example');
      const listed = codeOf(await byToken(browser, email, 'listed'));
      const passing = codeOf(await byToken(browser, someone(), 'passing'));
      for (const each of [listed, passing])
        assert.deepEqual(await refusal(await hand(browser, each)), needed);
      const [list] = settings.contactLists;
      const provider = settings.portal.signIn.providers.find(({ id }) => id === 'passing');
      assert.ok(list && provider);
      list.members = [];
      provider.enabled = false;
      assert.equal((await hand(browser, listed, first.version)).status, 403);
      assert.equal((await hand(browser, passing, first.version)).status, 401);
      assert.equal(await userOf(email), undefined);
    });

    test('who is not let in need not read first', async () => {
      const browser = createClient(origin);
      const email = someone();
      await gateway.gateway.auth.createAccount({
        ...{ email, name: 'Dee', password: testPassword, role: 'customer' },
      });
      const code = await arrive(browser, email);
      await gateway.gateway.auth.setDisabled(email, true);
      assert.equal((await hand(browser, code)).status, 403);
      assert.equal(returned(await byToken(browser, someone(), 'listed')).error, 'denied');
    });

    test('who has not agreed has no other way in either: there is no account', async () => {
      const email = someone();
      const browser = createClient(origin);
      assert.deepEqual(await refusal(await hand(browser, await arrive(browser, email))), needed);
      for (const way of ['link', 'request-reset'])
        assert.equal((await call(browser, way, { email })).status, 200);
      const box = mailboxOf(gateway);
      await box.newest(email, 1);
      for (const { text } of await box.all(email)) assert.doesNotMatch(text, /token=/);
      assert.deepEqual(await gateway.gateway.auth.accessOf([email]), ['none']);
    });

    test('logs tell neither the code nor whose it is', async () => {
      const email = someone();
      const browser = createClient(origin);
      const code = await arrive(browser, email);
      assert.deepEqual(await refusal(await hand(browser, code)), needed);
      assert.ok(!gateway.log().includes(code));
      assert.ok(!gateway.log().includes(email));
    });
  });
}
