import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { SortKey } from '../../../src/api/index.ts';
import { createCursors } from '../../src/desks/builtin/cursor.ts';
import { listTickets, type ListContext } from '../../src/desks/builtin/list.ts';
import { sortColumns } from '../../src/desks/builtin/pages.ts';
import type { Reach } from '../../src/desks/builtin/searched.ts';
import type { Actor, DeskQuery } from '../../src/desks/desk.ts';
import { maySee } from '../../src/policy/policy.ts';
import { matches, type Rule } from '../../src/policy/rules.ts';
import { newId } from '../../src/storage/ids.ts';
import { createSearch, foundIn, shardOf } from '../../src/storage/search.ts';
import { databases, skipOf } from '../helpers/databases.ts';
import { newTicket, query, withDesk, type Bench } from './fixture.ts';

/** From walks that end in the middle of a page to those that read everything; and none at all. */
const reaches: Reach[] = [
  { stretch: 1, stretches: 3, few: 0 },
  { stretch: 2, stretches: 100, few: 0 },
  { stretch: 4, stretches: 4, few: 2 },
  { stretch: 5, stretches: 2, few: 5 },
  { stretch: 500, stretches: 4, few: 25 },
  { stretch: 1, stretches: 0, few: 0 },
];
const words = ['rot', 'Röte', 'blau', 'grün', '日本', '10', 'zaun', 'blaugrün'];
const prefixes = ['r', 'rot', 'rote', 'bl', 'blau', 'g', '日', '1', 'z', 'pr', 'x', '1003', 'nirgends'];

const rules: (Rule | undefined)[] = [
  undefined,
  { property: 'severity', operator: 'is', value: 'blocked' },
  {
    any: [
      { property: 'state', operator: 'is', value: 'closed' },
      { property: 'severity', operator: 'empty' },
    ],
  },
];

/** Tickets of five people in two companies or none, some in several threads; with all of the words that each shows. */
async function fill(bench: Bench): Promise<Map<string, { all: string[]; newest: string[] }>> {
  const { desk, storage, clock, alice, bob, carol, agent } = bench;
  const alone = { ...alice, contactId: (await desk.ensureContact({ email: 'd@d.example', name: 'D' })).id };
  const owners: Actor[] = [alice, alice, bob, carol, alone];
  const texts = new Map<string, { all: string[]; newest: string[] }>();
  const pick = (index: number): string => words[index % words.length] ?? '';
  for (let index = 0; index < 36; index += 1) {
    clock.now = new Date(Date.UTC(2026, 10, 1 + Math.floor(index / 4)));
    const said = `x ${pick(index * 5 + 1)}`;
    const ticket = await desk.create(
      owners[index % owners.length]!,
      newTicket(`S ${pick(index)}`, {
        body: { format: 'text', content: said },
        properties: index % 3 === 0 ? { severity: 'blocked' } : {},
      }),
      `t${index}`,
    );
    const subject = `${ticket.reference} ${ticket.subject}`;
    const shown = { all: [subject, said], newest: [subject, said] };
    for (let thread = 0; thread < (index * 7) % 4; thread += 1) {
      clock.now = new Date(clock.now.getTime() + 60_000);
      // Of four replies, one goes on in the thread that is there.
      const opens = thread !== 1;
      if (opens)
        await storage.db
          .insertInto('threads')
          .values({
            id: newId(clock.now.getTime()),
            ticket_id: ticket.id,
            inbox: 'sales',
            channel: 'email',
            created_at: clock.now.toISOString(),
          })
          .execute();
      const content = `y ${pick(index * 3 + thread)}`;
      const body = { format: 'text' as const, content };
      await desk.reply(agent, ticket.id, { body, channel: 'email', attachments: [] }, `r${index}-${thread}`);
      shown.all.push(content);
      shown.newest = opens ? [subject, content] : [...shown.newest, content];
    }
    if (index % 4 === 1) await desk.setState(agent, ticket.id, 'closed', `c${index}`);
    texts.set(ticket.id, shown);
  }
  return texts;
}

