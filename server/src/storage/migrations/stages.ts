import { sql, type ColumnDataType, type Kysely, type RawBuilder } from 'kysely';
import type { Dialect } from '../storage.ts';

/**
 * Stages are what the owner's settings say: under customers' names too, hidden or not, in several pipelines. Tickets
 * know the inbox they are in; all that were there before came to the one inbox there was.
 */
export async function stagesAndInboxes(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text: ColumnDataType | RawBuilder<unknown> = dialect === 'postgres' ? sql`text collate "C"` : 'text';
  await db.schema.alterTable('stages').addColumn('customer_label', text).execute();
  await db.schema
    .alterTable('stages')
    .addColumn('hidden', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema
    .alterTable('stages')
    .addColumn('pipeline_id', text, (c) => c.notNull().defaultTo('support'))
    .execute();
  await db.schema
    .alterTable('stages')
    .addColumn('customer_rank', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
  await sql`update stages set customer_rank = rank`.execute(db);
  // A constant default costs nothing, however many tickets there are.
  await db.schema
    .alterTable('tickets')
    .addColumn('inbox', text, (c) => c.defaultTo('support'))
    .execute();
  await sql`update tickets set inbox = null
    where not exists (select 1 from threads where threads.ticket_id = tickets.id)`.execute(db);
  await db.schema
    .createIndex('tickets_inbox')
    .on('tickets')
    .columns(['inbox', 'last_activity_at', 'id'])
    .execute();
  await db.schema.createIndex('threads_inbox').on('threads').column('inbox').execute();
}
