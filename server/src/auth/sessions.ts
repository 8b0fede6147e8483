import type { Kysely } from 'kysely';
import type { AccountRole, AuthSession } from './auth.ts';
import type { AuthTables, Dialect } from './tables.ts';

/** The absolute limit: 7 days, whatever happens. */
export const sessionSeconds = 7 * 24 * 60 * 60;

export interface Sessions {
  /** The session of that id with its user, unless one of its limits has passed; an ended one is deleted. */
  find(token: string, options: { activity: boolean }): Promise<AuthSession | null>;
  sweep(): Promise<void>;
}

/**
 * Reads sessions in one query a request, where better-auth takes two and a cookie of its own, and holds the idle
 * limit, which the owner can change while sessions run.
 */
export function createSessions(options: {
  db: Kysely<AuthTables>;
  dialect: Dialect;
  idleSeconds: () => number | undefined;
  now: () => Date;
}): Sessions {
  const { db, dialect, idleSeconds, now } = options;
  const moment = (date: Date): string | Date => (dialect === 'postgres' ? date : date.toISOString());

  return {
    async find(token, { activity }) {
      const row = await db
        .selectFrom('session')
        .innerJoin('user', 'user.id', 'session.userId')
        .select([
          'session.token',
          'session.userId',
          'session.createdAt',
          'session.updatedAt',
          'session.expiresAt',
          'user.email',
          'user.name',
          'user.role',
          'user.emailVerified',
        ])
        .where('session.token', '=', token)
        .executeTakeFirst();
      if (!row || !row.emailVerified) return null;
      const at = now().getTime();
      const begun = new Date(row.createdAt).getTime();
      const active = new Date(row.updatedAt).getTime();
      const expires = Math.min(new Date(row.expiresAt).getTime(), begun + sessionSeconds * 1000);
      const idle = idleSeconds();
      if (at >= expires || (idle !== undefined && at - active >= idle * 1000)) {
        await db.deleteFrom('session').where('token', '=', token).execute();
        return null;
      }
      // Written rarely enough to cost nothing, often enough for the shortest idle limit.
      const stale = at - active > Math.min(60_000, ((idle ?? 3600) * 1000) / 20);
      if (activity && stale) {
        await db
          .updateTable('session')
          .set({ updatedAt: moment(new Date(at)) })
          .where('token', '=', token)
          .execute();
      }
      const last = activity && stale ? at : active;
      return {
        token,
        userId: row.userId,
        email: row.email,
        name: row.name,
        role: roleOf(row.role),
        expiresAt: new Date(expires),
        ...(idle === undefined ? {} : { idleAt: new Date(last + idle * 1000) }),
      };
    },

    async sweep() {
      const at = now();
      await db.deleteFrom('session').where('expiresAt', '<=', moment(at)).execute();
    },
  };
}

/** Anything unknown is a customer: the role with the fewest rights. */
function roleOf(value: string): AccountRole {
  return value === 'agent' || value === 'owner' ? value : 'customer';
}
