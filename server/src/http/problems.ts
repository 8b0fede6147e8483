import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ErrorCode, FieldError } from '../../../src/api/index.ts';
import { DeskError, type FieldFault } from '../desks/errors.ts';

/** Problem details (RFC 9457) as every failure is answered. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    fields: z
      .array(
        z.object({
          field: z.string(),
          code: z.string(),
          limit: z.number().optional(),
          reason: z.string().optional(),
        }),
      )
      .optional(),
    retryAfter: z.number().optional(),
  })
  .openapi('Problem');

const statusOf: Record<ErrorCode, number> = {
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  invalid: 400,
  conflict: 409,
  'too-large': 413,
  'unsupported-media': 415,
  'rate-limited': 429,
  offline: 503,
  unavailable: 503,
  'not-supported': 501,
};

const titles: Record<ErrorCode, string> = {
  unauthenticated: 'Sign in first',
  forbidden: 'Not allowed',
  'not-found': 'Not found',
  invalid: 'The request is not valid',
  conflict: 'In conflict with what is stored',
  'too-large': 'Too large',
  'unsupported-media': 'Media type not supported',
  'rate-limited': 'Too many requests',
  offline: 'Unavailable',
  unavailable: 'Unavailable',
  'not-supported': 'Not supported',
};

export interface ProblemOptions {
  status?: number;
  fields?: FieldFault[];
  retryAfter?: number;
  headers?: Record<string, string>;
}

/** The answer for a failure. Its words depend on the code alone: nothing of what went wrong inside leaves. */
export function problem(code: ErrorCode, options: ProblemOptions = {}): Response {
  const status = options.status ?? statusOf[code];
  const retryAfter = options.retryAfter ?? (status === 503 ? 5 : undefined);
  const headers = new Headers({ 'content-type': 'application/problem+json', ...options.headers });
  if (retryAfter !== undefined) headers.set('retry-after', String(Math.ceil(retryAfter)));
  return new Response(
    JSON.stringify({
      type: 'about:blank',
      title: titles[code],
      status,
      code,
      ...(options.fields ? { fields: options.fields } : {}),
      ...(retryAfter === undefined ? {} : { retryAfter }),
    }),
    { status, headers },
  );
}

/** Whether a failure is of our own making: those go to the log with all they have. */
export function isUnexpected(error: unknown): boolean {
  if (error instanceof DeskError) return error.code === 'unavailable';
  return !(error instanceof HTTPException);
}

export function problemOf(error: unknown): Response {
  if (error instanceof DeskError) {
    const keyReused =
      error.code === 'conflict' && error.fields?.some((field) => field.field === 'idempotencyKey');
    return problem(error.code, {
      ...(keyReused ? { status: 422 } : {}),
      ...(error.fields ? { fields: error.fields } : {}),
      ...(error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter }),
    });
  }
  // Thrown by the framework itself, for bodies that are no JSON and the like.
  if (error instanceof HTTPException) {
    if (error.status === 415) return problem('unsupported-media');
    if (error.status === 413) return problem('too-large');
    if (error.status < 500) return problem('invalid');
  }
  return problem('unavailable', { status: 500 });
}

/** The fields a schema refused, in the words of the contract. */
export function fieldErrors(error: z.ZodError): FieldError[] {
  const found: FieldError[] = [];
  for (const issue of error.issues.slice(0, 50)) {
    const field = issue.path.map(String).join('.');
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys.slice(0, 50)) {
        found.push({ field: [field, key].filter((part) => part !== '').join('.'), code: 'unknown' });
      }
    } else if (issue.code === 'too_big') {
      found.push({
        field,
        code: issue.origin === 'array' ? 'too-many' : issue.origin === 'string' ? 'too-long' : 'too-large',
        limit: Number(issue.maximum),
      });
    } else if (issue.code === 'too_small' && issue.origin === 'string') {
      found.push(
        Number(issue.minimum) <= 1
          ? { field, code: 'required' }
          : { field, code: 'too-short', limit: Number(issue.minimum) },
      );
    } else if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) {
      found.push({ field, code: 'required' });
    } else {
      found.push({ field, code: 'invalid' });
    }
  }
  return found;
}

/** What validators call: refuses with 400 and the fields. */
export function refuseInvalid(
  result: { success: true } | { success: false; error: z.ZodError; target?: string },
  _context: Context,
): Response | undefined {
  if (result.success) return undefined;
  // An id of a shape no id has names nothing.
  if (result.target === 'param') return problem('not-found');
  return problem('invalid', { fields: fieldErrors(result.error) });
}
