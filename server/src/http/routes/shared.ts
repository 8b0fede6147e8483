import { createRoute, z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Page, TicketQuery, TicketSummary } from '../../../../src/api/index.ts';
import type { Actor } from '../../desks/desk.ts';
import { DeskError } from '../../desks/errors.ts';
import { sightOf } from '../../policy/reasons.ts';
import { projectMessage, projectPage, projectReasons } from '../../projection/projection.ts';
import type { GatewayEnv, Services } from '../environment.ts';
import { messageQuerySchema, pageOfMessages, ticketQuery } from '../query.ts';
import { emptySchema, readSchema, replySchema, writeHeaders } from '../request-schemas.ts';
import { idSchema, messageSchema, reasonsSchema } from '../schemas.ts';
import type { Visitors } from '../visitors.ts';
import { isActivity } from '../visitors.ts';
import { body, json, problems } from './answers.ts';
import type { Side } from './side.ts';

/** The routes that customers and agents both have, each side under its prefix and in its shapes. */

type Tickets = Pick<Services, 'desk' | 'settings'>;

export const ticketParams = z.object({ id: idSchema });

/** A page of the tickets that an actor may see and asked for, as their side shows them. */
async function listed(
  { desk, settings }: Tickets,
  side: Side,
  actor: Actor,
  query: TicketQuery & { inbox?: string },
): Promise<Page<TicketSummary>> {
  const page = await desk.list(actor, { ...query, view: side.view(actor, query.view) });
  return projectPage(page, (ticket) => side.summary(ticket, actor, settings()));
}

/** Settings, session and the first tickets in one round trip. Open to strangers, who get no tickets. */
export function startRoute(
  app: OpenAPIHono<GatewayEnv>,
  services: Tickets & Pick<Services, 'tell'>,
  visitors: Visitors,
  side: Side,
): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: `${side.prefix}/start`,
      request: { query: side.query },
      responses: { 200: json(side.schemas.start, side.words.start), ...problems },
    }),
    async (context) => {
      const { raw } = context.req;
      const visitor = await visitors.of(raw.headers, { activity: isActivity(raw) });
      if (visitor && !side.admits(visitor.actor)) throw new DeskError('not-found');
      const parsed = context.req.valid('query');
      const answer = {
        ...(await services.tell(side.prefix, visitor ?? undefined)),
        session: visitor ? visitors.session(visitor) : null,
      };
      if (!visitor || parsed.view === undefined) return context.json(answer, 200);
      const tickets = await listed(services, side, visitor.actor, ticketQuery(parsed));
      return context.json({ ...answer, tickets }, 200);
    },
  );
}

/** The list of tickets. */
export function listRoute(
  app: OpenAPIHono<GatewayEnv>,
  services: Tickets,
  visitors: Visitors,
  side: Side,
): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: `${side.prefix}/tickets`,
      middleware: [visitors[side.guard]],
      request: { query: side.query },
      responses: { 200: json(side.schemas.page, side.words.page), ...problems },
    }),
    async (context) => {
      const { actor } = context.get('visitor');
      return context.json(await listed(services, side, actor, ticketQuery(context.req.valid('query'))), 200);
    },
  );
}

/** One ticket: its details, its conversation, replies, closing and reopening, and how far it was read. */
export function ticketRoutes(
  app: OpenAPIHono<GatewayEnv>,
  { desk, settings }: Tickets,
  visitors: Visitors,
  side: Side,
): void {
  const path = `${side.prefix}/tickets/{id}` as const;
  const middleware = [visitors[side.guard]];

  app.openapi(
    createRoute({
      method: 'get',
      path,
      middleware,
      request: { params: ticketParams },
      responses: { 200: json(side.schemas.ticket, 'A ticket'), ...problems },
    }),
    async (context) => {
      const { actor } = context.get('visitor');
      const ticket = await desk.get(actor, context.req.valid('param').id);
      return context.json(side.ticket(ticket, actor, settings()), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: `${path}/messages`,
      middleware,
      request: { params: ticketParams, query: messageQuerySchema },
      responses: { 200: json(side.schemas.messages, side.words.messages), ...problems },
    }),
    async (context) => {
      const { actor } = context.get('visitor');
      const { id } = context.req.valid('param');
      const page = await desk.messages(actor, id, pageOfMessages(context.req.valid('query')));
      return context.json(
        await side.messages(page, { desk, settings: settings(), actor, ticketId: id }),
        200,
      );
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: `${path}/reasons`,
      middleware,
      request: { params: ticketParams },
      responses: { 200: json(reasonsSchema, 'Why the ticket shows to whoever asks'), ...problems },
    }),
    async (context) => {
      const { actor, contact } = context.get('visitor');
      const ticket = await desk.get(actor, context.req.valid('param').id);
      return context.json(projectReasons(sightOf(actor, ticket), ticket, contact.companies, settings()), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${path}/messages`,
      middleware,
      request: { params: ticketParams, headers: writeHeaders, body: body(replySchema) },
      responses: { 201: json(messageSchema, side.words.reply), ...problems },
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
        path: `${path}/${verb}`,
        middleware,
        request: { params: ticketParams, headers: writeHeaders, body: body(emptySchema) },
        responses: { 200: json(side.schemas.ticket, 'The ticket as it is now'), ...problems },
      }),
      async (context) => {
        const { actor } = context.get('visitor');
        if (!desk.setState) throw new DeskError('not-supported');
        const key = context.req.valid('header')['idempotency-key'];
        const ticket = await desk.setState(actor, context.req.valid('param').id, state, key);
        return context.json(side.ticket(ticket, actor, settings()), 200);
      },
    );
  }

  app.openapi(
    createRoute({
      method: 'put',
      path: `${path}/read`,
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
