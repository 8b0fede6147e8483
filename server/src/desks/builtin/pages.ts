import {
  sql,
  type Expression,
  type ExpressionBuilder,
  type Kysely,
  type RawBuilder,
  type SqlBool,
} from 'kysely';
import type { SortKey } from '../../../../src/api/index.ts';
import type { Schema } from '../../storage/schema.ts';
import { isStaff } from '../../policy/policy.ts';
import type { Actor } from '../desk.ts';
import type { Position } from './cursor.ts';
import { selectTickets, type TicketRow } from './rows.ts';

/** Totals are counted so far and no further. */
export const countCap = 1_000;
/** So far where each ticket has to be judged, by rules or for its words, which soon costs more than the page itself. */
export const judgedCountCap = 100;

export const sortColumns = {
  created: 'created_at',
  activity: 'last_activity_at',
  reference: 'number',
  subject: 'subject_key',
  status: 'stage_rank',
} as const satisfies Record<SortKey, keyof TicketRow>;

type SortColumn = (typeof sortColumns)[SortKey] | 'customer_rank';

/** Of stages that customers cannot tell apart, a list's order must not tell them which is which. */
export function sortColumnOf(key: SortKey, actor: Actor): SortColumn {
  return key === 'status' && !isStaff(actor) ? 'customer_rank' : sortColumns[key];
}

/** What a list is sorted by, of a row of `tickets`. */
export function sortedBy({ column }: Pick<Window, 'column'>): RawBuilder<string | number> {
  return column === 'customer_rank'
    ? sql<number>`(select stages.customer_rank from stages where stages.id = tickets.stage_id)`
    : sql.ref(`tickets.${column}`);
}

export type TicketFilter = (eb: ExpressionBuilder<Schema, 'tickets'>) => Expression<SqlBool>;

/** Which stretch of the matching tickets a page is. */
export interface Window {
  column: SortColumn;
  descending: boolean;
  limit: number;
  after: Position | undefined;
}

/** A page from an index that is in its order; so the total, which has an index of its own, is asked beside it. */
export function indexedPage(db: Kysely<Schema>, actor: Actor, matches: TicketFilter, window: Window) {
  const direction = window.descending ? 'desc' : 'asc';
  return selectTickets(db, actor)
    .where((eb) => eb.and([matches(eb), beyond(window, sortedBy(window), 'tickets.id')]))
    .orderBy(sortedBy(window), direction)
    .orderBy('tickets.id', direction)
    .limit(limitOf(window));
}

/** In the statement and not beside it: a plan that is kept has to know that it is short. */
export function limitOf({ limit }: Pick<Window, 'limit'>): RawBuilder<number> {
  return sql.lit(limit);
}

/** What lies behind the last row of the page before. */
export function beyond(
  { after, descending }: Window,
  sorted: RawBuilder<unknown>,
  id: string,
): RawBuilder<boolean> {
  if (!after) return sql<boolean>`1 = 1`;
  const [left, right] = [sql`(${sorted}, ${sql.ref(id)})`, sql`(${after.value}, ${after.id})`];
  return descending ? sql<boolean>`${left} < ${right}` : sql<boolean>`${left} > ${right}`;
}

/** How many match, counted up to one more than a cap. */
export async function countUpTo(db: Kysely<Schema>, matches: TicketFilter, cap: number): Promise<number> {
  const { count } = await db
    .selectFrom(
      db
        .selectFrom('tickets')
        .select('tickets.id')
        .where((eb) => matches(eb))
        .limit(sql.lit(cap + 1))
        .as('matching'),
    )
    .select((eb) => eb.fn.countAll<number | string>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}
