import type { TicketChange } from '../../../src/api/index.ts';
import type { Actor, HelpDesk } from '../desks/desk.ts';
import { DeskError } from '../desks/errors.ts';
import type { ChangeEvent, Changes } from '../live/changes.ts';
import type { Log } from '../log.ts';
import { maySee } from '../policy/policy.ts';
import { projectChange } from '../projection/projection.ts';
import type { Visitor } from './environment.ts';
import type { Tell } from './told.ts';
import { inTurns } from './turns.ts';
import type { Visitors } from './visitors.ts';

const heartbeatMs = 20_000;
/** Bytes a reader may lag behind before its stream ends; it comes back with `Last-Event-ID` and misses nothing. */
const backlogBytes = 64 * 1024;
/** Streams one person may hold. One more, and their oldest gives way. */
const defaultPerUser = 20;
/** Sessions read at once where all are to be: everybody else would wait behind them. */
const readAtOnce = 4;
/** For a stream that gave way: if its page came back at once, it would push out the next. */
const giveWayHint = 'retry: 60000\n\n';
/** Milliseconds a page waits before it comes back; spread, so that not all do at once. */
const retryHint = (): string => `retry: ${2000 + Math.floor(Math.random() * 3000)}\n\n`;

export interface EventStreams {
  /** A server-sent event stream for a visitor, from an event's id on, or from now. */
  open(
    visitor: Visitor,
    headers: Headers,
    lastEventId: string | undefined,
    side?: '/api' | '/api/staff',
  ): ReadableStream<Uint8Array>;
  /**
   * Settings were saved: every stream's session is read anew, and its page told to look again. That the settings have
   * changed is told where its person is told other ones than before.
   */
  refresh(): void;
  /** Streams open now. */
  readonly size: number;
  /** Ends every stream with a hint when to come back. */
  close(): void;
}

interface Stream {
  userId: string;
  /**
   * Read anew whenever the session is. Absent while the portal is off for its person: then nothing is told but that the
   * settings have changed, so that the page comes back with the portal.
   */
  visitor: Visitor | undefined;
  headers: Headers;
  side: '/api' | '/api/staff';
  /** Of the settings that its page was last told of. */
  mark: string | undefined;
  /** Settles once that was told, one at a time: the last word must be the newest. */
  marked: Promise<void>;
  /** When a limit of the session is reached, unless it was used meanwhile. Milliseconds since 1970. */
  checkAt: number;
  /** Settles once the session and the actor are what they must be by now: before, nothing is told. */
  reviewed: Promise<void>;
  send(text: string): void;
  end(lastWords?: string): void;
}

