import { expressionBuilder, sql, type RawBuilder } from 'kysely';
import type { Schema } from '../../storage/schema.ts';
import { wordsToFind, type SearchScope } from '../../storage/search.ts';
import type { Actor, DeskPage } from '../desk.ts';
import type { ListContext } from './list.ts';
import {
  beyond,
  countCap,
  judgedCountCap,
  limitOf,
  sortedBy,
  type TicketFilter,
  type Window,
} from './pages.ts';
import { hidesThreads, searchShown, shownAmong } from './threads.ts';

/**
 * A page of a search, found in one of two ways. A common word is found by walking: tickets are read in the list's order
 * and asked for their words until the page is full. A rare one is found by the index of words, which has what it finds
 * in no order: all of it is read and sorted. How common a word is shows by walking a little.
 */

/** How far a search walks. */
export interface Reach {
  /** Tickets of one stretch, and stretches of the longest walk. */
  stretch: number;
  stretches: number;
  /** A walk that finds fewer in a stretch leaves the rest to the index: it would be longer than the longest. */
  few: number;
}

const usualReach: Reach = { stretch: 500, stretches: 4, few: 25 };
/** Tickets by which the rarest of several words is told. */
const sampled = 200;

export interface SearchQuestion {
  text: string;
  scope: SearchScope;
  /** Whose tickets: what an index has in the list's order. */
  view: TicketFilter;
  /** All else that is asked of a ticket; absent where nothing is. */
  rest: TicketFilter | undefined;
}

/** Where a ticket stands in a list. */
export interface Place {
  id: string;
  value: string | number;
}

export interface Searched {
  /** As many as the window takes, in its order. */
  places: Place[];
  total: NonNullable<DeskPage<never>['total']>;
}

export async function searchTickets(
  context: ListContext,
  actor: Actor,
  question: SearchQuestion,
  window: Window,
): Promise<Searched> {
  const words = wordsToFind(question.text);
  // Text without a single letter or digit finds nothing, rather than everything.
  if (words.length === 0) return { places: [], total: { value: 0, exact: true } };
  const search: Asked = { ...context, ...question, actor, words };
  let total: Searched['total'] | undefined;
  if (context.search.has && walks(question, window)) {
    // The total is that of all pages, so it is walked from the beginning.
    const counting = { ...window, after: undefined, limit: Math.max(window.limit, judgedCountCap + 1) };
    const [counted, further] = await Promise.all([
      walk(search, counting),
      window.after ? walk(search, window) : undefined,
    ]);
    if (counted) total = upTo(judgedCountCap, counted.length);
    const places = window.after ? further : counted?.slice(0, window.limit);
    if (places && total) return { places, total };
  }
  const { places, count, cap } = await byIndex(search, window);
  return { places, total: total ?? upTo(cap, count) };
}

const ofContact = (scope: SearchScope): boolean => scope !== 'all' && 'contactId' in scope;

/** What customers see of stages is no column of tickets, so no index has its order; a contact's few are sorted. */
const walks = ({ scope }: SearchQuestion, { column }: Window): boolean =>
  column !== 'customer_rank' || ofContact(scope);

interface Asked extends ListContext, SearchQuestion {
  actor: Actor;
  words: readonly string[];
}

const upTo = (cap: number, count: number) => ({ value: Math.min(count, cap), exact: count <= cap });

/** The first that match, found in the list's order: as many as the window takes or there are. Undefined if they are too far apart. */
async function walk(search: Asked, window: Window): Promise<Place[] | undefined> {
  const { db, actor, text, scope, reach = usualReach } = search;
  const places: Place[] = [];
  let met = 0;
  let after = window.after;
  for (let stretch = 1; stretch <= reach.stretches; stretch += 1) {
    const wanted = window.limit - places.length;
    const { matched, edge } = await walkStretch(search, { ...window, after, limit: wanted }, reach.stretch);
    const doubtful = matched.filter(({ hides }) => hides).map(({ id }) => id);
    const shown = await shownAmong(db, actor, text, doubtful);
    places.push(...matched.filter(({ id, hides }) => !hides || shown.has(id)));
    if (places.length >= window.limit) return places;
    const full = matched.length >= wanted;
    after = full ? matched.at(-1) : edge;
    if (!after) return places;
    met += matched.length;
    // A contact's words are found by no short list of the index: so a contact's tickets are walked first.
    if (!full && !ofContact(scope) && met < stretch * reach.few) return undefined;
  }
  return undefined;
}

interface Stretch {
  matched: (Place & { hides: boolean })[];
  /** The last ticket of the stretch, whether it matches or not; absent where the list ends before. */
  edge: Place | undefined;
}

