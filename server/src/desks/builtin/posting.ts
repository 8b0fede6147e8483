import { isStaff } from '../../policy/policy.ts';
import { newId } from '../../storage/ids.ts';
import type { Tx } from '../../storage/storage.ts';
import type { Actor, DeskAttachment, DeskMessage, NewMessage } from '../desk.ts';
import { DeskError } from '../errors.ts';
import { attachmentsOf, selectMessages, toMessage } from './rows.ts';

interface Entry {
  actor: Actor;
  ticketId: string;
  threadId: string;
  seq: number;
  message: NewMessage;
  key: string;
  at: Date;
}

interface Limits {
  maxCount: number;
}

/** Adds a message to a thread of a ticket, once for its author's key; the ticket's own row is the caller's to move. */
export async function addMessage(tx: Tx, entry: Entry, { maxCount }: Limits): Promise<DeskMessage> {
  const { actor, ticketId, threadId, seq, message, key, at } = entry;
  // A key older than its memory must not make a second message of the same author.
  const used = await tx
    .selectFrom('messages')
    .select('id')
    .where('author_id', '=', actor.contactId)
    .where('author_key', '=', key)
    .executeTakeFirst();
  if (used) throw new DeskError('conflict', 'an idempotency key was used before');
  const id = newId(at.getTime());
  await tx
    .insertInto('messages')
    .values({
      id,
      ticket_id: ticketId,
      thread_id: threadId,
      seq,
      author_id: actor.contactId,
      author_role: isStaff(actor) ? 'agent' : 'customer',
      channel: message.channel,
      format: message.body.format,
      content: message.body.content,
      lang: null,
      quoted_format: null,
      quoted_content: null,
      at: at.toISOString(),
      author_key: key,
    })
    .execute();
  await attach(tx, entry, id, maxCount);
  await tx
    .insertInto('read_marks')
    .values({ contact_id: actor.contactId, ticket_id: ticketId, seq })
    .onConflict((conflict) => conflict.columns(['contact_id', 'ticket_id']).doUpdateSet({ seq }))
    .execute();
  const row = await selectMessages(tx, ticketId).where('messages.id', '=', id).executeTakeFirstOrThrow();
  const attachments: DeskAttachment[] = (await attachmentsOf(tx, [id])).get(id) ?? [];
  return toMessage(row, attachments);
}

/** Hangs the actor's own unsent uploads on a message: all of them, or `invalid`. */
async function attach(
  tx: Tx,
  { actor, ticketId, message: { attachments: ids } }: Entry,
  messageId: string,
  maxCount: number,
): Promise<void> {
  if (ids.length > maxCount) {
    throw new DeskError('invalid', 'too many attachments', {
      fields: [{ field: 'attachments', code: 'too-many', limit: maxCount }],
    });
  }
  for (const [position, id] of [...new Set(ids)].entries()) {
    const attached = await tx
      .updateTable('attachments')
      .set({ ticket_id: ticketId, message_id: messageId, position })
      .where('id', '=', id.replaceAll('\0', ''))
      .where('owner_id', '=', actor.contactId)
      .where('message_id', 'is', null)
      .executeTakeFirst();
    if (attached.numUpdatedRows !== 1n) {
      throw new DeskError('invalid', 'an attachment is not an unsent upload of this actor', {
        fields: [{ field: 'attachments', code: 'unknown' }],
      });
    }
  }
}