export function createEventStreams(options: {
  desk: Pick<HelpDesk, 'changes' | 'get'>;
  changes: Pick<Changes, 'onSession' | 'position'>;
  visitors: Visitors;
  tell: Tell;
  log: Log;
  now?: () => Date;
  /** Streams one person may hold; default 20. */
  perUser?: number;
}): EventStreams {
  const { desk, changes, visitors, tell, log } = options;
  const now = options.now ?? (() => new Date());
  const perUser = options.perUser ?? defaultPerUser;
  const streams = new Set<Stream>();
  /** The same, by person; the oldest first. */
  const byUser = new Map<string, Set<Stream>>();
  const encoder = new TextEncoder();

  function add(stream: Stream): void {
    streams.add(stream);
    const own = byUser.get(stream.userId) ?? new Set<Stream>();
    byUser.set(stream.userId, own.add(stream));
    const [oldest] = own;
    if (own.size > perUser) oldest?.end(giveWayHint);
  }

  /** False where it was gone already. */
  function remove(stream: Stream): boolean {
    const own = byUser.get(stream.userId);
    own?.delete(stream);
    if (own?.size === 0) byUser.delete(stream.userId);
    return streams.delete(stream);
  }

  const inTurn = inTurns(readAtOnce);

  /** Ends a stream whose session is over. Looking does not count as activity. */
  function review(stream: Stream, looked = look(stream)): Promise<void> {
    const before = stream.reviewed;
    stream.reviewed = looked.then(() => before);
    return stream.reviewed;
  }

  async function look(stream: Stream): Promise<void> {
    // While it waited for its turn, perhaps.
    if (!streams.has(stream)) return;
    try {
      const visitor = await visitors.of(stream.headers, { activity: false });
      if (!streams.has(stream)) return;
      if (visitor?.session.userId === stream.userId) {
        stream.checkAt = limitOf(visitor.session);
        stream.visitor = visitor;
        return;
      }
      const waiting = visitor ? null : await visitors.waiting(stream.headers);
      if (waiting?.userId === stream.userId) {
        stream.checkAt = limitOf(waiting);
        stream.visitor = undefined;
      } else stream.end(event('session', { session: null }));
    } catch (err) {
      // The database is away: nobody's session can be known, so the stream ends; the page comes back by itself.
      log.warn({ err }, 'session of an event stream could not be read');
      stream.end();
    }
  }

  /** What an actor hears of a change, or nothing. */
  async function toldOf(actor: Actor, change: ChangeEvent): Promise<ChangeEvent | undefined> {
    if (change.kind === 'reset') return change;
    if (!maySee(actor, change)) return undefined;
    if (!actor.shows) return change;
    try {
      await desk.get(actor, change.ticketId);
      return change;
    } catch (error) {
      if (!(error instanceof DeskError && error.code === 'not-found')) throw error;
      // It may have shown until now: a list that looks again finds it gone, and learns nothing else.
      return change.kind === 'updated' ? { kind: 'reset' } : undefined;
    }
  }

  /** The same for a stream, by what holds when it is told: settings may be saved at any moment. */
  async function toldTo(stream: Stream, change: ChangeEvent): Promise<ChangeEvent | undefined> {
    for (;;) {
      const { reviewed } = stream;
      await reviewed;
      const { visitor } = stream;
      const told = visitor && (await toldOf(visitor.actor, change));
      if (stream.reviewed === reviewed) return told;
    }
  }

  const stopListening = changes.onSession((userId) => {
    if (userId !== undefined) for (const stream of byUser.get(userId) ?? []) void reviewPerson(stream);
    else for (const stream of streams) reviewInTurn(stream);
  });

  /**
   * The same, where it may be the person who has changed: whose companies are others sees other tickets. `news`: what is
   * there may have changed as well.
   */
  async function reviewPerson(stream: Stream, looked?: Promise<void>, news = false): Promise<void> {
    const before = JSON.stringify(stream.visitor?.actor);
    await review(stream, looked);
    await markSettings(stream);
    const another = JSON.stringify(stream.visitor?.actor) !== before;
    if (streams.has(stream) && stream.visitor && (another || news))
      await lookAgain(stream, stream.visitor, another);
  }

  /** Tells a page by which settings it should go now, unless it was told already. */
  function markSettings(stream: Stream): Promise<void> {
    stream.marked = stream.marked.then(async () => {
      // Who is gone was told why.
      if (!streams.has(stream)) return;
      try {
        const { mark } = await tell(stream.side, stream.visitor);
        if (mark === stream.mark) return;
        stream.mark = mark;
        stream.send(event('settings', { mark }));
      } catch (err) {
        log.warn({ err }, 'an event stream could not be told of settings');
        stream.end();
      }
    });
    return stream.marked;
  }

  function reviewInTurn(stream: Stream, news = false): void {
    const looked = inTurn(() => look(stream));
    void reviewPerson(stream, looked, news);
  }

  /** Tells a page to look again, and who it is, where that has changed. Whom it cannot be told comes back by itself. */
  async function lookAgain(stream: Stream, visitor: Visitor, asAnother: boolean): Promise<void> {
    try {
      if (asAnother) stream.send(event('session', { session: visitors.session(visitor) }));
      stream.send(event('change', projectChange({ kind: 'reset' }), await changes.position()));
    } catch (err) {
      log.warn({ err }, 'an event stream could not be told to look again');
      stream.end();
    }
  }

  const heartbeat = setInterval(() => {
    const at = now().getTime();
    for (const stream of streams) {
      stream.send(': still here\n\n');
      if (at >= stream.checkAt) void review(stream);
    }
  }, heartbeatMs);
  heartbeat.unref();

  return {
    open(visitor, headers, lastEventId, side = '/api') {
      const abort = new AbortController();
      let registered: Stream | undefined;
      return new ReadableStream<Uint8Array>(
        {
          start(controller) {
            const stream: Stream = {
              userId: visitor.session.userId,
              visitor,
              headers: new Headers(headers),
              side,
              mark: undefined,
              marked: Promise.resolve(),
              checkAt: limitOf(visitor.session),
              reviewed: Promise.resolve(),
              send(text) {
                if (!streams.has(stream)) return;
                controller.enqueue(encoder.encode(text));
                if ((controller.desiredSize ?? 0) < -backlogBytes) stream.end();
              },
              end(lastWords) {
                if (!remove(stream)) return;
                abort.abort();
                if (lastWords !== undefined) controller.enqueue(encoder.encode(lastWords));
                controller.close();
              },
            };
            registered = stream;
            add(stream);
            stream.send(retryHint());
            // Who it is was asked before the stream was among those that a save reaches.
            void review(stream).then(() => markSettings(stream));
            void follow(stream);
          },
          cancel() {
            if (registered) remove(registered);
            abort.abort();
          },
        },
        { highWaterMark: 0, size: (chunk) => chunk.byteLength },
      );

      async function follow(stream: Stream): Promise<void> {
        try {
          let from = lastEventId;
          if (from === undefined) {
            // An id without data: who is cut off before the first change still comes back to the right place.
            from = await changes.position();
            stream.send(`id: ${from}\n\n`);
          }
          for await (const change of desk.changes(from, abort.signal)) {
            const told = await toldTo(stream, change);
            if (!told) continue;
            const id = change.kind === 'reset' ? await changes.position() : change.id;
            stream.send(event('change', projectChange(told) satisfies TicketChange, id));
          }
        } catch (err) {
          if (!abort.signal.aborted) log.warn({ err }, 'event stream interrupted');
        } finally {
          stream.end(retryHint());
        }
      }
    },

    refresh() {
      for (const stream of streams) reviewInTurn(stream, true);
    },

    get size() {
      return streams.size;
    },

    close() {
      clearInterval(heartbeat);
      stopListening();
      for (const stream of streams) stream.end(retryHint());
    },
  };
}

function limitOf(session: Visitor['session']): number {
  return Math.min(session.expiresAt.getTime(), session.idleAt?.getTime() ?? Infinity);
}

function event(name: string, data: unknown, id?: string): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
