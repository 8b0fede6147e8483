import { sql, type ExpressionBuilder, type Expression, type Kysely, type SqlBool } from 'kysely';
import type { Condition, SortKey } from '../../../../src/api/index.ts';
import { ticketScope } from '../../policy/policy.ts';
import type { GatewaySettings } from '../../settings.ts';
import type { Schema } from '../../storage/schema.ts';
import { fold, type Search, type SearchScope } from '../../storage/search.ts';
import type { Actor, DeskPage, DeskQuery, DeskTicket } from '../desk.ts';
import { DeskError } from '../errors.ts';
import type { Cursors } from './cursor.ts';
import { selectTickets, toTicket, type TicketRow } from './rows.ts';

/** Totals are counted so far and no further. */
const countCap = 1_000;
const conditionsPerQuery = 20;
const valuesPerCondition = 100;
const longestSearch = 500;

const sortColumns = {
  created: 'created_at',
  activity: 'last_activity_at',
  reference: 'number',
  subject: 'subject_key',
  status: 'stage_rank',
} as const satisfies Record<SortKey, keyof TicketRow>;

type TicketFilter = (eb: ExpressionBuilder<Schema, 'tickets'>) => Expression<SqlBool>;

export interface ListContext {
  db: Kysely<Schema>;
  search: Search;
  cursors: Cursors;
  settings: GatewaySettings;
}

/** One page of what an actor may see and asked for. */
export async function listTickets(
  context: ListContext,
  actor: Actor,
  query: DeskQuery,
): Promise<DeskPage<DeskTicket>> {
  const { db, cursors } = context;
  const column = sortColumns[query.sort.by];
  if (!column) throw invalid('sort');
  checkLimit(query.limit);
  const filters = filtersOf(context, actor, query);
  const matches: TicketFilter = (eb) => eb.and(filters.map((filter) => filter(eb)));
  const direction = query.sort.descending ? 'desc' : 'asc';
  // A cursor is good for one question by one person.
  const question = [
    'tickets',
    actor.contactId,
    query.view,
    query.state,
    query.stages ?? null,
    query.text ?? null,
    query.where ?? null,
    query.sort.by,
    query.sort.descending,
  ];

  let rows = selectTickets(db, actor)
    .where((eb) => matches(eb))
    .orderBy(`tickets.${column}`, direction)
    .orderBy('tickets.id', direction)
    .limit(query.limit + 1);
  if (query.cursor !== undefined) {
    const { value, id } = await cursors.decode(question, query.cursor);
    const [sorted, ticketId] = [sql.ref(`tickets.${column}`), sql.ref('tickets.id')];
    rows = rows.where(
      query.sort.descending
        ? sql<boolean>`(${sorted}, ${ticketId}) < (${value}, ${id})`
        : sql<boolean>`(${sorted}, ${ticketId}) > (${value}, ${id})`,
    );
  }
  const [found, counted] = await Promise.all([
    rows.execute(),
    db
      .selectFrom(
        db
          .selectFrom('tickets')
          .select('tickets.id')
          .where((eb) => matches(eb))
          .limit(countCap + 1)
          .as('matching'),
      )
      .select((eb) => eb.fn.countAll().as('count'))
      .executeTakeFirstOrThrow(),
  ]);

  const items = found.slice(0, query.limit);
  const count = Number(counted.count);
  const page: DeskPage<DeskTicket> = {
    items: items.map((row) => toTicket(row, actor)),
    total: { value: Math.min(count, countCap), exact: count <= countCap },
  };
  const last = items.at(-1);
  if (found.length > query.limit && last) {
    page.next = await cursors.encode(question, { value: last[column], id: last.id });
  }
  return page;
}

/** Rejects page sizes outside of 1 to 100 with `invalid`. */
export function checkLimit(limit: number): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw invalid('limit');
}

