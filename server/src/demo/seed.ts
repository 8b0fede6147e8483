import type { HelpDesk } from '../desks/desk.ts';
import { DeskError } from '../desks/errors.ts';
import type { Files } from '../storage/files.ts';
import type { Storage, StorageLog } from '../storage/storage.ts';

export interface SeedOptions {
  storage: Storage;
  files: Files;
  desk?: HelpDesk;
  /** Makes an account with a proven address. Called for the demo's people whenever the seed runs. */
  createAccount(person: {
    email: string;
    name: string;
    password: string;
    role: 'customer' | 'agent' | 'owner';
  }): Promise<{ userId: string }>;
  password: string;
  log: StorageLog;
  /** The day the demo's history ends; default: today, rounded to the day. */
  base?: Date;
  /** Tickets to make; default 3,000. */
  tickets?: number;
}

/** Fills an empty database with a believable help desk. Does nothing on the second run. */
export function seedDemo(options: SeedOptions): Promise<void> {
  return Promise.reject(new DeskError('unavailable', options.storage.dialect));
}
