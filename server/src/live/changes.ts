import type { DeskChange } from '../desks/desk.ts';
import { DeskError } from '../desks/errors.ts';
import type { Storage, Tx } from '../storage/storage.ts';

export type ChangeEvent = DeskChange | { kind: 'reset' };

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
  /** Tells every gateway on this database that a user's sessions changed. */
  publishSession(userId: string): Promise<void>;
  /** Hears of `publishSession` from any gateway. Returns the way to stop. */
  onSession(listener: (userId: string) => void): () => void;
  /** Stops reading; running iterations end. */
  close(): Promise<void>;
}

export function createChanges(storage: Storage): Changes {
  throw new DeskError('unavailable', `not started on ${storage.dialect}`);
}
