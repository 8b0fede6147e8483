import type { DeskChange } from '../desks/desk.ts';
import type { Storage } from '../storage/storage.ts';

export type ChangeEvent = DeskChange | { kind: 'reset' };

/** The marker that holds the id of the newest forgotten change. */
export const prunedMarker = 'changes-pruned';

/** Changes kept in memory for listeners; who falls further behind is told to reset. */
const kept = 5_000;
/** Rows read from the log at once. */
const batch = 500;
/** Milliseconds until a failed read is tried again. */
const retry = 500;

/**
 * The one reader of the log in a process. It keeps the newest changes in a ring; a listener is no more than a position
 * in it, so ten thousand of them cost little, and none waits for another.
 */
export interface Reader {
  ready(): Promise<void>;
  position(): Promise<string>;
  since(after: string | undefined, signal: AbortSignal): AsyncIterable<ChangeEvent>;
  close(): Promise<void>;
}

interface Place {
  /** Number of the next change to hear, counted since the start of the process. */
  next: number;
  /** Id up to which the log was read by then. */
  live: number;
}

export function createReader(storage: Storage): Reader {
  const { db, notices } = storage;
  const closing = new AbortController();
  const ring: DeskChange[] = [];
  /** Changes that left the ring; ring[0] is number `dropped` since the start. */
  let dropped = 0;
  /** Id up to which the log was read. */
  let readTo = 0;
  let waiting = new Set<() => void>();
  let starting: Promise<void> | undefined;
  let running = false;
  let stopNotices: (() => void) | undefined;
  let draining = false;
  let again = false;
  let retryTimer: NodeJS.Timeout | undefined;

  async function rowsAfter(id: number, upTo?: number): Promise<DeskChange[]> {
    let query = db.selectFrom('changes').selectAll().where('id', '>', id).orderBy('id').limit(batch);
    if (upTo !== undefined) query = query.where('id', '<=', upTo);
    const rows = await query.execute();
    return rows.map((row) => ({
      id: String(row.id),
      kind: row.kind,
      ticketId: row.ticket_id,
      contactId: row.contact_id,
      ...(row.company_id === null ? {} : { companyId: row.company_id }),
      at: row.at,
    }));
  }

  /** The ids between which the log can be resumed. */
  async function bounds(): Promise<{ pruned: number; newest: number }> {
    const [marker, newest] = await Promise.all([
      db.selectFrom('markers').select('value').where('name', '=', prunedMarker).executeTakeFirst(),
      db
        .selectFrom('changes')
        .select((eb) => eb.fn.max('id').as('id'))
        .executeTakeFirst(),
    ]);
    const pruned = Number(marker?.value ?? 0);
    return { pruned, newest: Math.max(pruned, Number(newest?.id ?? 0)) };
  }

  function start(): Promise<void> {
    starting ??= (async () => {
      try {
        // Asked before anything is awaited: what is written after this call comes after this position.
        const position = bounds();
        stopNotices ??= notices.subscribe('portico_changes', () => void drain());
        readTo = (await position).newest;
        await notices.ready();
        running = true;
      } catch (error) {
        starting = undefined;
        throw error;
      }
    })();
    return starting;
  }

  async function drain(): Promise<void> {
    // Before the start is done there is nothing to catch up with, and afterwards one run at a time is enough.
    again = true;
    if (draining || closing.signal.aborted) return;
    draining = true;
    try {
      await start();
      while (again && !closing.signal.aborted) {
        again = false;
        for (;;) {
          const changes = await rowsAfter(readTo);
          push(changes);
          if (changes.length < batch) break;
        }
      }
    } catch {
      // The database is away: whoever asks it hears so. Here it is enough to look again.
      again = true;
      clearTimeout(retryTimer);
      retryTimer = setTimeout(() => void drain(), retry);
      retryTimer.unref();
    } finally {
      draining = false;
    }
  }

  function push(changes: DeskChange[]): void {
    const last = changes.at(-1);
    if (!last) return;
    ring.push(...changes);
    readTo = Number(last.id);
    if (ring.length > 2 * kept) dropped += ring.splice(0, ring.length - kept).length;
    wake();
  }

  function wake(): void {
    const woken = waiting;
    waiting = new Set();
    for (const resolve of woken) resolve();
  }

  function news(signal: AbortSignal): Promise<void> {
    if (signal.aborted || closing.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      waiting.add(done);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  /** Where "from now on" is. */
  function here(): Place {
    return { next: dropped + ring.length, live: readTo };
  }

  async function* listen(
    place: Place | Promise<Place>,
    after: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<ChangeEvent, void, undefined> {
    const stopped = (): boolean => signal.aborted || closing.signal.aborted;
    // Newer changes are in the ring; older ones come from the log.
    const { live, ...position } = await place;
    let { next } = position;
    if (after !== undefined) {
      const from = resumable(after) ? Number(after) : undefined;
      const known = from === undefined ? undefined : await bounds();
      if (from === undefined || !known || from < known.pruned || from > Math.max(known.newest, live)) {
        yield { kind: 'reset' };
      } else {
        for (let at = from; at < live && !stopped();) {
          const missed = await rowsAfter(at, live);
          if (missed.length === 0) break;
          for (const change of missed) {
            if (stopped()) return;
            yield change;
          }
          at = Number(missed.at(-1)?.id);
        }
        // A change beyond `live` reaches the ring in its turn; nothing to skip.
      }
    }
    while (!stopped()) {
      if (next < dropped) {
        next = dropped + ring.length;
        yield { kind: 'reset' };
        continue;
      }
      const change = ring[next - dropped];
      if (change) {
        next++;
        yield change;
      } else {
        await news(signal);
      }
    }
  }

  return {
    ready: start,
    async position() {
      await start();
      return String((await bounds()).newest);
    },
    since(after, signal) {
      // Taken now and not at the first step of the iteration, which may come much later.
      const place = running ? here() : start().then(here);
      // Whoever iterates hears of the failure; whoever never does must not end the process.
      if (place instanceof Promise) place.catch(() => undefined);
      return listen(place, after, signal);
    },
    close() {
      closing.abort();
      clearTimeout(retryTimer);
      stopNotices?.();
      wake();
      return Promise.resolve();
    },
  };
}

function resumable(id: string): boolean {
  return /^\d{1,15}$/.test(id);
}
