import type { Kysely, Selectable } from 'kysely';
import type { Channel, FieldValue } from '../../../../src/api/index.ts';
import type { AttachmentsTable, Schema, StagesTable } from '../../storage/schema.ts';
import type { Actor, DeskAttachment, DeskMessage, DeskNote, DeskStage, DeskTicket } from '../desk.ts';
import { isStaff } from '../../policy/policy.ts';
import { shownOf } from './threads.ts';

/** Tickets with all a `DeskTicket` takes, before any decision on who may see them. */
export function selectTickets(db: Kysely<Schema>, actor: Actor) {
  return db
    .selectFrom('tickets')
    .innerJoin('stages', 'stages.id', 'tickets.stage_id')
    .innerJoin('contacts as requester', 'requester.id', 'tickets.contact_id')
    .leftJoin('contacts as assignee', 'assignee.id', 'tickets.assignee_id')
    .leftJoin('read_marks', (join) =>
      join.onRef('read_marks.ticket_id', '=', 'tickets.id').on('read_marks.contact_id', '=', actor.contactId),
    )
    .select([
      'tickets.id',
      'tickets.number',
      'tickets.reference',
      'tickets.subject',
      'tickets.subject_key',
      'tickets.contact_id',
      'tickets.company_id',
      'tickets.created_at',
      'tickets.last_activity_at',
      'tickets.staff_activity_at',
      'tickets.version',
      'tickets.last_seq',
      'tickets.last_author_id',
      'tickets.channel',
      'tickets.properties',
      'tickets.assignee_id',
      'tickets.stage_rank',
      'stages.id as stage_id',
      'stages.label as stage_label',
      'stages.state as stage_state',
      'stages.awaiting as stage_awaiting',
      'stages.customer_label as stage_customer_label',
      'stages.hidden as stage_hidden',
      'stages.customer_rank',
      'stages.pipeline_id',
      'tickets.inbox',
      'requester.name as requester_name',
      'requester.email as requester_email',
      'assignee.name as assignee_name',
      'read_marks.seq as read_seq',
      ...shownOf(actor),
    ]);
}

export type TicketRow = Awaited<ReturnType<ReturnType<typeof selectTickets>['executeTakeFirstOrThrow']>>;

export function toTicket(row: TicketRow, actor: Actor): DeskTicket {
  const ticket: DeskTicket = {
    id: row.id,
    reference: row.reference,
    subject: row.subject,
    stage: toStage({
      id: row.stage_id,
      label: row.stage_label,
      customer_label: row.stage_customer_label,
      state: row.stage_state,
      awaiting: row.stage_awaiting,
      hidden: row.stage_hidden,
    }),
    createdAt: row.created_at,
    lastActivityAt: row.last_activity_at,
    requester: {
      id: row.contact_id,
      name: row.requester_name,
      email: row.requester_email,
      role: 'customer',
    },
    unread: isUnread(row, actor),
    version: String(row.version),
    channel: row.channel as Channel,
    properties: JSON.parse(row.properties) as Record<string, FieldValue>,
  };
  // The last that happened is in a thread that does not show.
  if (row.hidden_at !== null && row.hidden_at >= row.last_activity_at) {
    ticket.shownActivityAt = row.shown_at ?? row.created_at;
  }
  if (row.company_id !== null) ticket.companyId = row.company_id;
  if (isStaff(actor)) {
    ticket.staffActivityAt = row.staff_activity_at;
    if (row.inbox !== null) ticket.inbox = row.inbox;
    if (row.assignee_id !== null && row.assignee_name !== null) {
      ticket.assignee = { id: row.assignee_id, name: row.assignee_name, role: 'agent' };
    }
  }
  return ticket;
}

export function toStage(
  row: Omit<Selectable<StagesTable>, 'rank' | 'customer_rank' | 'pipeline_id'>,
): DeskStage {
  const { id, label, customer_label: customerLabel, state, awaiting, hidden } = row;
  const stage: DeskStage = { id, label, state, hidden: hidden === 1 };
  if (customerLabel !== null) stage.customerLabel = customerLabel;
  if (awaiting !== null) stage.awaiting = awaiting;
  return stage;
}

/**
 * Whether somebody else wrote last and the actor has not seen it. A colleague's ticket that a customer never opened is
 * not news to them.
 */
function isUnread(row: TicketRow, actor: Actor): boolean {
  const last = actor.threads
    ? { seq: row.shown_seq ?? 0, authorId: row.shown_author_id }
    : { seq: row.last_seq, authorId: row.last_author_id };
  if (last.authorId === actor.contactId) return false;
  if (!isStaff(actor) && row.contact_id !== actor.contactId && row.read_seq === null) return false;
  return last.seq > (row.read_seq ?? 0);
}

/** Public messages with their authors. */
export function selectMessages(db: Kysely<Schema>, ticketId: string) {
  return db
    .selectFrom('messages')
    .innerJoin('contacts as author', 'author.id', 'messages.author_id')
    .where('messages.ticket_id', '=', ticketId)
    .selectAll('messages')
    .select(['author.name as author_name', 'author.email as author_email']);
}

export type MessageRow = Awaited<ReturnType<ReturnType<typeof selectMessages>['executeTakeFirstOrThrow']>>;

export function toMessage(row: MessageRow, attachments: DeskAttachment[]): DeskMessage {
  const message: DeskMessage = {
    id: row.id,
    ticketId: row.ticket_id,
    at: row.at,
    author: { id: row.author_id, name: row.author_name, email: row.author_email, role: row.author_role },
    channel: row.channel as Channel,
    body: {
      format: row.format,
      content: row.content,
      ...(row.lang === null ? {} : { lang: row.lang }),
    },
    attachments,
  };
  if (row.thread_id !== null) message.threadId = row.thread_id;
  if (row.author_key !== null) message.key = row.author_key;
  if (row.quoted_format !== null && row.quoted_content !== null) {
    message.quoted = { format: row.quoted_format, content: row.quoted_content };
  }
  return message;
}

/** Attachments of messages, in the order they were attached. */
export async function attachmentsOf(
  db: Kysely<Schema>,
  messageIds: readonly string[],
): Promise<Map<string, DeskAttachment[]>> {
  const byMessage = new Map<string, DeskAttachment[]>(messageIds.map((id) => [id, []]));
  if (messageIds.length === 0) return byMessage;
  const rows = await db
    .selectFrom('attachments')
    .selectAll()
    .where('message_id', 'in', messageIds)
    .orderBy('position')
    .orderBy('id')
    .execute();
  for (const row of rows) byMessage.get(row.message_id ?? '')?.push(toAttachment(row));
  return byMessage;
}

export function toAttachment(row: Selectable<AttachmentsTable>): DeskAttachment {
  return { id: row.id, name: row.name, mediaType: row.media_type, bytes: row.bytes };
}

/** Notes with their authors: for staff. */
export function selectNotes(db: Kysely<Schema>) {
  return db
    .selectFrom('internal_notes')
    .innerJoin('contacts as author', 'author.id', 'internal_notes.author_id')
    .selectAll('internal_notes')
    .select('author.name as author_name');
}

export type NoteRow = Awaited<ReturnType<ReturnType<typeof selectNotes>['executeTakeFirstOrThrow']>>;

export function toNote(row: NoteRow): DeskNote {
  return {
    id: row.id,
    ticketId: row.ticket_id,
    at: row.at,
    author: { id: row.author_id, name: row.author_name, role: 'agent' },
    body: { format: row.format, content: row.content },
  };
}
