import { sql, type RawBuilder } from 'kysely';
import type { Dialect } from '../../src/storage/storage.ts';

/**
 * A statement that writes search documents as `storage/search.ts` does, without a word passing through this process:
 * for tests and measurements of many tickets. All are expressions over the rows of `from`; `words` gives lower-case
 * words with single spaces between them.
 */
export function insertDocuments(
  dialect: Dialect,
  of: Record<'ticket' | 'contact' | 'company' | 'words' | 'from', RawBuilder<unknown>>,
): RawBuilder<unknown> {
  const { ticket, contact, company, words, from } = of;
  if (dialect === 'sqlite')
    return sql`insert into search_documents (ticket_id, scope, body)
      select ${ticket}, 'c' || ${contact} || ' o' || ${company}, ${words} from ${from}`;
  return sql`insert into search_documents (ticket_id, shard, document)
    select ticket, shard, array_to_tsvector(array['c:' || contact, 'o:' || company] || array(
      select lpad(to_hex(shard), 2, '0') || word from unnest(string_to_array(words, ' ')) as word
    ))
    from (
      select ${ticket} as ticket, ${contact} as contact, ${company} as company, ${words} as words,
        get_byte(sha256(convert_to(${company}, 'UTF8')), 0) & 63 as shard
      from ${from}
    ) as document`;
}
