import { createRoute, z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { projectPage, projectSettings, projectSummary } from '../../projection/projection.ts';
import { resolveView } from '../../policy/policy.ts';
import { capabilitiesOf } from '../capabilities.ts';
import type { GatewayEnv, Services } from '../environment.ts';
import { ticketQuery, ticketQuerySchema } from '../query.ts';
import { capabilitiesSchema, sessionSchema, settingsSchema, startSchema } from '../schemas.ts';
import type { Visitors } from '../visitors.ts';
import { isActivity } from '../visitors.ts';
import { json, problems } from './answers.ts';

/** What a page asks before and beside tickets: settings, capabilities, session, and all of it in one round trip. */
export function portalRoutes(app: OpenAPIHono<GatewayEnv>, services: Services, visitors: Visitors): void {
  const { desk, settings, storage } = services;
  const publicSettings = async () => projectSettings(settings(), await desk.stages());

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/start',
      request: { query: ticketQuerySchema },
      responses: {
        200: json(startSchema, 'Settings, session, and the first tickets if wanted'),
        ...problems,
      },
    }),
    async (context) => {
      const { raw } = context.req;
      const visitor = await visitors.of(raw.headers, { activity: isActivity(raw) });
      const parsed = context.req.valid('query');
      const answer = {
        settings: await publicSettings(),
        session: visitor ? visitors.session(visitor) : null,
      };
      if (!visitor || parsed.view === undefined) return context.json(answer, 200);
      const query = ticketQuery(parsed);
      const { actor } = visitor;
      const page = await desk.list(actor, { ...query, view: resolveView(actor, query.view) });
      const tickets = projectPage(page, (ticket) => projectSummary(ticket, actor, settings()));
      return context.json({ ...answer, tickets }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/health',
      responses: {
        200: json(z.strictObject({ status: z.literal('ok') }), 'The gateway and its database answer'),
        ...problems,
      },
    }),
    async (context) => {
      await storage.ping();
      return context.json({ status: 'ok' as const }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/portal',
      responses: { 200: json(settingsSchema, 'Public settings'), ...problems },
    }),
    async (context) => context.json(await publicSettings(), 200),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/capabilities',
      responses: { 200: json(capabilitiesSchema, 'What this backend can do'), ...problems },
    }),
    (context) => {
      const able = capabilitiesOf(services);
      return context.json(capabilitiesSchema.parse(able), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/session',
      responses: {
        200: json(z.strictObject({ session: sessionSchema.nullable() }), 'Who is signed in'),
        ...problems,
      },
    }),
    async (context) => {
      // Asked by pages of themselves, so it keeps no session alive.
      const visitor = await visitors.of(context.req.raw.headers, { activity: false });
      return context.json({ session: visitor ? visitors.session(visitor) : null }, 200);
    },
  );
}
