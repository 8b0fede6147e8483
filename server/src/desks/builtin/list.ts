import { sql, type Expression, type Kysely, type SqlBool } from 'kysely';
import type { Condition } from '../../../../src/api/index.ts';
import { showsTo, ticketScope } from '../../policy/policy.ts';
import { comparableText } from '../../policy/rules.ts';
import type { GatewaySettings } from '../../settings/settings.ts';
import type { Schema } from '../../storage/schema.ts';
import { storable, type Search, type SearchScope } from '../../storage/search.ts';
import type { Actor, DeskPage, DeskQuery, DeskTicket } from '../desk.ts';
import { DeskError } from '../errors.ts';
import type { Cursors } from './cursor.ts';
import {
  countCap,
  countUpTo,
  indexedPage,
  judgedCountCap,
  searchedPage,
  sortColumns,
  type TicketFilter,
  type Window,
} from './pages.ts';
import { toTicket } from './rows.ts';
import { ruleFilter } from './rule-filter.ts';
import { searchShown } from './threads.ts';

const conditionsPerQuery = 20;
const valuesPerCondition = 100;
const longestSearch = 500;

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
  const asked: TicketFilter = (eb) => eb.and(filters.map((filter) => filter(eb)));
  const text = query.text?.trim() ? query.text : undefined;
  const matches = text !== undefined && actor.threads ? await searchShown(db, actor, text, asked) : asked;
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
    actor.shows ?? null,
    actor.threads ?? 'all',
  ];

  const after = query.cursor === undefined ? undefined : await cursors.decode(question, query.cursor);
  const window: Window = { column, descending: query.sort.descending, limit: query.limit + 1, after };
  // A search counts what it has found anyway.
  const cap = actor.shows && text === undefined ? judgedCountCap : countCap;
  const [found, counted] = await Promise.all(
    text !== undefined
      ? [searchedPage(db, actor, matches, window).execute(), Promise.resolve(undefined)]
      : [indexedPage(db, actor, matches, window).execute(), countUpTo(db, matches, cap)],
  );

  const items = found.slice(0, query.limit);
  const matched = counted ?? found[0]?.matched ?? (after ? await countUpTo(db, matches, cap) : 0);
  const count = Number(matched);
  const page: DeskPage<DeskTicket> = {
    // Asked again of what was found, as with every read.
    items: items.map((row) => toTicket(row, actor)).filter((ticket) => showsTo(actor, ticket)),
    total: { value: Math.min(count, cap), exact: count <= cap },
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
  const filters: TicketFilter[] = [viewFilter(actor, view)];
  if (actor.shows) filters.push(ruleFilter(actor.shows));
  const searchScope: SearchScope =
    view === 'all' ? 'all' : view === 'mine' ? { contactId: actor.contactId } : view;
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

/**
 * The tickets of a view. A view is one column, which an index serves, and never more than its actor may see; for
 * another's it is `not-found`.
 */
export function viewFilter(actor: Actor, view: DeskQuery['view']): TicketFilter {
  const scope = ticketScope(actor);
  if (view === 'mine') return (eb) => eb('tickets.contact_id', '=', actor.contactId);
  if (view === 'all') {
    if (scope.kind === 'all') return () => sql<boolean>`1 = 1`;
  } else if (scope.kind === 'all' || scope.companyIds.includes(view.companyId)) {
    return (eb) => eb('tickets.company_id', '=', view.companyId);
  }
  throw new DeskError('not-found', 'no such view for this actor');
}

function propertyFilter(condition: Condition, settings: GatewaySettings): TicketFilter {
  const { property, operator } = condition;
  // What customers do not see they cannot ask about either: a filter would answer by its results.
  if (!settings.tickets.visibleProperties.some(({ key }) => key === property)) throw invalid('where');
  const values = (Array.isArray(condition.value) ? condition.value : [condition.value])
    .filter((value) => value !== undefined && value !== null)
    .map((value) => comparableText(value));
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

function invalid(field: string): DeskError {
  return new DeskError('invalid', `a query's ${field} is not valid`, {
    fields: [{ field, code: 'invalid' }],
  });
}
