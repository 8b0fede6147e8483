import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Kysely, SqliteDialect } from 'kysely';
import SqliteConstructor from 'better-sqlite3';
import { viewFilter } from '../../src/desks/builtin/list.ts';
import type { Actor, DeskQuery } from '../../src/desks/desk.ts';
import {
  actorFor,
  admits,
  maySee,
  onLists,
  requireOwner,
  requireStaff,
  resolveView,
} from '../../src/policy/policy.ts';
import { defaultSettings, type GatewaySettings } from '../../src/settings/settings.ts';
import type { Schema } from '../../src/storage/schema.ts';

const contact = {
  id: 'c1',
  email: 'alice@acme.example',
  name: 'Alice',
  companies: [
    { id: 'acme', name: 'Acme' },
    { id: 'globex', name: 'Globex' },
  ],
};
const settingsWith = (permission: GatewaySettings['tickets']['permission']) => ({
  ...defaultSettings,
  tickets: { ...defaultSettings.tickets, permission },
});
const customer = actorFor({ contact, role: 'customer', settings: settingsWith('company') });
const agent = actorFor({ contact: { ...contact, companies: [] }, role: 'agent', settings: defaultSettings });

test('a customer sees their companies only where the owner allows it', () => {
  assert.deepEqual(customer.companyIds, ['acme', 'globex']);
  assert.equal(customer.scope, 'company');
  const alone = actorFor({ contact, role: 'customer', settings: settingsWith('own') });
  assert.deepEqual(alone.companyIds, []);
  assert.equal(alone.scope, 'own');
  assert.equal(maySee(alone, { contactId: 'c2', companyId: 'acme' }), false);
});

test("views are one's own, one's companies', and for staff all", () => {
  assert.equal(resolveView(customer, 'mine'), 'mine');
  assert.deepEqual(resolveView(customer, 'globex'), { companyId: 'globex' });
  assert.equal(resolveView(agent, 'all'), 'all');
  assert.deepEqual(resolveView(agent, 'acme'), { companyId: 'acme' });
  for (const view of ['all', 'initech', '', 'ACME', '__proto__']) {
    assert.throws(() => resolveView(customer, view), { code: 'not-found' });
  }
});

test('what staff have does not exist for customers', () => {
  assert.throws(() => requireStaff(customer), { code: 'not-found' });
  assert.doesNotThrow(() => requireStaff(agent));
});

test('what owners have does not exist for agents and customers', () => {
  for (const actor of [customer, agent]) assert.throws(() => requireOwner(actor), { code: 'not-found' });
  assert.doesNotThrow(() => requireOwner({ ...agent, role: 'owner' }));
});

const lists = {
  ...defaultSettings,
  contactLists: [
    { id: 'partners', name: 'Partners', members: ['Dana@Initech.example', '@globex.example'] },
    { id: 'others', name: 'Others', members: ['@initech.example'] },
  ],
};

test('a list holds its addresses and its domains, in any case, and no domain that only looks like one', () => {
  const held = ['dana@initech.example', ' DANA@INITECH.EXAMPLE', 'carol@globex.example', 'x@Globex.Example'];
  const not = [
    'erin@initech.example',
    'carol@mail.globex.example',
    'carol@notglobex.example',
    'carol@globex.example.evil.test',
    '@globex.example@evil.test',
    'globex.example',
    '',
  ];
  for (const email of held) assert.equal(onLists(lists, ['partners'], email), true, email);
  for (const email of not) assert.equal(onLists(lists, ['partners'], email), false, email);
  assert.equal(onLists(lists, ['others', 'partners'], 'erin@initech.example'), true);
  assert.equal(onLists(lists, ['no-such-list'], 'dana@initech.example'), false);
  assert.equal(onLists(lists, [], 'dana@initech.example'), false);
});

test('customers are let in while the portal is on and a list holds them, or none is asked for; staff always', () => {
  const asked = { ...lists, access: { lists: ['partners'] } };
  const off = { ...asked, portal: { ...asked.portal, enabled: false } };
  assert.equal(admits(lists, 'erin@initech.example', 'customer'), true);
  assert.equal(admits(asked, 'erin@initech.example', 'customer'), false);
  assert.equal(admits(asked, 'dana@initech.example', 'customer'), true);
  assert.equal(admits(off, 'dana@initech.example', 'customer'), false);
  assert.equal(admits({ ...lists, access: { lists: ['gone'] } }, 'dana@initech.example', 'customer'), false);
  for (const role of ['agent', 'owner'] as const) assert.equal(admits(off, 'x@y.example', role), true);
});

test('a view selects what belongs to it and may be seen, or is refused, for any actor and ticket', async () => {
  const db = new Kysely<Schema>({
    dialect: new SqliteDialect({ database: new SqliteConstructor(':memory:') }),
  });
  await db.schema
    .createTable('tickets')
    .addColumn('id', 'text')
    .addColumn('contact_id', 'text')
    .addColumn('company_id', 'text')
    .execute();
  const person = fc.constantFrom('p1', 'p2', 'p3', "p'", '%');
  const company = fc.constantFrom('k1', 'k2', 'k3', '');
  const actor: fc.Arbitrary<Actor> = fc
    .record({
      contactId: person,
      companyIds: fc.uniqueArray(company),
      scope: fc.constantFrom('own' as const, 'company' as const),
      role: fc.constantFrom('customer' as const, 'customer' as const, 'agent' as const, 'owner' as const),
    })
    .map((fields) => ({ ...fields, email: 'a@b.example', name: 'A' }));
  const tickets = fc.array(fc.record({ contactId: person, companyId: fc.option(company, { nil: null }) }), {
    maxLength: 12,
  });
  const view: fc.Arbitrary<DeskQuery['view']> = fc.oneof(
    fc.constantFrom('mine' as const, 'all' as const),
    company.map((companyId) => ({ companyId })),
  );
  await fc.assert(
    fc.asyncProperty(actor, view, tickets, async (who, asked, all) => {
      await db.deleteFrom('tickets').execute();
      const rows = all.map((ticket, i) => ({
        id: String(i),
        contact_id: ticket.contactId,
        company_id: ticket.companyId,
      }));
      for (const row of rows) {
        await db
          .insertInto('tickets')
          .values(row as never)
          .execute();
      }
      const staff = who.role !== 'customer';
      const own =
        who.scope === 'company' && typeof asked === 'object' && who.companyIds.includes(asked.companyId);
      if (asked !== 'mine' && !staff && !own) {
        assert.throws(() => viewFilter(who, asked), { code: 'not-found' });
        return;
      }
      const selected = await db
        .selectFrom('tickets')
        .select('id')
        .where((eb) => viewFilter(who, asked)(eb))
        .execute();
      const belongs = (ticket: (typeof rows)[number]): boolean =>
        asked === 'mine'
          ? ticket.contact_id === who.contactId
          : asked === 'all' || ticket.company_id === asked.companyId;
      const allowed = rows.filter((row, i) => belongs(row) && maySee(who, all[i]!));
      assert.deepEqual(selected.map(({ id }) => id).sort(), allowed.map(({ id }) => id).sort());
    }),
    { numRuns: 300 },
  );
  await db.destroy();
});
