import { createRoute, z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { sessionListSchema } from '../auth-schemas.ts';
import type { GatewayEnv, Services } from '../environment.ts';
import { emptySchema } from '../request-schemas.ts';
import { idSchema, sessionSchema } from '../schemas.ts';
import type { Visitors } from '../visitors.ts';
import { body, json, problems } from './answers.ts';

/** The session that asks, and the others of its person. */
export function sessionRoutes(
  app: OpenAPIHono<GatewayEnv>,
  { auth }: Pick<Services, 'auth'>,
  visitors: Visitors,
): void {
  const sessionAnswer = z.strictObject({ session: sessionSchema.nullable() });

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/session',
      responses: { 200: json(sessionAnswer, 'Who is signed in'), ...problems },
    }),
    async (context) => {
      // Asked by pages of themselves, so it keeps no session alive.
      const visitor = await visitors.of(context.req.raw.headers, { activity: false });
      return context.json({ session: visitor ? visitors.session(visitor) : null }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/session',
      request: { body: body(emptySchema) },
      responses: { 200: json(sessionAnswer, 'The idle limit counts anew'), ...problems },
    }),
    async (context) => {
      const visitor = await visitors.of(context.req.raw.headers, { activity: true });
      return context.json({ session: visitor ? visitors.session(visitor) : null }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/sessions',
      middleware: [visitors.required] as const,
      responses: { 200: json(sessionListSchema, 'The person’s sessions, this one first'), ...problems },
    }),
    async (context) => context.json({ items: await auth.ownSessions(context.req.raw.headers) }, 200),
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: '/api/sessions/{id}',
      middleware: [visitors.required] as const,
      request: { params: z.strictObject({ id: idSchema }) },
      responses: { 204: { description: 'Over' }, ...problems },
    }),
    async (context) => {
      await auth.endOwnSession(context.req.raw.headers, context.req.valid('param').id);
      return context.body(null, 204);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: '/api/sessions',
      middleware: [visitors.required] as const,
      responses: { 204: { description: 'Signed out everywhere, here too' }, ...problems },
    }),
    async (context) => {
      const { cookie } = await auth.signOutEverywhere(context.req.raw.headers);
      context.header('set-cookie', cookie);
      return context.body(null, 204);
    },
  );
}
