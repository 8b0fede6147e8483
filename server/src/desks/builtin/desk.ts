import type { Kysely } from 'kysely';
import type { Changes } from '../../live/changes.ts';
import { formDefinitions } from '../../settings/forms.ts';
import type { GatewaySettings } from '../../settings/settings.ts';
import type { Files } from '../../storage/files.ts';
import { newId } from '../../storage/ids.ts';
import type { Schema } from '../../storage/schema.ts';
import { createSearch } from '../../storage/search.ts';
import type { Storage } from '../../storage/storage.ts';
import type { Actor, DeskContact, DeskMessage, DeskPage, HelpDesk, StaffDesk } from '../desk.ts';
import { joinCompany } from './companies.ts';
import { selectContacts, toContact } from './contacts.ts';
import { createCursors } from './cursor.ts';
import { checkLimit, listTickets } from './list.ts';
import { attachmentsOf, selectMessages, toMessage, toTicket } from './rows.ts';
import { createStaffDesk } from './staff.ts';
import { cleanLine } from '../text.ts';
import { messageShows } from './threads.ts';
import { isId, notFound, stagesOf, visibleTicket } from './tickets.ts';
import { createUploads } from './uploads.ts';
import { createWrites } from './writes.ts';

export interface BuiltInDeskOptions {
  storage: Storage;
  files: Files;
  changes: Changes;
  /** Read at every call, so that saved settings apply at once. */
  settings: () => GatewaySettings;
  now?: () => Date;
  /** Whether the account of an address is an agent's or owner's; absent: nobody's is. */
  isStaffAddress?: (email: string) => Promise<boolean>;
}

/** The desk for those who have no other: tickets, conversations and notes in the gateway's own database. */
export type BuiltInDesk = HelpDesk & { readonly staff: StaffDesk } & Required<
    Pick<HelpDesk, 'setState' | 'markRead'>
  >;

/**
 * Every method checks what its actor may see with `policy.ts`, after the fetch, whatever the route above did. Writes
 * are one transaction with the row of their idempotency key and their entry in the log of changes.
 */
export function createBuiltInDesk(options: BuiltInDeskOptions): BuiltInDesk {
  const { storage, files, changes, settings, now = () => new Date() } = options;
  const { db } = storage;
  const search = createSearch(storage.dialect);
  const cursors = createCursors(storage);
  const writes = createWrites({ storage, search, changes, settings, now });
  const uploads = createUploads({ storage, files, settings, now });

  return {
    name: 'built-in',

    capabilities: () => ({
      sortBy: ['created', 'activity', 'reference', 'subject', 'status'],
      filterBy: settings().tickets.visibleProperties.map(({ key }) => key),
      search: 'full',
      totals: 'capped',
      toClosed: settings().tickets.reopen === 'always' ? 'reopens' : 'refused',
      fidelity: 'native',
      close: true,
      reopen: settings().tickets.reopen === 'always',
      unread: true,
      notes: true,
      live: 'push',
      searchLagMs: 0,
    }),

    async check() {
      await storage.ping();
      return [];
    },

    findContact: (email) => findContact(db, email),

    async ensureContact({ email, name, company }) {
      const address = normalAddress(email);
      await db
        .insertInto('contacts')
        .values({
          id: newId(now().getTime()),
          email: address,
          name: cleanLine(name).slice(0, 200) || (address.split('@')[0] ?? address),
          created_at: now().toISOString(),
        })
        .onConflict((conflict) => conflict.column('email').doNothing())
        .execute();
      let contact = await findContact(db, address);
      if (contact && company !== undefined && (await joinCompany(db, contact, company))) {
        contact = await findContact(db, address);
      }
      if (!contact) throw notFound('contact');
      return contact;
    },

    async stages() {
      return (await stagesOf(db)).map(({ rank: _, pipelineId: _pipeline, ...stage }) => stage);
    },

    forms: () => Promise.resolve(formDefinitions(settings())),

    async list(actor, query) {
      return listTickets({ db, search, cursors, settings: settings() }, actor, query);
    },

    async get(actor, id) {
      return toTicket(await visibleTicket(db, actor, id), actor);
    },

    async messages(actor, id, page): Promise<DeskPage<DeskMessage>> {
      checkLimit(page.limit);
      const ticket = await visibleTicket(db, actor, id);
      const newest = page.order === 'newest';
      const question = ['messages', actor.contactId, id, page.order, actor.threads ?? 'all'];
      let query = selectMessages(db, id)
        .where(messageShows(actor))
        .orderBy('messages.seq', newest ? 'desc' : 'asc')
        .limit(page.limit + 1);
      if (page.cursor !== undefined) {
        const { value } = await cursors.decode(question, page.cursor);
        query = query.where('messages.seq', newest ? '<' : '>', Number(value));
      }
      const found = await query.execute();
      const rows = found.slice(0, page.limit);
      const attachments = await attachmentsOf(
        db,
        rows.map((row) => row.id),
      );
      const last = rows.at(-1);
      const result: DeskPage<DeskMessage> = {
        items: rows.map((row) => toMessage(row, attachments.get(row.id) ?? [])),
        // Messages are numbered from 1 without gaps, and never removed.
        total: { value: actor.threads ? await countShown(db, actor, id) : ticket.last_seq, exact: true },
      };
      if (found.length > page.limit && last) {
        result.next = await cursors.encode(question, { value: last.seq, id: last.id });
      }
      return result;
    },

    create: writes.create,
    reply: writes.reply,
    setState: writes.setState,

    async markRead(actor, id, messageId) {
      await visibleTicket(db, actor, id);
      const message = isId(messageId)
        ? await db
            .selectFrom('messages')
            .select('seq')
            .where('id', '=', messageId)
            .where('ticket_id', '=', id)
            .where(messageShows(actor))
            .executeTakeFirst()
        : undefined;
      if (!message) throw notFound('message');
      await db
        .insertInto('read_marks')
        .values({ contact_id: actor.contactId, ticket_id: id, seq: message.seq })
        .onConflict((conflict) =>
          conflict
            .columns(['contact_id', 'ticket_id'])
            .doUpdateSet({ seq: message.seq })
            // A late answer of a slow page must not take a mark back.
            .where('read_marks.seq', '<', message.seq),
        )
        .execute();
    },

    ...uploads,
    changes: (after, signal) => changes.since(after, signal),
    staff: createStaffDesk(storage, writes, now, options.isStaffAddress ?? (() => Promise.resolve(false))),
  };
}

async function countShown(db: Kysely<Schema>, actor: Actor, ticketId: string): Promise<number> {
  const { count } = await db
    .selectFrom('messages')
    .select((eb) => eb.fn.countAll<number | string>().as('count'))
    .where('ticket_id', '=', ticketId)
    .where(messageShows(actor))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** In one query: every request of somebody signed in begins with it. */
async function findContact(db: Kysely<Schema>, email: string): Promise<DeskContact | undefined> {
  return toContact(await selectContacts(db).where('contacts.email', '=', normalAddress(email)).execute());
}

/** Addresses are compared without case, as every mail service in use does. */
function normalAddress(email: string): string {
  return email.toWellFormed().replaceAll('\0', '').trim().toLowerCase();
}
