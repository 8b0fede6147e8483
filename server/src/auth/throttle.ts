import { createHmac } from 'node:crypto';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { DeskError } from '../desks/errors.ts';
import type { AuthTables } from './tables.ts';

export interface ThrottleRule {
  /** What is counted, such as `sign-in`. */
  name: string;
  /** Tries allowed within the window. */
  limit: number;
  windowSeconds: number;
  /** Whether the window runs from the first counted try; otherwise each counted try begins it anew. */
  fixedWindow?: boolean;
}

/** Counts tries in the database, so that all gateways on it agree. Subjects are kept as keyed hashes only. */
export interface Throttle {
  /**
   * Counts one try. Rejects with `rate-limited` from the try after the limit on, until the window since the last
   * counted try is over. Refused tries are not counted: nobody stays locked out by being attacked. Answers how many
   * were counted with this one.
   */
  take(rule: ThrottleRule, subject: string): Promise<number>;
  clear(rule: ThrottleRule, subject: string): Promise<void>;
  /** Takes back one counted try, where only failures count. */
  giveBack(rule: ThrottleRule, subject: string): Promise<void>;
  /** Forgets what is over. */
  sweep(): Promise<void>;
}

export function createThrottle(db: Kysely<AuthTables>, secret: string, now: () => Date): Throttle {
  const bucketOf = (rule: ThrottleRule, subject: string): string =>
    `${rule.name}:${createHmac('sha256', secret).update(`${rule.name}\0${subject}`).digest('base64url')}`;

  return {
    async take(rule, subject) {
      const at = now().getTime();
      const end = at + rule.windowSeconds * 1000;
      // From this count on, a try no longer moves the end of the window.
      const settled = rule.fixedWindow ? 0 : rule.limit;
      // One statement, so that a hundred tries at once cannot all see the last free one.
      const row = await db
        .insertInto('throttles')
        .values({ bucket: bucketOf(rule, subject), count: 1, expires_at: end })
        .onConflict((conflict) =>
          conflict.column('bucket').doUpdateSet({
            count: sql<number>`case when throttles.expires_at <= ${at} then 1 else throttles.count + 1 end`,
            expires_at: sql<number>`case when throttles.expires_at > ${at} and throttles.count >= ${settled}
              then throttles.expires_at else excluded.expires_at end`,
          }),
        )
        .returning(['count', 'expires_at'])
        .executeTakeFirstOrThrow();
      if (row.count > rule.limit) {
        throw new DeskError('rate-limited', `too many tries: ${rule.name}`, {
          retryAfter: Math.max(1, Math.ceil((row.expires_at - at) / 1000)),
        });
      }
      return row.count;
    },

    async clear(rule, subject) {
      await db.deleteFrom('throttles').where('bucket', '=', bucketOf(rule, subject)).execute();
    },

    async giveBack(rule, subject) {
      await db
        .updateTable('throttles')
        .set((eb) => ({ count: eb('count', '-', 1) }))
        .where('bucket', '=', bucketOf(rule, subject))
        .where('count', '>', 0)
        .execute();
    },

    async sweep() {
      await db.deleteFrom('throttles').where('expires_at', '<=', now().getTime()).execute();
    },
  };
}
