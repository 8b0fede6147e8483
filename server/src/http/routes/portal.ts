import { createRoute, z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { capabilitiesOf } from '../capabilities.ts';
import type { GatewayEnv, Services } from '../environment.ts';
import { capabilitiesSchema, settingsSchema } from '../schemas.ts';
import type { Visitors } from '../visitors.ts';
import { json, problems } from './answers.ts';
import { startRoute } from './shared.ts';
import { customerSide } from './side.ts';

/** What a page asks before and beside tickets: settings, capabilities, session, and all of it in one round trip. */
export function portalRoutes(app: OpenAPIHono<GatewayEnv>, services: Services, visitors: Visitors): void {
  const { storage, tell } = services;

  startRoute(app, services, visitors, customerSide);

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
    async (context) => context.json((await tell('/api', undefined)).settings, 200),
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
}
