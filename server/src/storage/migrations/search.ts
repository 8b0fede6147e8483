import { sql, type Kysely } from 'kysely';
import type { Dialect } from '../storage.ts';

/**
 * On PostgreSQL, words move into shards: of each, the index had one list for all companies together, and a search of
 * one company read it to its end. And an index has a company's tickets in each order that is a column of theirs, so that
 * a page can be read from it.
 *
 * The documents are copied by the database itself, row by row, and none of them passes through the gateway. Whoever
 * writes one meanwhile waits for the end; searches do not. A failure leaves the old table as it was.
 */
export async function shardedSearch(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  for (const [name, column] of [
    ['tickets_company_number', 'number'],
    ['tickets_company_subject', 'subject_key'],
  ] as const) {
    await db.schema.createIndex(name).on('tickets').columns(['company_id', column, 'id']).execute();
  }
  // SQLite keeps owners in a column of their own, and holds no more than one machine can search.
  if (dialect === 'sqlite') return;

  await sql`lock table search_documents in share mode`.execute(db);
  await sql`create table search_documents_sharded (
    ticket_id text collate "C" not null,
    shard smallint not null,
    document tsvector not null
  )`.execute(db);
  // Owners are the lexemes with a colon; they stay as they are.
  await sql`insert into search_documents_sharded (ticket_id, shard, document)
    select old.ticket_id, owned.shard, array_to_tsvector(array(
      select case when position(':' in lexeme) > 0 then lexeme else owned.prefix || lexeme end
      from unnest(tsvector_to_array(old.document)) as lexeme
    ))
    from search_documents as old
    join tickets on tickets.id = old.ticket_id
    cross join lateral (
      select get_byte(sha256(convert_to(coalesce(tickets.company_id, tickets.contact_id), 'UTF8')), 0) & 63 as shard
    ) as hashed
    cross join lateral (
      select hashed.shard, lpad(to_hex(hashed.shard), 2, '0') as prefix
    ) as owned`.execute(db);
  await sql`drop table search_documents`.execute(db);
  await sql`alter table search_documents_sharded rename to search_documents`.execute(db);
  await sql`set local maintenance_work_mem = '128MB'`.execute(db);
  await sql`create index search_documents_words on search_documents using gin (document)`.execute(db);
  await sql`create index search_documents_of on search_documents (ticket_id)`.execute(db);
  await sql`alter table search_documents add constraint search_documents_ticket
    foreign key (ticket_id) references tickets (id)`.execute(db);
  await sql`analyze search_documents`.execute(db);
}
