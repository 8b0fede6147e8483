import { setTimeout } from 'node:timers/promises';
import { sql, type Kysely } from 'kysely';
import type { HelpDesk } from '../desks/desk.ts';
import { comparableText } from '../policy/rules.ts';
import { searchableText } from '../desks/text.ts';
import type { Files, WrittenFile } from '../storage/files.ts';
import { newId } from '../storage/ids.ts';
import type { Schema } from '../storage/schema.ts';
import { createSearch, subjectKey } from '../storage/search.ts';
import type { Storage, StorageLog, Tx } from '../storage/storage.ts';
import { demoFile, type DemoFile } from './files.ts';
import { makeHistory, type Story } from './history.ts';
import { companies, customers, staff } from './people.ts';
import { createRandom, type Random } from './random.ts';

export interface SeedOptions {
  storage: Storage;
  files: Files;
  desk?: HelpDesk;
  /** Makes an account with a proven address; must take it calmly when there is one already. */
  createAccount: (person: {
    email: string;
    name: string;
    password: string;
    role: 'customer' | 'agent' | 'owner';
  }) => Promise<{ userId: string }>;
  password: string;
  log: StorageLog;
  /** When the demo's history ends; default: the beginning of today, in UTC. */
  base?: Date;
  /** Tickets to make; default 3,000. */
  tickets?: number;
  /** Before a ticket's number; default `PR`. */
  prefix?: string;
}

const marker = 'demo-seed';
/** Any number will do, as long as it is always the same one. */
const seedLock = 7_421_906;
/** Milliseconds between looks at another gateway that is seeding. */
const lookAgain = 200;
/** Rows an insert takes, so that no database runs out of parameters. */
const rowsPerInsert = 200;
const startOfRandom = 20_261_114;

/**
 * Fills a database with a believable help desk, in one transaction. Does nothing on the second run; of gateways that
 * begin together one does it, and the others wait.
 */
export async function seedDemo(options: SeedOptions): Promise<void> {
  const { storage, files, createAccount, password, log } = options;
  if (await isSeeded(storage.db)) return;
  const began = performance.now();
  const base = options.base ?? new Date(new Date().setUTCHours(0, 0, 0, 0));
  const random = createRandom(startOfRandom);
  const stories = makeHistory(random, base, options.tickets ?? 3_000);

  for (const person of customers) {
    if (person.account)
      await createAccount({ email: person.email, name: person.name, password, role: 'customer' });
  }
  for (const person of staff) {
    if (person.account) {
      await createAccount({ email: person.email, name: person.name, password, role: person.role });
    }
  }
  const written = await writeFiles(stories, files, random);
  const seedOnce = (): Promise<'seeded' | 'there' | 'busy'> =>
    storage.transaction(async (tx) => {
      if (!(await claimSeeding(tx, storage))) return 'busy';
      if (await isSeeded(tx)) return 'there';
      const people = await insertPeople(tx, random, base);
      await insertStories(tx, storage, stories, people, written, random, options.prefix ?? 'PR');
      await tx.insertInto('markers').values({ name: marker, value: base.toISOString() }).execute();
      return 'seeded';
    });
  let outcome: 'seeded' | 'there' | 'busy' | undefined;
  try {
    outcome = await seedOnce();
    while (outcome === 'busy') {
      // The wait cannot be the database's: statements that take so long are cut off.
      await setTimeout(lookAgain);
      outcome = await seedOnce();
    }
  } finally {
    if (outcome !== 'seeded') for (const { stored } of written.values()) await files.remove(stored.key);
  }
  if (outcome !== 'seeded') return;
  log.info({ tickets: stories.length, ms: Math.round(performance.now() - began) }, 'demo data is in place');
}

