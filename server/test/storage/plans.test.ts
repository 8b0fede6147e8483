import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CompiledQuery,
  sql,
  type Kysely,
  type KyselyPlugin,
  type QueryId,
  type RootOperationNode,
} from 'kysely';
import type { SortKey } from '../../../src/api/index.ts';
import { createCursors } from '../../src/desks/builtin/cursor.ts';
import { createBuiltInDesk } from '../../src/desks/builtin/desk.ts';
import { listTickets } from '../../src/desks/builtin/list.ts';
import type { Reach } from '../../src/desks/builtin/searched.ts';
import type { Actor, DeskQuery } from '../../src/desks/desk.ts';
import { createChanges } from '../../src/live/changes.ts';
import { actorFor } from '../../src/policy/policy.ts';
import type { Rule } from '../../src/policy/rules.ts';
import { defaultSettings } from '../../src/settings/settings.ts';
import { createDiskFiles } from '../../src/storage/files.ts';
import { createSearch } from '../../src/storage/search.ts';
import { openStorage, type Dialect, type Schema, type Storage } from '../../src/storage/storage.ts';
import { silent, query } from '../desks/fixture.ts';
import { databases, skipOf } from '../helpers/databases.ts';
import { insertDocuments } from '../helpers/search-documents.ts';

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

const severity = sql`case when (n.i / 10) % 4 = 0 then 'blocked' else 'question' end`;
const region = sql`case when (n.i / 40) % 2 = 0 then 'emea' else 'apac' end`;

