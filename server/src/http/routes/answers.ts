import type { z } from '@hono/zod-openapi';
import { problemSchema } from '../problems.ts';

/** Pieces of route descriptions. */

export const problems = {
  default: {
    description: 'A failure, as problem details',
    content: { 'application/problem+json': { schema: problemSchema } },
  },
} as const;

export const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});

export const body = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: { 'application/json': { schema } },
});
