import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import type { DeskTicket } from '../../src/desks/desk.ts';
import { ruleFilter } from '../../src/desks/builtin/rule-filter.ts';
import { selectTickets, toTicket } from '../../src/desks/builtin/rows.ts';
import {
  builtInProperties,
  comparableValues,
  explain,
  matches,
  ruleSchema,
  testsOf,
  type Rule,
  type Test,
} from '../../src/policy/rules.ts';
import { subjectKey } from '../../src/storage/search.ts';
import { withDesk, type Bench } from '../desks/fixture.ts';
import { databases, skipOf } from '../helpers/databases.ts';

const operators = [
  ...(['is', 'is-not', 'contains', 'not-contains'] as const),
  ...(['before', 'after', 'empty', 'not-empty'] as const),
];
const keys = ['area', 'severity', 'tags'];
const words = [
  '',
  'a',
  'A',
  'ä',
  'billing',
  'Billing%',
  '_',
  '\\',
  "o'clock",
  '9',
  '10',
  'true',
  '日本',
  '𝒳',
  '\ufffd',
  '\0',
  '\ud800',
];
const times = ['2026-11-14T09:00:00.000Z', '2026-11-15', '2025-01-01T00:00:00.000Z', ''];
const word = fc.constantFrom(...words);

function valueFor(property: string): fc.Arbitrary<string> {
  switch (property) {
    case 'state':
      return fc.constantFrom('open', 'closed', 'Open');
    case 'stage':
      return fc.constantFrom('new', 'solved', 'in-progress', 'none');
    case 'channel':
      return fc.constantFrom('form', 'email', 'chat');
    case 'company':
      return fc.constantFrom('acme', 'globex', 'ACME');
    case 'created':
    case 'activity':
      return fc.constantFrom(...times);
    default:
      return word;
  }
}

const singleTest: fc.Arbitrary<Test> = fc
  .constantFrom(...Object.keys(builtInProperties), ...keys, '__proto__', 'constructor')
  .chain((property) =>
    fc.oneof(
      fc.record({
        property: fc.constant(property),
        operator: fc.constantFrom('empty' as const, 'not-empty' as const),
      }),
      fc.record({
        property: fc.constant(property),
        operator: fc.constantFrom(
          ...(['is', 'is-not', 'contains', 'not-contains', 'before', 'after'] as const),
        ),
        value: fc.oneof(
          valueFor(property),
          fc.array(valueFor(property), { minLength: 1, maxLength: 3 }),
          fc.constantFrom(9, 10, -0, true, false),
        ),
      }),
    ),
  );

const sound = singleTest.filter((made) => ruleSchema.safeParse(made).success);

const { rule } = fc.letrec<{ rule: Rule }>((tie) => ({
  rule: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    sound,
    fc.record({ all: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }) }),
  ),
}));

/** Forty tickets of all sorts. */
async function fill({ storage: { db }, alice, carol }: Bench): Promise<void> {
  const pick = <T>(list: readonly T[], index: number): T => list[index % list.length]!;
  for (let index = 0; index < 40; index += 1) {
    const subject = pick(words, index * 7)
      .replaceAll('\0', '')
      .toWellFormed();
    const properties = {
      ...(index % 3 ? { area: pick(words, index).replaceAll('\0', '').toWellFormed() } : {}),
      ...(index % 4 ? { severity: pick([9, 10, true, false, null], index) } : {}),
      ...(index % 5
        ? {
            tags: words
              .slice(index % 7, (index % 7) + (index % 3))
              .filter((tag) => tag !== '\0')
              .map((tag) => tag.toWellFormed()),
          }
        : {}),
    };
    const id = `t${index}`;
    const stage = pick(['new', 'in-progress', 'solved'], index);
    const at = pick(
      ['2026-11-14T09:00:00.000Z', '2026-11-15T00:00:00.000Z', '2025-12-31T23:59:59.999Z'],
      index,
    );
    await db
      .insertInto('tickets')
      .values({
        ...{ id, number: index + 1, reference: `PR-${index}`, subject, subject_key: subjectKey(subject) },
        ...{ stage_id: stage, state: stage === 'solved' ? 'closed' : 'open', stage_rank: 1 },
        contact_id: pick([alice, carol], index).contactId,
        company_id: pick(['acme', 'globex', null], index),
        ...{ created_at: at, last_activity_at: at, staff_activity_at: at, version: 1, last_seq: 0 },
        ...{ last_author_id: alice.contactId, form_id: null, channel: pick(['form', 'email'], index) },
        ...{ properties: JSON.stringify(properties), assignee_id: null },
      })
      .execute();
    const rows = Object.entries(properties).flatMap(([key, value]) =>
      comparableValues(value).map((text) => ({ ticket_id: id, key, value: text })),
    );
    if (rows.length > 0) await db.insertInto('ticket_properties').values(rows).execute();
  }
}

const batch = 50;

/** What many rules find, by one query. */
async function foundBy({ storage: { db } }: Bench, rules: readonly Rule[]): Promise<string[][]> {
  const ask = (made: Rule, index: number) =>
    db
      .selectFrom('tickets')
      .select([sql<number>`${sql.lit(index)}`.as('rule'), 'tickets.id'])
      .where(ruleFilter(made));
  const [first, ...rest] = rules.map(ask);
  const found = rules.map((): string[] => []);
  const all = rest.reduce((query, next) => query.unionAll(next), first!);
  for (const row of await all.execute()) found[row.rule]!.push(row.id);
  return found.map((ids) => ids.sort());
}

