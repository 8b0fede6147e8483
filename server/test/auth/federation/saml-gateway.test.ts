import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { AuthTables } from '../../../src/auth/tables.ts';
import type { TestDatabase } from '../../helpers/databases.ts';
import { databases, skipOf } from '../../helpers/databases.ts';
import { exchange, freePort, returned, settingsWith, startFlow } from '../../helpers/federation.ts';
import type { Client, TestGateway } from '../../helpers/gateway.ts';
import { createClient, startGateway } from '../../helpers/gateway.ts';
import type { Answer, SamlRequest } from '../../helpers/saml-idp.ts';
import { createSamlIdp, readSamlRequest, toBase64 } from '../../helpers/saml-idp.ts';
import type { Form, Stage } from '../../helpers/saml-stage.ts';
import { formVectors } from '../../helpers/saml-vectors-form.ts';
import { signatureVectors } from '../../helpers/saml-vectors-signature.ts';
import { wordVectors } from '../../helpers/saml-vectors-words.ts';

const vectors = [...signatureVectors, ...wordVectors, ...formVectors];
const idp = await createSamlIdp('https://idp.example/metadata');
const stranger = await createSamlIdp(idp.issuer);

for (const kind of databases) {
  const count = kind.name === 'postgres' ? 2 : 1;
  describe(`signing in by SAML on ${kind.name} with ${count} gateway(s)`, { skip: skipOf(kind) }, () => {
    let database: TestDatabase;
    let first: TestGateway;
    /** On PostgreSQL, another one on the same database, at the same public address. */
    let last: TestGateway;
    let origin: string;
    const hits: string[] = [];
    const trapServer = createServer((request, response) => {
      hits.push(request.url ?? '');
      response.end();
    });

    before(async () => {
      database = await kind.create();
      const port = await freePort();
      origin = `http://localhost:${port}`;
      const provider = {
        kind: 'saml',
        id: 'acme',
        label: 'Acme',
        issuer: idp.issuer,
        entryPoint: 'https://idp.example/sso',
        certificates: [idp.certificate],
      };
      const settings = settingsWith([provider, { ...provider, id: 'staff', staff: true }]);
      const config = { port, publicUrl: origin };
      first = await startGateway({ database, settings, config });
      last = count === 2 ? await startGateway({ database, settings, config: { ...config, port: 0 } }) : first;
      await once(trapServer.listen(0, '127.0.0.1'), 'listening');
    });
    after(async () => {
      trapServer.close();
      if (last !== first) await last?.stop();
      await first?.stop();
      await database?.cleanup();
    });

    async function begin(
      browser: Client,
      provider = 'acme',
      returnTo = '/portal/#/tickets/42',
    ): Promise<SamlRequest> {
      const answer = await startFlow(browser, first.url, { provider, returnTo }, origin);
      assert.equal(answer.status, 200);
      return readSamlRequest(((await answer.json()) as { url: string }).url);
    }

    /** As the provider's page has the browser do it: from its own origin, without any header of ours. */
    function comeBack(
      browser: Client,
      { SAMLResponse, RelayState = '', inAddress }: Form,
      provider = 'acme',
    ) {
      const form = new URLSearchParams([['RelayState', RelayState]]);
      for (const value of [SAMLResponse ?? []].flat()) form.append('SAMLResponse', value);
      const address = `${last.url}/api/auth/providers/${provider}/callback`;
      if (inAddress) return browser.fetch(`${address}?${form}`);
      return browser.fetch(address, {
        method: 'POST',
        headers: {
          origin: 'https://idp.example',
          'x-portico': '',
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: form.toString(),
      });
    }

    async function arrive(browser: Client, changes: Partial<Answer> = {}, provider = 'acme') {
      const request = await begin(browser, provider);
      const SAMLResponse = toBase64(idp.write(idp.answer(request, changes)));
      return comeBack(browser, { SAMLResponse, RelayState: request.relayState }, provider);
    }

    const rows = async () => {
      const db = first.gateway.storage.db.withTables<AuthTables>();
      const of = async (table: 'user' | 'session' | 'account') =>
        (await db.selectFrom(table).select('id').execute()).length;
      return { users: await of('user'), sessions: await of('session'), accounts: await of('account') };
    };

    test('somebody with an account comes back to the page they wanted, signed in', async () => {
      const browser = createClient(origin);
      const response = await arrive(browser, { attributes: { mail: 'Alice@acme.example' } });
      assert.equal(response.status, 303);
      const { page, hash, code } = returned(response);
      assert.equal(page, `${origin}/portal/`);
      assert.equal(hash, '/tickets/42');
      const answer = await exchange(browser, first.url, code ?? '', origin);
      assert.equal(answer.status, 200);
      const { session, returnTo } = (await answer.json()) as {
        session: { contact: { email: string } };
        returnTo: string;
      };
      assert.equal(session.contact.email, 'alice@acme.example');
      assert.equal(returnTo, `${origin}/portal/#/tickets/42`);
      assert.equal((await browser.get(`${origin}/api/tickets`)).status, 200);
    });

    test('somebody new gets an account, and the same one the next time, whatever their address is by then', async () => {
      const before = await rows();
      for (const mail of ['dana@initech.example', 'dana.okafor@initech.example']) {
        const browser = createClient(origin);
        const { code } = returned(
          await arrive(browser, { nameId: 'dana-1', attributes: { mail, cn: 'Dana Okafor' } }),
        );
        const answer = await exchange(browser, last.url, code ?? '', origin);
        assert.equal(answer.status, 200);
        const { session } = (await answer.json()) as {
          session: { contact: { email: string; name: string } };
        };
        assert.equal(session.contact.name, 'Dana Okafor');
      }
      const { users, accounts } = await rows();
      assert.deepEqual([users, accounts], [before.users + 1, before.accounts + 1]);
    });

    test('accounts of staff are reached by providers for staff alone', async () => {
      const agent = { nameId: 'agent-1', attributes: { mail: 'agent@portico.example' } };
      const before = await rows();
      assert.equal(returned(await arrive(createClient(origin), agent)).error, 'denied');
      assert.deepEqual(await rows(), before);
      assert.match(returned(await arrive(createClient(origin), agent, 'staff')).code ?? '', /^[\w-]{43}$/);
    });

    test('an answer for one provider is not taken at another, though the same one signed it', async () => {
      const browser = createClient(origin);
      const request = await begin(browser, 'acme');
      const SAMLResponse = toBase64(idp.write(idp.answer(request, { nameId: 'x-1' })));
      const response = await comeBack(browser, { SAMLResponse, RelayState: request.relayState }, 'staff');
      assert.equal(returned(response).error, 'failed');
    });

    test('what came back in one browser signs in no other', async () => {
      const { code } = returned(await arrive(createClient(origin), { nameId: 'eve-1' }));
      const other = createClient(origin);
      await begin(other);
      assert.equal((await exchange(other, first.url, code ?? '', origin)).status, 401);
    });

    test('hostile answers end on the page with a reason, make nothing, and tell nothing', async (context) => {
      const browser = createClient(origin);
      const trap = `http://127.0.0.1:${(trapServer.address() as AddressInfo).port}`;
      const failures: string[] = [];
      let good = 0;
      let refusals = 0;
      const stage: Stage = {
        idp,
        stranger,
        trap,
        begin: () => begin(browser),
        async send(form) {
          const response = await comeBack(browser, form);
          // Too large for a form, or for an address, before anybody looks inside.
          if ([413, 431].includes(response.status)) return { accepted: false };
          assert.equal(response.status, 303);
          assert.deepEqual(response.headers.getSetCookie(), []);
          const { page, code, error } = returned(response);
          assert.match(page, new RegExp(`^${origin}/portal/$`));
          assert.ok((code === undefined) !== (error === undefined));
          if (code === undefined) return { accepted: false };
          good += 1;
          return { accepted: true };
        },
      };
      // Good answers that vectors begin with are about this person, who is there already.
      await arrive(browser);
      const before = await rows();
      for (const { name, attack } of vectors) {
        const outcome = await attack(stage);
        if (outcome.accepted) failures.push(name);
        else refusals += 1;
      }
      assert.deepEqual(failures, []);
      assert.deepEqual(hits, []);
      assert.deepEqual(await rows(), before);
      assert.doesNotMatch(
        first.log() + last.log(),
        /mallory@|owner@portico|MII[A-Za-z0-9+/]{20}|SignatureValue/,
      );
      assert.equal((await first.client().get('/api/health')).status, 200);
      context.diagnostic(
        `S16 by HTTP: ${refusals} of ${vectors.length} hostile answers refused; ${good} good ones between them accepted`,
      );
    });

    test('the metadata is served under the entity id that requests name', async () => {
      const request = await begin(createClient(origin));
      assert.equal(request.entityId, `${origin}/api/auth/providers/acme/metadata`);
      const response = await first.client().get('/api/auth/providers/acme/metadata');
      assert.equal(response.status, 200);
      assert.match(response.headers.get('content-type') ?? '', /^application\/samlmetadata\+xml/);
      const xml = await response.text();
      assert.ok(xml.includes(`entityID="${request.entityId}"`));
      assert.ok(xml.includes(`Location="${request.callbackUrl}"`));
    });
  });
}
