import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { DeskContact, DeskMessage, DeskTicket } from '../../src/desks/desk.ts';
import { actorFor, admits, showsTo } from '../../src/policy/policy.ts';
import { sightOf, verdictOn } from '../../src/policy/reasons.ts';
import type { Rule } from '../../src/policy/rules.ts';
import {
  projectMessage,
  projectReasons,
  projectSummary,
  projectTicket,
} from '../../src/projection/projection.ts';
import { defaultSettings, type GatewaySettings } from '../../src/settings/settings.ts';
import { contactRule, person, ticketRule } from './arbitraries.ts';

const people = ['alice', 'bob'];

const contact: fc.Arbitrary<DeskContact> = fc
  .record({ id: fc.constantFrom(...people), person })
  .map(({ id, person: { email, companies } }) => ({
    ...{ id, email, name: id },
    companies: companies.map((company) => ({ id: company.id, name: company.id.toUpperCase() })),
  }));

const word = fc.constantFrom('a', 'b', 'blocked');
const ticket: fc.Arbitrary<DeskTicket> = fc
  .record({
    requester: fc.constantFrom(...people),
    companyId: fc.option(fc.constantFrom('acme', 'globex', 'initech'), { nil: undefined }),
    state: fc.constantFrom('open' as const, 'closed' as const),
    properties: fc.dictionary(fc.constantFrom('severity', 'internal'), word),
    participants: fc.boolean(),
  })
  .map(({ requester, companyId, state, properties, participants }) => ({
    ...{ id: 't1', reference: 'PR-1', subject: 'Export stops', properties },
    stage: { id: state === 'open' ? 'new' : 'solved', label: 'With us', state },
    ...{ createdAt: '2026-11-14T09:00:00.000Z', lastActivityAt: '2026-11-14T09:00:00.000Z' },
    requester: { id: requester, name: requester, email: `${requester}@x.test`, role: 'customer' as const },
    ...{ version: '1', channel: 'form' as const, unread: true },
    ...(companyId === undefined ? {} : { companyId }),
    ...(participants ? { participants: [{ id: 'p', name: 'P', role: 'customer' as const }] } : {}),
  }));

const listRule = contactRule.filter((rule) => !JSON.stringify(rule).includes('"list"'));
const lists = fc
  .record({ one: fc.option(listRule, { nil: undefined }), two: listRule })
  .map(({ one, two }) => [
    { id: 'one', name: 'One', members: ['alice@acme.example'], ...(one ? { rule: one } : {}) },
    { id: 'two', name: 'Two', members: ['@globex.example'], rule: two },
  ]);
const settings: fc.Arbitrary<GatewaySettings> = fc
  .record({
    lists,
    enabled: fc.integer({ min: 0, max: 9 }).map((one) => one > 0),
    access: fc.subarray(['one', 'two']),
    filter: fc.option(ticketRule, { nil: undefined }),
    permission: fc.oneof(
      fc.constantFrom('own' as const, 'company' as const),
      contactRule.map((companyFor) => ({ companyFor })),
    ),
    threads: fc.constantFrom('all' as const, 'newest' as const),
  })
  .map((made) => ({
    ...defaultSettings,
    portal: { ...defaultSettings.portal, enabled: made.enabled },
    contactLists: made.lists,
    access: { lists: made.access },
    tickets: {
      ...defaultSettings.tickets,
      permission: made.permission,
      threads: made.threads,
      ...(made.filter ? { filter: made.filter } : {}),
    },
  }));

const sees = (by: GatewaySettings, who: DeskContact, what: DeskTicket): boolean =>
  admits(by, who, 'customer') && showsTo(actorFor({ contact: who, role: 'customer', settings: by }), what);

/** Each makes the settings narrower in one place. */
const narrowings: Record<string, (from: GatewaySettings, rule: Rule, who: Rule) => GatewaySettings> = {
  'a filter with one more condition': ({ tickets, ...rest }, rule) => ({
    ...rest,
    tickets: { ...tickets, filter: tickets.filter ? { all: [tickets.filter, rule] } : rule },
  }),
  'own tickets only': ({ tickets, ...rest }) => ({ ...rest, tickets: { ...tickets, permission: 'own' } }),
  'the company’s for fewer': ({ tickets, ...rest }, _rule, who) => {
    const { permission } = tickets;
    const narrowed =
      permission === 'company'
        ? { companyFor: who }
        : permission === 'own'
          ? permission
          : { companyFor: { all: [permission.companyFor, who] } };
    return { ...rest, tickets: { ...tickets, permission: narrowed } };
  },
  'one list more to be on, for the first': (from) =>
    from.access.lists.length > 0 ? from : { ...from, access: { lists: ['one'] } },
  'one list less of those that are let in': (from) =>
    from.access.lists.length > 1 ? { ...from, access: { lists: from.access.lists.slice(1) } } : from,
  'the portal off': (from) => ({ ...from, portal: { ...from.portal, enabled: false } }),
};
// A list's own rule is narrowed where nothing asks who is not on it.
const narrowList = (from: GatewaySettings, who: Rule): GatewaySettings => ({
  ...from,
  contactLists: from.contactLists.map(({ rule, ...list }) => ({
    ...list,
    members: list.members.slice(1),
    ...(rule ? { rule: { all: [rule, who] } } : {}),
  })),
});

