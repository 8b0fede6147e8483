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
  /** A condition on `tickets.id`, or undefined where the text has no word to search for. */
  condition(text: string, scope: SearchScope): RawBuilder<boolean> | undefined;
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
  condition(text, scope) {
    const owner =
      scope === 'all'
        ? ''
        : `scope : "${'contactId' in scope ? `c${plain(scope.contactId)}` : `o${plain(scope.companyId)}`}" AND `;
    return allOf(text, (word) => {
      const query = `${owner}body : "${word}" *`;
      return sql<boolean>`tickets.id in
        (select ticket_id from search_documents where search_documents match ${query})`;
    });
  },
};

const postgresSearch: Search = {
  async index(db, documents) {
    for (const part of inParts(documents)) {
      const rows = part.map(({ ticketId, contactId, companyId, text }) => {
        const lexemes = wordsOf(text);
        // A colon is in no word, so a searched word never meets an owner.
        lexemes.push(`c:${contactId}`);
        if (companyId !== null) lexemes.push(`o:${companyId}`);
        return sql`(${ticketId}, array_to_tsvector(${[...new Set(lexemes)]}::text[]))`;
      });
      await sql`insert into search_documents (ticket_id, document) values ${sql.join(rows)}`.execute(db);
    }
  },
  condition(text, scope) {
    const owner =
      scope === 'all'
        ? ''
        : `'${'contactId' in scope ? `c:${plain(scope.contactId)}` : `o:${plain(scope.companyId)}`}' & `;
    return allOf(text, (word) => {
      const query = `${owner}'${word}':*`;
      return sql<boolean>`tickets.id in
        (select ticket_id from search_documents where document @@ ${query}::tsquery)`;
    });
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

const wordsToFind = (text: string): string[] => [...new Set(wordsOf(text))].slice(0, wordsPerQuery);

/** What a search's condition says, of texts at hand: each of its words begins a word of one of them. */
export function foundIn(text: string, documents: readonly string[]): boolean {
  const written = new Set(documents.flatMap((document) => wordsOf(document)));
  return wordsToFind(text).every((word) => [...written].some((one) => one.startsWith(word)));
}

function allOf(
  text: string,
  condition: (word: string) => RawBuilder<boolean>,
): RawBuilder<boolean> | undefined {
  const words = wordsToFind(text);
  if (words.length === 0) return undefined;
  return sql<boolean>`(${sql.join(words.map(condition), sql` and `)})`;
}
