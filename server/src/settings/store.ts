import { sql } from 'kysely';
import type { Storage, Tx } from '../storage/storage.ts';
import { DeskError } from '../desks/errors.ts';
import type { Log } from '../log.ts';
import { differences, type Difference } from './difference.ts';
import { migrateDocument, schemaVersion } from './migrations.ts';
import { gatewaySettingsSchema, type GatewaySettings } from './settings.ts';

/** One save: who, when, and what it changed. */
export interface Saved {
  /** From 1, without gaps. */
  version: number;
  /** ISO time. */
  at: string;
  by: { id: string; name: string };
  changes: Difference[];
}

/**
 * The owner's settings: one document, kept with every version it ever had. Gateways on one database hear of each
 * other's saves and go on with the new document.
 */
export interface SettingsStore {
  /** What holds now. */
  current(): GatewaySettings;
  /** The version that holds; 0 before the first save. */
  version(): number;
  /** Whether the document is kept elsewhere, as a file, and cannot be saved here. */
  readonly readOnly: boolean;
  /**
   * Makes a document the one that holds. `base` is the version it was made from: rejects with `conflict` if another
   * was saved meanwhile, with `not-supported` where the store is read-only. The document must be valid.
   */
  save(settings: GatewaySettings, base: number, by: Saved['by']): Promise<Saved>;
  /** The newest saves first. */
  history(limit: number): Promise<Saved[]>;
  /** Hears of every change, of other gateways too. Returns the way to stop. */
  onChange(listener: () => void): () => void;
  close(): void;
}

/** Any number will do, as long as it is always the same one. */
const settingsLock = 7_421_907;

export async function createSettingsStore(options: {
  storage: Storage;
  /** What holds until something is saved. */
  base: GatewaySettings;
  readOnly: boolean;
  log: Log;
  /**
   * Brings what the database keeps of the settings in line with a document: within the transaction that saves it, after
   * the document `before`, and at start without one. What it rejects with is not saved.
   */
  apply?: (tx: Tx, settings: GatewaySettings, before?: GatewaySettings) => Promise<void>;
  now?: () => Date;
}): Promise<SettingsStore> {
  const { storage, base, readOnly, log, apply, now = () => new Date() } = options;
  const { db, notices } = storage;
  const listeners = new Set<() => void>();
  let held = { version: 0, settings: base };

  async function newest(from: typeof db = db) {
    const row = await from
      .selectFrom('settings_versions')
      .selectAll()
      .orderBy('version', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (!row) return undefined;
    const document: unknown = migrateDocument(JSON.parse(row.document), row.schema);
    return { version: row.version, settings: gatewaySettingsSchema.parse(document) };
  }

  function hold(next: typeof held): void {
    if (next.version <= held.version) return;
    held = next;
    for (const listener of [...listeners]) listener();
  }

  async function reload(): Promise<void> {
    try {
      const found = await newest();
      if (found) hold(found);
    } catch (err) {
      // The document that holds stays: it was good, and who may see what must not be left to chance.
      log.error({ err }, 'settings could not be read');
    }
  }

  /** One at a time, so that what was brought in line last is what was saved last. */
  async function claim(tx: Tx): Promise<void> {
    if (storage.dialect === 'postgres') await sql`select pg_advisory_xact_lock(${settingsLock})`.execute(tx);
  }

  held = await storage.transaction(async (tx) => {
    await claim(tx);
    const found = (readOnly ? undefined : await newest(tx)) ?? held;
    await apply?.(tx, found.settings);
    return found;
  });
  const stop = readOnly ? () => {} : notices.subscribe('portico_settings', () => void reload());

  return {
    readOnly,
    current: () => held.settings,
    version: () => held.version,

    async save(settings, from, by) {
      if (readOnly) throw new DeskError('not-supported', 'the settings are kept in a file');
      const saved = await storage.transaction(async (tx) => {
        await claim(tx);
        const last = await tx
          .selectFrom('settings_versions')
          .select(['version', 'document', 'schema'])
          .orderBy('version', 'desc')
          .limit(1)
          .executeTakeFirst();
        if ((last?.version ?? 0) !== from)
          throw new DeskError('conflict', 'saved by somebody else meanwhile');
        const before: unknown = last ? migrateDocument(JSON.parse(last.document), last.schema) : base;
        const entry: Saved = {
          version: from + 1,
          at: now().toISOString(),
          by,
          changes: differences(before, settings),
        };
        const added = await tx
          .insertInto('settings_versions')
          .values({
            version: entry.version,
            schema: schemaVersion,
            document: JSON.stringify(settings),
            changes: JSON.stringify(entry.changes),
            at: entry.at,
            by_id: by.id,
            by_name: by.name,
          })
          // Of two at once, one is first.
          .onConflict((conflict) => conflict.column('version').doNothing())
          .returning('version')
          .executeTakeFirst();
        if (!added) throw new DeskError('conflict', 'saved by somebody else meanwhile');
        await apply?.(tx, settings, last ? gatewaySettingsSchema.parse(before) : base);
        await notices.publish('portico_settings', String(entry.version), tx);
        return entry;
      });
      hold({ version: saved.version, settings });
      log.info(
        { version: saved.version, by: by.id, paths: saved.changes.map(({ path }) => path) },
        'settings saved',
      );
      return saved;
    },

    async history(limit) {
      const rows = await db
        .selectFrom('settings_versions')
        .select(['version', 'at', 'by_id', 'by_name', 'changes'])
        .orderBy('version', 'desc')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        version: row.version,
        at: row.at,
        by: { id: row.by_id, name: row.by_name },
        changes: JSON.parse(row.changes) as Difference[],
      }));
    },

    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    close: stop,
  };
}