/** The keys of every object, and the types of what they hold. */
const shapeOf = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(shapeOf)
    : typeof value === 'object' && value !== null
      ? Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)])
      : typeof value;

/** What an agent has written on a ticket. */
const messageOf = (what: DeskTicket): DeskMessage => ({
  ...{ id: 'm1', ticketId: what.id, threadId: 't1', at: what.createdAt, channel: 'email', key: 'k' },
  author: { id: 'agent', name: 'Jonas', email: 'agent@x.test', role: 'agent' },
  body: { format: 'text', content: 'A word', lang: 'en' },
  quoted: { format: 'text', content: 'Another' },
  attachments: [{ id: 'a1', name: 'a.txt', mediaType: 'text/plain', bytes: 1 }],
});

describe('who sees what', () => {
  for (const [name, narrow] of Object.entries(narrowings)) {
    test(`nobody sees more by ${name}`, () => {
      let fewer = 0;
      fc.assert(
        fc.property(settings, ticketRule, contactRule, contact, ticket, (from, rule, who, one, what) => {
          const [before, after] = [sees(from, one, what), sees(narrow(from, rule, who), one, what)];
          if (after) assert.ok(before);
          if (before && !after) fewer += 1;
        }),
        { numRuns: 10_000 },
      );
      assert.ok(fewer > 0, 'nothing was narrowed');
    });
  }

  test('nobody sees more by lists that hold fewer', () => {
    fc.assert(
      fc.property(settings, listRule, contact, ticket, (from, who, one, what) => {
        fc.pre(typeof from.tickets.permission === 'string');
        if (sees(narrowList(from, who), one, what)) assert.ok(sees(from, one, what));
      }),
      { numRuns: 10_000 },
    );
  });

  test('staff are told exactly what stands in the way', () => {
    const met = new Set<string>();
    fc.assert(
      fc.property(settings, contact, ticket, (by, one, what) => {
        const verdict = verdictOn(by, one, what);
        assert.equal(verdict.visible, sees(by, one, what));
        assert.equal(verdict.visible, verdict.against.length === 0, JSON.stringify(verdict));
        for (const obstacle of verdict.against) met.add(obstacle);
      }),
      { numRuns: 10_000 },
    );
    assert.deepEqual([...met].sort(), ['access', 'filter', 'ownership', 'permission', 'portal-off']);
  });

  test('nobody is told more by a property that is hidden', () => {
    let fewer = 0;
    fc.assert(
      fc.property(settings, contact, ticket, fc.nat(), (from, one, what, index) => {
        const { visibleProperties } = from.tickets;
        const hidden = visibleProperties[index % visibleProperties.length]!;
        const kept = visibleProperties.filter((property) => property !== hidden);
        const narrowed = { ...from, tickets: { ...from.tickets, visibleProperties: kept } };
        const actor = actorFor({ contact: one, role: 'customer', settings: from });
        const [wide, narrow] = [from, narrowed].map((by) => projectTicket(what, actor, by));
        assert.deepEqual(
          narrow!.properties,
          wide!.properties.filter(({ key }) => key !== hidden.key),
        );
        assert.deepEqual({ ...narrow, properties: [] }, { ...wide, properties: [] });
        fewer += wide!.properties.length - narrow!.properties.length;
        if (!sees(from, one, what)) return;
        const [before, after] = [from, narrowed].map(
          (by) => projectReasons(sightOf(actor, what), what, one.companies, by).rule,
        );
        assert.deepEqual(
          after?.properties,
          before?.properties.filter(({ key }) => key !== hidden.key),
        );
        assert.ok(before?.hidden !== true || after?.hidden === true);
      }),
      { numRuns: 10_000 },
    );
    assert.ok(fewer > 0, 'nothing was hidden');
  });

  test('a colleague’s ticket has the shape of one’s own, whatever the owner decides', () => {
    let both = 0;
    fc.assert(
      fc.property(settings, contact, contact, ticket, (by, left, right, what) => {
        const [mine, theirs] = [left, right].map((one) =>
          actorFor({ contact: one, role: 'customer', settings: by }),
        );
        for (const project of [projectSummary, projectTicket]) {
          assert.deepEqual(shapeOf(project(what, mine!, by)), shapeOf(project(what, theirs!, by)));
        }
        const message = messageOf(what);
        assert.deepEqual(shapeOf(projectMessage(message, mine!)), shapeOf(projectMessage(message, theirs!)));
        if (!sees(by, left, what) || !sees(by, right, what)) return;
        both += 1;
        const [own, other] = ([left, right] as const).map((one, index) => {
          const sight = sightOf([mine!, theirs!][index]!, what);
          const { company, ...rest } = projectReasons(sight, what, one.companies, by);
          // Only of a company's there is a company to name.
          assert.equal(company !== undefined, rest.owner === 'company');
          return rest;
        });
        assert.deepEqual(shapeOf(own), shapeOf(other));
      }),
      { numRuns: 10_000 },
    );
    assert.ok(both > 100, `both saw it ${both} times`);
  });
});

