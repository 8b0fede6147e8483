import { createRoute, z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { DeskError } from '../../desks/errors.ts';
import { isStaff } from '../../policy/policy.ts';
import type { GatewayEnv, Services } from '../environment.ts';
import { articlesSchema } from '../schemas.ts';
import type { Visitors } from '../visitors.ts';
import { json, problems } from './answers.ts';

/** The event stream and article suggestions, for customers and, under their own prefix, for staff. */
export function liveRoutes(
  app: OpenAPIHono<GatewayEnv>,
  { events, articles }: Pick<Services, 'events' | 'articles'>,
  visitors: Visitors,
): void {
  for (const prefix of ['/api', '/api/staff'] as const) {
    app.openapi(
      createRoute({
        method: 'get',
        path: `${prefix}/events`,
        request: {
          headers: z.object({ 'last-event-id': z.string().max(64).optional() }),
          query: z.object({ after: z.string().max(64).optional() }),
        },
        responses: {
          200: {
            description:
              'Events `change` with a TicketChange, `session` with `{session}` and `settings` with `{mark}`; their ids go into Last-Event-ID',
            content: { 'text/event-stream': { schema: z.string() } },
          },
          ...problems,
        },
      }),
      async (context) => {
        const { headers } = context.req.raw;
        // An open stream is not somebody at work.
        const visitor = await visitors.of(headers, { activity: false });
        if (prefix === '/api/staff' && !(visitor && isStaff(visitor.actor))) throw new DeskError('not-found');
        if (!visitor) throw new DeskError('unauthenticated');
        const from = context.req.valid('header')['last-event-id'] ?? context.req.valid('query').after;
        const stream = events.open(visitor, headers, from === '' ? undefined : from, prefix);
        return new Response(stream, {
          headers: {
            'content-type': 'text/event-stream; charset=utf-8',
            'cache-control': 'no-store, no-transform',
            'x-accel-buffering': 'no',
          },
        });
      },
    );
  }

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/articles',
      request: { query: z.object({ text: z.string().max(2000).optional() }) },
      responses: { 200: json(articlesSchema, 'Articles that may answer it, best first'), ...problems },
    }),
    (context) => context.json({ items: articles.suggest(context.req.valid('query').text ?? '') }, 200),
  );
}
