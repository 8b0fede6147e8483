import { createHash } from 'node:crypto';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Schema } from './schema.ts';
import type { Dialect } from './storage.ts';

/** Characters of one word, and words of one document, that search looks at. */
const wordLength = 64;
const wordsPerDocument = 20_000;
/** Characters of all words of a document: one that unfolds beyond would not fit into a `tsvector`. */
const lettersPerDocument = 200_000;
/** Documents one insert takes. */
const documentsPerInsert = 100;
/** Words of a query; more narrow no further. */
const wordsPerQuery = 8;

/** Scripts written without spaces: each character stands as a word of its own. */
const wordPattern = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]|[\p{L}\p{N}]+/gu;
const spaceless = /([\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}])/gu;

/** Letters that are no base letter with a mark to Unicode, though people type them as if they were. */
const plainLetters: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/** Text without case and accents, as search, sorting and conditions compare it. */
export function fold(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[ßæœøłđðþı]/g, (letter) => plainLetters[letter] ?? letter);
}

/** Text as a database keeps it: no half characters, and no NUL, which PostgreSQL cannot store. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

/** A subject as lists sort it and rules compare it. */
export function subjectKey(subject: string): string {
  return storable(fold(subject).slice(0, 200));
}

/** The words of a text, folded: letters and digits and nothing else, so no query language finds its syntax in them. */
export function wordsOf(text: string, limit = wordsPerDocument): string[] {
  const words: string[] = [];
  let letters = 0;
  for (const [word] of fold(text).replace(spaceless, ' $1 ').matchAll(wordPattern)) {
    const cut = [...word].slice(0, wordLength).join('');
    letters += cut.length;
    if (letters > lettersPerDocument) break;
    words.push(cut);
    if (words.length >= limit) break;
  }
  return words;
}

export interface SearchDocument {
  ticketId: string;
  contactId: string;
  companyId: string | null;
  /** Public text alone: what is indexed can be found by its customer. */
  text: string;
}

/** Whose documents a search looks into. */
export type SearchScope = { contactId: string } | { companyId: string } | 'all';

/**
 * Full-text search over tickets: every word of the query must begin some word of the ticket. Documents carry their
 * owners among the words, so that the index itself keeps a search inside what its actor sees; the list checks again.
 */
export interface Search {
  index(db: Kysely<Schema>, documents: readonly SearchDocument[]): Promise<void>;
  /** A condition on `tickets.id`: of the tickets in scope those that have a word, found by the index of all words. */
  readonly found: (word: string, scope: SearchScope) => RawBuilder<boolean>;
  /**
   * The same asked of a ticket at hand, by its own documents and at the same cost however many others have the word.
   * Absent where the database cannot.
   */
  readonly has?: (word: string, scope: SearchScope) => RawBuilder<boolean>;
}

export function createSearch(dialect: Dialect): Search {
  return dialect === 'sqlite' ? sqliteSearch : postgresSearch;
}

const sqliteSearch: Search = {
  async index(db, documents) {
    for (const part of inParts(documents)) {
      const rows = part.map(({ ticketId, contactId, companyId, text }) => {
        const scope = companyId === null ? `c${contactId}` : `c${contactId} o${companyId}`;
        return sql`(${ticketId}, ${scope}, ${wordsOf(text).join(' ')})`;
      });
      await sql`insert into search_documents (ticket_id, scope, body) values ${sql.join(rows)}`.execute(db);
    }
  },
  found(word, scope) {
    const owner =
      scope === 'all'
        ? ''
        : `scope : "${'contactId' in scope ? `c${plain(scope.contactId)}` : `o${plain(scope.companyId)}`}" AND `;
    const query = `${owner}body : "${word}" *`;
    return sql<boolean>`tickets.id in
      (select ticket_id from search_documents where search_documents match ${query})`;
  },
};

/**
 * The index of words has a list of documents for each, and reads it to its end before it gives the first. Words stand
 * in it by shard of their document's owner, its company or else its contact: a company's search reads the lists of one
 * shard, a 64th of what all companies have written.
 */
const shards = 64;
const allShards = Array.from({ length: shards }, (_, shard) => shard);

export function shardOf(owner: string): number {
  return (createHash('sha256').update(owner).digest()[0] ?? 0) % shards;
}

const inShard = (shard: number, word: string): string => shard.toString(16).padStart(2, '0') + word;

const postgresSearch: Search = {
  async index(db, documents) {
    for (const part of inParts(documents)) {
      const rows = part.map(({ ticketId, contactId, companyId, text }) => {
        const shard = shardOf(companyId ?? contactId);
        const lexemes = wordsOf(text).map((word) => inShard(shard, word));
        // A colon is in no word, so a searched word never meets an owner.
        lexemes.push(`c:${contactId}`);
        if (companyId !== null) lexemes.push(`o:${companyId}`);
        return sql`(${ticketId}, ${shard}, array_to_tsvector(${[...new Set(lexemes)]}::text[]))`;
      });
      await sql`insert into search_documents (ticket_id, shard, document) values ${sql.join(rows)}`.execute(
        db,
      );
    }
  },
  found(word, scope) {
    if (scope !== 'all' && 'companyId' in scope) {
      const query = `'o:${plain(scope.companyId)}' & '${inShard(shardOf(scope.companyId), word)}':*`;
      return sql<boolean>`tickets.id in
        (select ticket_id from search_documents where document @@ ${query}::tsquery)`;
    }
    // A contact may have been of several companies, or of none.
    const owner = scope === 'all' ? '' : `'c:${plain(scope.contactId)}' & `;
    const queries = allShards.map((shard) => `${owner}'${inShard(shard, word)}':*`);
    return sql<boolean>`tickets.id in
      (select ticket_id from search_documents where document @@ any(${queries}::tsquery[]))`;
  },
  has(word, scope) {
    const inOne = (shard: number) => `'${inShard(shard, word)}':*`;
    const query =
      scope !== 'all' && 'companyId' in scope
        ? sql`${inOne(shardOf(scope.companyId))}::tsquery`
        : sql`(${allShards.map(inOne)}::tsquery[])[own.shard + 1]`;
    // Not `exists`, which PostgreSQL may turn into a join with what all tickets say.
    return sql<boolean>`coalesce((select own.ticket_id from search_documents as own
      where own.ticket_id = tickets.id and own.document @@ ${query} limit 1), '') <> ''`;
  },
};

function inParts<T>(items: readonly T[]): T[][] {
  const parts: T[][] = [];
  for (let i = 0; i < items.length; i += documentsPerInsert)
    parts.push(items.slice(i, i + documentsPerInsert));
  return parts;
}

/** Ids are ours, of letters and digits; anything else can own no document. */
function plain(id: string): string {
  return /^[a-z0-9]+$/i.test(id) ? id : 'nobody';
}

/** What a search looks for: the first words of its text, each once. */
export const wordsToFind = (text: string): string[] => [...new Set(wordsOf(text))].slice(0, wordsPerQuery);

/** What a search's condition says, of texts at hand: each of its words begins a word of one of them. */
export function foundIn(text: string, documents: readonly string[]): boolean {
  const written = new Set(documents.flatMap((document) => wordsOf(document)));
  return wordsToFind(text).every((word) => [...written].some((one) => one.startsWith(word)));
}
