import type { SessionListener, TicketChange } from '../adapter.ts';
import type { Session } from '../model.ts';
import { backOff, type Clock, type Held } from './request.ts';

const pollEvery = 20_000;

export interface Live {
  watch(listener: (change: TicketChange) => void): () => void;
  subscribe(listener: SessionListener): () => void;
  /** Whoever is signed in as far as this page knows: nobody needs no stream. */
  know(session: Session | null): void;
  known(): Session | null | undefined;
}

/**
 * One event stream for all listeners of an adapter, open while there are any. The browser resumes a broken stream by
 * itself, with the id it saw last; where it gives up, a new stream begins with `reset`. Without EventSource, `reset`
 * comes by the clock.
 */
export function liveStream(
  url: string,
  Source: typeof EventSource | undefined,
  clock: Clock,
  held: Held = {},
): Live {
  const changes = new Set<{ hear(change: TicketChange): void }>();
  const sessions = new Set<{ hear: SessionListener }>();
  let running: AbortController | undefined;
  let known: Session | null | undefined;

  const tell = <T>(listeners: Set<{ hear(value: T): void }>, value: T) => {
    for (const entry of [...listeners]) {
      // In a task of its own: what one listener throws is the page's to see, and stops no other.
      queueMicrotask(() => listeners.has(entry) && entry.hear(value));
    }
  };
  const reset = () => tell(changes, { kind: 'reset' });

  const run = async (signal: AbortSignal) => {
    for (let failures = 0, gap = false; ; gap = true) {
      if (Source) {
        const { session } = held;
        const fetched = session ? await import('./fetched-events.ts') : undefined;
        if (signal.aborted) return;
        await new Promise<void>((resolve) => {
          const source =
            fetched && session
              ? fetched.fetchedEvents(url, session)
              : new Source(url, { withCredentials: true });
          const end = () => {
            source.close();
            resolve();
          };
          source.onopen = () => {
            failures = 0;
            if (gap) reset();
            gap = false;
          };
          source.onerror = () => source.readyState === 2 && end();
          source.addEventListener('change', ({ data }) => tell(changes, JSON.parse(data) as TicketChange));
          source.addEventListener('session', ({ data }) => {
            const { session } = JSON.parse(data) as { session: Session | null };
            known = session;
            tell(sessions, session);
            update();
          });
          signal.onabort = end;
        });
      }
      await clock.wait(Source ? backOff(clock, ++failures) : pollEvery, signal);
      if (!Source) reset();
    }
  };

  const update = () => {
    // Who only asks about the session is told when there is one: for a stranger the stream would be a refusal.
    const wanted = known ? changes.size + sessions.size > 0 : known === undefined && changes.size > 0;
    if (wanted && !running) {
      running = new AbortController();
      // Ends by its abort; or at an address that is none, of which every other call tells.
      run(running.signal).catch(() => undefined);
    } else if (!wanted) {
      running?.abort();
      running = undefined;
    }
  };
  const join = <T>(listeners: Set<{ hear(value: T): void }>, hear: (value: T) => void) => {
    const entry = { hear };
    listeners.add(entry);
    update();
    return () => {
      listeners.delete(entry);
      update();
    };
  };

  return {
    watch: (listener) => join(changes, listener),
    subscribe: (listener) => join(sessions, listener),
    known: () => known,
    know(session) {
      known = session;
      update();
    },
  };
}
