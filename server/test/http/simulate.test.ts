import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import type { Start } from '../../../src/api/index.ts';
import { gatewaySettingsSchema, defaultSettings, type GatewaySettings } from '../../src/settings/settings.ts';
import { databases, skipOf, type TestDatabase } from '../helpers/databases.ts';
import { fileTicket, startGateway, type Client, type TestGateway } from '../helpers/gateway.ts';
import { contactRule, ticketRule } from '../policy/arbitraries.ts';

const names = ['alice', 'bob', 'carol'] as const;
const addresses = {
  alice: 'alice@acme.example',
  bob: 'bob@acme.example',
  carol: 'carol@globex.example',
};

const listRule = contactRule.filter((rule) => !JSON.stringify(rule).includes('"list"'));
/** What an owner may decide of who sees what, as a change to the defaults. */
const decided = fc
  .record({
    access: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.constant(['one'])),
    listRule,
    filter: fc.option(ticketRule, { nil: undefined }),
    permission: fc.oneof(
      fc.constantFrom('own' as const, 'company' as const),
      contactRule.map((companyFor) => ({ companyFor })),
    ),
    threads: fc.constantFrom('all' as const, 'newest' as const),
    visible: fc.subarray(defaultSettings.tickets.visibleProperties),
  })
  .map(({ access, listRule: rule, filter, permission, threads, visible }) =>
    gatewaySettingsSchema.parse({
      ...defaultSettings,
      contactLists: [
        { id: 'one', name: 'One', members: [addresses.bob], rule },
        { id: 'two', name: 'Two' },
      ],
      access: { lists: access },
      tickets: {
        ...{ ...defaultSettings.tickets, permission, threads, visibleProperties: visible },
        ...(filter ? { filter } : {}),
      },
    }),
  );

/** A list that one of them is on. */
const forBob = { contactLists: [{ id: 'one', name: 'One', members: [addresses.bob] }] };

/** An answer but for its cursor, which is sealed anew each time. */
async function wordsOf(answer: Response): Promise<string> {
  return (await answer.text()).replace(/"next":"[\w-]+"/, '"next":"sealed"');
}

