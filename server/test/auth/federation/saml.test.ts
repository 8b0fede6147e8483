import assert from 'node:assert/strict';
import type { Kysely } from 'kysely';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { generate } from 'selfsigned';
import type { FlowMemory, IdentityProvider, ProviderTools } from '../../../src/auth/federation/provider.ts';
import { createSamlProvider } from '../../../src/auth/federation/saml.ts';
import { createOneTime } from '../../../src/auth/one-time.ts';
import type { AuthTables } from '../../../src/auth/tables.ts';
import { DeskError } from '../../../src/desks/errors.ts';
import type { SamlSettings } from '../../../src/settings/providers.ts';
import { providerSchema } from '../../../src/settings/providers.ts';
import type { TestDatabase } from '../../helpers/databases.ts';
import { databases, skipOf } from '../../helpers/databases.ts';
import type { TestGateway } from '../../helpers/gateway.ts';
import { startGateway } from '../../helpers/gateway.ts';
import type { Answer, SamlIdp, SamlRequest, Signing } from '../../helpers/saml-idp.ts';
import {
  addressFormat,
  conditionsXml,
  confirmationXml,
  createSamlIdp,
  newId,
  readSamlRequest,
  toBase64,
} from '../../helpers/saml-idp.ts';
import type { Stage } from '../../helpers/saml-stage.ts';
import { formVectors } from '../../helpers/saml-vectors-form.ts';
import { signatureVectors } from '../../helpers/saml-vectors-signature.ts';
import { wordVectors } from '../../helpers/saml-vectors-words.ts';

const publicUrl = 'https://support.example';
const callbackUrl = `${publicUrl}/api/auth/providers/acme/callback`;
const vectors = [...signatureVectors, ...wordVectors, ...formVectors];

const idp = await createSamlIdp('https://idp.example/metadata');
const stranger = await createSamlIdp(idp.issuer);

function settingsWith(changes: Partial<SamlSettings> = {}): SamlSettings {
  return {
    kind: 'saml',
    id: 'acme',
    label: 'Acme',
    enabled: true,
    audience: 'all',
    staff: false,
    claims: {},
    issuer: idp.issuer,
    entryPoint: 'https://idp.example/sso?tenant=7',
    certificates: [idp.certificate],
    ...changes,
  };
}

