import type { z } from '@hono/zod-openapi';
import type { Page, Start, Ticket, TicketSummary } from '../../../../src/api/index.ts';
import type { Actor, DeskQuery, DeskTicket } from '../../desks/desk.ts';
import { isStaff, resolveView } from '../../policy/policy.ts';
import { projectSummary, projectTicket } from '../../projection/projection.ts';
import type { GatewaySettings } from '../../settings/settings.ts';
import { startSchema, summaryPageSchema, ticketSchema } from '../schemas.ts';
import { staffSummary, staffTicket } from '../staff-projection.ts';
import type { StaffSummary, StaffTicket } from '../staff-schemas.ts';
import { staffPageSchema, staffStartSchema, staffTicketSchema } from '../staff-schemas.ts';

/** One of the two sides of a ticket: all that differs where customers and agents have the same routes. */
export interface Side<Summary extends TicketSummary = TicketSummary, Whole extends Ticket = Ticket> {
  prefix: '/api' | '/api/staff';
  /** What stands before every route of tickets; refuses those who are not of this side. */
  guard: 'required' | 'staffOnly';
  /** Whether somebody who is signed in may start here; others learn that there is nothing. */
  admits: (actor: Actor) => boolean;
  /** The tickets that a query's `view` means for this actor; rejects with `not-found` where it is not theirs. */
  view: (actor: Actor, view: string) => DeskQuery['view'];
  summary: (ticket: DeskTicket, actor: Actor, settings: GatewaySettings) => Summary;
  ticket: (ticket: DeskTicket, actor: Actor, settings: GatewaySettings) => Whole;
  schemas: {
    start: z.ZodType<Omit<Start, 'tickets'> & { tickets?: Page<Summary> | undefined }>;
    page: z.ZodType<Page<Summary>>;
    ticket: z.ZodType<Whole>;
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
  schemas: { start: startSchema, page: summaryPageSchema, ticket: ticketSchema },
  words: {
    start: 'Settings, session, and the first tickets if wanted',
    page: 'A page of tickets',
    messages: 'A page of the conversation',
    reply: 'The reply',
  },
};

export const staffSide: Side<StaffSummary, StaffTicket> = {
  prefix: '/api/staff',
  guard: 'staffOnly',
  admits: isStaff,
  // An inbox holds everybody's: what a customer's page asks as "mine" is all here.
  view: (actor, view) => resolveView(actor, view === 'mine' ? 'all' : view),
  summary: staffSummary,
  ticket: staffTicket,
  schemas: { start: staffStartSchema, page: staffPageSchema, ticket: staffTicketSchema },
  words: {
    start: 'Settings, session, and the first tickets',
    page: 'A page of the inbox',
    messages: 'A page of the public conversation',
    reply: 'The public reply',
  },
};
