import { sql, type ColumnDataType, type Kysely, type RawBuilder } from 'kysely';
import type { Migration } from 'kysely/migration';
import { shardedSearch } from './migrations/search.ts';
import { stagesAndInboxes } from './migrations/stages.ts';
import type { Dialect } from './storage.ts';

/** Every migration by name, in order. What was released is never edited: add the next one. */
export function migrationsFor(dialect: Dialect): Record<string, Migration> {
  return {
    '0001-foundation': { up: (db) => foundation(db, dialect) },
    '0002-mail-and-states': { up: (db) => mailAndStates(db, dialect) },
    '0003-settings': { up: (db) => settingsVersions(db, dialect) },
    '0004-search': { up: (db) => shardedSearch(db, dialect) },
    '0005-stages-and-inboxes': { up: (db) => stagesAndInboxes(db, dialect) },
  };
}

/** The pipeline every new desk begins with. */
const firstStages = [
  { id: 'new', label: 'With us', state: 'open', awaiting: 'agent', rank: 1 },
  { id: 'in-progress', label: 'In progress', state: 'open', awaiting: 'agent', rank: 2 },
  { id: 'awaiting-reply', label: 'Awaiting your reply', state: 'open', awaiting: 'customer', rank: 3 },
  { id: 'solved', label: 'Solved', state: 'closed', awaiting: null, rank: 4 },
];

