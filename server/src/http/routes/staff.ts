import { createRoute, z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { StaffDesk } from '../../desks/desk.ts';
import { DeskError } from '../../desks/errors.ts';
import { requireOwner } from '../../policy/policy.ts';
import { projectStage } from '../../projection/projection.ts';
import type { GatewayEnv, Services } from '../environment.ts';
import { emptySchema, noteSchema, writeHeaders } from '../request-schemas.ts';
import { idSchema } from '../schemas.ts';
import { staffNote, staffTicket } from '../staff-projection.ts';
import {
  inboxesSchema,
  invitableSchema,
  invitedSchema,
  previewSchema,
  staffNoteSchema,
  staffNotesSchema,
  staffTicketDraftSchema,
  staffTicketSchema,
  staffStagesSchema,
} from '../staff-schemas.ts';
import type { Visitors } from '../visitors.ts';
import { body, json, problems } from './answers.ts';
import { listRoute, startRoute, ticketParams, ticketRoutes } from './shared.ts';
import { staffSide } from './side.ts';

/**
 * Tickets as agents have them, under the same paths and in the same shapes as the customer's, so that the same
 * elements show them, with a `staff` part beside. Everybody else gets 404 from every one of these.
 */
export function staffRoutes(
  app: OpenAPIHono<GatewayEnv>,
  services: Pick<Services, 'addresses' | 'auth' | 'desk' | 'settings' | 'tell'>,
  visitors: Visitors,
): void {
  const { addresses, auth, desk, settings } = services;
  const middleware = [visitors.staffOnly];
  const staff = (): StaffDesk => {
    if (!desk.staff) throw new DeskError('not-supported', 'this desk is worked in its own product');
    return desk.staff;
  };

  startRoute(app, services, visitors, staffSide);

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/staff/stages',
      middleware,
      responses: { 200: json(staffStagesSchema, 'Every pipeline’s stages, in order'), ...problems },
    }),
    async (context) => {
      const { actor } = context.get('visitor');
      const { pipelines } = settings();
      const items = (await staff().stages(actor)).map(({ pipelineId: id, ...stage }) => ({
        ...projectStage(stage, actor, settings()),
        pipeline: { id, name: pipelines.find((pipeline) => pipeline.id === id)?.name ?? id },
      }));
      return context.json({ items }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/staff/inboxes',
      middleware,
      responses: { 200: json(inboxesSchema, 'Where tickets arrive'), ...problems },
    }),
    (context) => {
      const { inboxes, tickets } = settings();
      const items = inboxes.map(({ id, name, pipeline }) => ({
        ...{ id, name, pipeline },
        isDefault: id === tickets.defaultInbox,
      }));
      return context.json({ items }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/staff/tickets',
      middleware,
      request: { headers: writeHeaders, body: body(staffTicketDraftSchema) },
      responses: {
        201: json(staffTicketSchema, 'The ticket, which has no conversation yet; its customer sees it'),
        ...problems,
      },
    }),
    async (context) => {
      const { actor } = context.get('visitor');
      const { inbox, note, ...draft } = context.req.valid('json');
      const ticket = await staff().create(
        actor,
        { ...draft, ...(inbox === undefined ? {} : { inbox }), ...(note === undefined ? {} : { note }) },
        context.req.valid('header')['idempotency-key'],
      );
      return context.json(staffTicket(ticket, actor, settings()), 201);
    },
  );

  listRoute(app, services, visitors, staffSide);
  ticketRoutes(app, services, visitors, staffSide);

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

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/staff/preview',
      middleware,
      request: { body: body(emptySchema) },
      responses: {
        200: json(previewSchema, 'Where the portal is; on another origin, with a code that signs in there'),
        ...problems,
      },
    }),
    async (context) => {
      const { portalUrl, publicUrl } = addresses();
      // The session of this page is no other origin's.
      if (new URL(portalUrl).origin === new URL(publicUrl).origin) {
        return context.json({ url: portalUrl }, 200);
      }
      const { session } = context.get('visitor');
      return context.json({ url: (await auth.federation.handOver(session, portalUrl)).location }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/staff/invitations',
      middleware,
      responses: { 200: json(invitableSchema, 'How many people could be invited; owners only'), ...problems },
    }),
    async (context) => {
      requireOwner(context.get('visitor').actor);
      return context.json({ count: await auth.invitable() }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/staff/invitations',
      middleware,
      request: { body: body(emptySchema) },
      responses: {
        200: json(invitedSchema, 'Mails on their way; owners only. Nobody is written to twice'),
        ...problems,
      },
    }),
    async (context) => {
      requireOwner(context.get('visitor').actor);
      return context.json(await auth.invite(), 200);
    },
  );
}