/** In one statement: between two, tickets move, and a stretch would begin where the one before has not ended. */
async function walkStretch(search: Asked, window: Window, length: number): Promise<Stretch> {
  const { db, actor, view, rest, words, scope } = search;
  const column = sortedBy(window);
  const order = orderOf(window, column, sql.ref('tickets.id'));
  const within = sql`${met(view)} and ${beyond(window, column, 'tickets.id')}`;
  const having = words.map((word) => search.search.has?.(word, scope) ?? sql<boolean>`1 = 0`);
  const { rows } = await sql<{ id: string; value: string | number; hides: boolean; edge: boolean }>`
    select * from (
      (select tickets.id, ${column} as value, ${actor.threads ? hidesThreads : sql`false`} as hides, false as edge
        from (select tickets.* from tickets where ${within} ${order} limit ${sql.lit(length)}) as tickets
        where ${sql.join([...(rest ? [met(rest)] : []), ...having], sql` and `)}
        ${order} limit ${limitOf(window)})
      union all
      (select tickets.id, ${column}, false, true from tickets
        where ${within} ${order} limit 1 offset ${sql.lit(length - 1)})
    ) as stretch ${orderOf(window, sql.ref('value'), sql.ref('id'))}`.execute(db);
  return { matched: rows.filter(({ edge }) => !edge), edge: rows.find(({ edge }) => edge) };
}

/** Everything that matches, found by the index of words and sorted; and its number, up to one more than a cap. */
async function byIndex(
  search: Asked,
  window: Window,
): Promise<{ places: Place[]; count: number; cap: number }> {
  const { db, actor, view, text } = search;
  const worded = await wordedBy(search);
  const inView: TicketFilter = (eb) => eb.and([view(eb), worded]);
  let { rest } = search;
  if (actor.threads) {
    const before = rest;
    const asked: TicketFilter = (eb) => (before ? eb.and([inView(eb), before(eb)]) : inView(eb));
    const shown = await searchShown(db, actor, text, asked);
    rest = (eb) => (before ? eb.and([before(eb), shown]) : shown);
  }
  const cap = rest ? judgedCountCap : countCap;
  // Of all that has the words, no more is judged than the page and the count take.
  const judged = (list: string): RawBuilder<unknown> =>
    rest
      ? // SQLite keeps the order of a cross join: the list first.
        sql`cross join tickets where tickets.id = ${sql.ref(`${list}.id`)} and ${met(rest)}`
      : sql`where ${sql.ref(`${list}.id`)} is not null`;
  const order = (list: string) => orderOf(window, sql.ref(`${list}.value`), sql.ref(`${list}.id`));
  const { rows } = await sql<{ id: string | null; value: string | number; count: number | string }>`
    with matching as materialized (
      select tickets.id, ${sortedBy(window)} as value from tickets where ${met(inView)}
    )
    select page.id, page.value, counted.count
    from (select count(*) as count from (
      select 1 from matching ${judged('matching')} limit ${sql.lit(cap + 1)}
    ) as capped) as counted
    left join (
      select sorted.id, sorted.value
      from (select id, value from matching
        where ${beyond(window, sql.ref('matching.value'), 'matching.id')} ${order('matching')}
        limit ${sql.lit(Number.MAX_SAFE_INTEGER)}) as sorted
      ${judged('sorted')} ${order('sorted')} limit ${limitOf(window)}
    ) as page on 1 = 1 ${order('page')}`.execute(db);
  const places = rows.flatMap(({ id, value }) => (id === null ? [] : [{ id, value }]));
  return { places, count: Number(rows[0]?.count ?? 0), cap };
}

/** A condition for all words, which reads of the index the list of the rarest, where the others can be asked of a ticket. */
async function wordedBy(search: Asked): Promise<RawBuilder<boolean>> {
  const { words, scope, search: index } = search;
  const { has } = index;
  if (!has || words.length === 1)
    return sql<boolean>`(${sql.join(
      words.map((word) => index.found(word, scope)),
      sql` and `,
    )})`;
  const rarest = await rarestOf(search, has);
  const conditions = words.map((word) => (word === rarest ? index.found : has)(word, scope));
  return sql<boolean>`(${sql.join(conditions, sql` and `)})`;
}

/** Of several words, the one that the fewest of the latest tickets have; of as rare ones, the longest. */
async function rarestOf(
  { db, view, words, scope }: Asked,
  has: (word: string, scope: SearchScope) => RawBuilder<boolean>,
): Promise<string | undefined> {
  const counts = words.map((word) => sql`count(*) filter (where ${has(word, scope)})`);
  const { rows } = await sql<{ counts: (number | string)[] }>`
    select array[${sql.join(counts)}] as counts
    from (select tickets.id from tickets where ${met(view)}
      order by tickets.last_activity_at desc, tickets.id desc limit ${sql.lit(sampled)}) as tickets`.execute(
    db,
  );
  const often = (rows[0]?.counts ?? []).map(Number);
  const rarity = words.map((word, index) => ({ word, often: often[index] ?? 0 }));
  return rarity.toSorted((a, b) => a.often - b.often || b.word.length - a.word.length)[0]?.word;
}

const met = (filter: TicketFilter) => filter(expressionBuilder<Schema, 'tickets'>());

function orderOf(
  { descending }: Window,
  value: RawBuilder<unknown>,
  id: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const direction = sql.raw(descending ? 'desc' : 'asc');
  return sql`order by ${value} ${direction}, ${id} ${direction}`;
}