/** Whether this transaction is the one that may seed; SQLite has but one writer anyway. */
async function claimSeeding(tx: Tx, { dialect }: Storage): Promise<boolean> {
  if (dialect === 'sqlite') return true;
  const { rows } = await sql<{ claimed: boolean }>`
    select pg_try_advisory_xact_lock(${seedLock}) as claimed`.execute(tx);
  return rows[0]?.claimed === true;
}

async function isSeeded(db: Kysely<Schema>): Promise<boolean> {
  const row = await db.selectFrom('markers').select('value').where('name', '=', marker).executeTakeFirst();
  return row !== undefined;
}

type Written = Map<string, { file: DemoFile; stored: WrittenFile }>;

async function writeFiles(stories: Story[], files: Files, random: Random): Promise<Written> {
  const made = stories.flatMap((story) =>
    story.file ? [{ id: story.id, file: demoFile(story.file, random) }] : [],
  );
  const written: Written = new Map();
  await Promise.all(
    made.map(async ({ id, file }) => {
      const stream = new Blob([new Uint8Array(file.content)]).stream();
      written.set(id, { file, stored: await files.write(stream, { maxBytes: 1024 * 1024 }) });
    }),
  );
  return written;
}

/** The ids of everybody by address; contacts that came with an account keep theirs. */
async function insertPeople(tx: Tx, random: Random, base: Date): Promise<Map<string, string>> {
  const since = base.getTime() - 1_000 * 24 * 60 * 60 * 1000;
  for (const { key, name } of companies) {
    await tx
      .insertInto('companies')
      .values({ id: key, name })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  for (const { email, name } of [...customers, ...staff]) {
    await tx
      .insertInto('contacts')
      .values({ id: newId(since, random.bytes(10)), email, name, created_at: new Date(since).toISOString() })
      .onConflict((conflict) => conflict.column('email').doNothing())
      .execute();
  }
  const rows = await tx.selectFrom('contacts').select(['id', 'email']).execute();
  const people = new Map(rows.map((row) => [row.email, row.id]));
  for (const { email, company } of customers) {
    await tx
      .insertInto('contact_companies')
      .values({ contact_id: idOf(people, email), company_id: company, position: 0 })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  return people;
}

async function insertStories(
  tx: Tx,
  storage: Storage,
  stories: Story[],
  people: Map<string, string>,
  written: Written,
  random: Random,
  prefix: string,
): Promise<void> {
  const stages = new Map(
    (await tx.selectFrom('stages').selectAll().execute()).map((stage) => [stage.id, stage]),
  );
  const { value: lastNumber } = await tx
    .selectFrom('counters')
    .select('value')
    .where('name', '=', 'ticket')
    .executeTakeFirstOrThrow();
  const numbered = stories.map((story, i) => ({ story, number: lastNumber + 1 + i }));
  const tickets = numbered.map(({ story, number }) => {
    const { messages, note } = story;
    const stage = stages.get(story.stage);
    const first = messages[0];
    const last = messages.at(-1);
    if (!stage || !first || !last) throw new Error('a demo ticket without stage or message');
    return {
      id: story.id,
      number,
      reference: `${prefix}-${number}`,
      subject: story.subject,
      subject_key: subjectKey(story.subject),
      stage_id: stage.id,
      state: stage.state,
      stage_rank: stage.rank,
      contact_id: idOf(people, story.customer),
      company_id: story.company,
      created_at: first.at,
      last_activity_at: last.at,
      staff_activity_at: note && note.at > last.at ? note.at : last.at,
      version: messages.length,
      last_seq: messages.length,
      last_author_id: idOf(people, last.author),
      form_id: story.channel === 'form' ? 'support' : null,
      channel: story.channel,
      properties: JSON.stringify({ product_area: story.area, severity: story.severity }),
      assignee_id: messages[1] ? idOf(people, messages[1].author) : null,
    };
  });
  const threadsOf = stories.map((story) =>
    (story.older > 0 ? [0, story.older] : [0]).map((from) => {
      const { at, channel } = story.messages[from]!;
      return {
        id: newId(Date.parse(at), random.bytes(10)),
        ticket_id: story.id,
        inbox: 'support',
        channel,
        created_at: at,
      };
    }),
  );
  const messages = stories.flatMap((story, i) =>
    story.messages.map((message, position) => ({
      id: message.id,
      ticket_id: story.id,
      thread_id: threadsOf[i]!.at(position < story.older ? 0 : -1)!.id,
      seq: position + 1,
      author_id: idOf(people, message.author),
      author_role: message.role,
      channel: message.channel,
      format: message.format,
      content: message.content,
      lang: null,
      quoted_format: message.quoted === undefined ? null : ('html' as const),
      quoted_content: message.quoted ?? null,
      at: message.at,
      author_key: null,
    })),
  );
  const notes = numbered.flatMap(({ story: { id, note }, number }) =>
    note
      ? [
          {
            id: note.id,
            ticket_id: id,
            author_id: idOf(people, note.author),
            format: 'markdown' as const,
            content: `${note.content}\n\nInternal file LMN-INT-${number}.`,
            at: note.at,
          },
        ]
      : [],
  );
  const properties = stories.flatMap(({ id, area, severity }) => [
    { ticket_id: id, key: 'product_area', value: comparableText(area) },
    { ticket_id: id, key: 'severity', value: comparableText(severity) },
  ]);
  const attachments = stories.flatMap((story) => {
    const found = written.get(story.id);
    const first = story.messages[0];
    if (!found || !first) return [];
    return [
      {
        id: newId(Date.parse(first.at), random.bytes(10)),
        owner_id: idOf(people, story.customer),
        ticket_id: story.id,
        message_id: first.id,
        position: 0,
        name: found.file.name,
        media_type: found.file.mediaType,
        bytes: found.stored.bytes,
        sha256: found.stored.sha256,
        storage_key: found.stored.key,
        created_at: first.at,
      },
    ];
  });
  const agent = idOf(people, staff[0]!.email);
  const marks = stories.flatMap((story) => {
    const newest = story.messages.length;
    const requester = {
      contact_id: idOf(people, story.customer),
      ticket_id: story.id,
      seq: story.unread ? newest - 1 : newest,
    };
    const seenByAgent = story.stage !== 'new' && story.stage !== 'in-progress';
    return seenByAgent ? [requester, { contact_id: agent, ticket_id: story.id, seq: newest }] : [requester];
  });

  await inParts(tickets, (rows) => tx.insertInto('tickets').values(rows).execute());
  await inParts(threadsOf.flat(), (rows) => tx.insertInto('threads').values(rows).execute());
  await inParts(messages, (rows) => tx.insertInto('messages').values(rows).execute());
  await inParts(notes, (rows) => tx.insertInto('internal_notes').values(rows).execute());
  await inParts(properties, (rows) => tx.insertInto('ticket_properties').values(rows).execute());
  await inParts(attachments, (rows) => tx.insertInto('attachments').values(rows).execute());
  await inParts(marks, (rows) => tx.insertInto('read_marks').values(rows).execute());
  await createSearch(storage.dialect).index(
    tx,
    numbered.map(({ story, number }) => ({
      ticketId: story.id,
      contactId: idOf(people, story.customer),
      companyId: story.company,
      text: [`${prefix}-${number} ${number}`, story.subject, ...story.messages.map(searchableText)].join(' '),
    })),
  );
  await tx
    .updateTable('counters')
    .set({ value: lastNumber + stories.length })
    .where('name', '=', 'ticket')
    .execute();
}

async function inParts<Row>(rows: readonly Row[], insert: (part: Row[]) => Promise<unknown>): Promise<void> {
  for (let i = 0; i < rows.length; i += rowsPerInsert) await insert(rows.slice(i, i + rowsPerInsert));
}

function idOf(people: Map<string, string>, email: string): string {
  const id = people.get(email);
  if (id === undefined) throw new Error(`no contact for ${email}`);
  return id;
}
