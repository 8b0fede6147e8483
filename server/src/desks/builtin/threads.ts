import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Schema } from '../../storage/schema.ts';
import { foundIn } from '../../storage/search.ts';
import type { Actor } from '../desk.ts';
import { searchableText } from '../text.ts';
import type { TicketFilter } from './pages.ts';

/**
 * Conversations in several threads, for actors to whom only the newest one shows. Messages that belong to no thread are
 * older than any.
 */

/** Tickets of one search whose older threads are looked at: of more, none but the most recent are found. */
const checkedTickets = 500;

const newestThread = (ticketId: string): RawBuilder<string | null> =>
  sql<string | null>`(select threads.id from threads where threads.ticket_id = ${sql.ref(ticketId)}
    order by threads.created_at desc, threads.id desc limit 1)`;

/** Whether a row of `messages` shows to an actor. */
export function messageShows(actor: Actor): RawBuilder<boolean> {
  if (!actor.threads) return sql<boolean>`1 = 1`;
  return sql<boolean>`messages.thread_id is not distinct from ${newestThread('messages.ticket_id')}`;
}

/** Of each ticket, its newest message that shows, and when the newest one was written that does not; nothing where all show. */
export function shownOf(actor: Actor) {
  const newest = <T>(column: string, shows: boolean): RawBuilder<T | null> => {
    if (!actor.threads) return sql<null>`null`;
    const same = sql.raw(shows ? 'is not distinct from' : 'is distinct from');
    return sql<T | null>`(select ${sql.ref(`m.${column}`)} from messages as m where m.ticket_id = tickets.id
      and m.thread_id ${same} ${newestThread('tickets.id')} order by m.seq desc limit 1)`;
  };
  return [
    newest<number>('seq', true).as('shown_seq'),
    newest<string>('author_id', true).as('shown_author_id'),
    newest<string>('at', true).as('shown_at'),
    newest<string>('at', false).as('hidden_at'),
  ] as const;
}

/** Whether a ticket has messages outside of its newest thread. */
export const hidesThreads: RawBuilder<boolean> = sql<boolean>`exists (select 1 from messages as m
  where m.ticket_id = tickets.id and m.thread_id is distinct from ${newestThread('tickets.id')})`;

/** Of these tickets, those whose words that show are those of a search. */
export async function shownAmong(
  db: Kysely<Schema>,
  actor: Actor,
  text: string,
  ids: readonly string[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const tickets = await db
    .selectFrom('tickets')
    .select(['id', 'reference', 'number', 'subject'])
    .where('id', 'in', ids)
    .execute();
  const messages = await db
    .selectFrom('messages')
    .select(['ticket_id', 'format', 'content'])
    .where('ticket_id', 'in', ids)
    .where(messageShows(actor))
    .execute();
  const words = new Map(
    tickets.map(({ id, reference, number, subject }) => [id, [`${reference} ${number} ${subject}`]]),
  );
  for (const message of messages) words.get(message.ticket_id)?.push(searchableText(message));
  return new Set([...words].filter(([, documents]) => foundIn(text, documents)).map(([id]) => id));
}

/**
 * A condition on what a search has found: that its words show. The index knows tickets and not threads; so those it
 * finds that have older threads are read, before anything is counted, and stay only if what shows has the words.
 */
export async function searchShown(
  db: Kysely<Schema>,
  actor: Actor,
  text: string,
  matches: TicketFilter,
): Promise<RawBuilder<boolean>> {
  const candidates = await db
    .selectFrom('tickets')
    .select('tickets.id')
    .where((eb) => eb.and([matches(eb), hidesThreads]))
    .orderBy('last_activity_at', 'desc')
    .orderBy('tickets.id', 'desc')
    .limit(checkedTickets)
    .execute();
  const ids = candidates.map(({ id }) => id);
  const shown = await shownAmong(db, actor, text, ids);
  return shown.size > 0
    ? sql<boolean>`(not ${hidesThreads} or tickets.id in (${sql.join([...shown])}))`
    : sql<boolean>`not ${hidesThreads}`;
}
