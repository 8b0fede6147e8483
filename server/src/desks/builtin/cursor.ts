import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Storage } from '../../storage/storage.ts';
import { DeskError } from '../errors.ts';

const keyMarker = 'cursor-key';

/** Where a page ended: the sorted value of its last row, and the row's id for rows of equal value. */
export interface Position {
  value: string | number;
  id: string;
}

/**
 * Cursors are signed, and bound to the query they came from: one that was altered, or belongs to another sort, filter
 * or actor, is `invalid` and never reaches the database.
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

export function encodeCursor(key: Buffer, query: unknown, position: Position): string {
  const payload = Buffer.from(JSON.stringify([position.value, position.id])).toString('base64url');
  return `${payload}.${signature(key, query, payload)}`;
}

export function decodeCursor(key: Buffer, query: unknown, cursor: string): Position {
  const [payload, given, ...rest] = cursor.length <= 4_000 ? cursor.split('.') : [];
  if (payload === undefined || given === undefined || rest.length > 0) throw invalidCursor();
  const expected = Buffer.from(signature(key, query, payload));
  const actual = Buffer.from(given);
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) throw invalidCursor();
  const [value, id] = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as [
    string | number,
    string,
  ];
  return { value, id };
}

function signature(key: Buffer, query: unknown, payload: string): string {
  const bound = createHash('sha256').update(JSON.stringify(query)).digest();
  return createHmac('sha256', key).update(bound).update(payload).digest('base64url').slice(0, 22);
}

function invalidCursor(): DeskError {
  return new DeskError('invalid', 'a cursor is not one of ours, or of another query', {
    fields: [{ field: 'cursor', code: 'invalid' }],
  });
}
