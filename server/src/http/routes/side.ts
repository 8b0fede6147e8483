import type { z } from '@hono/zod-openapi';
import type { Message, Page, Start, Ticket, TicketSummary } from '../../../../src/api/index.ts';
import type { Actor, DeskMessage, DeskPage, DeskQuery, DeskTicket, HelpDesk } from '../../desks/desk.ts';
import { isStaff, resolveView } from '../../policy/policy.ts';
import { projectMessage, projectPage, projectSummary, projectTicket } from '../../projection/projection.ts';
import type { GatewaySettings } from '../../settings/settings.ts';
import { staffTicketQuerySchema, ticketQuerySchema, type TicketQueryInput } from '../query.ts';
import { messagePageSchema, startSchema, summaryPageSchema, ticketSchema } from '../schemas.ts';
import { staffMessages } from '../staff-messages.ts';
import { staffSummary, staffTicket } from '../staff-projection.ts';
import type { StaffMessage, StaffSummary, StaffTicket } from '../staff-schemas.ts';
import {
  staffMessagePageSchema,
  staffPageSchema,
  staffStartSchema,
  staffTicketSchema,
} from '../staff-schemas.ts';

/** One of the two sides of a ticket: all that differs where customers and agents have the same routes. */
export interface Side<
  Summary extends TicketSummary = TicketSummary,
  Whole extends Ticket = Ticket,
  Written extends Message = Message,
> {
  prefix: '/api' | '/api/staff';
  /** What stands before every route of tickets; refuses those who are not of this side. */
  guard: 'required' | 'staffOnly';
  /** Whether somebody who is signed in may start here; others learn that there is nothing. */
  admits: (actor: Actor) => boolean;
  /** The tickets that a query's `view` means for this actor; rejects with `not-found` where it is not theirs. */
  view: (actor: Actor, view: string) => DeskQuery['view'];
  summary: (ticket: DeskTicket, actor: Actor, settings: GatewaySettings) => Summary;
  ticket: (ticket: DeskTicket, actor: Actor, settings: GatewaySettings) => Whole;
  /** A page of a ticket's conversation, as it was read for the actor. */
  messages: (
    page: DeskPage<DeskMessage>,
    asked: { desk: HelpDesk; settings: GatewaySettings; actor: Actor; ticketId: string },
  ) => Promise<Page<Written>>;
  /** What a list may be asked. */
  query: z.ZodObject & z.ZodType<TicketQueryInput>;
  schemas: {
    start: z.ZodType<Omit<Start, 'tickets'> & { mark: string; tickets?: Page<Summary> | undefined }>;
    page: z.ZodType<Page<Summary>>;
    ticket: z.ZodType<Whole>;
    messages: z.ZodType<Page<Written>>;
  };
  /** What the API's documentation says of the answers. */
  words: { start: string; page: string; messages: string; reply: string };
}

export const customerSide: Side = {
  prefix: '/api',
  guard: 'required',
  admits: () => true,
  view: resolveView,
  summary: projectSummary,
  ticket: projectTicket,
  messages: (page, { actor }) =>
    Promise.resolve(projectPage(page, (message) => projectMessage(message, actor))),
  query: ticketQuerySchema,
  schemas: {
    start: startSchema,
    page: summaryPageSchema,
    ticket: ticketSchema,
    messages: messagePageSchema,
  },
  words: {
    start: 'Settings, session, and the first tickets if wanted',
    page: 'A page of tickets',
    messages: 'A page of the conversation',
    reply: 'The reply',
  },
};

export const staffSide: Side<StaffSummary, StaffTicket, StaffMessage> = {
  prefix: '/api/staff',
  guard: 'staffOnly',
  admits: isStaff,
  // An inbox holds everybody's: what a customer's page asks as "mine" is all here.
  view: (actor, view) => resolveView(actor, view === 'mine' ? 'all' : view),
  summary: staffSummary,
  ticket: staffTicket,
  messages: staffMessages,
  query: staffTicketQuerySchema,
  schemas: {
    start: staffStartSchema,
    page: staffPageSchema,
    ticket: staffTicketSchema,
    messages: staffMessagePageSchema,
  },
  words: {
    start: 'Settings, session, and the first tickets',
    page: 'A page of the inbox',
    messages: 'A page of the public conversation, with a mark on what the requester does not see',
    reply: 'The public reply',
  },
};