async function foundation(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const schema = db.schema;
  // Bytewise order on both databases, whatever the locale of the server.
  const text: ColumnDataType | RawBuilder<unknown> = dialect === 'postgres' ? sql`text collate "C"` : 'text';

  await schema
    .createTable('companies')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('name', text, (c) => c.notNull())
    .execute();
  await schema
    .createTable('contacts')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('email', text, (c) => c.notNull().unique())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('created_at', text, (c) => c.notNull())
    .execute();
  await schema
    .createTable('contact_companies')
    .addColumn('contact_id', text, (c) => c.notNull().references('contacts.id'))
    .addColumn('company_id', text, (c) => c.notNull().references('companies.id'))
    .addColumn('position', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('contact_companies_key', ['contact_id', 'company_id'])
    .execute();
  await schema
    .createTable('stages')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('label', text, (c) => c.notNull())
    .addColumn('state', text, (c) => c.notNull().check(sql`state in ('open', 'closed')`))
    .addColumn('awaiting', text, (c) => c.check(sql`awaiting in ('customer', 'agent')`))
    .addColumn('rank', 'integer', (c) => c.notNull().unique())
    .execute();
  await schema
    .createTable('tickets')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('number', 'integer', (c) => c.notNull().unique())
    .addColumn('reference', text, (c) => c.notNull())
    .addColumn('subject', text, (c) => c.notNull())
    .addColumn('subject_key', text, (c) => c.notNull())
    .addColumn('stage_id', text, (c) => c.notNull().references('stages.id'))
    .addColumn('state', text, (c) => c.notNull())
    .addColumn('stage_rank', 'integer', (c) => c.notNull())
    .addColumn('contact_id', text, (c) => c.notNull().references('contacts.id'))
    .addColumn('company_id', text, (c) => c.references('companies.id'))
    .addColumn('created_at', text, (c) => c.notNull())
    .addColumn('last_activity_at', text, (c) => c.notNull())
    .addColumn('staff_activity_at', text, (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('last_seq', 'integer', (c) => c.notNull())
    .addColumn('last_author_id', text, (c) => c.notNull())
    .addColumn('form_id', text)
    .addColumn('channel', text, (c) => c.notNull())
    .addColumn('properties', text, (c) => c.notNull())
    .addColumn('assignee_id', text, (c) => c.references('contacts.id'))
    .execute();
  await schema
    .createTable('ticket_properties')
    .addColumn('ticket_id', text, (c) => c.notNull().references('tickets.id'))
    .addColumn('key', text, (c) => c.notNull())
    .addColumn('value', text, (c) => c.notNull())
    .execute();
  await schema
    .createTable('threads')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('ticket_id', text, (c) => c.notNull().references('tickets.id'))
    .addColumn('inbox', text, (c) => c.notNull())
    .addColumn('channel', text, (c) => c.notNull())
    .addColumn('created_at', text, (c) => c.notNull())
    .execute();
  await schema
    .createTable('messages')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('ticket_id', text, (c) => c.notNull().references('tickets.id'))
    .addColumn('thread_id', text, (c) => c.references('threads.id'))
    .addColumn('seq', 'integer', (c) => c.notNull())
    .addColumn('author_id', text, (c) => c.notNull().references('contacts.id'))
    .addColumn('author_role', text, (c) => c.notNull())
    .addColumn('channel', text, (c) => c.notNull())
    .addColumn('format', text, (c) => c.notNull())
    .addColumn('content', text, (c) => c.notNull())
    .addColumn('lang', text)
    .addColumn('quoted_format', text)
    .addColumn('quoted_content', text)
    .addColumn('at', text, (c) => c.notNull())
    .addColumn('author_key', text)
    .addUniqueConstraint('messages_in_ticket', ['ticket_id', 'seq'])
    .addUniqueConstraint('messages_once', ['author_id', 'author_key'])
    .execute();
  await schema
    .createTable('internal_notes')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('ticket_id', text, (c) => c.notNull().references('tickets.id'))
    .addColumn('author_id', text, (c) => c.notNull().references('contacts.id'))
    .addColumn('format', text, (c) => c.notNull())
    .addColumn('content', text, (c) => c.notNull())
    .addColumn('at', text, (c) => c.notNull())
    .execute();
  await schema
    .createTable('attachments')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('owner_id', text, (c) => c.notNull().references('contacts.id'))
    .addColumn('ticket_id', text, (c) => c.references('tickets.id'))
    .addColumn('message_id', text, (c) => c.references('messages.id'))
    .addColumn('position', 'integer', (c) => c.notNull())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('media_type', text, (c) => c.notNull())
    .addColumn('bytes', 'integer', (c) => c.notNull())
    .addColumn('sha256', text, (c) => c.notNull())
    .addColumn('storage_key', text, (c) => c.notNull())
    .addColumn('created_at', text, (c) => c.notNull())
    .execute();
  await schema
    .createTable('read_marks')
    .addColumn('contact_id', text, (c) => c.notNull().references('contacts.id'))
    .addColumn('ticket_id', text, (c) => c.notNull().references('tickets.id'))
    .addColumn('seq', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('read_marks_key', ['contact_id', 'ticket_id'])
    .execute();
  await schema
    .createTable('idempotency')
    .addColumn('actor_id', text, (c) => c.notNull())
    .addColumn('key', text, (c) => c.notNull())
    .addColumn('body_hash', text, (c) => c.notNull())
    .addColumn('result', text, (c) => c.notNull())
    .addColumn('created_at', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('idempotency_key', ['actor_id', 'key'])
    .execute();
  await schema
    .createTable('changes')
    .addColumn('id', dialect === 'postgres' ? 'bigserial' : 'integer', (c) =>
      dialect === 'postgres' ? c.primaryKey() : c.primaryKey().autoIncrement(),
    )
    .addColumn('kind', text, (c) => c.notNull())
    .addColumn('ticket_id', text, (c) => c.notNull())
    .addColumn('contact_id', text, (c) => c.notNull())
    .addColumn('company_id', text)
    .addColumn('at', text, (c) => c.notNull())
    .execute();
  await schema
    .createTable('counters')
    .addColumn('name', text, (c) => c.primaryKey())
    .addColumn('value', 'integer', (c) => c.notNull())
    .execute();
  await schema
    .createTable('markers')
    .addColumn('name', text, (c) => c.primaryKey())
    .addColumn('value', text, (c) => c.notNull())
    .execute();
  await schema
    .createTable('mails')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('to_address', text, (c) => c.notNull())
    .addColumn('subject', text, (c) => c.notNull())
    .addColumn('text', text, (c) => c.notNull())
    .addColumn('html', text)
    .addColumn('at', text, (c) => c.notNull())
    .execute();
  await schema
    .createTable('consents')
    .addColumn('user_id', text, (c) => c.notNull())
    .addColumn('version', text, (c) => c.notNull())
    .addColumn('at', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('consents_key', ['user_id', 'version'])
    .execute();

  for (const [name, table, ...columns] of indexes) {
    await schema.createIndex(name).on(table).columns(columns).execute();
  }
  await createSearch(db, dialect);

  for (const stage of firstStages) {
    await sql`insert into stages (id, label, state, awaiting, rank)
      values (${stage.id}, ${stage.label}, ${stage.state}, ${stage.awaiting}, ${stage.rank})`.execute(db);
  }
  await sql`insert into counters (name, value) values ('ticket', 1000)`.execute(db);
}

/** Mails wait in a table until they are sent; and a contact's open tickets, few among many, are counted by index. */
async function mailAndStates(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text: ColumnDataType | RawBuilder<unknown> = dialect === 'postgres' ? sql`text collate "C"` : 'text';
  await db.schema
    .createTable('mail_outbox')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('sealed', text, (c) => c.notNull())
    .addColumn('at', text, (c) => c.notNull())
    .addColumn('attempts', 'integer', (c) => c.notNull())
    .addColumn('next_at', text, (c) => c.notNull())
    .execute();
  await db.schema.createIndex('mail_outbox_due').on('mail_outbox').column('next_at').execute();
  await db.schema
    .createIndex('tickets_mine_state')
    .on('tickets')
    .columns(['contact_id', 'state', 'last_activity_at', 'id'])
    .execute();
}

async function settingsVersions(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text: ColumnDataType | RawBuilder<unknown> = dialect === 'postgres' ? sql`text collate "C"` : 'text';
  await db.schema
    .createTable('settings_versions')
    .addColumn('version', 'integer', (c) => c.primaryKey())
    .addColumn('schema', 'integer', (c) => c.notNull())
    .addColumn('document', text, (c) => c.notNull())
    .addColumn('changes', text, (c) => c.notNull())
    .addColumn('at', text, (c) => c.notNull())
    .addColumn('by_id', text, (c) => c.notNull())
    .addColumn('by_name', text, (c) => c.notNull())
    .execute();
}

/** Lists read these from either end; the id settles equal values, as in their cursors. */
const indexes: [name: string, table: string, ...columns: string[]][] = [
  ['tickets_mine_activity', 'tickets', 'contact_id', 'last_activity_at', 'id'],
  ['tickets_mine_created', 'tickets', 'contact_id', 'created_at', 'id'],
  ['tickets_company_activity', 'tickets', 'company_id', 'last_activity_at', 'id'],
  ['tickets_company_state', 'tickets', 'company_id', 'state', 'last_activity_at', 'id'],
  ['tickets_company_created', 'tickets', 'company_id', 'created_at', 'id'],
  ['tickets_activity', 'tickets', 'last_activity_at', 'id'],
  ['tickets_state', 'tickets', 'state', 'last_activity_at', 'id'],
  ['tickets_created', 'tickets', 'created_at', 'id'],
  ['tickets_subject', 'tickets', 'subject_key', 'id'],
  ['tickets_stage', 'tickets', 'stage_rank', 'id'],
  ['ticket_properties_of', 'ticket_properties', 'ticket_id', 'key', 'value'],
  ['threads_of', 'threads', 'ticket_id'],
  ['notes_of', 'internal_notes', 'ticket_id', 'at'],
  ['attachments_of', 'attachments', 'message_id'],
  ['attachments_owner', 'attachments', 'owner_id', 'message_id'],
  ['idempotency_age', 'idempotency', 'created_at'],
  ['contact_companies_of', 'contact_companies', 'company_id'],
];

async function createSearch(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  if (dialect === 'sqlite') {
    await sql`create virtual table search_documents
      using fts5(ticket_id unindexed, scope, body, detail=column, tokenize='unicode61')`.execute(db);
    return;
  }
  await sql`create table search_documents (
    ticket_id text collate "C" not null references tickets (id),
    document tsvector not null
  )`.execute(db);
  await sql`create index search_documents_words on search_documents using gin (document)`.execute(db);
  await sql`create index search_documents_of on search_documents (ticket_id)`.execute(db);
}
