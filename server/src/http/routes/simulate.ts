import { createRoute, z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Page, TicketQuery, TicketSummary } from '../../../../src/api/index.ts';
import type { Actor, DeskContact, DeskStage, DeskTicket, StaffDesk } from '../../desks/desk.ts';
import { DeskError } from '../../desks/errors.ts';
import { actorFor, admits, requireOwner } from '../../policy/policy.ts';
import { sightOf, verdictOn } from '../../policy/reasons.ts';
import {
  projectMessage,
  projectPage,
  projectReasons,
  projectSession,
  projectSettings,
} from '../../projection/projection.ts';
import { stagesIn } from '../../settings/pipelines.ts';
import type { GatewaySettings } from '../../settings/settings.ts';
import type { GatewayContext, GatewayEnv, Services } from '../environment.ts';
import { messageQuerySchema, pageOfMessages, ticketQuery, ticketQuerySchema } from '../query.ts';
import { idSchema, messagePageSchema, reasonsSchema, startSchema } from '../schemas.ts';
import { tryOutSchema } from '../settings-schemas.ts';
import { judgedPageSchema, verdictSchema } from '../simulate-schemas.ts';
import type { Visitors } from '../visitors.ts';
import { body, json, problems } from './answers.ts';
import { parseSettings } from './settings.ts';
import { customerSide, staffSide } from './side.ts';

/** Somebody as whom staff look at the portal, by settings that hold or are tried out. */
interface Simulated {
  contact: DeskContact;
  actor: Actor;
  settings: GatewaySettings;
}

/**
 * The portal as a contact sees it: the same policy, desk and projection, for an actor made as a session makes it. There
 * is nothing here but reading. Every answer can be asked for by settings that are not saved, by owners.
 */
