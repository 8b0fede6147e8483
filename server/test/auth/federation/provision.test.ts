import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { JWTPayload } from 'jose';
import type { AuthTables } from '../../../src/auth/tables.ts';
import type { TestDatabase } from '../../helpers/databases.ts';
import { databases, skipOf } from '../../helpers/databases.ts';
import { exchange, returned, settingsWith } from '../../helpers/federation.ts';
import type { TestGateway } from '../../helpers/gateway.ts';
import { startGateway } from '../../helpers/gateway.ts';
import { claimsFor, sign } from '../../helpers/token-signer.ts';

const secret = 'kZ4w1vQpY8r2TnL6cXs9BdHf3GmJ5aEu';
const key = new TextEncoder().encode(secret);

const provider = (id: string, more: object = {}) => ({
  ...{
    kind: 'jwt',
    id,
    label: id,
    issuer: 'https://app.brand.example',
    algorithm: 'HS256',
    recipient: 'portal',
  },
  ...{ secret: { env: 'SSO_APP' }, ...more },
});

interface SignedIn {
  role: string;
  contact: { email: string; name: string };
  companies: { id: string; name: string }[];
}

for (const kind of databases) {
  describe(`accounts of people whom a provider has proven, on ${kind.name}`, { skip: skipOf(kind) }, () => {
    let database: TestDatabase;
    let gateway: TestGateway;

    before(async () => {
      database = await kind.create();
      gateway = await startGateway({
        database,
        settings: settingsWith(
          [
            provider('open'),
            provider('mapped', { claims: { company: 'org', name: 'display', email: 'mail' } }),
            provider('staff', { staff: true }),
            provider('partners', { audience: { lists: ['partners'] } }),
            provider('both', { staff: true, audience: { lists: ['partners'] }, claims: { company: 'org' } }),
            provider('of-acme', { audience: { lists: ['of-acme'] }, claims: { company: 'org' } }),
            provider('not-umbra', { audience: { lists: ['not-umbra'] }, claims: { company: 'org' } }),
          ],
          {
            contactLists: [
              { id: 'partners', name: 'Partners', members: ['@partner.example', 'bob@acme.example'] },
              {
                ...{ id: 'of-acme', name: 'Of Acme', members: [] },
                rule: { property: 'company', operator: 'is', value: 'acme' },
              },
              {
                ...{ id: 'not-umbra', name: 'Not of Umbra', members: [] },
                rule: { property: 'company', operator: 'is-not', value: 'umbra' },
              },
            ],
          },
        ),
        secrets: { SSO_APP: secret },
      });
    });
    after(async () => {
      await gateway?.stop();
      await database?.cleanup();
    });

    async function come(id: string, claims: JWTPayload): Promise<SignedIn | string> {
      const token = await sign(claimsFor('portal', { sub: randomUUID(), ...claims }), key, { alg: 'HS256' });
      const browser = gateway.client();
      const { code, error = 'none' } = returned(
        await browser.fetch(`/api/auth/providers/${id}/callback`, {
          method: 'POST',
          body: new URLSearchParams({ token }),
        }),
      );
      if (code === undefined) return error;
      const answer = await exchange(browser, gateway.url, code, gateway.url);
      assert.equal(answer.status, 200);
      return ((await answer.json()) as { session: SignedIn }).session;
    }

    async function came(id: string, claims: JWTPayload): Promise<SignedIn> {
      const session = await come(id, claims);
      assert.ok(typeof session !== 'string', JSON.stringify(session));
      return session;
    }

    /** Mails go out beside the answer; this waits for the one that is on its way. */
    async function mailedToken(email: string): Promise<string> {
      for (;;) {
        const mails = await gateway.gateway.storage.db
          .selectFrom('mails')
          .selectAll()
          .where('to_address', '=', email)
          .execute();
        const token = /token=([\w-]{20,})/.exec(JSON.stringify(mails))?.[1];
        if (token !== undefined) return token;
        await new Promise(setImmediate);
      }
    }

    const users = async (email: string) =>
      gateway.gateway.storage.db
        .withTables<AuthTables>()
        .selectFrom('user')
        .selectAll()
        .where('email', '=', email)
        .execute();

    test('who comes in, and who does not', async (context) => {
      const verified = { email_verified: true };
      const unverified = { email_verified: false };
      const matrix: [string, JWTPayload, string][] = [
        ['open', { email: 'new-1@a.example', ...verified }, 'customer'],
        ['open', { email: 'new-2@a.example' }, 'customer'],
        ['open', { email: 'new-3@a.example', ...unverified }, 'denied'],
        ['open', { email: 'new-4@a.example', email_verified: 'false' }, 'denied'],
        ['open', { email: 'new-5@a.example', email_verified: 1 }, 'denied'],
        ['open', { email: 'alice@acme.example', ...verified }, 'customer'],
        ['open', { email: 'ALICE@Acme.Example ', ...verified }, 'customer'],
        ['open', { email: 'alice@acme.example', ...unverified }, 'denied'],
        ['open', { email: 'agent@portico.example', ...verified }, 'denied'],
        ['open', { email: 'owner@portico.example', ...verified }, 'denied'],
        ['staff', { email: 'agent@portico.example', ...verified }, 'agent'],
        ['staff', { email: 'owner@portico.example', ...verified }, 'owner'],
        ['staff', { email: 'owner@portico.example', ...unverified }, 'denied'],
        ['staff', { email: 'new-6@a.example', role: 'owner' }, 'customer'],
        ['partners', { email: 'x@partner.example' }, 'customer'],
        ['partners', { email: 'bob@acme.example' }, 'customer'],
        ['partners', { email: 'alice@acme.example' }, 'denied'],
        ['partners', { email: 'x@sub.partner.example' }, 'denied'],
        ['partners', { email: 'x@partner.example.evil.example' }, 'denied'],
        ['partners', { email: 'new-7@a.example' }, 'denied'],
        ['both', { email: 'agent@portico.example' }, 'agent'],
        ['both', { email: 'carol@globex.example' }, 'denied'],
      ];
      for (const [id, claims, expected] of matrix) {
        const got = await come(id, claims);
        assert.equal(typeof got === 'string' ? got : got.role, expected, `${id} ${JSON.stringify(claims)}`);
      }
      for (const refused of ['new-3', 'new-4', 'new-5', 'new-7']) {
        assert.deepEqual(await users(`${refused}@a.example`), [], 'nothing is made for who is turned away');
        assert.equal(await gateway.gateway.desk.findContact(`${refused}@a.example`), undefined);
      }
      context.diagnostic(`cases of provisioning: ${matrix.length}`);
    });

    test('the same subject is the same person, whatever address they have by then', async () => {
      const first = await came('open', { sub: 'p-1', email: 'pat@a.example' });
      assert.equal(first.contact.email, 'pat@a.example');
      const moved = await came('open', { sub: 'p-1', email: 'owner@portico.example' });
      assert.equal(moved.contact.email, 'pat@a.example');
      assert.equal(moved.role, 'customer');
      const quiet = await came('open', { sub: 'p-1', email: 'alice@acme.example', email_verified: false });
      assert.equal(quiet.contact.email, 'pat@a.example');
      // The same subject at another provider is somebody else.
      const other = await came('mapped', { sub: 'p-1', mail: 'quinn@a.example' });
      assert.equal(other.contact.email, 'quinn@a.example');
    });

    test('names are made of what the provider tells, as one line of text', async () => {
      const cases: [JWTPayload, string][] = [
        [
          { email: 'n-1@a.example', name: ' Zoë\r\nBcc: eve@evil.example \u202eright' },
          'Zoë Bcc: eve@evil.example right',
        ],
        [{ email: 'n-2@a.example', name: '' }, 'n-2'],
        [{ email: 'n-3@a.example', name: 7 }, 'n-3'],
        [{ email: 'n-4@a.example', name: 'x'.repeat(500) }, 'x'.repeat(120)],
        [{ email: 'n-5@a.example', name: '<b>Bold</b>' }, '<b>Bold</b>'],
      ];
      for (const [claims, expected] of cases) {
        assert.equal((await came('open', claims)).contact.name.replaceAll(/\s+/g, ' '), expected);
      }
    });

    test('companies come only by the claim that the owner has mapped, and only with a proven address', async () => {
      const names = (session: SignedIn) => session.companies.map(({ name }) => name);
      const plain = { mail: 'c-1@a.example', display: 'C', org: 'Umbrella' };
      assert.deepEqual(
        names(await came('open', { email: 'c-0@a.example', org: 'Umbrella', company: 'Umbrella' })),
        [],
      );
      const first = await came('mapped', { sub: 'c-1', ...plain });
      assert.equal(first.contact.name, 'C');
      assert.deepEqual(names(first), ['Umbrella']);
      assert.deepEqual(names(await came('mapped', { sub: 'c-1', ...plain })), ['Umbrella']);
      // Another company joins; none is left: that is for the owner's people to do.
      assert.deepEqual(names(await came('mapped', { sub: 'c-1', ...plain, org: 'Acme' })), [
        'Umbrella',
        'Acme',
      ]);
      assert.deepEqual(
        names(await came('mapped', { sub: 'c-1', ...plain, org: 'Globex', email_verified: false })),
        ['Umbrella', 'Acme'],
      );
      for (const org of ['', '  ', 7, ['Globex'], { name: 'Globex' }, null]) {
        assert.deepEqual(names(await came('mapped', { sub: 'c-1', ...plain, org })), ['Umbrella', 'Acme']);
      }
      const { id } = first.companies[0] ?? { id: '' };
      const colleague = await came('mapped', { sub: 'c-2', mail: 'c-2@a.example', org: ' Umbrella\n' });
      assert.deepEqual(colleague.companies, [{ id, name: 'Umbrella' }]);
      // By exactly that name: neither its case nor what looks like it.
      assert.deepEqual(names(await came('mapped', { sub: 'c-3', mail: 'c-3@a.example', org: 'ACME' })), [
        'ACME',
      ]);
    });

    test('staff get no company of a provider', async () => {
      await came('both', { email: 'agent@portico.example', org: 'Globex' });
      const contact = await gateway.gateway.desk.findContact('agent@portico.example');
      assert.deepEqual(contact?.companies ?? [], []);
    });

    test('an audience by companies counts those that the desk has, and the one that the provider names', async () => {
      assert.equal((await came('of-acme', { email: 'alice@acme.example' })).contact.name, 'Alice Moreau');
      assert.equal(await come('of-acme', { email: 'carol@globex.example' }), 'denied');
      assert.equal(await come('of-acme', { email: 'a-1@a.example' }), 'denied');
      assert.deepEqual(await users('a-1@a.example'), [], 'nothing is made for who is turned away');
      const joined = await came('of-acme', { email: 'a-2@a.example', org: 'Acme' });
      assert.deepEqual(joined.companies, [{ id: 'acme', name: 'Acme' }]);
      assert.equal(await come('of-acme', { email: 'a-3@a.example', org: 'Acme of elsewhere' }), 'denied');
      assert.equal(
        await come('of-acme', { email: 'a-4@a.example', org: 'Acme', email_verified: false }),
        'denied',
      );
    });

    test('who is brought to a company that a list excludes is turned away, and hears so in open streams', async () => {
      const { db } = gateway.gateway.storage;
      await db.insertInto('companies').values({ id: 'umbra', name: 'Umbra' }).execute();
      const claims = { sub: 'u-1', email: 'u-1@a.example' };
      await came('not-umbra', claims);
      const told: (string | undefined)[] = [];
      const stop = gateway.gateway.storage.notices.subscribe('portico_session', (id) => void told.push(id));
      assert.equal(await come('not-umbra', { ...claims, org: 'Umbra' }), 'denied');
      const [user] = await users('u-1@a.example');
      while (!told.includes(user?.id)) await new Promise(setImmediate);
      stop();
    });

    test('pre-hijacking: a registration that nobody confirmed has no part in the account', async () => {
      const email = 'victim@a.example';
      const squatter = gateway.client();
      const asked = await squatter.fetch('/api/auth/register', {
        method: 'POST',
        json: { name: 'Squatter', email, password: 'a lantern in the fog' },
      });
      assert.equal(asked.status, 200);
      const session = await came('open', { email, name: 'The Victim' });
      assert.equal(session.contact.name, 'The Victim');
      assert.equal((await squatter.signIn(email, 'a lantern in the fog')).status, 401);
      assert.equal((await users(email)).length, 1);
      // The confirmation that was on its way to the victim is worth nothing any more, whoever opens it.
      const token = await mailedToken(email);
      const verified = await squatter.fetch('/api/auth/verify', { method: 'POST', json: { token } });
      assert.equal(verified.status, 400);
      assert.equal((await squatter.signIn(email, 'a lantern in the fog')).status, 401);
    });

    test('twenty newcomers of one company at once make twenty accounts and one company', async () => {
      const sessions = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          came('mapped', { mail: `crowd-${index}@a.example`, org: 'Crowded' }),
        ),
      );
      assert.equal(new Set(sessions.map(({ companies }) => companies[0]?.id)).size, 1);
    });
  });
}