function filtersOf(context: ListContext, actor: Actor, query: DeskQuery): TicketFilter[] {
  const { view, state, stages, text } = query;
  const filters: TicketFilter[] = [scopeFilter(actor)];
  let searchScope: SearchScope = 'all';
  if (view === 'mine') {
    searchScope = { contactId: actor.contactId };
    filters.push((eb) => eb('tickets.contact_id', '=', actor.contactId));
  } else if (view !== 'all') {
    const { companyId } = view;
    searchScope = { companyId };
    filters.push((eb) => eb('tickets.company_id', '=', companyId));
  } else if (ticketScope(actor).kind !== 'all') {
    throw new DeskError('not-found', 'no such view for this actor');
  }
  if (state !== 'any') {
    if (state !== 'open' && state !== 'closed') throw invalid('state');
    filters.push((eb) => eb('tickets.state', '=', state));
  }
  if (stages && stages.length > 0) {
    if (stages.length > valuesPerCondition) throw invalid('stages');
    filters.push((eb) => eb('tickets.stage_id', 'in', stages.map(storable)));
  }
  if (text !== undefined && text.trim() !== '') {
    if (text.length > longestSearch) throw invalid('text');
    // Text without a single letter or digit finds nothing, rather than everything.
    const found = context.search.condition(text, searchScope) ?? sql<boolean>`1 = 0`;
    filters.push(() => found);
  }
  const conditions = query.where ?? [];
  if (conditions.length > conditionsPerQuery) throw invalid('where');
  for (const condition of conditions) filters.push(propertyFilter(condition, context.settings));
  return filters;
}

/** Whatever else a query asks for, it asks within what its actor may see. */
export function scopeFilter(actor: Actor): TicketFilter {
  const scope = ticketScope(actor);
  if (scope.kind === 'all') return () => sql<boolean>`1 = 1`;
  const { contactId, companyIds } = scope;
  if (companyIds.length === 0) return (eb) => eb('tickets.contact_id', '=', contactId);
  return (eb) =>
    eb.or([eb('tickets.contact_id', '=', contactId), eb('tickets.company_id', 'in', [...companyIds])]);
}

function propertyFilter(condition: Condition, settings: GatewaySettings): TicketFilter {
  const { property, operator } = condition;
  // What customers do not see they cannot ask about either: a filter would answer by its results.
  if (!settings.tickets.visibleProperties.some(({ key }) => key === property)) throw invalid('where');
  const values = (Array.isArray(condition.value) ? condition.value : [condition.value])
    .filter((value) => value !== undefined && value !== null)
    .map((value) => propertyText(value));
  const needsValue = operator !== 'empty' && operator !== 'not-empty';
  if (needsValue && (values.length === 0 || values.length > valuesPerCondition)) throw invalid('where');
  const [first = ''] = values;

  return (eb) => {
    const having = (narrow?: Expression<SqlBool>): Expression<SqlBool> => {
      const rows = eb
        .selectFrom('ticket_properties')
        .select('ticket_properties.ticket_id')
        .whereRef('ticket_properties.ticket_id', '=', 'tickets.id')
        .where('ticket_properties.key', '=', property);
      return eb.exists(narrow ? rows.where(narrow) : rows);
    };
    const value = sql.ref<string>('ticket_properties.value');
    switch (operator) {
      case 'is':
      case 'in':
        return having(sql<boolean>`${value} in (${sql.join(values)})`);
      case 'is-not':
        return eb.not(having(sql<boolean>`${value} in (${sql.join(values)})`));
      case 'contains':
        return having(sql<boolean>`${value} like ${`%${first.replace(/[\\%_]/g, '\\$&')}%`} escape '\\'`);
      case 'before':
        return having(sql<boolean>`${value} < ${first}`);
      case 'after':
        return having(sql<boolean>`${value} > ${first}`);
      case 'empty':
        return eb.not(having());
      case 'not-empty':
        return having();
      default:
        throw invalid('where');
    }
  };
}

/** A property's value as conditions compare it. */
export function propertyText(value: string | number | boolean): string {
  return storable(fold(String(value))).slice(0, 500);
}

/** NUL cannot be stored, so nothing stored equals it; PostgreSQL would fail to compare. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

function invalid(field: string): DeskError {
  return new DeskError('invalid', `a query's ${field} is not valid`, {
    fields: [{ field, code: 'invalid' }],
  });
}
