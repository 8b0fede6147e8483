import { sql, type Kysely } from 'kysely';
import type { Condition } from '../../../../src/api/index.ts';
import { isStaff, requireStaff, showsTo, ticketScope } from '../../policy/policy.ts';
import { comparableText } from '../../policy/rules.ts';
import { knowsStage } from '../../policy/stages.ts';
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
  sortColumnOf,
  sortColumns,
  type TicketFilter,
  type Window,
} from './pages.ts';
import { selectTickets, toTicket, type TicketRow } from './rows.ts';
import { ofProperty, ruleFilter } from './rule-filter.ts';
import { searchTickets, type Place, type Reach, type Searched, type SearchQuestion } from './searched.ts';

const conditionsPerQuery = 20;
const valuesPerCondition = 100;
const longestSearch = 500;

export interface ListContext {
  db: Kysely<Schema>;
  search: Search;
  cursors: Cursors;
  settings: GatewaySettings;
  /** Absent: the usual. */
  reach?: Reach;
}

/** One page of what an actor may see and asked for. */
export async function listTickets(
  context: ListContext,
  actor: Actor,
  query: DeskQuery,
): Promise<DeskPage<DeskTicket>> {
  const { db, cursors } = context;
  if (!Object.hasOwn(sortColumns, query.sort.by)) throw invalid('sort');
  const column = sortColumnOf(query.sort.by, actor);
  checkLimit(query.limit);
  const { view, rest } = filtersOf(context, actor, query);
  const asked: TicketFilter = (eb) => eb.and([view(eb), ...rest.map((filter) => filter(eb))]);
  // A cursor is good for one question by one person.
  const question = [
    'tickets',
    actor.contactId,
    query.view,
    query.state,
    query.stages ?? null,
    query.inbox ?? null,
    query.text ?? null,
    query.where ?? null,
    query.sort.by,
    query.sort.descending,
    actor.shows ?? null,
    actor.threads ?? 'all',
  ];

  const after = query.cursor === undefined ? undefined : await cursors.decode(question, query.cursor);
  const window: Window = { column, descending: query.sort.descending, limit: query.limit + 1, after };
  const text = query.text?.trim() ? query.text : undefined;
  const { rows, places, total } =
    text === undefined
      ? await listed(db, actor, asked, window)
      : await searched(context, actor, { text, scope: scopeOf(actor, query), view, rest: all(rest) }, window);

  const page: DeskPage<DeskTicket> = {
    // Asked again of what was found, as with every read.
    items: rows.map((row) => toTicket(row, actor)).filter((ticket) => showsTo(actor, ticket)),
    total,
  };
  const last = places[query.limit - 1];
  if (places.length > query.limit && last) page.next = await cursors.encode(question, last);
  return page;
}

interface Listed {
  rows: TicketRow[];
  /** Of the rows, and of the one behind them, where the page is not the last. */
  places: Place[];
  total: Searched['total'];
}

async function listed(
  db: Kysely<Schema>,
  actor: Actor,
  asked: TicketFilter,
  window: Window,
): Promise<Listed> {
  const cap = actor.shows ? judgedCountCap : countCap;
  const [rows, count] = await Promise.all([
    indexedPage(db, actor, asked, window).execute(),
    countUpTo(db, asked, cap),
  ]);
  return {
    rows: rows.slice(0, window.limit - 1),
    places: rows.map((row) => ({ value: row[window.column], id: row.id })),
    total: { value: Math.min(count, cap), exact: count <= cap },
  };
}

async function searched(
  context: ListContext,
  actor: Actor,
  question: SearchQuestion,
  window: Window,
): Promise<Listed> {
  const { places, total } = await searchTickets(context, actor, question, window);
  const ids = places.slice(0, window.limit - 1).map(({ id }) => id);
  const found =
    ids.length > 0 ? await selectTickets(context.db, actor).where('tickets.id', 'in', ids).execute() : [];
  const byId = new Map(found.map((row) => [row.id, row]));
  return { rows: ids.flatMap((id) => byId.get(id) ?? []), places, total };
}

/** Rejects page sizes outside of 1 to 100 with `invalid`. */
export function checkLimit(limit: number): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw invalid('limit');
}

/** What a query asks: whose tickets, of which an index has the list's order; and what else, which is asked of each. */
function filtersOf(
  context: ListContext,
  actor: Actor,
  query: DeskQuery,
): { view: TicketFilter; rest: TicketFilter[] } {
  const { state, stages, text } = query;
  const view = viewFilter(actor, query.view);
  const rest: TicketFilter[] = [];
  if (actor.shows) rest.push(ruleFilter(actor.shows));
  if (stages && stages.length > 0) {
    if (stages.length > valuesPerCondition) throw invalid('stages');
    const known = stages.filter((id) => mayAskFor(actor, id, context.settings)).map(storable);
    rest.push((eb) => (known.length > 0 ? eb('tickets.stage_id', 'in', known) : sql<boolean>`1 = 0`));
  }
  if (query.inbox !== undefined) rest.push(inboxFilter(actor, query.inbox));
  if (text !== undefined && text.trim() !== '' && text.length > longestSearch) throw invalid('text');
  const conditions = query.where ?? [];
  if (conditions.length > conditionsPerQuery) throw invalid('where');
  for (const condition of conditions) rest.push(propertyFilter(condition, context.settings));
  if (state === 'any') return { view, rest };
  if (state !== 'open' && state !== 'closed') throw invalid('state');
  const ofState: TicketFilter = (eb) => eb('tickets.state', '=', state);
  return query.sort.by === 'activity'
    ? { view: (eb) => eb.and([view(eb), ofState(eb)]), rest }
    : { view, rest: [ofState, ...rest] };
}

const scopeOf = ({ contactId }: Actor, { view }: DeskQuery): SearchScope =>
  view === 'mine' ? { contactId } : view;

const all = (filters: readonly TicketFilter[]): TicketFilter | undefined =>
  filters.length > 0 ? (eb) => eb.and(filters.map((filter) => filter(eb))) : undefined;

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

/** A customer's filter finds by no stage that they do not know: it would tell of each ticket whether it is in it. */
function mayAskFor(actor: Actor, stageId: string, { pipelines, portal }: GatewaySettings): boolean {
  if (isStaff(actor)) return true;
  const stage = pipelines.flatMap(({ stages }) => stages).find(({ id }) => id === stageId);
  return stage !== undefined && knowsStage(actor, stage, { portal });
}

function inboxFilter(actor: Actor, inbox: string): TicketFilter {
  requireStaff(actor);
  return (eb) => eb('tickets.inbox', '=', storable(inbox));
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
  switch (operator) {
    case 'is':
    case 'in':
      return (eb) => ofProperty(eb, { property, operator: 'is', value: values });
    case 'is-not':
      return (eb) => ofProperty(eb, { property, operator, value: values });
    case 'contains':
    case 'before':
    case 'after':
      return (eb) => ofProperty(eb, { property, operator, value: values.slice(0, 1) });
    case 'empty':
    case 'not-empty':
      return (eb) => ofProperty(eb, { property, operator });
    default:
      throw invalid('where');
  }
}

function invalid(field: string): DeskError {
  return new DeskError('invalid', `a query's ${field} is not valid`, {
    fields: [{ field, code: 'invalid' }],
  });
}
