import { z } from '@hono/zod-openapi';
import type { Test, Verdict } from '../policy/rules.ts';
import { pageOf } from './schemas.ts';
import { staffSummarySchema } from './staff-schemas.ts';

/** The wire of the simulator: what a contact sees, and why; for staff. */

const testSchema: z.ZodType<Test> = z.strictObject({
  property: z.string(),
  operator: z.enum(['is', 'is-not', 'contains', 'not-contains', 'before', 'after', 'empty', 'not-empty']),
  value: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).optional(),
});

/** A rule with what each of its parts says. */
const explainedSchema: z.ZodType<Verdict> = z
  .lazy(() =>
    z.union([
      z.strictObject({ test: testSchema, holds: z.boolean() }),
      z.strictObject({ all: z.array(explainedSchema), holds: z.boolean() }),
      z.strictObject({ any: z.array(explainedSchema), holds: z.boolean() }),
    ]),
  )
  .openapi('ExplainedRule');

export const verdictSchema = z
  .strictObject({
    visible: z.boolean(),
    against: z.array(z.enum(['portal-off', 'access', 'ownership', 'permission', 'filter'])),
    accessLists: z.array(z.string()).optional(),
    owner: z.enum(['mine', 'company', 'other']),
    permission: z.strictObject({
      kind: z.enum(['own', 'company', 'rule']),
      holds: z.boolean(),
      rule: explainedSchema.optional(),
    }),
    filter: explainedSchema.optional(),
    threads: z.enum(['all', 'newest']),
  })
  .openapi('TicketVerdict');

export const judgedPageSchema = pageOf(
  z.strictObject({ ticket: staffSummarySchema, verdict: verdictSchema }),
).openapi('JudgedTicketPage');
