import type { SessionListener, TicketChange } from '../adapter.ts';
import type { Session } from '../model.ts';
import { backOff, type Clock, type Held } from './request.ts';

const pollEvery = 20_000;
/** Times that a page is told again of settings that its `start` did not bring: gateways may be told differently. */
const mostRetold = 3;

export interface Live {
  watch(listener: (change: TicketChange) => void): () => void;
  subscribe(listener: SessionListener): () => void;
  /**
   * Whoever is signed in as far as this page knows: nobody needs no stream. While the portal is off, only one that is
   * open tells when it is on again: it is kept for whoever was there, unless they have signed out (`over`).
   */
  know(session: Session | null, over?: boolean): void;
  known(): Session | null | undefined;
  /** What `start` has told of the portal, by the mark that streams tell as well. */
  heed(mark: string | undefined, enabled: boolean): void;
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
  let isOff = false;
  /** Marks of the settings that this page was told, and should have been. */
  let started: string | undefined;
  let streamed: string | undefined;
  let retold = 0;

  const tell = <T>(listeners: Set<{ hear(value: T): void }>, value: T) => {
    for (const entry of [...listeners]) {
      // In a task of its own: what one listener throws is the page's to see, and stops no other.
      queueMicrotask(() => listeners.has(entry) && entry.hear(value));
    }
  };
  const reset = () => tell(changes, { kind: 'reset' });
  const compare = () => {
    if (started !== undefined && streamed !== undefined && started !== streamed)
      tell(changes, { kind: 'settings' });
  };

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
          source.onerror = () => {
            if (source.readyState !== 2) return;
            // Refused: the session may have ended, or the portal be off, while no stream could tell.
            tell(changes, { kind: 'settings' });
            end();
          };
          source.addEventListener('change', ({ data }) => tell(changes, JSON.parse(data) as TicketChange));
          source.addEventListener('settings', ({ data }) => {
            ({ mark: streamed } = JSON.parse(data) as { mark: string });
            retold = 0;
            compare();
          });
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
      if (Source) continue;
      reset();
      tell(changes, { kind: 'settings' });
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
      running = streamed = undefined;
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
    know(session, over = false) {
      if (session || over || !isOff || !known) known = session;
      update();
    },
    heed(mark, enabled) {
      started = mark;
      isOff = !enabled;
      // From before what the stream has told of, or from a gateway that does not know of it yet.
      if (running && streamed !== undefined && started !== streamed && retold++ < mostRetold)
        clock.wait(backOff(clock, retold + 1), running.signal).then(compare, () => undefined);
    },
  };
}