export function simulateRoutes(
  app: OpenAPIHono<GatewayEnv>,
  { addresses, desk, settings }: Pick<Services, 'addresses' | 'desk' | 'settings'>,
  visitors: Visitors,
): void {
  const middleware = [visitors.staffOnly];
  const staff = (): StaffDesk => {
    if (!desk.staff) throw new DeskError('not-supported', 'this desk is worked in its own product');
    return desk.staff;
  };

  async function simulated(
    context: GatewayContext,
    contactId: string,
    tried: { settings: Record<string, unknown> } | undefined,
  ): Promise<Simulated> {
    const { actor: asking } = context.get('visitor');
    if (tried) requireOwner(asking);
    const by = tried ? parseSettings(tried.settings) : settings();
    const contact = await staff().contact(asking, contactId);
    return { contact, settings: by, actor: actorFor({ contact, role: 'customer', settings: by }) };
  }

  /** Rejects with `forbidden` where the contact would not get in. */
  function admitted(as: Simulated): Simulated {
    if (!admits(as.settings, as.contact, 'customer')) {
      throw new DeskError('forbidden', 'the portal is off, or the contact is on no list that is let in');
    }
    return as;
  }

  /** The stages as the settings at hand have them: those that are saved are already the desk's. */
  const stagesBy = async (by: GatewaySettings): Promise<DeskStage[]> =>
    by === settings() ? desk.stages() : stagesIn(by);

  function staged(ticket: DeskTicket, by: GatewaySettings): DeskTicket {
    const stage = by === settings() ? undefined : stagesIn(by).find(({ id }) => id === ticket.stage.id);
    return stage ? { ...ticket, stage } : ticket;
  }

  /** A page of tickets as the contact gets it. */
  async function listed(
    { actor, settings: by }: Simulated,
    query: TicketQuery,
  ): Promise<Page<TicketSummary>> {
    const page = await desk.list(actor, { ...query, view: customerSide.view(actor, query.view) });
    return projectPage(page, (ticket) => customerSide.summary(staged(ticket, by), actor, by));
  }

  const contactParams = z.object({ contactId: idSchema });
  const startPath = '/api/staff/simulate/{contactId}/start' as const;
  const params = contactParams.extend({ id: idSchema });
  const prefix = '/api/staff/simulate/{contactId}/tickets' as const;

  for (const method of ['get', 'post'] as const) {
    // What is asked by unsaved settings carries them.
    const tried = method === 'post' ? { body: body(tryOutSchema) } : {};
    const settingsOf = (context: GatewayContext) =>
      method === 'post' ? tryOutSchema.parse(context.req.valid('json' as never)) : undefined;

    app.openapi(
      createRoute({
        method,
        path: startPath,
        middleware,
        request: { params: contactParams, query: ticketQuerySchema, ...tried },
        responses: {
          // No stream follows that would tell its mark again.
          200: json(
            startSchema.omit({ mark: true }),
            'What the contact’s page begins with; no session: they would not get in',
          ),
          ...problems,
        },
      }),
      async (context) => {
        const { contactId } = context.req.valid('param');
        const as = await simulated(context, contactId, settingsOf(context));
        const inside = admits(as.settings, as.contact, 'customer');
        const parsed = context.req.valid('query');
        const answer = {
          settings: projectSettings(as.settings, await stagesBy(as.settings), {
            address: addresses().portalUrl,
            outside: !inside,
          }),
          session: inside ? projectSession(as.contact, as.actor) : null,
        };
        if (!inside || parsed.view === undefined) return context.json(answer, 200);
        return context.json({ ...answer, tickets: await listed(as, ticketQuery(parsed)) }, 200);
      },
    );

    app.openapi(
      createRoute({
        method,
        path: prefix,
        middleware,
        request: { params: contactParams, query: ticketQuerySchema, ...tried },
        responses: { 200: json(customerSide.schemas.page, 'The page that the contact gets'), ...problems },
      }),
      async (context) => {
        const { contactId } = context.req.valid('param');
        const as = admitted(await simulated(context, contactId, settingsOf(context)));
        return context.json(await listed(as, ticketQuery(context.req.valid('query'))), 200);
      },
    );

    app.openapi(
      createRoute({
        method,
        path: '/api/staff/simulate/{contactId}/verdicts',
        middleware,
        request: { params: contactParams, query: staffSide.query, ...tried },
        responses: {
          200: json(
            judgedPageSchema,
            'A page of all tickets, each with whether the contact sees it, and why',
          ),
          ...problems,
        },
      }),
      async (context) => {
        const { contactId } = context.req.valid('param');
        const { actor } = context.get('visitor');
        const as = await simulated(context, contactId, settingsOf(context));
        const query = ticketQuery(context.req.valid('query'));
        const page = await desk.list(actor, { ...query, view: staffSide.view(actor, query.view) });
        return context.json(
          projectPage(page, (ticket) => ({
            ticket: staffSide.summary(ticket, actor, settings()),
            verdict: verdictOn(as.settings, as.contact, ticket),
          })),
          200,
        );
      },
    );

    app.openapi(
      createRoute({
        method,
        path: `${prefix}/{id}`,
        middleware,
        request: { params, ...tried },
        responses: {
          200: json(customerSide.schemas.ticket, 'The ticket as the contact gets it'),
          ...problems,
        },
      }),
      async (context) => {
        const { contactId, id } = context.req.valid('param');
        const as = admitted(await simulated(context, contactId, settingsOf(context)));
        const ticket = staged(await desk.get(as.actor, id), as.settings);
        return context.json(customerSide.ticket(ticket, as.actor, as.settings), 200);
      },
    );

    app.openapi(
      createRoute({
        method,
        path: `${prefix}/{id}/messages`,
        middleware,
        request: { params, query: messageQuerySchema, ...tried },
        responses: { 200: json(messagePageSchema, 'The conversation as the contact gets it'), ...problems },
      }),
      async (context) => {
        const { contactId, id } = context.req.valid('param');
        const { actor } = admitted(await simulated(context, contactId, settingsOf(context)));
        const page = await desk.messages(actor, id, pageOfMessages(context.req.valid('query')));
        return context.json(
          projectPage(page, (message) => projectMessage(message, actor)),
          200,
        );
      },
    );

    app.openapi(
      createRoute({
        method,
        path: `${prefix}/{id}/reasons`,
        middleware,
        request: { params, ...tried },
        responses: { 200: json(reasonsSchema, 'What the contact is told of why it shows'), ...problems },
      }),
      async (context) => {
        const { contactId, id } = context.req.valid('param');
        const as = admitted(await simulated(context, contactId, settingsOf(context)));
        const ticket = await desk.get(as.actor, id);
        return context.json(
          projectReasons(sightOf(as.actor, ticket), ticket, as.contact.companies, as.settings),
          200,
        );
      },
    );

    app.openapi(
      createRoute({
        method,
        path: `${prefix}/{id}/verdict`,
        middleware,
        request: { params, ...tried },
        responses: {
          200: json(verdictSchema, 'Whether the contact sees the ticket, and all that decides it'),
          ...problems,
        },
      }),
      async (context) => {
        const { contactId, id } = context.req.valid('param');
        const as = await simulated(context, contactId, settingsOf(context));
        const ticket = await desk.get(context.get('visitor').actor, id);
        return context.json(verdictOn(as.settings, as.contact, ticket), 200);
      },
    );
  }
}
