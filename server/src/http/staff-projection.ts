import type { Actor, DeskNote, DeskTicket } from '../desks/desk.ts';
import { projectPerson, projectSummary, projectTicket } from '../projection/projection.ts';
import type { GatewaySettings } from '../settings/settings.ts';
import type { StaffNote, StaffPart, StaffSummary, StaffTicket } from './staff-schemas.ts';

/** What agents get: the customer's shapes, made by the customer's projection, and one part of their own. */

function staffPart(ticket: DeskTicket): StaffPart {
  const part: StaffPart = {
    assignee: ticket.assignee ? { id: ticket.assignee.id, name: ticket.assignee.name } : null,
    activityAt: ticket.staffActivityAt ?? ticket.lastActivityAt,
    channel: ticket.channel,
    requester: { id: ticket.requester.id, name: ticket.requester.name },
  };
  if (ticket.requester.email !== undefined) part.requester.email = ticket.requester.email;
  if (ticket.companyId !== undefined) part.companyId = ticket.companyId;
  return part;
}

export function staffTicket(ticket: DeskTicket, actor: Actor, settings: GatewaySettings): StaffTicket {
  return { ...projectTicket(ticket, actor, settings), staff: staffPart(ticket) };
}

export function staffSummary(ticket: DeskTicket, actor: Actor, settings: GatewaySettings): StaffSummary {
  return { ...projectSummary(ticket, actor, settings), staff: staffPart(ticket) };
}

export function staffNote(note: DeskNote, actor: Actor): StaffNote {
  return {
    id: note.id,
    at: note.at,
    author: projectPerson(note.author, actor),
    body: { format: note.body.format, content: note.body.content },
  };
}
