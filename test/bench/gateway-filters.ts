import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import pg from 'pg';
import { sql, type RawBuilder } from 'kysely';
import { createBuiltInDesk } from '../../server/src/desks/builtin/desk.ts';
import type { Actor, DeskQuery } from '../../server/src/desks/desk.ts';
import { createChanges } from '../../server/src/live/changes.ts';
import { actorFor } from '../../server/src/policy/policy.ts';
import type { Rule } from '../../server/src/policy/rules.ts';
import { defaultSettings } from '../../server/src/settings/settings.ts';
import { createDiskFiles } from '../../server/src/storage/files.ts';
import { openStorage, type Storage } from '../../server/src/storage/storage.ts';
import { databases, type TestDatabase } from '../../server/test/helpers/databases.ts';
import { insertDocuments } from '../../server/test/helpers/search-documents.ts';
import { printTable, quantile } from './statistics.ts';

const counts = { sqlite: 100_000, postgres: 1_000_000 };
const companies = 25;
const contacts = 1_000;
const tries = 300;
const nothingYet = () => ({ times: [] as number[], works: [] as number[], found: '' });
const silent = { info: () => {}, warn: () => {}, error: () => {} };

const threeRules: Rule = {
  all: [
    { property: 'severity', operator: 'is-not', value: 'question' },
    { property: 'region', operator: 'is', value: ['emea', 'apac'] },
    {
      any: [
        { property: 'internal', operator: 'empty' },
        { property: 'state', operator: 'is', value: 'open' },
      ],
    },
  ],
};

/** Whole numbers up to a last one, as a table `n` with a column `i`. */
function numbers(dialect: Storage['dialect'], first: number, last: number): RawBuilder<unknown> {
  const [from, to] = [sql.lit(first), sql.lit(last)];
  return dialect === 'postgres'
    ? sql`generate_series(${from}, ${to}) as n(i)`
    : sql`(with recursive n(i) as (select ${from} union all select i + 1 from n where i < ${to}) select i from n) as n`;
}

/** Twenty words out of thousands, the first of which are in every other message. */
const talk = Array.from({ length: 20 }, (_, place) => {
  const [row, column] = [sql.lit(2 * place + 101), sql.lit(2 * place + 7)];
  return sql`' w' || ((n.i * ${row} % 20011) * (n.i * ${column} % 211) / 211)`;
});

/** What is said in the two messages of a ticket: words that few, many and all have, and such as only others or old ones have. */
function messages(seventh: RawBuilder<unknown>, tickets: number): RawBuilder<unknown>[] {
  const elsewhere = sql`case when n.i % ${sql.lit(companies)} = 8 and n.i % 12500 <> 8 then '' else ' elsewhere' end`;
  const formerly = sql`case when n.i % ${sql.lit(companies)} = 8 and n.i > ${sql.lit(tickets / 2)} then '' else ' formerly' end`;
  const some = sql`'every rare' || (n.i % 5000) || ' only' || n.i || ' ' || ${seventh} || ${elsewhere} || ${formerly}`;
  return [
    sql`${some} || ${sql.join(talk, sql` || `)}`,
    sql`'answer' || ${sql.join(talk.slice(0, 15), sql` || `)}`,
  ];
}

