import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CompiledQuery, sql, type KyselyPlugin, type QueryId, type RootOperationNode } from 'kysely';
import { createBuiltInDesk } from '../../src/desks/builtin/desk.ts';
import type { Actor, DeskQuery } from '../../src/desks/desk.ts';
import { createChanges } from '../../src/live/changes.ts';
import { actorFor } from '../../src/policy/policy.ts';
import type { Rule } from '../../src/policy/rules.ts';
import { defaultSettings } from '../../src/settings/settings.ts';
import { createDiskFiles } from '../../src/storage/files.ts';
import { openStorage, type Storage } from '../../src/storage/storage.ts';
import { silent, query } from '../desks/fixture.ts';
import { databases, skipOf } from '../helpers/databases.ts';

const contacts = 50;
const companies = 10;
const tickets = 10_000;

/** Numbers up to `last`, as a table `n` with a column `i`. */
const numbers = (last: number, first = 1) =>
  sql`(with recursive n(i) as (select ${sql.lit(first)} union all select i + 1 from n where i < ${sql.lit(last)})
    select i from n) as n`;

/** The numbers of all tickets in parts: a busy machine cuts off statements that take seconds. */
const partOfTickets = 2_000;
const ofTickets = Array.from({ length: tickets / partOfTickets }, (_, part) =>
  numbers((part + 1) * partOfTickets, part * partOfTickets + 1),
);

const severity = sql`case when n.i % 4 = 0 then 'blocked' else 'question' end`;
const region = sql`case when n.i % 2 = 0 then 'emea' else 'apac' end`;

/** Many tickets of many contacts, made by the database itself. */
async function fill({ db, dialect }: Storage): Promise<void> {
  const at = sql`'2026-01-01T00:00:00.' || (1000000 + n.i)`;
  await sql`insert into companies (id, name)
    select 'k' || (n.i - 1), 'K' from ${numbers(companies)}`.execute(db);
  await sql`insert into contacts (id, email, name, created_at)
    select 'c' || n.i, 'c' || n.i || '@k.example', 'C', ${at} from ${numbers(contacts)}`.execute(db);
  await sql`insert into contact_companies (contact_id, company_id, position)
    select 'c' || n.i, 'k' || (n.i % ${sql.lit(companies)}), 0 from ${numbers(contacts)}`.execute(db);
  const scope = sql`'c' || (n.i % ${sql.lit(contacts)} + 1)`;
  const word = sql`case when n.i % 7 = 0 then 'export' else 'invoice' end`;
  for (const some of ofTickets) {
    await sql`insert into tickets (id, number, reference, subject, subject_key, stage_id, state, stage_rank,
        contact_id, company_id, created_at, last_activity_at, staff_activity_at, version, last_seq, last_author_id,
        channel, properties)
      select 't' || n.i, n.i, 'PR-' || n.i, 'S', 's', case when n.i % 9 = 0 then 'new' else 'solved' end,
        case when n.i % 9 = 0 then 'open' else 'closed' end, case when n.i % 9 = 0 then 1 else 4 end,
        ${scope}, 'k' || ((n.i % ${sql.lit(contacts)} + 1) % ${sql.lit(companies)}),
        ${at}, ${at}, ${at}, 1, 2, 'c1', 'form',
        '{"severity":"' || ${severity} || '","region":"' || ${region} || '"}' from ${some}`.execute(db);
    await sql`insert into threads (id, ticket_id, inbox, channel, created_at)
      select 'h' || n.i, 't' || n.i, 'support', 'form', ${at} from ${some}`.execute(db);
    for (const seq of [1, 2]) {
      await sql`insert into messages (id, ticket_id, thread_id, seq, author_id, author_role, channel, format, content, at)
        select 'm' || ${sql.lit(String(seq))} || n.i, 't' || n.i, 'h' || n.i, ${sql.lit(seq)}, 'c1', 'customer', 'form', 'text',
          'Words', ${at} from ${some}`.execute(db);
    }
    await sql`insert into read_marks (contact_id, ticket_id, seq)
      select ${scope}, 't' || n.i, 1 from ${some}`.execute(db);
    for (const [key, value] of [
      ['severity', severity],
      ['region', region],
    ] as const) {
      await sql`insert into ticket_properties (ticket_id, key, value)
        select 't' || n.i, ${sql.lit(key)}, ${value} from ${some}`.execute(db);
    }
    await (
      dialect === 'sqlite'
        ? sql`insert into search_documents (ticket_id, scope, body)
          select 't' || n.i, 'c' || ${scope}, ${word} from ${some}`
        : sql`insert into search_documents (ticket_id, document)
          select 't' || n.i, array_to_tsvector(array['c:' || ${scope}, ${word}]) from ${some}`
    ).execute(db);
  }
  await (dialect === 'sqlite' ? sql`analyze` : sql`vacuum analyze`).execute(db);
}

/** Each is met by some of everybody's tickets. */
const threeRules: Rule = {
  all: [
    { property: 'severity', operator: 'is-not', value: 'blocked' },
    { property: 'region', operator: 'is', value: ['emea', 'apac'] },
    {
      any: [
        { property: 'subject', operator: 'contains', value: 's' },
        { property: 'hidden', operator: 'empty' },
      ],
    },
  ],
};
const ofCompany: Partial<DeskQuery> = { view: { companyId: 'k8' } };
const byCreation: Partial<DeskQuery> = { ...ofCompany, sort: { by: 'created', descending: true } };

