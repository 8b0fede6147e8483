import type { Changes } from '../../live/changes.ts';
import type { Files } from '../../storage/files.ts';
import type { Storage } from '../../storage/storage.ts';
import { keyLife } from './idempotency.ts';

/** Milliseconds: an upload nobody sent, and changes a stream may still resume from. */
const uploadLife = 24 * 60 * 60 * 1000;
const changeLife = 7 * 24 * 60 * 60 * 1000;
/** Uploads removed at once. */
const batch = 200;

/** Forgets what has expired: idempotency keys, uploads that were never sent, old changes. Call it every hour or so. */
export async function sweep(parts: {
  storage: Storage;
  files: Files;
  changes: Changes;
  now?: Date;
}): Promise<{ uploads: number }> {
  const { storage, files, changes, now = new Date() } = parts;
  const before = (life: number): string => new Date(now.getTime() - life).toISOString();
  await storage.db.deleteFrom('idempotency').where('created_at', '<', before(keyLife)).execute();
  await changes.prune(before(changeLife));
  let uploads = 0;
  for (;;) {
    const expired = await storage.db
      .selectFrom('attachments')
      .select('id')
      .where('message_id', 'is', null)
      .where('created_at', '<', before(uploadLife))
      .limit(batch)
      .execute();
    if (expired.length === 0) return { uploads };
    const gone = await storage.db
      .deleteFrom('attachments')
      .where(
        'id',
        'in',
        expired.map(({ id }) => id),
      )
      .where('message_id', 'is', null)
      .returning('storage_key')
      .execute();
    // The row goes first: a file without a row is waste, a row without a file would be a broken promise.
    for (const { storage_key: key } of gone) await files.remove(key);
    uploads += gone.length;
  }
}