/** Tickets of many contacts in a few companies, made by the database itself. */
async function fill(storage: Storage, database: TestDatabase, tickets: number): Promise<void> {
  const { db, dialect } = storage;
  // Statements of a gateway are cut off after seconds; these take longer.
  const patient = database.url === undefined ? undefined : new pg.Client({ connectionString: database.url });
  await patient?.connect();
  const run = async (statement: RawBuilder<unknown>): Promise<void> => {
    const compiled = statement.compile(db);
    await (patient ? patient.query(compiled.sql, [...compiled.parameters]) : db.executeQuery(compiled));
  };
  const cell = (count: number, names: readonly string[]): RawBuilder<unknown> =>
    sql`case (n.i / ${sql.lit(count)}) % ${sql.lit(names.length)} ${sql.join(
      names.map((name, index) => sql`when ${sql.lit(index)} then ${sql.lit(name)}`),
      sql` `,
    )} end`;
  const severity = cell(1, ['blocked', 'degraded', 'question']);
  const region = cell(3, ['emea', 'apac', 'amer']);
  const word = cell(2, ['export', 'invoice', 'webhook', 'dashboard', 'seat', 'login', 'chart']);
  const contact = sql`'c' || (n.i % ${sql.lit(contacts)})`;
  const company = sql`'k' || (n.i % ${sql.lit(companies)})`;
  const at = sql`'2026-01-01T00:00:00.' || (10000000 + n.i)`;
  try {
    await run(sql`insert into companies (id, name)
      select 'k' || n.i, 'K' || n.i from ${numbers(dialect, 0, companies - 1)}`);
    await run(sql`insert into contacts (id, email, name, created_at)
      select 'c' || n.i, 'c' || n.i || '@k.example', 'C', '2026' from ${numbers(dialect, 0, contacts - 1)}`);
    await run(sql`insert into contact_companies (contact_id, company_id, position)
      select 'c' || n.i, ${company}, 0 from ${numbers(dialect, 0, contacts - 1)}`);
    const some = numbers(dialect, 1, tickets);
    await run(sql`insert into tickets (id, number, reference, subject, subject_key, stage_id, state, stage_rank,
        contact_id, company_id, created_at, last_activity_at, staff_activity_at, version, last_seq, last_author_id,
        channel, properties)
      select 't' || n.i, n.i, 'PR-' || n.i, 'S ' || ${word}, 's ' || ${word},
        case when n.i % 9 = 0 then 'new' else 'solved' end, case when n.i % 9 = 0 then 'open' else 'closed' end,
        case when n.i % 9 = 0 then 1 else 4 end, ${contact}, ${company}, ${at}, ${at}, ${at}, 1, 2, 'c1', 'form',
        '{"severity":"' || ${severity} || '","region":"' || ${region} || '"}' from ${some}`);
    await run(sql`insert into ticket_properties (ticket_id, key, value)
      select 't' || n.i, 'severity', ${severity} from ${some}`);
    await run(sql`insert into ticket_properties (ticket_id, key, value)
      select 't' || n.i, 'region', ${region} from ${some}`);
    // Made at once it takes a fraction of the time.
    if (dialect === 'postgres') await run(sql`drop index search_documents_words`);
    for (const words of messages(word, tickets)) {
      await run(insertDocuments(dialect, { ticket: sql`'t' || n.i`, contact, company, words, from: some }));
    }
    if (dialect === 'postgres') await run(sql`set maintenance_work_mem = '512MB'`);
    if (dialect === 'postgres')
      await run(sql`create index search_documents_words on search_documents using gin (document)`);
    await run(dialect === 'sqlite' ? sql`analyze` : sql`vacuum analyze`);
  } finally {
    await patient?.end();
  }
}

/** Processes of the database that serve a gateway; none where it is part of this one. */
async function backendsOf({ db, dialect }: Storage): Promise<number[]> {
  if (dialect === 'sqlite') return [];
  const { rows } = await sql<{ pid: number }>`select pid from pg_stat_activity
    where datname = current_database() and application_name = 'portico'`.execute(db);
  return rows.map(({ pid }) => pid);
}

/** Milliseconds that this process and others have computed so far: that does not depend on how busy the machine is. */
function workOf(pids: readonly number[]): number {
  const { user, system } = process.cpuUsage();
  const others = pids.map((pid) => Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]));
  return (user + system) / 1e3 + others.reduce((sum, time) => sum + time, 0) / 1e6;
}

