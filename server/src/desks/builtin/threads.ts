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

/**
 * What a search finds by words that show. The index knows tickets and not threads; so those it finds that have older
 * threads are read, before anything is counted, and stay only if what shows has the words.
 */
export async function searchShown(
  db: Kysely<Schema>,
  actor: Actor,
  text: string,
  matches: TicketFilter,
): Promise<TicketFilter> {
  const hides = sql<boolean>`exists (select 1 from messages as m where m.ticket_id = tickets.id
    and m.thread_id is distinct from ${newestThread('tickets.id')})`;
  const candidates = await db
    .selectFrom('tickets')
    .select(['tickets.id', 'reference', 'number', 'subject'])
    .where((eb) => eb.and([matches(eb), hides]))
    .orderBy('last_activity_at', 'desc')
    .orderBy('tickets.id', 'desc')
    .limit(checkedTickets)
    .execute();
  if (candidates.length === 0) return (eb) => eb.and([matches(eb), sql<boolean>`not ${hides}`]);
  const messages = await db
    .selectFrom('messages')
    .select(['ticket_id', 'format', 'content'])
    .where(
      'ticket_id',
      'in',
      candidates.map(({ id }) => id),
    )
    .where(messageShows(actor))
    .execute();
  const words = new Map(
    candidates.map(({ id, reference, number, subject }) => [id, [`${reference} ${number} ${subject}`]]),
  );
  for (const message of messages) words.get(message.ticket_id)?.push(searchableText(message));
  const shown = [...words].filter(([, documents]) => foundIn(text, documents)).map(([id]) => id);
  return (eb) =>
    eb.and([
      matches(eb),
      shown.length > 0
        ? sql<boolean>`(not ${hides} or tickets.id in (${sql.join(shown)}))`
        : sql<boolean>`not ${hides}`,
    ]);
}
