import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { Storage } from '../../storage/storage.ts';
import { DeskError } from '../errors.ts';

const keyMarker = 'cursor-key';

/** Where a page ended: the sorted value of its last row, and the row's id for rows of equal value. */
export interface Position {
  value: string | number;
  id: string;
}

/**
 * Cursors are sealed, and bound to the query they came from: one that was altered, or belongs to another sort, filter
 * or actor, is `invalid` and never reaches the database. Nobody reads them: what a list is sorted by may be what its
 * reader is not shown, such as when somebody last wrote in a thread that is hidden.
 */
export interface Cursors {
  encode(query: unknown, position: Position): Promise<string>;
  decode(query: unknown, cursor: string): Promise<Position>;
}

export function createCursors(storage: Storage): Cursors {
  let loading: Promise<Buffer> | undefined;

  function key(): Promise<Buffer> {
    loading ??= loadKey(storage).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  }

  return {
    encode: async (query, position) => encodeCursor(await key(), query, position),
    decode: async (query, cursor) => decodeCursor(await key(), query, cursor),
  };
}

/** One key for all gateways on a database, made by whichever comes first. */
async function loadKey(storage: Storage): Promise<Buffer> {
  await storage.db
    .insertInto('markers')
    .values({ name: keyMarker, value: randomBytes(32).toString('hex') })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  const row = await storage.db
    .selectFrom('markers')
    .select('value')
    .where('name', '=', keyMarker)
    .executeTakeFirstOrThrow();
  return Buffer.from(row.value, 'hex');
}

const cipher = 'aes-256-gcm';
const saltBytes = 12;
const tagBytes = 16;

export function encodeCursor(key: Buffer, query: unknown, position: Position): string {
  const salt = randomBytes(saltBytes);
  const sealing = createCipheriv(cipher, key, salt).setAAD(bound(query));
  const text = JSON.stringify([position.value, position.id]);
  const sealed = [salt, sealing.update(text, 'utf8'), sealing.final(), sealing.getAuthTag()];
  return Buffer.concat(sealed).toString('base64url');
}

export function decodeCursor(key: Buffer, query: unknown, cursor: string): Position {
  const sealed = Buffer.from(cursor.length <= 4_000 ? cursor : '', 'base64url');
  // Spelled in another way it would be another cursor for the same place.
  if (sealed.length <= saltBytes + tagBytes || sealed.toString('base64url') !== cursor) throw invalidCursor();
  const opening = createDecipheriv(cipher, key, sealed.subarray(0, saltBytes), { authTagLength: tagBytes })
    .setAAD(bound(query))
    .setAuthTag(sealed.subarray(-tagBytes));
  let text: string;
  try {
    text = opening.update(sealed.subarray(saltBytes, -tagBytes), undefined, 'utf8') + opening.final('utf8');
  } catch {
    throw invalidCursor();
  }
  const [value, id] = JSON.parse(text) as [string | number, string];
  return { value, id };
}

function bound(query: unknown): Buffer {
  return createHash('sha256').update(JSON.stringify(query)).digest();
}

function invalidCursor(): DeskError {
  return new DeskError('invalid', 'a cursor is not one of ours, or of another query', {
    fields: [{ field: 'cursor', code: 'invalid' }],
  });
}