/** Groups within groups: all of any, or any of all. */
const isNested = (made: Rule): boolean => {
  if ('all' in made) return made.all.some((inner) => 'any' in inner || isNested(inner));
  return 'any' in made && made.any.some((inner) => 'all' in inner || isNested(inner));
};

for (const kind of databases) {
  test(`${kind.name} and memory agree on 10,000 rules`, { skip: skipOf(kind) }, (context) =>
    withDesk(kind, async (bench) => {
      await fill(bench);
      const tickets = (await selectTickets(bench.storage.db, bench.agent).execute()).map((row) =>
        toTicket(row, bench.agent),
      );
      assert.equal(tickets.length, 40);
      const seen = { rules: 0, nested: 0, some: 0, pairs: new Set<string>() };
      await fc.assert(
        fc.asyncProperty(fc.array(rule, { minLength: batch, maxLength: batch }), async (rules) => {
          const found = await foundBy(bench, rules);
          for (const [index, made] of rules.entries()) {
            const wanted = tickets
              .filter((ticket) => matches(made, ticket))
              .map(({ id }) => id)
              .sort();
            assert.deepEqual(found[index], wanted, JSON.stringify(made));
            seen.rules += 1;
            if (isNested(made)) seen.nested += 1;
            if (wanted.length > 0 && wanted.length < tickets.length) seen.some += 1;
            for (const { property, operator } of testsOf(made)) seen.pairs.add(`${property} ${operator}`);
          }
        }),
        { numRuns: 10_000 / batch },
      );
      assert.ok(seen.rules >= 10_000);
      // Every operator that a property takes, of those that every ticket has and of others.
      for (const property of [...Object.keys(builtInProperties), ...keys]) {
        for (const operator of operators) {
          const value = operator.endsWith('empty') ? {} : { value: 'a' };
          if (!ruleSchema.safeParse({ property, operator, ...value }).success) continue;
          assert.ok(seen.pairs.has(`${property} ${operator}`), `${property} ${operator} was never asked`);
        }
      }
      assert.ok(seen.nested > 100 && seen.some > 1000, JSON.stringify(seen));
      context.diagnostic(
        `${seen.rules} rules, ${seen.nested} of groups in groups, ${seen.some} that find some tickets and not all`,
      );
    }),
  );
}

const ticket = (over: Partial<DeskTicket> = {}): DeskTicket => ({
  id: 't1',
  reference: 'PR-1',
  subject: 'Export stops',
  stage: { id: 'new', label: 'With us', state: 'open' },
  createdAt: '2026-11-14T09:00:00.000Z',
  lastActivityAt: '2026-11-14T09:00:00.000Z',
  requester: { id: 'c1', name: 'Alice', role: 'customer' },
  version: '1',
  channel: 'form',
  properties: { severity: 'blocked' },
  ...over,
});

describe('rules', () => {
  const blocked: Rule = { property: 'severity', operator: 'is', value: 'blocked' };
  const open: Rule = { property: 'state', operator: 'is', value: 'open' };

  test('that are narrowed show nobody more', () => {
    fc.assert(
      fc.property(rule, rule, (wide, more) => {
        const one = ticket();
        if (matches({ all: [wide, more] }, one)) assert.ok(matches(wide, one));
        if (!matches({ any: [wide, more] }, one)) assert.ok(!matches(wide, one));
      }),
      { numRuns: 10_000 },
    );
  });

  test('tell what each of their parts says', () => {
    assert.deepEqual(explain({ all: [open, { any: [blocked] }] }, ticket({ properties: {} })), {
      all: [
        { test: open, holds: true },
        { any: [{ test: blocked, holds: false }], holds: false },
      ],
      holds: false,
    });
    fc.assert(fc.property(rule, (made) => explain(made, ticket()).holds === matches(made, ticket())));
  });

  test('compare text without case and accents, ids as they are', () => {
    assert.ok(matches({ property: 'severity', operator: 'is', value: 'BLÖCKED' }, ticket()));
    assert.ok(!matches({ property: 'state', operator: 'is', value: 'OPEN' }, ticket()));
  });

  const refused: [what: string, rule: unknown][] = [
    ['no rule', {}],
    ['an empty group', { all: [] }],
    ['two kinds at once', { all: [blocked], any: [blocked] }],
    ['a part of an id', { property: 'company', operator: 'contains', value: 'ac' }],
    ['an unknown operator', { property: 'a', operator: 'like', value: 'b' }],
    ['no value where one is needed', { property: 'a', operator: 'is' }],
    ['a value where none belongs', { property: 'a', operator: 'empty', value: 'b' }],
    ['too many values', { property: 'a', operator: 'is', value: Array(101).fill('x') }],
    ['groups too deep', { all: [{ all: [{ all: [{ all: [{ all: [blocked] }] }] }] }] }],
    ['too many conditions', { any: Array.from({ length: 101 }, () => blocked) }],
  ];
  for (const [what, wrong] of refused) {
    test(`with ${what} are refused`, () => assert.equal(ruleSchema.safeParse(wrong).success, false));
  }

  test('that are sound are taken as they stand', () => {
    const right: Rule = { any: [blocked, { all: [open, { property: 'tags', operator: 'empty' }] }] };
    assert.deepEqual(ruleSchema.parse(right), right);
  });
});