describe('why a ticket shows', () => {
  const one: DeskContact = {
    ...{ id: 'alice', email: 'alice@acme.example', name: 'Alice' },
    companies: [{ id: 'acme', name: 'Acme' }],
  };
  const what: DeskTicket = {
    ...fc.sample(ticket, { numRuns: 1, seed: 1 })[0]!,
    requester: { id: 'bob', name: 'Bob', role: 'customer' },
    companyId: 'acme',
    properties: { severity: 'blocked', internal: 'CANARY' },
  };
  const told = (filter: Rule | undefined, shown = what) => {
    const by = { ...defaultSettings, tickets: { ...defaultSettings.tickets, ...(filter ? { filter } : {}) } };
    const actor = actorFor({ contact: one, role: 'customer', settings: by });
    return projectReasons(sightOf(actor, shown), shown, one.companies, by);
  };

  test('is that it is one’s own, or a company’s by its name', () => {
    assert.deepEqual(told(undefined), { owner: 'company', company: { id: 'acme', name: 'Acme' } });
    const own = { ...what, requester: { ...what.requester, id: 'alice' } };
    assert.deepEqual(told(undefined, own), { owner: 'mine' });
    const agent = actorFor({ contact: { ...one, id: 'x' }, role: 'agent', settings: defaultSettings });
    assert.deepEqual(sightOf(agent, what), { owner: 'staff' });
  });

  test('is the owner’s rule by what customers see of the ticket, and not what it compares with', () => {
    assert.deepEqual(
      told({
        all: [
          { property: 'severity', operator: 'is', value: ['blocked', 'SECRET'] },
          { property: 'stage', operator: 'is-not', value: 'SECRET' },
          { property: 'state', operator: 'not-empty' },
          { property: 'product_area', operator: 'is-not', value: 'SECRET' },
        ],
      }).rule,
      {
        properties: [
          { key: 'severity', label: 'Severity', value: 'We are blocked' },
          { key: 'status' },
          { key: 'product_area', label: 'Product area', value: null },
        ],
        hidden: false,
      },
    );
  });

  test('is a rule of the site where it looks at what customers do not see', () => {
    for (const property of ['internal', 'company', 'requester', '__proto__']) {
      assert.deepEqual(told({ property, operator: 'is-not', value: 'SECRET' }).rule, {
        properties: [],
        hidden: true,
      });
    }
  });

  test('leaves out the alternatives that do not apply', () => {
    const rule = told({
      any: [
        { property: 'internal', operator: 'is', value: 'other' },
        { property: 'subject', operator: 'contains', value: 'export' },
      ],
    }).rule;
    assert.deepEqual(rule, { properties: [{ key: 'subject' }], hidden: false });
  });

  test('tells nothing that the ticket itself does not', () => {
    fc.assert(
      fc.property(settings, ticketRule, (by, filter) => {
        const made = { ...by, tickets: { ...by.tickets, filter, permission: 'company' as const } };
        const actor = actorFor({ contact: one, role: 'customer', settings: made });
        fc.pre(showsTo(actor, what));
        const text = JSON.stringify(projectReasons(sightOf(actor, what), what, one.companies, made));
        assert.ok(!/CANARY|internal/.test(text), text);
      }),
      { numRuns: 5_000 },
    );
  });
});