/** Many tickets of many contacts, made by the database itself. */
async function fill({ db, dialect }: Storage): Promise<void> {
  const at = sql`'2026-01-01T00:00:00.' || (1000000 + n.i)`;
  await sql`insert into companies (id, name)
    select 'k' || (n.i - 1), 'K' from ${numbers(companies)}`.execute(db);
  await sql`insert into contacts (id, email, name, created_at)
    select 'c' || n.i, 'c' || n.i || '@k.example', 'C', ${at} from ${numbers(contacts)}`.execute(db);
  await sql`insert into contact_companies (contact_id, company_id, position)
    select 'c' || n.i, 'k' || (n.i % ${sql.lit(companies)}), 0 from ${numbers(contacts)}`.execute(db);
  const contact = sql`'c' || (n.i % ${sql.lit(contacts)} + 1)`;
  const company = sql`'k' || ((n.i % ${sql.lit(contacts)} + 1) % ${sql.lit(companies)})`;
  const words = sql`'every rare' || (n.i % 2000) || 'z ' || case when n.i % 7 = 0 then 'export' else 'invoice' end`;
  for (const from of ofTickets) {
    await sql`insert into tickets (id, number, reference, subject, subject_key, stage_id, state, stage_rank,
        contact_id, company_id, created_at, last_activity_at, staff_activity_at, version, last_seq, last_author_id,
        channel, properties)
      select 't' || n.i, n.i, 'PR-' || n.i, 'S', 's' || (n.i % 100), case when n.i % 9 = 0 then 'new' else 'solved' end,
        case when n.i % 9 = 0 then 'open' else 'closed' end, case when n.i % 9 = 0 then 1 else 4 end,
        ${contact}, ${company}, ${at}, ${at}, ${at}, 1, 2, 'c1', 'form',
        '{"severity":"' || ${severity} || '","region":"' || ${region} || '"}' from ${from}`.execute(db);
    await sql`insert into threads (id, ticket_id, inbox, channel, created_at)
      select 'h' || n.i, 't' || n.i, 'support', 'form', ${at} from ${from}`.execute(db);
    for (const seq of [1, 2]) {
      await sql`insert into messages (id, ticket_id, thread_id, seq, author_id, author_role, channel, format, content, at)
        select 'm' || ${sql.lit(String(seq))} || n.i, 't' || n.i, 'h' || n.i, ${sql.lit(seq)}, 'c1', 'customer', 'form', 'text',
          'Words', ${at} from ${from}`.execute(db);
    }
    await sql`insert into read_marks (contact_id, ticket_id, seq)
      select ${contact}, 't' || n.i, 1 from ${from}`.execute(db);
    for (const [key, value] of [
      ['severity', severity],
      ['region', region],
    ] as const) {
      await sql`insert into ticket_properties (ticket_id, key, value)
        select 't' || n.i, ${sql.lit(key)}, ${value} from ${from}`.execute(db);
    }
    await insertDocuments(dialect, { ticket: sql`'t' || n.i`, contact, company, words, from }).execute(db);
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

/** What was asked while work went on. */
async function askedBy(listener: Listener, { db }: Storage, work: () => Promise<unknown>) {
  listener.asked.length = 0;
  await work();
  return listener.asked.map(({ node, queryId }) => db.getExecutor().compileQuery(node, queryId));
}

async function planOf(db: Kysely<Schema>, dialect: Dialect, queries: CompiledQuery[]): Promise<string> {
  const explain = dialect === 'sqlite' ? 'explain query plan' : 'explain';
  const plans: string[] = [];
  for (const query of queries) {
    const { rows } = await db.executeQuery<{ detail?: string; 'QUERY PLAN'?: string }>(
      CompiledQuery.raw(`${explain} ${query.sql}`, [...query.parameters]),
    );
    plans.push(rows.map((row) => row.detail ?? row['QUERY PLAN'] ?? '').join('\n'));
  }
  return plans.join('\n\n');
}

/** Reading a large table from end to end, or all of an index of it. */
const large = '(tickets|messages|read_marks|search_documents|threads|ticket_properties)';
const whole = {
  sqlite: new RegExp(`^SCAN ${large}(?! VIRTUAL TABLE INDEX \\d+:\\S)`, 'm'),
  postgres: new RegExp(`Seq Scan on ${large}`),
};

interface Expected {
  /** Indexes that the plans name; of SQLite's search, its table. */
  uses?: string[];
  /** Indexes that they do not. */
  spares?: string[];
  /** Whether a page is read in the order of its index, and ends with it. */
  inOrder?: boolean;
  /** The index of a view of all there is. */
  all?: string;
}

function checkPlan(dialect: Dialect, name: string, full: string, expected: Expected): void {
  // All there is, in the order of an index: read no further than the page.
  const plan =
    expected.all && expected.inOrder ? full.replace(`SCAN tickets USING INDEX ${expected.all}`, '') : full;
  assert.doesNotMatch(plan, whole[dialect], `${name}\n${plan}`);
  for (const index of expected.uses ?? [])
    assert.match(full, new RegExp(`\\b${index}\\b`), `${name}\n${plan}`);
  for (const index of expected.spares ?? [])
    assert.doesNotMatch(plan, new RegExp(`\\b${index}\\b`), `${name}\n${plan}`);
  if (expected.inOrder) assert.doesNotMatch(plan, /Sort|TEMP B-TREE|Hash/, `${name}\n${plan}`);
}

/** By the index of words alone, as where a walk has found too little. */
const noWalk: Reach = { stretch: 1, stretches: 0, few: 0 };

interface Question extends Expected {
  name: string;
  who?: 'kept' | 'newest' | 'agent';
  asks: Partial<DeskQuery>;
  reach?: Reach;
}

/** Properties are looked up for tickets at hand, never the other way round. */
const properties = ['ticket_properties_of'];

function questionsOf(dialect: Dialect): Question[] {
  const company = { view: { companyId: 'k8' } };
  const sorted = (by: SortKey): Partial<DeskQuery> => ({ ...company, sort: { by, descending: true } });
  const lists: Question[] = [
    { name: 'own', asks: {}, uses: ['tickets_mine_activity'], inOrder: true },
    { name: 'own, open', asks: { state: 'open' }, uses: ['tickets_mine_state'] },
    { name: 'the company’s', asks: company, uses: ['tickets_company_activity'], inOrder: true },
    {
      name: 'the company’s, open',
      asks: { ...company, state: 'open' },
      uses: ['tickets_company_state'],
      inOrder: true,
    },
    { name: 'by creation', asks: sorted('created'), uses: ['tickets_company_created'], inOrder: true },
    { name: 'by reference', asks: sorted('reference'), uses: ['tickets_company_number'], inOrder: true },
    { name: 'by subject', asks: sorted('subject'), uses: ['tickets_company_subject'], inOrder: true },
    {
      name: 'everybody’s',
      who: 'agent',
      asks: { view: 'all' },
      uses: ['tickets_activity'],
      inOrder: true,
      all: 'tickets_activity',
    },
  ];
  const kept = lists
    .filter(({ who }) => !who)
    .map((one): Question => ({ ...one, who: 'kept', uses: [...(one.uses ?? []), ...properties] }));
  const newest: Question = {
    name: 'the company’s, newest threads',
    who: 'newest',
    asks: company,
    uses: ['tickets_company_activity', 'threads_of'],
  };
  const filtered: Question[] = (['is', 'is-not', 'not-empty', 'contains'] as const).map((operator) => ({
    name: `the company’s, where severity ${operator}`,
    asks: {
      ...company,
      where: [{ property: 'severity', operator, ...(operator === 'not-empty' ? {} : { value: 'blocked' }) }],
    },
    uses: ['tickets_company_activity', ...properties],
    inOrder: true,
  }));
  return [...lists, ...kept, newest, ...filtered, ...searchesOf(dialect)];
}

function searchesOf(dialect: Dialect): Question[] {
  const company = { view: { companyId: 'k8' } };
  if (dialect === 'sqlite') {
    return (['export', 'rare857z', 'every rare857z'] as const).flatMap((text): Question[] => [
      { name: text, asks: { ...company, text }, uses: ['search_documents'] },
      { name: text, who: 'kept', asks: { ...company, text }, uses: ['search_documents', ...properties] },
      { name: `${text}, own`, asks: { text }, uses: ['search_documents'] },
      { name: `${text}, everybody’s`, who: 'agent', asks: { view: 'all', text }, uses: ['search_documents'] },
    ]);
  }
  const words = ['search_documents_words'];
  const walked = { uses: ['tickets_company_activity', 'search_documents_of'], spares: words };
  const both = [...walked.uses, ...words];
  return [
    { name: 'a common word', asks: { ...company, text: 'export' }, ...walked },
    {
      name: 'a common word by subject',
      asks: { ...company, text: 'export', sort: { by: 'subject', descending: false } },
      uses: ['tickets_company_subject', 'search_documents_of'],
      spares: words,
    },
    {
      name: 'a common word among open ones',
      asks: { ...company, text: 'invoice', state: 'open' },
      uses: ['tickets_company_state', 'search_documents_of'],
    },
    {
      name: 'a common word',
      who: 'kept',
      asks: { ...company, text: 'invoice' },
      uses: [...walked.uses, ...properties],
      spares: words,
    },
    {
      name: 'a common word, newest threads',
      who: 'newest',
      asks: { ...company, text: 'invoice' },
      uses: [...walked.uses, 'threads_of'],
    },
    { name: 'a rare word', asks: { ...company, text: 'rare857z' }, uses: both },
    {
      name: 'a rare word',
      who: 'kept',
      asks: { ...company, text: 'rare857z' },
      uses: [...both, ...properties],
    },
    { name: 'a rare word and a common one', asks: { ...company, text: 'every rare857z' }, uses: both },
    {
      name: 'an own word',
      asks: { text: 'rare857z' },
      uses: ['tickets_mine_activity', 'search_documents_of'],
    },
    { name: 'an own word, of many tickets', asks: { text: 'rare857z' }, reach: noWalk, uses: words },
    {
      name: 'everybody’s common word',
      who: 'agent',
      asks: { view: 'all', text: 'invoice' },
      uses: ['tickets_activity', 'search_documents_of'],
      spares: words,
    },
    {
      name: 'everybody’s rare word',
      who: 'agent',
      asks: { view: 'all', text: 'rare857z' },
      uses: ['tickets_activity', ...words],
    },
  ];
}

for (const database of databases) {
  test(
    `what a customer asks is answered from indexes on ${database.name}`,
    { skip: skipOf(database) },
    async () => {
      const target = await database.create();
      const storage = await openStorage({ ...target, log: silent });
      const { dialect } = storage;
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
        const actors: Record<NonNullable<Question['who']>, Actor> = {
          kept: { ...actor, shows: threeRules },
          newest: { ...actor, threads: 'newest' },
          agent: { ...actor, role: 'agent' },
        };
        const activity = query({ sort: { by: 'activity', descending: true }, limit: 25 });
        const first = await desk.list(actor, activity);
        assert.equal(first.items.length, 25);
        assert.deepEqual(first.total, { value: tickets / contacts, exact: true });
        const singles: [string, () => Promise<unknown>][] = [
          ['the contact', () => desk.findContact('c8@k.example')],
          ['the next page', () => desk.list(actor, { ...activity, cursor: first.next! })],
          ['a ticket', () => desk.get(actor, first.items[0]!.id)],
          ['a conversation', () => desk.messages(actor, first.items[0]!.id, { limit: 50, order: 'newest' })],
        ];
        for (const [name, ask] of singles) {
          const asked = await askedBy(listener, storage, ask);
          assert.ok(asked.length > 0 && asked.length <= 3, `${name}: ${asked.length} queries`);
          checkPlan(dialect, name, await planOf(storage.db, dialect, asked), {});
        }

        const context = {
          db: heard.db,
          search: createSearch(dialect),
          cursors: createCursors(storage),
          settings: defaultSettings,
        };
        // The key of cursors is asked for once.
        await context.cursors.encode('', { value: '', id: '' });
        const proofs = new Map<string, { question: Question; asked: CompiledQuery[] }>();
        for (const question of questionsOf(dialect)) {
          const { who, asks, reach } = question;
          const by = who ? actors[who] : actor;
          const name = `${question.name}${who ? `, ${who}` : ''}`;
          const asked = await askedBy(listener, storage, async () => {
            const list = { ...context, ...(reach ? { reach } : {}) };
            const { items, total } = await listTickets(list, by, { ...activity, ...asks });
            assert.ok(items.length > 0, name);
            // To count further would cost more than the page.
            if (who === 'kept' && asks.view && !asks.state && !asks.text)
              assert.deepEqual(total, { value: 100, exact: false }, name);
          });
          assert.ok(asked.length > 0 && asked.length <= (asks.text ? 8 : 3), `${name}: ${asked.length}`);
          // The page; the count reads its index in no order.
          const page = question.inOrder ? asked.slice(0, 1) : asked;
          checkPlan(dialect, name, await planOf(storage.db, dialect, page), question);
          for (const index of question.uses ?? []) proofs.set(`${name}: ${index}`, { question, asked: page });
        }

        for (const [name, { question, asked }] of proofs) {
          const index = name.split(': ')[1]!;
          // A table of SQLite's own search cannot be without its index.
          if (index === 'search_documents') continue;
          await assert.rejects(
            storage.db.transaction().execute(async (tx) => {
              await sql`drop index ${sql.id(index)}`.execute(tx);
              const plan = await planOf(tx, dialect, asked);
              assert.throws(
                () => checkPlan(dialect, name, plan, question),
                `${name} is missed by nothing:\n${plan}`,
              );
              throw new Error('put it back');
            }),
            /put it back/,
          );
        }
        const unread = sql`select ticket_id from search_documents where ticket_id = 't1'`.compile(storage.db);
        if (dialect === 'sqlite')
          assert.match(await planOf(storage.db, dialect, [unread]), whole.sqlite, 'a scan of all documents');
      } finally {
        await changes.close();
        await storage.close();
        await target.cleanup();
      }
    },
  );
}
