import type { Kysely, Transaction } from 'kysely';
import { DeskError } from '../desks/errors.ts';
import type { Schema } from './schema.ts';

export type { Schema } from './schema.ts';
export type Tx = Transaction<Schema>;

/** One line an entry; a pino logger fits. */
export interface StorageLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface StorageOptions {
  /** `postgres://…`; absent: SQLite in `dataDir`. */
  url?: string;
  dataDir: string;
  log: StorageLog;
}

/** The gateway's database. While it is away, calls reject with `unavailable` within 2 seconds. */
export interface Storage {
  readonly db: Kysely<Schema>;
  readonly dialect: 'sqlite' | 'postgres';
  readonly dataDir: string;
  /** The same database in the shape better-auth takes as its `database` option. */
  readonly auth: { db: Kysely<Schema>; type: 'sqlite' | 'postgres' };
  migrate(): Promise<void>;
  ping(): Promise<void>;
  /** Runs work as one transaction. On SQLite use nothing but `tx` within: everything else waits for its end. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export function openStorage(options: StorageOptions): Promise<Storage> {
  return Promise.reject(new DeskError('unavailable', options.dataDir));
}
