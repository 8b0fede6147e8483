import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { SortKey } from '../../../src/api/index.ts';
import type { Actor, DeskQuery } from '../../src/desks/desk.ts';
import { databases, skipOf } from '../helpers/databases.ts';
import { failsWith, newTicket, query, withDesk, type Bench } from './fixture.ts';

/** Twelve tickets of alice, two of bob, two of carol; many share a time, a subject or a stage. */
async function fill({ desk, clock, alice, bob, carol }: Bench): Promise<void> {
  const owners = [...Array<Actor>(12).fill(alice), bob, bob, carol, carol];
  for (const [i, owner] of owners.entries()) {
    clock.now = new Date(Date.UTC(2026, 10, 1 + Math.floor(i / 3)));
    const { id } = await desk.create(
      owner,
      newTicket(['Größe falsch', 'beta', 'Alpha', 'beta'][i % 4]!, {
        properties: i % 2 === 0 ? { severity: 'blocked', product_area: 'exports' } : {},
      }),
      `t${i}`,
    );
    if (i % 4 === 3) await desk.setState(owner, id, 'closed', `c${i}`);
  }
}

async function all(bench: Bench, actor: Actor, first: DeskQuery): Promise<string[]> {
  const references: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await bench.desk.list(actor, cursor === undefined ? first : { ...first, cursor });
    assert.ok(page.items.length <= first.limit);
    references.push(...page.items.map((ticket) => ticket.reference));
    cursor = page.next;
  } while (cursor !== undefined);
  return references;
}

const sorts: SortKey[] = ['created', 'activity', 'reference', 'subject', 'status'];