/** Keeps what a database is asked. */
class Listener implements KyselyPlugin {
  readonly asked: { node: RootOperationNode; queryId: QueryId }[] = [];
  transformQuery({ node, queryId }: { node: RootOperationNode; queryId: QueryId }): RootOperationNode {
    this.asked.push({ node, queryId });
    return node;
  }
  transformResult<T>({ result }: { result: T }): Promise<T> {
    return Promise.resolve(result);
  }
}

async function planOf({ db, dialect }: Storage, query: CompiledQuery): Promise<string> {
  const explain = dialect === 'sqlite' ? 'explain query plan' : 'explain';
  const { rows } = await db.executeQuery<{ detail?: string; 'QUERY PLAN'?: string }>(
    CompiledQuery.raw(`${explain} ${query.sql}`, [...query.parameters]),
  );
  return rows.map((row) => row.detail ?? row['QUERY PLAN'] ?? '').join('\n');
}

/** Reading a large table from end to end, or all of an index of it. */
const large = '(tickets|messages|read_marks|search_documents|threads|ticket_properties)';
const whole = {
  sqlite: new RegExp(`^SCAN ${large}(?! VIRTUAL TABLE INDEX \\d+:\\S)`, 'm'),
  postgres: new RegExp(`Seq Scan on ${large}`),
};

for (const database of databases) {
  test(
    `what a customer asks is answered from indexes on ${database.name}`,
    { skip: skipOf(database) },
    async () => {
      const target = await database.create();
      const storage = await openStorage({ ...target, log: silent });
      const changes = createChanges(storage);
      try {
        await storage.migrate();
        await fill(storage);
        const listener = new Listener();
        const heard = { ...storage, db: storage.db.withPlugin(listener) };
        const desk = createBuiltInDesk({
          storage: heard,
          files: createDiskFiles(target.dataDir),
          changes,
          settings: () => defaultSettings,
        });
        const contact = await desk.findContact('c8@k.example');
        assert.ok(contact);
        const actor = actorFor({ contact, role: 'customer', settings: defaultSettings });
        const activity = query({ sort: { by: 'activity', descending: true }, limit: 25 });
        const first = await desk.list(actor, activity);
        assert.equal(first.items.length, 25);
        assert.deepEqual(first.total, { value: tickets / contacts, exact: true });
        const questions: [string, () => Promise<unknown>][] = [
          ['the contact', () => desk.findContact('c8@k.example')],
          ['own tickets', () => desk.list(actor, activity)],
          ['the next page', () => desk.list(actor, { ...activity, cursor: first.next! })],
          ['own, by creation', () => desk.list(actor, query({ limit: 25 }))],
          ['own, open', () => desk.list(actor, { ...activity, state: 'open' })],
          ['the company’s', () => desk.list(actor, { ...activity, view: { companyId: 'k8' } })],
          ['a search', () => desk.list(actor, { ...activity, text: 'export' })],
          ['a search of two words', () => desk.list(actor, { ...activity, text: 'export inv' })],
          ['a ticket', () => desk.get(actor, first.items[0]!.id)],
          ['a conversation', () => desk.messages(actor, first.items[0]!.id, { limit: 50, order: 'newest' })],
        ];
        for (const [name, ask] of questions) {
          listener.asked.length = 0;
          await ask();
          assert.ok(
            listener.asked.length > 0 && listener.asked.length <= 3,
            `${name}: ${listener.asked.length} queries`,
          );
          for (const { node, queryId } of listener.asked) {
            const compiled = storage.db.getExecutor().compileQuery(node, queryId);
            const plan = await planOf(storage, compiled);
            assert.doesNotMatch(plan, whole[database.name], `${name}: ${compiled.sql}\n${plan}`);
          }
        }

        const kept: Actor = { ...actor, shows: threeRules };
        const lists: [string, string, Actor, Partial<DeskQuery>][] = [
          ['own tickets that rules let through', 'tickets_mine_activity', kept, {}],
          ['own, open', 'tickets_mine_state', kept, { state: 'open' }],
          ['the company’s', 'tickets_company_activity', kept, { view: { companyId: 'k8' } }],
          ['the company’s, by creation', 'tickets_company_created', kept, byCreation],
          [
            'the company’s, newest threads',
            'tickets_company_activity',
            { ...kept, threads: 'newest' },
            ofCompany,
          ],
        ];
        for (const [name, index, who, asked] of lists) {
          listener.asked.length = 0;
          const { items, total } = await desk.list(who, { ...activity, ...asked });
          assert.ok(items.length > 0, name);
          // To count further would cost more than the page.
          if (asked.view) assert.deepEqual(total, { value: 100, exact: false }, name);
          const plans: string[] = [];
          for (const { node, queryId } of listener.asked) {
            const compiled = storage.db.getExecutor().compileQuery(node, queryId);
            const plan = await planOf(storage, compiled);
            assert.doesNotMatch(plan, whole[database.name], `${name}: ${compiled.sql}\n${plan}`);
            plans.push(plan);
          }
          const [page] = plans;
          assert.match(page ?? '', new RegExp(`\\b${index}\\b`), `${name}\n${page}`);
          // Read in the order of its index, it ends with the page. A handful may be sorted, and a ticket's own threads.
          if (who.threads || asked.state) continue;
          assert.doesNotMatch(page ?? '', /Sort|TEMP B-TREE|Hash/, `${name}\n${page}`);
        }
      } finally {
        await changes.close();
        await storage.close();
        await target.cleanup();
      }
    },
  );
}