/** What three filter rules cost a page, and searches within a company of 1/25 of all tickets; without HTTP. */
export async function benchFilters(only?: string): Promise<void> {
  for (const kind of databases) {
    if (!kind.available || (only !== undefined && only !== kind.name)) continue;
    const database = await kind.create();
    const storage = await openStorage({ ...database, log: silent });
    const changes = createChanges(storage);
    try {
      await storage.migrate();
      const began = performance.now();
      await fill(storage, database, counts[kind.name]);
      console.log(`${kind.name}: filled in ${((performance.now() - began) / 1000).toFixed(0)} s`);
      const files = createDiskFiles(database.dataDir);
      const desk = createBuiltInDesk({ storage, files, changes, settings: () => defaultSettings });
      const contact = await desk.findContact('c8@k.example');
      if (!contact) throw new Error('nobody is there');
      const actor = actorFor({ contact, role: 'customer', settings: defaultSettings });
      const kept: Actor = { ...actor, shows: threeRules };
      const page: DeskQuery = {
        view: { companyId: 'k8' },
        state: 'any',
        sort: { by: 'activity', descending: true },
        limit: 25,
      };
      const lists: [string, DeskQuery][] = [
        ['the company’s', page],
        ['own', { ...page, view: 'mine' }],
      ];
      const old: [string, DeskQuery] = ['search: old ones alone', { ...page, text: 'formerly' }];
      const searches: [string, DeskQuery][] = [
        ['search: one ticket', { ...page, text: `only${companies * 4_000 - companies + 8}` }],
        ['search: one in 33, by prefix', { ...page, text: 'rare8' }],
        ['search: one in 7', { ...page, text: 'export' }],
        ['search: all of them', { ...page, text: 'every' }],
        ['search: all of other companies’', { ...page, text: 'elsewhere' }],
        // On PostgreSQL a busy machine cuts it off: docs/benchmarks.md.
        ...(kind.name === 'sqlite' ? [old] : []),
        ['search: all, and one in 33', { ...page, text: 'every rare8' }],
        [
          'search: one in 33, by subject',
          { ...page, text: 'rare8', sort: { by: 'subject', descending: false } },
        ],
        ['search: one in 33, own', { ...page, view: 'mine', text: 'rare8' }],
      ];
      const cases = [...lists, ...searches].flatMap(([name, query]) => [
        { name, who: actor, query, ...nothingYet() },
        { name: `${name}, three rules`, who: kept, query, ...nothingYet() },
      ]);
      for (const one of cases.filter(({ name }) => /: (all of them|one in 33, by prefix)/.test(name))) {
        const { next } = await desk.list(one.who, one.query);
        if (next === undefined) continue;
        const query = { ...one.query, cursor: next };
        cases.push({ ...one, name: `${one.name}, next page`, query, ...nothingYet() });
      }
      // In turns, so that all meet the same moments of a busy machine.
      let pids: number[] = [];
      for (let round = -20; round < tries; round += 1) {
        if (round === 0) pids = await backendsOf(storage);
        for (const one of cases) {
          const [before, start] = [workOf(pids), performance.now()];
          const { total } = await desk.list(one.who, one.query);
          const [time, work] = [performance.now() - start, workOf(pids) - before];
          if (round < 0) continue;
          one.times.push(time);
          one.works.push(work);
          one.found = `${total?.value}${total?.exact ? '' : '+'}`;
        }
      }
      const rows = cases.map(({ name, times, works, found }, index): (string | number)[] => {
        const figures = [times, works].flatMap((taken) => [quantile(taken, 0.5), quantile(taken, 0.99)]);
        const bare = name.endsWith('three rules') ? cases[index - 1] : undefined;
        const ratio = bare ? (figures[3] ?? Number.NaN) / quantile(bare.works, 0.99) : '';
        return [name, found, ...figures, ratio];
      });
      printTable(
        `Lists over ${kind.name}, ${counts[kind.name]} tickets, ${tries} tries each, load ${loadavg()
          .map((load) => load.toFixed(1))
          .join(' ')}`,
        ['', 'found', 'p50 ms', 'p99 ms', 'work p50', 'work p99', 'to bare'],
        rows,
      );
    } finally {
      await changes.close();
      await storage.close();
      await database.cleanup();
    }
  }
}

if (import.meta.main) await benchFilters(process.argv[2]);
