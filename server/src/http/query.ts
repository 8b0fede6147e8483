import { z } from '@hono/zod-openapi';
import type { PageRequest, TicketQuery } from '../../../src/api/index.ts';
import { conditionSchema, idSchema } from './schemas.ts';

/** Queries of lists as they stand in an address. */

const plain = (max: number) =>
  z
    .string()
    .max(max)
    .refine((value) => !value.includes('\u0000') && value.isWellFormed(), 'not text');

const limit = z
  .string()
  .regex(/^\d{1,3}$/)
  .transform(Number)
  .pipe(z.number().min(1).max(100))
  .optional()
  .openapi({ type: 'integer', minimum: 1, maximum: 100 });

const cursor = plain(2000).min(1).optional();

const sortKeys = ['created', 'activity', 'reference', 'subject', 'status'] as const;
const sorts = sortKeys.flatMap((key) => [key, `-${key}`] as const);

// A NUL, escaped or not, is text that PostgreSQL refuses.
const where = z
  .string()
  .max(4000)
  .refine((value) => !value.includes('\\u0000') && value.isWellFormed(), 'not text')
  .transform((value, context): unknown => {
    try {
      return JSON.parse(value);
    } catch {
      context.addIssue({ code: 'custom', message: 'not JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.array(conditionSchema).max(20))
  .optional()
  .openapi({ type: 'string', description: 'JSON: a list of conditions' });

const stages = z
  .string()
  .max(2000)
  .regex(/^[\w-]{1,64}(,[\w-]{1,64})*$/)
  .transform((value) => value.split(','))
  .optional()
  .openapi({ type: 'string', description: 'Stage ids, separated by commas' });

export const ticketQuerySchema = z.object({
  view: plain(128).min(1).optional(),
  state: z.enum(['open', 'closed', 'any']).optional(),
  stages,
  text: plain(500).optional(),
  where,
  sort: z.enum(sorts).optional(),
  limit,
  cursor,
});

/** Agents narrow it to an inbox. */
export const staffTicketQuerySchema = ticketQuerySchema.extend({ inbox: idSchema.optional() });

export type TicketQueryInput = z.infer<typeof ticketQuerySchema> & { inbox?: string | undefined };

export const messageQuerySchema = z.object({
  limit,
  cursor,
  order: z.enum(['newest', 'oldest']).optional(),
});

/** A page of a conversation as a desk is asked for it. */
export function pageOfMessages({
  limit = 50,
  cursor,
  order = 'newest',
}: z.infer<typeof messageQuerySchema>): PageRequest & { order: 'newest' | 'oldest' } {
  return { limit, order, ...(cursor === undefined ? {} : { cursor }) };
}

/** The contract's query; what an address leaves out has a default. */
export function ticketQuery(parsed: TicketQueryInput): TicketQuery & { inbox?: string } {
  const sort = parsed.sort ?? '-activity';
  const descending = sort.startsWith('-');
  const by = sortKeys.find((key) => key === (descending ? sort.slice(1) : sort)) ?? 'activity';
  return {
    view: parsed.view ?? 'mine',
    state: parsed.state ?? 'any',
    sort: { by, descending },
    limit: parsed.limit ?? 25,
    ...(parsed.stages ? { stages: parsed.stages } : {}),
    ...(parsed.text === undefined || parsed.text.trim() === '' ? {} : { text: parsed.text }),
    ...(parsed.where && parsed.where.length > 0 ? { where: parsed.where } : {}),
    ...(parsed.cursor === undefined ? {} : { cursor: parsed.cursor }),
    ...(parsed.inbox === undefined ? {} : { inbox: parsed.inbox }),
  };
}