describe('access by lists', () => {
  const cases = [
    {
      name: 'while the portal lets in some lists',
      more: {
        contactLists: [{ id: 'vip', name: 'VIP', members: ['@vip.example'] }],
        access: { lists: ['vip'] },
      },
      people: { 'x@vip.example': undefined, 'x@other.example': 'denied', 'agent@portico.example': undefined },
    },
    {
      name: 'while the portal is off',
      more: { enabled: false },
      people: {
        'alice@acme.example': 'denied',
        'new@a.example': 'denied',
        'agent@portico.example': undefined,
      },
    },
  ];
  for (const { name, more, people } of cases) {
    test(`a provider lets nobody in who would not be otherwise, ${name}`, async () => {
      const gateway = await startGateway({
        settings: settingsWith([provider('staff', { staff: true })], more),
        secrets: { SSO_APP: secret },
      });
      try {
        for (const [email, expected] of Object.entries(people)) {
          const token = await sign(claimsFor('portal', { email, sub: email }), key, { alg: 'HS256' });
          const body = new URLSearchParams({ token });
          const back = await gateway.fetch('/api/auth/providers/staff/callback', { method: 'POST', body });
          assert.equal(returned(back).error, expected, email);
        }
      } finally {
        await gateway.stop();
      }
    });
  }
});