for (const kind of databases) {
  const gateways = kind.name === 'postgres' ? 2 : 1;
  describe(`SAML on ${kind.name} with ${gateways} gateway(s)`, { skip: skipOf(kind) }, () => {
    let database: TestDatabase;
    const running: TestGateway[] = [];
    let now: () => Date = () => new Date();
    const hits: string[] = [];
    const trapServer = createServer((request, response) => {
      hits.push(request.url ?? '');
      response.end();
    });
    let trap = '';

    before(async () => {
      database = await kind.create();
      for (let index = 0; index < gateways; index += 1) running.push(await startGateway({ database }));
      await new Promise<void>((resolve) => trapServer.listen(0, '127.0.0.1', resolve));
      trap = `http://127.0.0.1:${(trapServer.address() as AddressInfo).port}`;
    });
    after(async () => {
      trapServer.close();
      for (const gateway of running) await gateway.stop();
      await database?.cleanup();
    });

    const providerAt = (gateway: TestGateway, settings: SamlSettings): IdentityProvider => {
      const tools: ProviderTools = {
        oneTime: createOneTime(gateway.gateway.storage.auth.db as unknown as Kysely<AuthTables>, () => now()),
        now: () => now(),
        publicUrl: () => publicUrl,
        fetch: () => Promise.reject(new Error('SAML asks nobody')),
        secretOf: () => undefined,
      };
      return createSamlProvider(settings, tools);
    };

    /** Flows are begun on the first gateway and end on the last. */
    function stageWith(settings = settingsWith()): Stage & { complete: IdentityProvider['complete'] } {
      const first = providerAt(running[0]!, settings);
      const last = providerAt(running.at(-1)!, settings);
      const flows = new Map<string, FlowMemory>();
      return {
        idp,
        stranger,
        trap,
        complete: (response) => last.complete(response),
        async begin() {
          const state = newId();
          const { url, memory } = await first.begin({ state, callbackUrl });
          flows.set(state, memory);
          return readSamlRequest(url);
        },
        async send({ SAMLResponse, RelayState = '', inAddress }) {
          const memory = flows.get(RelayState);
          flows.delete(RelayState);
          const params = new URLSearchParams([['RelayState', RelayState]]);
          for (const value of [SAMLResponse ?? []].flat()) params.append('SAMLResponse', value);
          const url = inAddress ? `${callbackUrl}?${params}` : callbackUrl;
          try {
            const { email } = await last.complete({
              params,
              url,
              callbackUrl,
              ...(memory ? { memory } : {}),
            });
            return { accepted: true, email };
          } catch (error) {
            if (!(error instanceof DeskError) || error.code !== 'unauthenticated') throw error;
            return { accepted: false, reason: error.message };
          }
        },
      };
    }

    /** Who a good answer is about. */
    async function accept(
      write: (idp: SamlIdp, request: SamlRequest) => string,
      settings = settingsWith(),
      pack = toBase64,
    ) {
      const provider = providerAt(running.at(-1)!, settings);
      const { url, memory } = await providerAt(running[0]!, settings).begin({ state: 's', callbackUrl });
      const params = new URLSearchParams({ SAMLResponse: pack(write(idp, readSamlRequest(url))) });
      return provider.complete({ params, url: callbackUrl, callbackUrl, memory });
    }
    const acceptAnswer = (
      changes: Partial<Answer> | ((answer: Answer) => Partial<Answer>),
      settings?: SamlSettings,
    ) =>
      accept((from, request) => {
        const answer = from.answer(request);
        return from.write({ ...answer, ...(typeof changes === 'function' ? changes(answer) : changes) });
      }, settings);

    test('a request names this side, where to answer, and the flow', async () => {
      const provider = providerAt(running[0]!, settingsWith());
      const { url, memory } = await provider.begin({ state: 'flow-1', callbackUrl, language: 'pl' });
      const request = readSamlRequest(url);
      assert.equal(new URL(url).searchParams.get('tenant'), '7');
      assert.match(request.id, /^_[0-9a-f]{40}$/);
      assert.deepEqual(request, {
        id: memory['requestId'],
        entityId: `${publicUrl}/api/auth/providers/acme/metadata`,
        callbackUrl,
        destination: 'https://idp.example/sso?tenant=7',
        relayState: 'flow-1',
      });
    });

    test('hostile answers are refused, each for its own reason, within a second of work, and nobody is asked for anything', async (context) => {
      const stage = stageWith();
      const failures: string[] = [];
      let slowest = { name: '', time: 0 };
      for (const { name, why, attack } of vectors) {
        // Of the processor: a busy machine must not fail this, nor an idle one hide it.
        const before = process.cpuUsage();
        const outcome = await attack(stage);
        const { user, system } = process.cpuUsage(before);
        const time = (user + system) / 1000;
        if (time > slowest.time) slowest = { name, time };
        if (outcome.accepted) failures.push(`${name}: accepted`);
        else if (!why.test(outcome.reason ?? '')) failures.push(`${name}: ${outcome.reason}`);
        if (time > 1000) failures.push(`${name}: took ${Math.round(time)} ms`);
      }
      assert.deepEqual(failures, []);
      assert.equal(new Set(vectors.map(({ name }) => name)).size, vectors.length);
      assert.ok(vectors.length >= 40);
      assert.deepEqual(hits, []);
      context.diagnostic(
        `S16: ${vectors.length} hostile answers, 0 accepted; slowest ${Math.round(slowest.time)} ms of CPU (${slowest.name})`,
      );
    });

    const algorithms: [string, Signing][] = [
      ['RSA with SHA-256', {}],
      ['RSA with SHA-512', { algorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512' }],
      ['RSA-PSS', { algorithm: 'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1' }],
      ['a digest by SHA-512', { digest: 'http://www.w3.org/2001/04/xmlenc#sha512' }],
      ['prefixes kept in the canonical form', { inclusive: ['saml'] }],
      ['certificates in KeyInfo', { keyInfo: idp.certificate }],
    ];
    for (const [name, signing] of algorithms) {
      test(`a good answer is accepted: ${name}`, async () => {
        const identity = await accept((from, request) =>
          from.write(from.answer(request), { response: signing, assertion: signing }),
        );
        assert.deepEqual(identity, {
          subject: 'mallory-1',
          email: 'mallory@stranger.example',
          emailVerified: true,
          name: 'Mallory Quill',
        });
      });
    }

    const packings: [string, (xml: string) => string][] = [
      ['with a declaration', (xml) => toBase64(`<?xml version="1.0" encoding="UTF-8"?>\n${xml}`)],
      ['with a byte order mark', (xml) => toBase64(`\ufeff${xml}`)],
      ['with Windows’ line ends', (xml) => toBase64(xml.replaceAll('><', '>\n<').replaceAll('\n', '\r\n'))],
      ['in lines of base64', (xml) => toBase64(xml).replace(/.{76}/g, '$&\r\n')],
    ];
    for (const [name, pack] of packings) {
      test(`a good answer is accepted: ${name}`, async () => {
        const identity = await accept(
          (from, request) => {
            const answer = from.answer(request);
            // Line ends are part of what is signed, so they must be there before.
            const lines = name.includes('line ends') ? '\n' : '';
            return from.write({
              ...answer,
              status: answer.status + lines,
              attributes: { mail: `ann@acme.example${lines}` },
            });
          },
          settingsWith(),
          name.includes('line ends') ? (xml) => toBase64(xml.replaceAll('\n', '\r\n')) : pack,
        );
        assert.equal(identity.email, 'ann@acme.example');
      });
    }

    test('the parts of an answer that vary between providers are understood', async () => {
      const several = await acceptAnswer((answer) => ({
        confirmations:
          confirmationXml({ ...answer, recipient: 'https://other.example' }) + confirmationXml(answer),
        conditions: conditionsXml(answer, '<saml:OneTimeUse/>').replace(
          '<saml:Audience>',
          '<saml:Audience>https://other.example</saml:Audience><saml:Audience>',
        ),
      }));
      assert.equal(several.subject, 'mallory-1');
    });

    test('an address as the name of the subject needs no attribute', async () => {
      const identity = await acceptAnswer({
        nameId: 'Ann@Acme.example',
        nameFormat: addressFormat,
        attributes: {},
      });
      assert.deepEqual(identity, {
        subject: 'Ann@Acme.example',
        email: 'ann@acme.example',
        emailVerified: true,
      });
    });

    const dialects: [string, Record<string, string | string[]>, string][] = [
      [
        'directories',
        {
          'urn:oid:0.9.2342.19200300.100.1.3': 'ann@acme.example',
          'urn:oid:2.16.840.1.113730.3.1.241': 'Ann Lee',
        },
        'Ann Lee',
      ],
      [
        'Microsoft',
        {
          'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress': 'ann@acme.example',
          'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname': 'Ann',
          'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname': 'Lee',
          'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name': 'ann@login.example',
        },
        'Ann Lee',
      ],
      ['words', { Email: 'ANN@acme.example', firstName: 'Ann', lastName: 'Lee' }, 'Ann Lee'],
      [
        'several values',
        { mail: ['ann@acme.example', 'lee@acme.example'], cn: ['Ann Lee', 'Lee'] },
        'Ann Lee',
      ],
      [
        'characters that XML escapes',
        { mail: 'ann@acme.example', displayName: 'Ann &lt;b&gt; &amp; &#x41;\n Lee' },
        'Ann <b> & A Lee',
      ],
    ];
    for (const [name, attributes, expected] of dialects) {
      test(`attributes are read as providers name them: ${name}`, async () => {
        const identity = await acceptAnswer({ attributes });
        assert.equal(identity.email, 'ann@acme.example');
        assert.equal(identity.name, expected);
      });
    }

    test('the owner’s names of attributes come before the usual ones, and companies only by them', async () => {
      const attributes = {
        mail: 'other@acme.example',
        workMail: 'ann@acme.example',
        label: 'Ann',
        org: 'Acme',
      };
      assert.equal((await acceptAnswer({ attributes })).company, undefined);
      const claims = { email: 'workMail', name: 'label', company: 'org' };
      assert.deepEqual(await acceptAnswer({ attributes }, settingsWith({ claims })), {
        subject: 'mallory-1',
        email: 'ann@acme.example',
        emailVerified: true,
        name: 'Ann',
        company: 'Acme',
      });
      await assert.rejects(
        acceptAnswer({ attributes: { mail: 'other@acme.example' } }, settingsWith({ claims })),
        /no address/,
      );
    });

    test('while certificates change, answers by either are accepted', async () => {
      const bare = stranger.certificate.replace(/-----[A-Z ]+-----/g, '');
      const settings = settingsWith({ certificates: [bare, idp.certificate] });
      assert.equal((await acceptAnswer({}, settings)).subject, 'mallory-1');
      const next = await accept((_, request) => stranger.write(stranger.answer(request)), settings);
      assert.equal(next.subject, 'mallory-1');
    });

    test('clocks may differ by a minute, both ways, and by no more', async (context) => {
      const second = 1000;
      const attempt = async (
        offset: number,
        changes: (time: number) => Partial<Answer>,
      ): Promise<boolean> => {
        const asked = Date.now();
        now = () => new Date(asked);
        try {
          await acceptAnswer(() => changes(asked + offset));
          return true;
        } catch (error) {
          assert.ok(error instanceof DeskError && error.code === 'unauthenticated', String(error));
          return false;
        } finally {
          now = () => new Date();
        }
      };
      const early = (time: number): Partial<Answer> => ({ notOnOrAfter: time, confirmationEnd: time });
      const late = (time: number): Partial<Answer> => ({ notBefore: time });
      const made = (time: number): Partial<Answer> => ({ assertionIssued: time, responseIssued: time });
      const tries: [number, (time: number) => Partial<Answer>, boolean][] = [
        [-60 * second + 1, early, true],
        [-60 * second, early, false],
        [60 * second, late, true],
        [60 * second + 1, late, false],
        [60 * second, made, true],
        [60 * second + 1, made, false],
        [-60 * second, made, true],
        [-60 * second - 1, made, false],
      ];
      for (const [offset, changes, expected] of tries)
        assert.equal(await attempt(offset, changes), expected, `${changes.name} by ${offset} ms`);
      context.diagnostic(
        `${tries.filter(([, , good]) => good).length} answers accepted at 60 s of skew, ${tries.filter(([, , good]) => !good).length} refused a millisecond beyond`,
      );
    });

    test('of twenty who bring one answer at once, one gets in', async () => {
      const settings = settingsWith();
      const { url, memory } = await providerAt(running[0]!, settings).begin({ state: 's', callbackUrl });
      const SAMLResponse = toBase64(idp.write(idp.answer(readSamlRequest(url))));
      const attempts = await Promise.allSettled(
        Array.from({ length: 20 }, (_, index) =>
          providerAt(running[index % running.length]!, settings).complete({
            params: new URLSearchParams({ SAMLResponse }),
            url: callbackUrl,
            callbackUrl,
            memory,
          }),
        ),
      );
      assert.equal(attempts.filter(({ status }) => status === 'fulfilled').length, 1);
      for (const attempt of attempts)
        if (attempt.status === 'rejected')
          assert.ok(attempt.reason instanceof DeskError, String(attempt.reason));
    });

    test('another provider’s answer to the same person is not taken', async () => {
      const settings = settingsWith({ id: 'globex', issuer: 'https://globex.example' });
      await assert.rejects(acceptAnswer({}, settings), /another issuer/);
    });
  });
}

describe('SAML settings and metadata', () => {
  const tools = {} as ProviderTools;

  test('the metadata names this side and where answers go, and nothing of logout', () => {
    const metadataUrl = callbackUrl.replace('callback', 'metadata');
    const xml = createSamlProvider(settingsWith(), tools).metadata?.({ callbackUrl, metadataUrl }) ?? '';
    assert.match(xml, new RegExp(`entityID="${metadataUrl}"`));
    assert.match(xml, new RegExp(`HTTP-POST" Location="${callbackUrl}"`));
    assert.match(xml, /WantAssertionsSigned="true"/);
    assert.doesNotMatch(xml, /Logout/);
  });

  test('certificates that cannot be used are told at once, with the reason', async () => {
    const weak = await generate([{ name: 'commonName', value: 'weak' }], {
      keySize: 1024,
      algorithm: 'sha256',
    });
    const curve = await generate([{ name: 'commonName', value: 'curve' }], { keyType: 'ec', curve: 'P-256' });
    for (const [text, reason] of [
      ['bm90aGluZw==', /cannot be read/],
      [idp.key, /is a private key/],
      [weak.cert, /2048 bits or more/],
      [curve.cert, /must be of an RSA key/],
    ] as const) {
      const settings = settingsWith({ certificates: [text] });
      const parsed = providerSchema.safeParse(settings);
      assert.match(parsed.error?.issues[0]?.message ?? '', reason);
      assert.deepEqual(parsed.error?.issues[0]?.path, ['certificates', 0]);
      assert.throws(() => createSamlProvider(settings, tools), reason);
    }
    assert.ok(providerSchema.safeParse(settingsWith()).success);
  });
});
