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
import { printTable, quantile } from './statistics.ts';

const counts = { sqlite: 100_000, postgres: 1_000_000 };
const companies = 25;
const contacts = 1_000;
const tries = 300;
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
    await run(
      dialect === 'sqlite'
        ? sql`insert into search_documents (ticket_id, scope, body)
          select 't' || n.i, 'c' || ${contact} || ' o' || ${company}, 'every rare' || (n.i % 5000) || ' ' || ${word} from ${some}`
        : sql`insert into search_documents (ticket_id, document) select 't' || n.i, array_to_tsvector(
          array['c:' || ${contact}, 'o:' || ${company}, 'every', 'rare' || (n.i % 5000), ${word}]) from ${some}`,
    );
    await run(dialect === 'sqlite' ? sql`analyze` : sql`vacuum analyze`);
  } finally {
    await patient?.end();
  }
}

/** What three filter rules cost a page, and a search within a company of 1/25 of all tickets; without HTTP. */
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
      const asked: [string, Actor, DeskQuery][] = [
        ['the company’s', actor, page],
        ['with three rules', kept, page],
        ['own', actor, { ...page, view: 'mine' }],
        ['own, with three rules', kept, { ...page, view: 'mine' }],
        ['search, hundreds of words by prefix', actor, { ...page, text: 'rare8' }],
        ['search, a seventh', actor, { ...page, text: 'export' }],
        ['search, a seventh, with rules', kept, { ...page, text: 'export' }],
        ['search, all of them', actor, { ...page, text: 'every' }],
        ['search, two words', actor, { ...page, text: 'every invoice' }],
      ];
      const rows: (string | number)[][] = [];
      for (const [name, who, query] of asked) {
        const times: number[] = [];
        let found = 0;
        for (let index = -20; index < tries; index += 1) {
          const start = performance.now();
          found = (await desk.list(who, query)).total?.value ?? 0;
          if (index >= 0) times.push(performance.now() - start);
        }
        rows.push([name, found, quantile(times, 0.5), quantile(times, 0.99)]);
      }
      printTable(
        `Lists over ${kind.name}, ${counts[kind.name]} tickets, ${tries} tries each`,
        ['', 'found', 'p50 ms', 'p99 ms'],
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