const asked = fc.record({
  text: fc
    .array(fc.constantFrom(...prefixes), { minLength: 1, maxLength: 3 })
    .map((parts) => parts.join(' ')),
  who: fc.constantFrom('alice', 'bob', 'carol', 'agent'),
  view: fc.constantFrom('mine', 'company', 'all'),
  state: fc.constantFrom('any', 'open', 'closed'),
  by: fc.constantFrom<SortKey>('created', 'activity', 'reference', 'subject', 'status'),
  descending: fc.boolean(),
  limit: fc.constantFrom(1, 3, 7, 50),
  rule: fc.constantFrom(...rules),
  threads: fc.boolean(),
  reach: fc.constantFrom(...reaches),
} as const);

const compared = (a: string | number, b: string | number): number =>
  typeof a === 'number' && typeof b === 'number'
    ? a - b
    : Buffer.compare(Buffer.from(`${a}`), Buffer.from(`${b}`));

for (const database of databases) {
  test(
    `any search shows what a look at each ticket finds, in the same order, in pages of any size, on ${database.name}`,
    { skip: skipOf(database) },
    () =>
      withDesk(database, async (bench) => {
        const { storage, desk, settings } = bench;
        const texts = await fill(bench);
        const everything = await desk.list(bench.agent, query({ view: 'all', limit: 100 }));
        assert.equal(everything.items.length, texts.size);
        const keys = new Map(
          (await storage.db.selectFrom('tickets').selectAll().execute()).map((row) => [row.id, row]),
        );
        const context: ListContext = {
          db: storage.db,
          search: createSearch(storage.dialect),
          cursors: createCursors(storage),
          settings,
        };
        let found = 0;
        await fc.assert(
          fc.asyncProperty(asked, async (one) => {
            const staff = one.who === 'agent';
            const actor: Actor = {
              ...bench[one.who],
              ...(one.rule && !staff ? { shows: one.rule } : {}),
              ...(one.threads && !staff ? { threads: 'newest' as const } : {}),
            };
            const company = staff ? 'acme' : (actor.companyIds[0] ?? '');
            const view: DeskQuery['view'] =
              one.view === 'mine' || (one.view === 'all' && !staff)
                ? 'mine'
                : one.view === 'all'
                  ? 'all'
                  : { companyId: company };
            const column = sortColumns[one.by];
            const expected = everything.items
              .filter(
                (ticket) =>
                  maySee(actor, { contactId: ticket.requester.id, companyId: ticket.companyId }) &&
                  (view === 'all' ||
                    (view === 'mine'
                      ? ticket.requester.id === actor.contactId
                      : ticket.companyId === view.companyId)) &&
                  (one.state === 'any' || ticket.stage.state === one.state) &&
                  (!actor.shows || matches(actor.shows, ticket)) &&
                  foundIn(one.text, texts.get(ticket.id)?.[actor.threads ?? 'all'] ?? []),
              )
              .map(({ id }) => id)
              .sort((a, b) => {
                const order =
                  compared(keys.get(a)?.[column] ?? '', keys.get(b)?.[column] ?? '') || compared(a, b);
                return one.descending ? -order : order;
              });
            const { text, state, limit, reach } = one;
            const first = query({
              ...{ text, view, state, limit },
              sort: { by: one.by, descending: one.descending },
            });
            const shown: string[] = [];
            let cursor: string | undefined;
            do {
              const page = await listTickets(
                { ...context, reach },
                actor,
                cursor === undefined ? first : { ...first, cursor },
              );
              assert.deepEqual(page.total, { value: expected.length, exact: true });
              shown.push(...page.items.map(({ id }) => id));
              cursor = page.next;
            } while (cursor !== undefined);
            assert.deepEqual(shown, expected);
            found += expected.length;
          }),
          { numRuns: 250 },
        );
        assert.ok(found > 250, `only ${found} found: too few to tell anything`);
      }),
  );
}

test('owners of any kind have a shard, and it never moves: what is written is found by it', () => {
  assert.deepEqual(['k8', 'acme', 'globex', '日本', ''].map(shardOf), [26, 2, 27, 15, 35]);
});
