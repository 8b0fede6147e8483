import type { Channel } from '../../../../src/api/index.ts';
import type { InboxSettings } from '../../settings/pipelines.ts';
import type { GatewaySettings } from '../../settings/settings.ts';
import { newId } from '../../storage/ids.ts';
import type { Tx } from '../../storage/storage.ts';
import { DeskError } from '../errors.ts';

/** An inbox by its id; the default one for none, and for one that is gone. */
export function inboxOf({ inboxes, tickets }: GatewaySettings, id: string | null | undefined): InboxSettings {
  const inbox =
    inboxes.find((one) => one.id === id) ?? inboxes.find((one) => one.id === tickets.defaultInbox);
  if (!inbox) throw new DeskError('unavailable', 'the settings have no default inbox');
  return inbox;
}

/** Where tickets of a form arrive, and those of none. */
export function inboxOfForm(settings: GatewaySettings, formId: string | undefined): InboxSettings {
  return inboxOf(settings, settings.forms.find(({ id }) => id === formId)?.inbox);
}

/** The thread in which a ticket's conversation goes on; undefined where there has been none. */
export async function newestThread(tx: Tx, ticketId: string): Promise<string | undefined> {
  const thread = await tx
    .selectFrom('threads')
    .select('id')
    .where('ticket_id', '=', ticketId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return thread?.id;
}

/** Begins a conversation, in an inbox. */
export async function openThread(
  tx: Tx,
  thread: { ticketId: string; inbox: string; channel: Channel; at: Date },
): Promise<string> {
  const { ticketId, inbox, channel, at } = thread;
  const id = newId(at.getTime());
  await tx
    .insertInto('threads')
    .values({ id, ticket_id: ticketId, inbox, channel, created_at: at.toISOString() })
    .execute();
  return id;
}
