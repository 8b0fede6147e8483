import { createRoute, z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { DeskError } from '../../desks/errors.ts';
import { resolveView } from '../../policy/policy.ts';
import { projectMessage, projectPage, projectSummary, projectTicket } from '../../projection/projection.ts';
import type { GatewayEnv, Services } from '../environment.ts';
import { ticketFromDraft } from '../forms.ts';
import { messageQuerySchema, ticketQuery, ticketQuerySchema } from '../query.ts';
import { idSchema, messagePageSchema, messageSchema, summaryPageSchema, ticketSchema } from '../schemas.ts';
import { draftSchema, emptySchema, readSchema, replySchema, writeHeaders } from '../request-schemas.ts';
import type { Visitors } from '../visitors.ts';
import { body, json, problems } from './answers.ts';

const ticketParams = z.object({ id: idSchema });

/** Tickets as customers have them. Every answer leaves through the projection. */
export function ticketRoutes(
  app: OpenAPIHono<GatewayEnv>,
  { desk, settings }: Pick<Services, 'desk' | 'settings'>,
  visitors: Visitors,
): void {
  const middleware = [visitors.required];

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/tickets',
      middleware,
      request: { query: ticketQuerySchema },
      responses: { 200: json(summaryPageSchema, 'A page of tickets'), ...problems },
    }),
    async (context) => {
      const { actor } = context.get('visitor');
      const query = ticketQuery(context.req.valid('query'));
      const page = await desk.list(actor, { ...query, view: resolveView(actor, query.view) });
      return context.json(
        projectPage(page, (ticket) => projectSummary(ticket, actor, settings())),
        200,
      );
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/tickets',
      middleware,
      request: { headers: writeHeaders, body: body(draftSchema) },
      responses: { 201: json(ticketSchema, 'The new ticket'), ...problems },
    }),
    async (context) => {
      const { actor } = context.get('visitor');
      const ticket = ticketFromDraft(context.req.valid('json'), await desk.forms());
      const created = await desk.create(actor, ticket, context.req.valid('header')['idempotency-key']);
      return context.json(projectTicket(created, actor, settings()), 201);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/tickets/{id}',
      middleware,
      request: { params: ticketParams },
      responses: { 200: json(ticketSchema, 'A ticket'), ...problems },
    }),
    async (context) => {
      const { actor } = context.get('visitor');
      const ticket = await desk.get(actor, context.req.valid('param').id);
      return context.json(projectTicket(ticket, actor, settings()), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/tickets/{id}/messages',
      middleware,
      request: { params: ticketParams, query: messageQuerySchema },
      responses: { 200: json(messagePageSchema, 'A page of the conversation'), ...problems },
    }),
    async (context) => {
      const { actor } = context.get('visitor');
      const { limit = 50, cursor, order = 'newest' } = context.req.valid('query');
      const page = await desk.messages(actor, context.req.valid('param').id, {
        limit,
        order,
        ...(cursor === undefined ? {} : { cursor }),
      });
      return context.json(
        projectPage(page, (message) => projectMessage(message, actor)),
        200,
      );
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/tickets/{id}/messages',
      middleware,
      request: { params: ticketParams, headers: writeHeaders, body: body(replySchema) },
      responses: { 201: json(messageSchema, 'The reply'), ...problems },
    }),
    async (context) => {
      const { actor } = context.get('visitor');
      const draft = context.req.valid('json');
      const message = await desk.reply(
        actor,
        context.req.valid('param').id,
        { body: draft.body, channel: 'portal', attachments: draft.attachments },
        context.req.valid('header')['idempotency-key'],
      );
      return context.json(projectMessage(message, actor), 201);
    },
  );

  for (const [verb, state] of [
    ['close', 'closed'],
    ['reopen', 'open'],
  ] as const) {
    app.openapi(
      createRoute({
        method: 'post',
        path: `/api/tickets/{id}/${verb}`,
        middleware,
        request: { params: ticketParams, headers: writeHeaders, body: body(emptySchema) },
        responses: { 200: json(ticketSchema, 'The ticket as it is now'), ...problems },
      }),
      async (context) => {
        const { actor } = context.get('visitor');
        if (!desk.setState) throw new DeskError('not-supported');
        const key = context.req.valid('header')['idempotency-key'];
        const ticket = await desk.setState(actor, context.req.valid('param').id, state, key);
        return context.json(projectTicket(ticket, actor, settings()), 200);
      },
    );
  }

  app.openapi(
    createRoute({
      method: 'put',
      path: '/api/tickets/{id}/read',
      middleware,
      request: { params: ticketParams, body: body(readSchema) },
      responses: { 204: { description: 'Read up to and with that message' }, ...problems },
    }),
    async (context) => {
      const { actor } = context.get('visitor');
      if (!desk.markRead) throw new DeskError('not-supported');
      await desk.markRead(actor, context.req.valid('param').id, context.req.valid('json').messageId);
      return context.body(null, 204);
    },
  );
}
