import { sql, type Expression, type ExpressionBuilder, type RawBuilder, type SqlBool } from 'kysely';
import { isBuiltIn, wantedValues, type BuiltInProperty, type Rule, type Test } from '../../policy/rules.ts';
import type { Schema } from '../../storage/schema.ts';
import type { TicketFilter } from './pages.ts';

/** Where the built-in properties stand. `subject_key` is the subject as conditions compare it. */
const columns: Record<BuiltInProperty, string> = {
  state: 'tickets.state',
  stage: 'tickets.stage_id',
  channel: 'tickets.channel',
  company: 'tickets.company_id',
  requester: 'tickets.contact_id',
  created: 'tickets.created_at',
  activity: 'tickets.last_activity_at',
  subject: 'tickets.subject_key',
};

/** A rule as a condition of a query; the same tickets that `matches` finds. */
export function ruleFilter(rule: Rule): TicketFilter {
  if ('all' in rule) {
    const inner = rule.all.map(ruleFilter);
    return (eb) => eb.and(inner.map((filter) => filter(eb)));
  }
  if ('any' in rule) {
    const inner = rule.any.map(ruleFilter);
    return (eb) => eb.or(inner.map((filter) => filter(eb)));
  }
  return (eb) => (isBuiltIn(rule.property) ? ofColumn(rule, rule.property) : ofProperty(eb, rule));
}

function ofColumn(test: Test, property: BuiltInProperty): Expression<SqlBool> {
  const column = sql.ref<string | null>(columns[property]);
  const { operator } = test;
  if (operator === 'empty') return sql<boolean>`${column} is null`;
  if (operator === 'not-empty') return sql<boolean>`${column} is not null`;
  const met = compare(column, test);
  // What is not there is none of the values: `not` of an unknown would be unknown.
  return isNegative(test) ? sql<boolean>`(${column} is null or not ${met})` : met;
}

/** A test of a property that tickets may have beside the built-in ones, whatever its name. */
export function ofProperty(eb: ExpressionBuilder<Schema, 'tickets'>, test: Test): Expression<SqlBool> {
  const found = (narrow?: Expression<SqlBool>): Expression<unknown> => {
    const rows = eb
      .selectFrom('ticket_properties')
      .select('ticket_properties.ticket_id')
      .whereRef('ticket_properties.ticket_id', '=', 'tickets.id')
      .where('ticket_properties.key', '=', test.property)
      .limit(sql.lit(1));
    return narrow ? rows.where(narrow) : rows;
  };
  // Not `exists`, which PostgreSQL may turn into a join with the values of all tickets, and not `is null`, which it
  // takes for rare: a page reads its tickets in their order, and looks up the values of those alone.
  const having = (rows: Expression<unknown>) => sql<boolean>`coalesce(${rows}, '') <> ''`;
  const lacking = (rows: Expression<unknown>) => sql<boolean>`coalesce(${rows}, '') <> tickets.id`;
  if (test.operator === 'empty') return lacking(found());
  if (test.operator === 'not-empty') return having(found());
  const rows = found(compare(sql.ref<string | null>('ticket_properties.value'), test));
  return isNegative(test) ? lacking(rows) : having(rows);
}

const isNegative = ({ operator }: Test): boolean => operator === 'is-not' || operator === 'not-contains';

/** A test without its negation. */
function compare(value: RawBuilder<string | null>, test: Test): RawBuilder<boolean> {
  const wanted = wantedValues(test);
  switch (test.operator) {
    case 'contains':
    case 'not-contains': {
      const parts = wanted.map(
        (part) => sql<boolean>`${value} like ${`%${part.replace(/[\\%_]/g, '\\$&')}%`} escape '\\'`,
      );
      return sql<boolean>`(${sql.join(parts, sql` or `)})`;
    }
    case 'before':
      return sql<boolean>`(${sql.join(
        wanted.map((bound) => sql<boolean>`${value} < ${bound}`),
        sql` and `,
      )})`;
    case 'after':
      return sql<boolean>`(${sql.join(
        wanted.map((bound) => sql<boolean>`${value} > ${bound}`),
        sql` and `,
      )})`;
    default:
      return sql<boolean>`${value} in (${sql.join(wanted)})`;
  }
}
