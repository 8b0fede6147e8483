import { createRoute } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { GatewayEnv, Services } from '../environment.ts';
import { ticketFromDraft } from '../forms.ts';
import { draftSchema, writeHeaders } from '../request-schemas.ts';
import type { Visitors } from '../visitors.ts';
import { body, json, problems } from './answers.ts';
import { listRoute, ticketRoutes } from './shared.ts';
import { customerSide } from './side.ts';

/** Tickets as customers have them. Every answer leaves through the projection. */
export function customerRoutes(
  app: OpenAPIHono<GatewayEnv>,
  services: Pick<Services, 'addresses' | 'desk' | 'settings'>,
  visitors: Visitors,
): void {
  const { desk, settings } = services;
  listRoute(app, services, visitors, customerSide);

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/tickets',
      middleware: [visitors.required],
      request: { headers: writeHeaders, body: body(draftSchema) },
      responses: { 201: json(customerSide.schemas.ticket, 'The new ticket'), ...problems },
    }),
    async (context) => {
      const { actor } = context.get('visitor');
      const ticket = ticketFromDraft(context.req.valid('json'), await desk.forms());
      const created = await desk.create(actor, ticket, context.req.valid('header')['idempotency-key']);
      return context.json(customerSide.ticket(created, actor, settings()), 201);
    },
  );

  ticketRoutes(app, services, visitors, customerSide);
}