for (const kind of databases) {
  describe(`the simulator on ${kind.name}`, { skip: skipOf(kind) }, () => {
    // Changed in place: what an owner saves takes effect in the same way, at the next request.
    const settings: GatewaySettings = structuredClone(defaultSettings);
    let database: TestDatabase;
    let gateway: TestGateway;
    let agent: Client;
    let owner: Client;
    const clients = {} as Record<(typeof names)[number], Client>;
    const contacts = {} as Record<(typeof names)[number], string>;
    const tickets: string[] = [];

    const decide = (next: GatewaySettings): void => {
      delete settings.tickets.filter;
      Object.assign(settings.tickets, next.tickets);
      Object.assign(settings, { contactLists: next.contactLists, access: next.access });
      settings.portal.enabled = next.portal.enabled;
    };

    before(async () => {
      database = await kind.create();
      gateway = await startGateway({ database, settings });
      agent = await gateway.as('agent@portico.example');
      owner = await gateway.as('owner@portico.example');
      for (const name of names) {
        clients[name] = await gateway.as(addresses[name]);
        const { items } = (await (
          await agent.get(`/api/staff/contacts?text=${name.toUpperCase()}`)
        ).json()) as { items: { id: string; email: string }[] };
        assert.deepEqual(
          items.map(({ email }) => email),
          [addresses[name]],
        );
        contacts[name] = items[0]!.id;
        for (const subject of ['Export stops', 'A'])
          tickets.push((await fileTicket(clients[name], subject)).id);
      }
      const { db } = gateway.gateway.storage;
      // One belongs to both companies; one ticket has two threads.
      await db
        .insertInto('contact_companies')
        .values({ contact_id: contacts.bob, company_id: 'globex', position: 1 })
        .execute();
      await db
        .insertInto('threads')
        .values({
          ...{ id: 'newer', ticket_id: tickets[0]!, inbox: 'support', channel: 'email' },
          created_at: '2999-01-01T00:00:00.000Z',
        })
        .execute();
      await agent.post(`/api/staff/tickets/${tickets[0]}/messages`, {
        body: { format: 'text', content: 'From the beginning' },
        attachments: [],
      });
    });
    after(async () => {
      await gateway?.stop();
      await database?.cleanup();
    });

    /** Everything a customer reads of tickets. */
    const questions = (): string[] => [
      ...['mine', 'acme', 'globex'].map((view) => `?view=${view}&limit=2`),
      '?view=mine&text=stops',
      '?view=acme&text=beginning&sort=subject',
      ...tickets.flatMap((id) => [`/${id}`, `/${id}/messages?limit=1`, `/${id}/reasons`]),
    ];

    test('answers what the contact’s own session gets, whatever the owner has decided', async () => {
      const statuses = new Set<number>();
      let asked = 0;
      await fc.assert(
        fc.asyncProperty(decided, fc.constantFrom(...names), async (next, name) => {
          decide(next);
          for (const question of questions()) {
            const own = await clients[name].get(`/api/tickets${question}`);
            const seen = await agent.get(`/api/staff/simulate/${contacts[name]}/tickets${question}`);
            // Whom the portal does not let in has no session; the simulator says that they are refused.
            assert.equal(seen.status, own.status === 401 ? 403 : own.status, question);
            if (own.status !== 401) assert.equal(await wordsOf(seen), await wordsOf(own), question);
            statuses.add(own.status);
            asked += 1;
          }
          const start = '/start?view=mine&limit=100';
          const begun = (await (await clients[name].get(`/api${start}`)).json()) as Start;
          const simulated = (await (
            await agent.get(`/api/staff/simulate/${contacts[name]}${start}`)
          ).json()) as Start;
          // Of the session all but when it ends: a look at the portal is none.
          const { expiresAt: _, idleAt: __, ...session } = begun.session ?? {};
          assert.deepEqual(simulated.session ?? {}, session);
          assert.deepEqual(simulated.settings, begun.settings);
          assert.deepEqual(simulated.tickets, begun.tickets);
          const verdicts = new Map<string, object>();
          for (const id of tickets) {
            const answer = await agent.get(`/api/staff/simulate/${contacts[name]}/tickets/${id}/verdict`);
            const verdict = (await answer.json()) as { visible: boolean; against: string[] };
            const own = await clients[name].get(`/api/tickets/${id}`);
            assert.equal(verdict.visible, own.status === 200);
            assert.equal(verdict.visible, verdict.against.length === 0);
            verdicts.set(id, verdict);
          }
          // All of them at once say the same.
          const all = await agent.get(`/api/staff/simulate/${contacts[name]}/verdicts?view=all&limit=100`);
          const { items } = (await all.json()) as { items: { ticket: { id: string }; verdict: object }[] };
          assert.deepEqual(new Map(items.map(({ ticket, verdict }) => [ticket.id, verdict])), verdicts);
        }),
        {
          numRuns: 25,
          examples: [
            [defaultSettings, 'bob'],
            [{ ...defaultSettings, ...forBob, access: { lists: ['one'] } }, 'alice'],
            [{ ...defaultSettings, ...forBob, access: { lists: ['one'] } }, 'bob'],
          ],
        },
      );
      assert.deepEqual([...statuses].map(String).sort(), ['200', '401', '404']);
      assert.ok(asked >= 25 * 20);
    });

    test('answers by settings that are not saved what it answers once they are', async () => {
      await fc.assert(
        fc.asyncProperty(decided, fc.constantFrom(...names), async (next, name) => {
          decide(defaultSettings);
          const ask = `/api/staff/simulate/${contacts[name]}`;
          const parts = [
            '/start?view=mine',
            '/tickets?view=mine',
            `/tickets/${tickets[0]}`,
            `/tickets/${tickets[2]}/verdict`,
            `/tickets/${tickets[0]}/messages`,
            '/verdicts?view=all&text=stops',
          ];
          const tried: [number, string][] = [];
          for (const part of parts) {
            const answer = await owner.post(ask + part, { settings: next });
            tried.push([answer.status, await wordsOf(answer)]);
          }
          decide(next);
          for (const [index, part] of parts.entries()) {
            const answer = await owner.get(ask + part);
            assert.deepEqual([answer.status, await wordsOf(answer)], tried[index], part);
          }
        }),
        { numRuns: 10 },
      );
      decide(defaultSettings);
    });

    test('tells of wrong settings what is wrong, and changes nothing by looking', async () => {
      decide(defaultSettings);
      const ask = `/api/staff/simulate/${contacts.alice}/tickets`;
      const wrong = await owner.post(ask, { settings: { ...defaultSettings, forms: 'none' } });
      assert.equal(wrong.status, 400);
      assert.equal(((await wrong.json()) as { fields: { field: string }[] }).fields[0]?.field, 'forms');
      const before = await (await clients.alice.get('/api/tickets')).text();
      for (const question of questions()) await agent.get(ask + question);
      assert.equal(await (await clients.alice.get('/api/tickets')).text(), before);
    });

    test('knows no members of staff, and finds nobody by what is no text of theirs', async () => {
      const found = async (text: string): Promise<string[]> =>
        (
          (await (await agent.get(`/api/staff/contacts?text=${encodeURIComponent(text)}`)).json()) as {
            items: { email: string }[];
          }
        ).items.map(({ email }) => email);
      assert.deepEqual(await found('portico.example'), []);
      assert.deepEqual(await found('acme'), [addresses.alice, addresses.bob]);
      assert.deepEqual(await found('%'), []);
      assert.deepEqual(await found(''), Object.values(addresses));
      const { db } = gateway.gateway.storage;
      const { id } = await db
        .selectFrom('contacts')
        .select('id')
        .where('email', '=', 'owner@portico.example')
        .executeTakeFirstOrThrow();
      assert.equal((await agent.get(`/api/staff/simulate/${id}/tickets`)).status, 404);
    });

    test('a list by rule lets in by the company, at the next request', async () => {
      decide(defaultSettings);
      settings.contactLists = [
        {
          id: 'one',
          name: 'One',
          members: [],
          rule: { property: 'company', operator: 'is', value: 'globex' },
        },
      ];
      settings.access = { lists: ['one'] };
      const statuses = async () =>
        Promise.all(names.map(async (name) => (await clients[name].get('/api/tickets')).status));
      assert.deepEqual(await statuses(), [401, 200, 200]);
      settings.access = { lists: [] };
      assert.deepEqual(await statuses(), [200, 200, 200]);
    });

    test('each company has a view of its own, and what is written there is its author’s', async () => {
      decide(defaultSettings);
      const subjects = async (client: Client, view: string): Promise<string[]> =>
        (
          (await (await client.get(`/api/tickets?view=${view}`)).json()) as { items: { id: string }[] }
        ).items.map(({ id }) => id);
      const [, , , , carols] = tickets;
      assert.ok((await subjects(clients.bob, 'globex')).includes(carols!));
      assert.ok(!(await subjects(clients.bob, 'acme')).includes(carols!));
      const reply = { body: { format: 'text', content: 'From a colleague' }, attachments: [] };
      assert.equal((await clients.bob.post(`/api/tickets/${carols}/messages`, reply)).status, 201);
      for (const [client, isMe] of [
        [clients.bob, true],
        [clients.carol, false],
      ] as const) {
        const { items } = (await (await client.get(`/api/tickets/${carols}/messages`)).json()) as {
          items: { author: { name: string; isMe: boolean; role: string } }[];
        };
        assert.deepEqual(items[0]?.author, { name: 'Bob Lindqvist', role: 'customer', isMe });
      }
      // Not theirs alone any more, and still of one company.
      assert.equal((await clients.alice.get(`/api/tickets/${carols}`)).status, 404);
    });
  });
}
