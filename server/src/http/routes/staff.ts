import { createRoute, z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { TicketQuery } from '../../../../src/api/index.ts';
import type { Actor, StaffDesk } from '../../desks/desk.ts';
import { DeskError } from '../../desks/errors.ts';
import { resolveView } from '../../policy/policy.ts';
import { projectMessage, projectPage, projectSettings, projectStage } from '../../projection/projection.ts';
import type { GatewayEnv, Services } from '../environment.ts';
import { messageQuerySchema, ticketQuery, ticketQuerySchema } from '../query.ts';
import { idSchema, messagePageSchema, messageSchema } from '../schemas.ts';
import { emptySchema, noteSchema, readSchema, replySchema, writeHeaders } from '../request-schemas.ts';
import {
  staffNoteSchema,
  staffNotesSchema,
  staffPageSchema,
  staffStartSchema,
  staffTicketSchema,
  stagesSchema,
} from '../staff-schemas.ts';
import { staffNote, staffPage, staffTicket } from '../staff-projection.ts';
import type { Visitors } from '../visitors.ts';
import { isActivity } from '../visitors.ts';
import { body, json, problems } from './answers.ts';

const ticketParams = z.object({ id: idSchema });

/**
 * Tickets as agents have them, under the same paths and in the same shapes as the customer's, so that the same
 * elements show them, with a `staff` part beside. Everybody else gets 404 from every one of these.
 */
export function staffRoutes(
  app: OpenAPIHono<GatewayEnv>,
  { desk, settings }: Pick<Services, 'desk' | 'settings'>,
  visitors: Visitors,
): void {
  const middleware = [visitors.staffOnly];
  const staff = (): StaffDesk => {
    if (!desk.staff) throw new DeskError('not-supported', 'this desk is worked in its own product');
    return desk.staff;
  };
  const list = async (actor: Actor, query: TicketQuery) => {
    // An inbox holds everybody's: what a customer's page asks as "mine" is all here.
    const view = query.view === 'mine' ? 'all' : query.view;
    return staffPage(await desk.list(actor, { ...query, view: resolveView(actor, view) }), actor, settings());
  };

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/staff/start',
      request: { query: ticketQuerySchema },
      responses: { 200: json(staffStartSchema, 'Settings, session, and the first tickets'), ...problems },
    }),
    async (context) => {
      const { raw } = context.req;
      // Open to strangers, as the customer's is, so that the staff page can show its sign-in. It tells them no more.
      const visitor = await visitors.of(raw.headers, { activity: isActivity(raw) });
      if (visitor && visitor.actor.role === 'customer') throw new DeskError('not-found');
      const parsed = context.req.valid('query');
      const answer = {
        settings: projectSettings(settings(), await desk.stages()),
        session: visitor ? visitors.session(visitor) : null,
      };
      if (!visitor || parsed.view === undefined) return context.json(answer, 200);
      return context.json({ ...answer, tickets: await list(visitor.actor, ticketQuery(parsed)) }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/staff/stages',
      middleware,
      responses: { 200: json(stagesSchema, 'The pipeline, in order'), ...problems },
    }),
    async (context) => context.json({ items: (await desk.stages()).map(projectStage) }, 200),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/staff/tickets',
      middleware,
      request: { query: ticketQuerySchema },
      responses: { 200: json(staffPageSchema, 'A page of the inbox'), ...problems },
    }),
    async (context) =>
      context.json(await list(context.get('visitor').actor, ticketQuery(context.req.valid('query'))), 200),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/staff/tickets/{id}',
      middleware,
      request: { params: ticketParams },
      responses: { 200: json(staffTicketSchema, 'A ticket'), ...problems },
    }),
    async (context) => {
      const { actor } = context.get('visitor');
      const ticket = await desk.get(actor, context.req.valid('param').id);
      return context.json(staffTicket(ticket, actor, settings()), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/staff/tickets/{id}/messages',
      middleware,
      request: { params: ticketParams, query: messageQuerySchema },
      responses: { 200: json(messagePageSchema, 'A page of the public conversation'), ...problems },
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
      path: '/api/staff/tickets/{id}/messages',
      middleware,
      request: { params: ticketParams, headers: writeHeaders, body: body(replySchema) },
      responses: { 201: json(messageSchema, 'The public reply'), ...problems },
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
        path: `/api/staff/tickets/{id}/${verb}`,
        middleware,
        request: { params: ticketParams, headers: writeHeaders, body: body(emptySchema) },
        responses: { 200: json(staffTicketSchema, 'The ticket as it is now'), ...problems },
      }),
      async (context) => {
        const { actor } = context.get('visitor');
        if (!desk.setState) throw new DeskError('not-supported');
        const key = context.req.valid('header')['idempotency-key'];
        const ticket = await desk.setState(actor, context.req.valid('param').id, state, key);
        return context.json(staffTicket(ticket, actor, settings()), 200);
      },
    );
  }

  app.openapi(
    createRoute({
      method: 'put',
      path: '/api/staff/tickets/{id}/read',
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

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/staff/tickets/{id}/notes',
      middleware,
      request: { params: ticketParams },
      responses: { 200: json(staffNotesSchema, 'Internal notes, oldest first'), ...problems },
    }),
    async (context) => {
      const { actor } = context.get('visitor');
      const notes = await staff().notes(actor, context.req.valid('param').id);
      return context.json({ items: notes.map((note) => staffNote(note, actor)) }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/staff/tickets/{id}/notes',
      middleware,
      request: { params: ticketParams, headers: writeHeaders, body: body(noteSchema) },
      responses: { 201: json(staffNoteSchema, 'The note; customers see nothing of it'), ...problems },
    }),
    async (context) => {
      const { actor } = context.get('visitor');
      const key = context.req.valid('header')['idempotency-key'];
      const { body: text } = context.req.valid('json');
      const note = await staff().addNote(actor, context.req.valid('param').id, text, key);
      return context.json(staffNote(note, actor), 201);
    },
  );

  app.openapi(
    createRoute({
      method: 'put',
      path: '/api/staff/tickets/{id}/stage',
      middleware,
      request: {
        params: ticketParams,
        headers: writeHeaders,
        body: body(z.strictObject({ stageId: idSchema })),
      },
      responses: { 200: json(staffTicketSchema, 'The ticket in its new stage'), ...problems },
    }),
    async (context) => {
      const { actor } = context.get('visitor');
      const key = context.req.valid('header')['idempotency-key'];
      const { stageId } = context.req.valid('json');
      const ticket = await staff().setStage(actor, context.req.valid('param').id, stageId, key);
      return context.json(staffTicket(ticket, actor, settings()), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'put',
      path: '/api/staff/tickets/{id}/assignee',
      middleware,
      request: {
        params: ticketParams,
        headers: writeHeaders,
        body: body(z.strictObject({ assignee: z.enum(['me', 'nobody']) })),
      },
      responses: { 200: json(staffTicketSchema, 'The ticket with its new assignee'), ...problems },
    }),
    async (context) => {
      const { actor } = context.get('visitor');
      const key = context.req.valid('header')['idempotency-key'];
      const agent = context.req.valid('json').assignee === 'me' ? actor.contactId : null;
      const ticket = await staff().assign(actor, context.req.valid('param').id, agent, key);
      return context.json(staffTicket(ticket, actor, settings()), 200);
    },
  );
}