for (const database of databases) {
  const options = { skip: skipOf(database) };
  const on = `on ${database.name}`;

  test(`every sort, both ways, in pages of any size, shows each ticket once ${on}`, options, () =>
    withDesk(database, async (bench) => {
      await fill(bench);
      for (const by of sorts) {
        const up = await all(bench, bench.alice, query({ sort: { by, descending: false }, limit: 100 }));
        assert.equal(new Set(up).size, 12);
        const down = await all(bench, bench.alice, query({ sort: { by, descending: true }, limit: 100 }));
        assert.deepEqual(down, up.toReversed());
        for (const limit of [1, 3, 5]) {
          const paged = await all(bench, bench.alice, query({ sort: { by, descending: false }, limit }));
          assert.deepEqual(paged, up, `${by} in pages of ${limit}`);
        }
      }
      const subjects = await bench.desk.list(
        bench.alice,
        query({ sort: { by: 'subject', descending: false } }),
      );
      assert.deepEqual(
        [...new Set(subjects.items.map((ticket) => ticket.subject))],
        ['Alpha', 'beta', 'Größe falsch'],
      );
    }),
  );

  test(`views, states, stages and properties narrow a list ${on}`, options, () =>
    withDesk(database, async (bench) => {
      await fill(bench);
      const { desk, alice, carol, agent } = bench;
      const count = async (actor: Actor, more: Partial<DeskQuery>): Promise<number> => {
        const { items, total } = await desk.list(actor, query(more));
        assert.deepEqual(total, { value: items.length, exact: true });
        return items.length;
      };
      assert.equal(await count(alice, {}), 12);
      assert.equal(await count(alice, { view: { companyId: 'acme' } }), 14);
      await assert.rejects(count(alice, { view: { companyId: 'globex' } }), failsWith('not-found'));
      assert.equal(await count(agent, { view: 'all' }), 16);
      assert.equal(await count(alice, { state: 'closed' }), 3);
      assert.equal(await count(alice, { state: 'open' }), 9);
      assert.equal(await count(alice, { stages: ['solved', 'nosuch', "x'"] }), 3);
      const where = (operator: 'is' | 'is-not' | 'in' | 'contains' | 'empty' | 'not-empty', value?: string) =>
        count(alice, {
          where: [{ property: 'severity', operator, ...(value === undefined ? {} : { value }) }],
        });
      assert.equal(await where('is', 'Blocked'), 6);
      assert.equal(await where('is-not', 'blocked'), 6);
      assert.equal(await where('in', 'blocked'), 6);
      assert.equal(await where('contains', 'lock'), 6);
      assert.equal(await where('contains', '%'), 0);
      assert.equal(await where('empty'), 6);
      assert.equal(await where('not-empty'), 6);
      assert.equal(await count(carol, { text: 'alpha' }), 1);

      const bad: Partial<DeskQuery>[] = [
        { limit: 0 },
        { limit: 101 },
        { limit: 1.5 },
        { cursor: 'x' },
        { text: 'x'.repeat(501) },
        { where: [{ property: 'assignee', operator: 'not-empty' }] },
        { where: [{ property: 'severity', operator: 'is' }] },
        { where: [{ property: 'severity', operator: 'like' as never, value: 'x' }] },
        { sort: { by: 'number; drop table tickets' as never, descending: true } },
        { state: 'x' as never },
      ];
      for (const more of bad) await assert.rejects(desk.list(alice, query(more)), failsWith('invalid'));
    }),
  );

  test(`a cursor is good for one person and one question ${on}`, options, () =>
    withDesk(database, async (bench) => {
      await fill(bench);
      const { desk, alice, bob } = bench;
      const company = query({ view: { companyId: 'acme' }, limit: 2 });
      const { next: cursor } = await desk.list(alice, company);
      assert.ok(cursor);
      assert.equal((await desk.list(alice, { ...company, cursor, limit: 5 })).items.length, 5);
      const invalid = failsWith('invalid');
      await assert.rejects(desk.list(bob, { ...company, cursor }), invalid);
      await assert.rejects(desk.list(alice, { ...company, cursor, state: 'open' }), invalid);
      await assert.rejects(desk.list(alice, { ...company, cursor, text: 'x' }), invalid);
      await assert.rejects(
        desk.list(alice, { ...company, cursor, sort: { by: 'subject', descending: true } }),
        invalid,
      );
      await assert.rejects(
        desk.messages(alice, 'x', { limit: 1, order: 'newest', cursor }),
        failsWith('not-found'),
      );
    }),
  );

  test(`search finds beginnings of words in subject, reference and messages ${on}`, options, () =>
    withDesk(database, async (bench) => {
      const { desk, alice, bob, carol, agent } = bench;
      const ticket = await desk.create(
        alice,
        newTicket('Größe der Exporte', { body: { format: 'html', content: '<p>Fails at <b>night</b></p>' } }),
        'a',
      );
      await desk.create(carol, newTicket('Exporte too'), 'a');
      const draft = {
        body: { format: 'text' as const, content: 'naïve 東京 answer' },
        channel: 'portal' as const,
      };
      await desk.reply(agent, ticket.id, { ...draft, attachments: [] }, 'r');
      const found = async (text: string, actor = alice, view: DeskQuery['view'] = 'mine') =>
        (await desk.list(actor, query({ text, view }))).items.map(({ subject }) => subject);
      const ours = ['Größe der Exporte'];
      for (const text of ['exp', 'GRÖSSE', 'grosse', 'Gro exp', 'nig exp', 'NAIVE', '京', ticket.reference]) {
        assert.deepEqual(await found(text), ours, text);
      }
      assert.deepEqual(await found('porte'), []);
      assert.deepEqual(await found('exp nothing'), []);
      assert.deepEqual(await found('???'), []);
      assert.deepEqual(await found('   '), ours);
      assert.deepEqual(await found('exp', bob), []);
      assert.deepEqual(await found('exp', bob, { companyId: 'acme' }), ours);
      assert.deepEqual(await found('exp', carol), ['Exporte too']);
      assert.equal((await found('exp', agent, 'all')).length, 2);
    }),
  );

  test(`no text breaks a search or leaves what its actor sees ${on}`, options, () =>
    withDesk(database, async (bench) => {
      await fill(bench);
      const { desk, alice, carol } = bench;
      const syntax = fc.constantFrom(
        '"',
        "'",
        '*',
        ':',
        '^',
        '-',
        '(',
        ')',
        '{',
        '}',
        '&',
        '|',
        '!',
        '<->',
        '\\',
        '%',
        ';',
        '\0',
        ' AND ',
        ' OR ',
        ' NOT ',
        ' NEAR(',
        'scope:',
        'body:',
        `c${alice.contactId}`,
        'oacme',
        'a',
        'β',
        ' ',
      );
      const text = fc.oneof(
        fc.array(syntax, { maxLength: 12 }).map((parts) => parts.join('')),
        fc.string({ unit: 'binary', maxLength: 60 }),
      );
      await fc.assert(
        fc.asyncProperty(text, async (words) => {
          const { items } = await desk.list(carol, query({ text: words.slice(0, 500) }));
          for (const ticket of items) assert.equal(ticket.requester.id, carol.contactId);
        }),
        { numRuns: 200 },
      );
    }),
  );
}
