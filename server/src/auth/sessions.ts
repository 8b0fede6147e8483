import type { Kysely } from 'kysely';
import type { SessionInfo } from '../../../src/api/index.ts';
import type { AccountRole, AuthSession } from './auth.ts';
import { deviceOf } from './device.ts';
import type { AuthTables, Dialect } from './tables.ts';

/** The longest absolute limit an owner can set; rows stay no longer, whatever the limit is meanwhile. */
export const longestSessionSeconds = 90 * 24 * 60 * 60;

/** Sessions of one person that are listed; of more, the ones used last. */
const listed = 100;

export interface SessionLimits {
  /** Seconds without activity; absent: no such limit. */
  idleSeconds?: number | undefined;
  /** Seconds since the beginning, whatever happens. */
  sessionSeconds: number;
}

export interface Sessions {
  /** The session of that id with its user, unless one of its limits has passed; an ended one is deleted. */
  find(token: string, options: { activity: boolean }): Promise<AuthSession | null>;
  /** The sessions of a user that hold now: the one of that id first, then by when they were used. */
  list(userId: string, current: string): Promise<SessionInfo[]>;
  /** Whether there was one. */
  end(token: string): Promise<boolean>;
  /** Ends one by what `list` calls it; whether there was one. */
  endById(userId: string, id: string): Promise<boolean>;
  endAll(userId: string): Promise<void>;
  sweep(): Promise<void>;
}

/**
 * Reads sessions in one query a request, where better-auth takes two and a cookie of its own, and holds the limits,
 * which the owner can change while sessions run.
 */
export function createSessions(options: {
  db: Kysely<AuthTables>;
  dialect: Dialect;
  limits: () => SessionLimits;
  now: () => Date;
}): Sessions {
  const { db, dialect, limits, now } = options;
  const moment = (date: Date): string | Date => (dialect === 'postgres' ? date : date.toISOString());
  const millis = (value: string | Date): number => new Date(value).getTime();

  /** When a session ends by either limit, in milliseconds since 1970. */
  function endsAt(row: { createdAt: string | Date; expiresAt: string | Date }, active: number) {
    const { idleSeconds, sessionSeconds } = limits();
    const expires = Math.min(millis(row.expiresAt), millis(row.createdAt) + sessionSeconds * 1000);
    return { expires, idle: idleSeconds === undefined ? undefined : active + idleSeconds * 1000 };
  }

  return {
    async find(token, { activity }) {
      const row = await db
        .selectFrom('session')
        .innerJoin('user', 'user.id', 'session.userId')
        .select([
          'session.id',
          'session.token',
          'session.userId',
          'session.createdAt',
          'session.updatedAt',
          'session.expiresAt',
          'user.email',
          'user.name',
          'user.role',
          'user.emailVerified',
          'user.disabledAt',
        ])
        .where('session.token', '=', token)
        .executeTakeFirst();
      if (!row || !row.emailVerified || row.disabledAt !== null) return null;
      const at = now().getTime();
      const active = millis(row.updatedAt);
      const ends = endsAt(row, active);
      if (at >= ends.expires || (ends.idle !== undefined && at >= ends.idle)) {
        await db.deleteFrom('session').where('token', '=', token).execute();
        return null;
      }
      const { idleSeconds } = limits();
      // Written rarely enough to cost nothing, often enough for the shortest idle limit.
      const stale = at - active > Math.min(60_000, ((idleSeconds ?? 3600) * 1000) / 20);
      if (activity && stale) {
        await db
          .updateTable('session')
          .set({ updatedAt: moment(new Date(at)) })
          .where('token', '=', token)
          .execute();
      }
      const { idle } = endsAt(row, activity && stale ? at : active);
      return {
        token,
        userId: row.userId,
        email: row.email,
        name: row.name,
        role: roleOf(row.role),
        expiresAt: new Date(ends.expires),
        ...(idle === undefined ? {} : { idleAt: new Date(idle) }),
      };
    },

    async list(userId, current) {
      const rows = await db
        .selectFrom('session')
        .select(['id', 'token', 'createdAt', 'updatedAt', 'expiresAt', 'userAgent'])
        .where('userId', '=', userId)
        .orderBy('updatedAt', 'desc')
        .execute();
      const at = now().getTime();
      const holding = rows.filter((row) => {
        const { expires, idle = Infinity } = endsAt(row, millis(row.updatedAt));
        return at < expires && at < idle;
      });
      const own = holding.filter((row) => row.token === current);
      return [...own, ...holding.filter((row) => row.token !== current)].slice(0, listed).map((row) => {
        const device = deviceOf(row.userAgent ?? '');
        return {
          id: row.id,
          current: row.token === current,
          createdAt: new Date(row.createdAt).toISOString(),
          activeAt: new Date(row.updatedAt).toISOString(),
          ...(device === undefined ? {} : { device }),
        };
      });
    },

    async end(token) {
      const gone = await db
        .deleteFrom('session')
        .where('token', '=', token)
        .returning('id')
        .executeTakeFirst();
      return gone !== undefined;
    },

    async endById(userId, id) {
      const gone = await db
        .deleteFrom('session')
        .where('id', '=', id)
        .where('userId', '=', userId)
        .returning('id')
        .executeTakeFirst();
      return gone !== undefined;
    },

    async endAll(userId) {
      await db.deleteFrom('session').where('userId', '=', userId).execute();
    },

    async sweep() {
      const at = now().getTime();
      const { idleSeconds, sessionSeconds } = limits();
      await db
        .deleteFrom('session')
        .where((eb) =>
          eb.or([
            eb('expiresAt', '<=', moment(new Date(at))),
            eb('createdAt', '<=', moment(new Date(at - sessionSeconds * 1000))),
            ...(idleSeconds === undefined
              ? []
              : [eb('updatedAt', '<=', moment(new Date(at - idleSeconds * 1000)))]),
          ]),
        )
        .execute();
    },
  };
}

/** Anything unknown is a customer: the role with the fewest rights. */
export function roleOf(value: string): AccountRole {
  return value === 'agent' || value === 'owner' ? value : 'customer';
}
