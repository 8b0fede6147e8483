import { sql } from 'kysely';
import type { DeskChange } from '../desks/desk.ts';
import type { Storage, Tx } from '../storage/storage.ts';
import { createReader, prunedMarker, type ChangeEvent } from './reader.ts';

export type { ChangeEvent } from './reader.ts';

/** The log of changes customers can see, and the way gateways on one database hear of each other's. */
export interface Changes {
  /** Resolves once the reader stands in the log: nothing committed later is missed by `since(undefined)`. */
  ready(): Promise<void>;
  /** The id of the newest change, for a stream that begins before anything happened. */
  position(): Promise<string>;
  /** Writes a change as part of a transaction; call it last, since it serializes writers until the commit. */
  append(tx: Tx, change: Omit<DeskChange, 'id'>): Promise<void>;
  /**
   * Changes after an id, or from now on. `reset` says that changes may have been missed: the id is unknown or too
   * old, or the listener was too slow. Ends, without error, when the signal aborts.
   */
  since(after: string | undefined, signal: AbortSignal): AsyncIterable<ChangeEvent>;
  /** Tells every gateway on this database that a user's sessions changed, or what decides whether they stand for anybody. */
  publishSession(userId: string): Promise<void>;
  /** Hears of `publishSession` from any gateway; `undefined` where some may have been missed. Returns the way to stop. */
  onSession(listener: (userId: string | undefined) => void): () => void;
  /** Forgets changes before a time (ISO 8601); who resumes from before it is told to reset. */
  prune(before: string): Promise<void>;
  /** Stops reading; running iterations end. */
  close(): Promise<void>;
}

/** Any number will do, as long as it is always the same one. */
const appendLock = 7_421_905;

export function createChanges(storage: Storage): Changes {
  const { dialect, notices } = storage;
  const reader = createReader(storage);

  return {
    ready: () => reader.ready(),
    position: () => reader.position(),

    async append(tx, change) {
      // Ids are drawn in order but commit in any: a reader that saw 8 would never look for a late 7. The lock, held
      // until the commit, makes the two orders one.
      if (dialect === 'postgres') await sql`select pg_advisory_xact_lock(${appendLock})`.execute(tx);
      await tx
        .insertInto('changes')
        .values({
          kind: change.kind,
          ticket_id: change.ticketId,
          contact_id: change.contactId,
          company_id: change.companyId ?? null,
          at: change.at,
        })
        .execute();
      await notices.publish('portico_changes', '', tx);
    },

    since: (after, signal) => reader.since(after, signal),

    publishSession: (userId) => notices.publish('portico_session', userId),

    onSession: (listener) => notices.subscribe('portico_session', listener),

    async prune(before) {
      await storage.transaction(async (tx) => {
        const newest = await tx
          .selectFrom('changes')
          .select((eb) => eb.fn.max('id').as('id'))
          .where('at', '<', before)
          .executeTakeFirst();
        if (newest?.id == null) return;
        await tx.deleteFrom('changes').where('id', '<=', newest.id).execute();
        await tx
          .insertInto('markers')
          .values({ name: prunedMarker, value: String(newest.id) })
          .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: String(newest.id) }))
          .execute();
      });
    },

    close: () => reader.close(),
  };
}
