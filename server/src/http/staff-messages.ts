import type { Page } from '../../../src/api/index.ts';
import type { Actor, DeskMessage, DeskPage, HelpDesk } from '../desks/desk.ts';
import { DeskError } from '../desks/errors.ts';
import { actorFor } from '../policy/policy.ts';
import { projectPage } from '../projection/projection.ts';
import type { GatewaySettings } from '../settings/settings.ts';
import { staffMessage } from './staff-projection.ts';
import type { StaffMessage } from './staff-schemas.ts';

interface Asked {
  desk: HelpDesk;
  settings: GatewaySettings;
  actor: Actor;
  ticketId: string;
}

/** A page of a conversation for staff: all of it, with a mark on what its requester does not see. */
export async function staffMessages(page: DeskPage<DeskMessage>, asked: Asked): Promise<Page<StaffMessage>> {
  const shows = await shownToRequester(asked);
  return projectPage(page, (message) => staffMessage(message, asked.actor, !shows(message)));
}

/**
 * What the ticket's requester sees of its conversation. The desk is asked as it is for them, so that no second answer
 * to the same question can drift from the first. Whether they get into the portal at all is another question.
 */
async function shownToRequester({
  desk,
  settings,
  actor,
  ticketId,
}: Asked): Promise<(message: DeskMessage) => boolean> {
  const { filter, threads } = settings.tickets;
  if (!filter && threads === 'all') return () => true;
  const { id, name, email = '' } = (await desk.get(actor, ticketId)).requester;
  const contact = { id, name, email, companies: [] };
  try {
    const newest = await desk.messages(actorFor({ contact, role: 'customer', settings }), ticketId, {
      limit: 1,
      order: 'newest',
    });
    const [shown] = newest.items;
    return (message) => threads === 'all' || (shown !== undefined && message.threadId === shown.threadId);
  } catch (error) {
    if (error instanceof DeskError && error.code === 'not-found') return () => false;
    throw error;
  }
}
