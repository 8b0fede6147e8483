import { requireStaff } from '../../policy/policy.ts';
import { newId } from '../../storage/ids.ts';
import type { Storage } from '../../storage/storage.ts';
import type { Actor, DeskContact, StaffDesk } from '../desk.ts';
import { DeskError } from '../errors.ts';
import { contactsLike, selectContacts, toContact } from './contacts.ts';
import { once } from './idempotency.ts';
import { addCompany, addContact, changeContact, companiesLike, companiesNamed } from './people.ts';
import { selectNotes, toNote } from './rows.ts';
import { checkedBody } from '../text.ts';
import { isId, lockedTicket, notFound, stagesOf, visibleTicket } from './tickets.ts';
import type { createWrites } from './writes.ts';

/**
 * What agents do. Notes and assignments move what staff see and nothing else: not the ticket's activity or version,
 * not its unread mark, not the log of changes.
 */
export function createStaffDesk(
  storage: Storage,
  writes: ReturnType<typeof createWrites>,
  now: () => Date,
  isStaffAddress: (email: string) => Promise<boolean>,
): StaffDesk {
  /** Whoever assigns to themselves is known; of others, accounts tell, before the transaction that has to wait for it. */
  async function mayBeAssigned(actor: Actor, contactId: string): Promise<boolean> {
    if (contactId === actor.contactId) return true;
    if (!isId(contactId)) return false;
    const contact = await storage.db
      .selectFrom('contacts')
      .select('email')
      .where('id', '=', contactId)
      .executeTakeFirst();
    return contact !== undefined && isStaffAddress(contact.email);
  }

  /** Nobody who works here: what they are called and see is not for colleagues to change, nor to look through. */
  async function customer(id: string): Promise<DeskContact> {
    const rows = isId(id) ? await selectContacts(storage.db).where('contacts.id', '=', id).execute() : [];
    const contact = toContact(rows);
    if (!contact || (await isStaffAddress(contact.email))) throw notFound('contact');
    return contact;
  }

  return {
    async notes(actor, ticketId) {
      requireStaff(actor);
      await visibleTicket(storage.db, actor, ticketId);
      const rows = await selectNotes(storage.db)
        .where('internal_notes.ticket_id', '=', ticketId)
        .orderBy('internal_notes.at')
        .orderBy('internal_notes.id')
        .execute();
      return rows.map(toNote);
    },

    async addNote(actor, ticketId, draft, key) {
      requireStaff(actor);
      const at = now();
      const body = checkedBody(draft, false);
      return storage.transaction(async (tx) => {
        const ticket = await lockedTicket(tx, storage.dialect, actor, ticketId);
        return once(tx, { actor, key, content: ['note', ticketId, draft], now: at }, async () => {
          const id = newId(at.getTime());
          const time = at.toISOString();
          await tx
            .insertInto('internal_notes')
            .values({
              id,
              ticket_id: ticketId,
              author_id: actor.contactId,
              format: body.format,
              content: body.content,
              at: time,
            })
            .execute();
          if (time > ticket.staff_activity_at) {
            await tx
              .updateTable('tickets')
              .set({ staff_activity_at: time })
              .where('id', '=', ticketId)
              .execute();
          }
          return toNote(await selectNotes(tx).where('internal_notes.id', '=', id).executeTakeFirstOrThrow());
        });
      });
    },

    async setStage(actor, ticketId, stageId, key) {
      requireStaff(actor);
      return writes.setStage(actor, ticketId, stageId, key);
    },

    async create(actor, draft, key) {
      requireStaff(actor);
      const { id: contactId } = await customer(draft.contactId);
      return writes.createByStaff(actor, { ...draft, contactId }, key);
    },

    async stages(actor) {
      requireStaff(actor);
      return (await stagesOf(storage.db)).map(({ rank: _, ...stage }) => stage);
    },

    async contacts(actor, text, limit) {
      requireStaff(actor);
      const found = await contactsLike(storage.db, text, limit);
      const ofStaff = await Promise.all(found.map(({ email }) => isStaffAddress(email)));
      return found.filter((_, index) => !ofStaff[index]);
    },

    async contactsNamed(actor, ids) {
      requireStaff(actor);
      const found = await Promise.all(
        ids.map((id) =>
          customer(id).catch((error: unknown) => {
            if (error instanceof DeskError && error.code === 'not-found') return undefined;
            throw error;
          }),
        ),
      );
      return found.filter((contact) => contact !== undefined);
    },

    async contact(actor, id) {
      requireStaff(actor);
      return customer(id);
    },

    async companies(actor, text, limit) {
      requireStaff(actor);
      return companiesLike(storage.db, text, limit);
    },

    async companiesNamed(actor, ids) {
      requireStaff(actor);
      const possible = ids.filter(isId);
      return possible.length > 0 ? companiesNamed(storage.db, possible) : [];
    },

    async addCompany(actor, name) {
      requireStaff(actor);
      return addCompany(storage, name);
    },

    async addContact(actor, person) {
      requireStaff(actor);
      const email = person.email.trim().toLowerCase();
      if (await isStaffAddress(email)) {
        throw new DeskError('invalid', 'the address of somebody who works here', {
          fields: [{ field: 'email', code: 'taken' }],
        });
      }
      return addContact(storage, { ...person, email }, now());
    },

    async changeContact(actor, id, change) {
      requireStaff(actor);
      return changeContact(storage, (await customer(id)).id, change);
    },

    async assign(actor, ticketId, agentId, key) {
      requireStaff(actor);
      // Ahead of all else, so that a wrong name is told no sooner than a ticket that is not there.
      await visibleTicket(storage.db, actor, ticketId);
      if (agentId !== null && !(await mayBeAssigned(actor, agentId))) {
        throw new DeskError('invalid', 'no such agent', {
          fields: [{ field: 'agentId', code: 'not-an-option' }],
        });
      }
      const content = ['assign', ticketId, agentId];
      return writes.changeTicket(actor, ticketId, key, content, async (tx, _ticket, at) => {
        await tx
          .updateTable('tickets')
          .set({ assignee_id: agentId, staff_activity_at: at.toISOString() })
          .where('id', '=', ticketId)
          .execute();
      });
    },
  };
}
