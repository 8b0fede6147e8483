import { createHash, randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { AuthTables } from './tables.ts';

export interface Issued {
  /** Whom it is for; a new one voids the earlier ones of the same purpose and subject. */
  subject?: string;
  data: object;
  seconds: number;
  /** In place of a random one of 256 bits, such as a short code; unique for its purpose. */
  token?: string;
}

/**
 * What may be used once: mailed links and codes, flows through identity providers, ids of tokens that must not be
 * replayed. The database keeps hashes of tokens only, and all gateways on it agree.
 */
export interface OneTime {
  /** Keeps data for a while; answers the token that fetches it. */
  issue(purpose: string, issued: Issued): Promise<string>;
  /** The data, left where it is; undefined for a token that is unknown, used or over. */
  look<T extends object>(purpose: string, token: string): Promise<T | undefined>;
  /** Has a token that is not used yet hold for so many seconds from now, with other data. */
  prolong(purpose: string, token: string, kept: Pick<Issued, 'data' | 'seconds'>): Promise<void>;
  /** Takes the data out: of many at once, one gets it. Undefined for a token that is unknown, used or over. */
  take<T extends object>(purpose: string, token: string): Promise<T | undefined>;
  /** Notes that something has been seen; false if it had been before. */
  first(purpose: string, id: string, seconds: number): Promise<boolean>;
  /** Voids what is open for a subject. */
  void(purpose: string, subject: string): Promise<void>;
  /** Forgets what is over. */
  sweep(): Promise<void>;
}

const hash = (token: string): string => createHash('sha256').update(token).digest('hex');

export function createOneTime(db: Kysely<AuthTables>, now: () => Date): OneTime {
  return {
    async issue(purpose, { subject, data, seconds, token = randomBytes(32).toString('base64url') }) {
      if (subject !== undefined) await this.void(purpose, subject);
      await db
        .insertInto('one_time')
        .values({
          purpose,
          token_hash: hash(token),
          subject: subject ?? null,
          data: JSON.stringify(data),
          expires_at: now().getTime() + seconds * 1000,
        })
        .execute();
      return token;
    },

    async look<T extends object>(purpose: string, token: string): Promise<T | undefined> {
      const row = await db
        .selectFrom('one_time')
        .select(['data', 'expires_at'])
        .where('purpose', '=', purpose)
        .where('token_hash', '=', hash(token))
        .executeTakeFirst();
      return row && row.expires_at > now().getTime() ? (JSON.parse(row.data) as T) : undefined;
    },

    async prolong(purpose, token, { data, seconds }) {
      await db
        .updateTable('one_time')
        .set({ data: JSON.stringify(data), expires_at: now().getTime() + seconds * 1000 })
        .where('purpose', '=', purpose)
        .where('token_hash', '=', hash(token))
        .execute();
    },

    async take<T extends object>(purpose: string, token: string): Promise<T | undefined> {
      const row = await db
        .deleteFrom('one_time')
        .where('purpose', '=', purpose)
        .where('token_hash', '=', hash(token))
        .returning(['data', 'expires_at'])
        .executeTakeFirst();
      return row && row.expires_at > now().getTime() ? (JSON.parse(row.data) as T) : undefined;
    },

    async first(purpose, id, seconds) {
      const added = await db
        .insertInto('one_time')
        .values({
          purpose,
          token_hash: hash(id),
          subject: null,
          data: '{}',
          expires_at: now().getTime() + seconds * 1000,
        })
        .onConflict((conflict) => conflict.columns(['purpose', 'token_hash']).doNothing())
        .returning('purpose')
        .executeTakeFirst();
      return added !== undefined;
    },

    async void(purpose, subject) {
      await db.deleteFrom('one_time').where('purpose', '=', purpose).where('subject', '=', subject).execute();
    },

    async sweep() {
      await db.deleteFrom('one_time').where('expires_at', '<=', now().getTime()).execute();
    },
  };
}
