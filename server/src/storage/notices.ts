import { EventEmitter } from 'node:events';
import { sql, type Kysely } from 'kysely';
import { Client, escapeIdentifier } from 'pg';
import type { Schema } from './schema.ts';
import type { StorageLog, Tx } from './storage.ts';

export type NoticeChannel = 'portico_changes' | 'portico_session' | 'portico_settings';

const channels: readonly NoticeChannel[] = ['portico_changes', 'portico_session', 'portico_settings'];

/** Milliseconds. */
const heartbeat = 10_000;
const firstRetry = 200;
const lastRetry = 2_000;

/** Short words between gateways on one database. A notice says that there is news; the tables say which. */
export interface Notices {
  /** With `tx`: heard only if and when it commits. `payload` is 200 characters at most. */
  publish(channel: NoticeChannel, payload: string, tx?: Tx): Promise<void>;
  /**
   * `listener` gets a payload, or undefined when notices may have been missed: look for yourself.
   * Returns the way to stop.
   */
  subscribe(channel: NoticeChannel, listener: (payload: string | undefined) => void): () => void;
  /** Resolves when notices sent from now on will be heard. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** One process, one database: an emitter does. `afterCommit` runs a function once a transaction is durable. */
export function processNotices(afterCommit: (tx: Tx, work: () => void) => void): Notices {
  const emitter = new EventEmitter().setMaxListeners(0);
  return {
    publish(channel, payload, tx) {
      if (tx) afterCommit(tx, () => emitter.emit(channel, payload));
      else emitter.emit(channel, payload);
      return Promise.resolve();
    },
    subscribe: (channel, listener) => subscribe(emitter, channel, listener),
    ready: () => Promise.resolve(),
    close() {
      emitter.removeAllListeners();
      return Promise.resolve();
    },
  };
}

/** `LISTEN` on a connection of its own, which comes back by itself; listeners are told that it was gone. */
export function postgresNotices(url: string, db: Kysely<Schema>, log: StorageLog): Notices {
  const emitter = new EventEmitter().setMaxListeners(0);
  let client: Client | undefined;
  let started: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let beat: NodeJS.Timeout | undefined;
  let delay = firstRetry;
  let closed = false;

  function lost(from: Client, error: unknown): void {
    if (from !== client) return;
    client = undefined;
    clearInterval(beat);
    from.end().catch(() => undefined);
    if (closed) return;
    log.warn(
      { err: error instanceof Error ? error.message : String(error) },
      'live notices: connection lost',
    );
    timer = setTimeout(() => void connect(), delay);
    delay = Math.min(delay * 2, lastRetry);
  }

  async function connect(): Promise<void> {
    if (closed) return;
    const candidate = new Client({
      connectionString: url,
      connectionTimeoutMillis: 1500,
      query_timeout: 2000,
      keepAlive: true,
      application_name: 'portico-live',
    });
    client = candidate;
    candidate.on('error', (error) => lost(candidate, error));
    candidate.on('end', () => lost(candidate, 'ended'));
    candidate.on('notification', (notice) => emitter.emit(notice.channel, notice.payload ?? ''));
    try {
      await candidate.connect();
      for (const channel of channels) await candidate.query(`listen ${escapeIdentifier(channel)}`);
    } catch (error) {
      lost(candidate, error);
      return;
    }
    delay = firstRetry;
    // A peer that vanished without a word is found by asking.
    beat = setInterval(() => {
      candidate.query('select 1').catch((error: unknown) => lost(candidate, error));
    }, heartbeat);
    beat.unref();
    for (const channel of channels) emitter.emit(channel, undefined);
  }

  return {
    async publish(channel, payload, tx) {
      await sql`select pg_notify(${channel}, ${payload})`.execute(tx ?? db);
    },
    subscribe(channel, listener) {
      started ??= connect();
      return subscribe(emitter, channel, listener);
    },
    ready: () => (started ??= connect()),
    async close() {
      closed = true;
      clearTimeout(timer);
      clearInterval(beat);
      emitter.removeAllListeners();
      const last = client;
      client = undefined;
      if (last) await last.end().catch(() => undefined);
    },
  };
}

function subscribe(
  emitter: EventEmitter,
  channel: NoticeChannel,
  listener: (payload: string | undefined) => void,
): () => void {
  emitter.on(channel, listener);
  return () => void emitter.off(channel, listener);
}
