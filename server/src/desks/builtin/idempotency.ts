import { createHash } from 'node:crypto';
import type { Tx } from '../../storage/storage.ts';
import type { Actor } from '../desk.ts';
import { DeskError } from '../errors.ts';

/** Milliseconds a key is remembered. */
export const keyLife = 24 * 60 * 60 * 1000;

export interface KeyedWrite {
  actor: Actor;
  key: string;
  /** What the write does and to what; with the key's actor it decides whether two writes are the same. */
  content: unknown;
  now: Date;
}

/**
 * Runs a write once per actor and key, inside the transaction that does it: the row of the key and what was written
 * are durable together or not at all. The same content again gets the first result; other content is a `conflict`.
 * Two at once: the database makes the second wait for the first.
 */
export async function once<T extends object>(tx: Tx, write: KeyedWrite, work: () => Promise<T>): Promise<T> {
  const { actor, key, now } = write;
  if (!/^[\x21-\x7e]{1,128}$/.test(key)) {
    throw new DeskError('invalid', 'an idempotency key is 1 to 128 visible ASCII characters', {
      fields: [{ field: 'idempotencyKey', code: 'invalid' }],
    });
  }
  const hash = createHash('sha256').update(canonical(write.content)).digest('hex');
  await tx
    .deleteFrom('idempotency')
    .where('actor_id', '=', actor.contactId)
    .where('key', '=', key)
    .where('created_at', '<', new Date(now.getTime() - keyLife).toISOString())
    .execute();
  const claimed = await tx
    .insertInto('idempotency')
    .values({
      actor_id: actor.contactId,
      key,
      body_hash: hash,
      result: '',
      created_at: now.toISOString(),
    })
    .onConflict((conflict) => conflict.columns(['actor_id', 'key']).doNothing())
    .returning('key')
    .executeTakeFirst();

  if (!claimed) {
    const first = await tx
      .selectFrom('idempotency')
      .select(['body_hash', 'result'])
      .where('actor_id', '=', actor.contactId)
      .where('key', '=', key)
      .executeTakeFirst();
    if (first?.body_hash !== hash) {
      throw new DeskError('conflict', 'an idempotency key was used for another write', {
        fields: [{ field: 'idempotencyKey', code: 'invalid' }],
      });
    }
    return JSON.parse(first.result) as T;
  }

  const result = await work();
  await tx
    .updateTable('idempotency')
    .set({ result: JSON.stringify(result) })
    .where('actor_id', '=', actor.contactId)
    .where('key', '=', key)
    .execute();
  return result;
}

/** JSON whose text does not depend on the order in which an object was filled. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
