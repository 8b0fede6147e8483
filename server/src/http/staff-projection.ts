import type { Actor, DeskMessage, DeskNote, DeskTicket } from '../desks/desk.ts';
import { projectMessage, projectPerson, projectSummary, projectTicket } from '../projection/projection.ts';
import type { GatewaySettings } from '../settings/settings.ts';
import type { StaffMessage, StaffNote, StaffPart, StaffSummary, StaffTicket } from './staff-schemas.ts';

/** What agents get: the customer's shapes, made by the customer's projection, and one part of their own. */

function staffPart(ticket: DeskTicket, { inboxes }: GatewaySettings): StaffPart {
  const part: StaffPart = {
    assignee: ticket.assignee ? { id: ticket.assignee.id, name: ticket.assignee.name } : null,
    activityAt: ticket.staffActivityAt ?? ticket.lastActivityAt,
    channel: ticket.channel,
    requester: { id: ticket.requester.id, name: ticket.requester.name },
  };
  if (ticket.requester.email !== undefined) part.requester.email = ticket.requester.email;
  if (ticket.companyId !== undefined) part.companyId = ticket.companyId;
  if (ticket.inbox !== undefined) {
    const { inbox: id } = ticket;
    part.inbox = { id, name: inboxes.find((inbox) => inbox.id === id)?.name ?? id };
  }
  return part;
}

export function staffTicket(ticket: DeskTicket, actor: Actor, settings: GatewaySettings): StaffTicket {
  return { ...projectTicket(ticket, actor, settings), staff: staffPart(ticket, settings) };
}

export function staffSummary(ticket: DeskTicket, actor: Actor, settings: GatewaySettings): StaffSummary {
  return { ...projectSummary(ticket, actor, settings), staff: staffPart(ticket, settings) };
}

/** `hidden`: whether customers who see the ticket do not see this of it, or none of them sees the ticket. */
export function staffMessage(message: DeskMessage, actor: Actor, hidden: boolean): StaffMessage {
  const projected: StaffMessage = projectMessage(message, actor);
  if (hidden) projected.hiddenFromCustomer = true;
  return projected;
}

export function staffNote(note: DeskNote, actor: Actor): StaffNote {
  return {
    id: note.id,
    at: note.at,
    author: projectPerson(note.author, actor),
    body: { format: note.body.format, content: note.body.content },
  };
}
