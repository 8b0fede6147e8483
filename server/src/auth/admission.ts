import type { DeskContact, HelpDesk } from '../desks/desk.ts';
import { DeskError } from '../desks/errors.ts';
import type { Changes } from '../live/changes.ts';
import { admits } from '../policy/policy.ts';
import type { GatewaySettings } from '../settings/settings.ts';
import type { Accounts } from './accounts.ts';
import type { AccountRole, AuthSession, Begun, Caller } from './auth.ts';
import type { SessionCookie } from './cookie.ts';
import { keptUserAgent } from './device.ts';
import type { Sessions } from './sessions.ts';

/** The one way into a session and out of it, however somebody proved who they are. */
export interface Admission {
  /**
   * Begins a session of a proven user under a new id; the session the request carries ends. Rejects with `forbidden`
   * whom the portal does not let in now: a disabled account, and a customer while the portal is off or who is on none
   * of the lists. It ends with `until` at the latest, where it carries on another one.
   */
  begin(
    userId: string,
    caller: Caller,
    extras?: { returnTo?: string | undefined; until?: Date | undefined },
  ): Promise<Begun>;
  /** Rejects as `begin` does, and begins nothing. */
  check(userId: string): Promise<void>;
  /** The same for an address that has no account yet. */
  checkNewcomer(email: string): Promise<void>;
  /** Ends the session a request carries, if there is one; whose it was. */
  leave(headers: Headers): Promise<AuthSession | null>;
  /** Tells every gateway that sessions of a user have ended, after they have. */
  tell(userId: string): Promise<void>;
}

/** Whom an address stands for. Somebody whom the desk does not know belongs to no company. */
export async function personOf(
  desk: Pick<HelpDesk, 'findContact'>,
  email: string,
): Promise<Pick<DeskContact, 'email' | 'companies'>> {
  return (await desk.findContact(email)) ?? { email, companies: [] };
}

export function createAdmission(options: {
  accounts: Pick<Accounts, 'findById' | 'beginSession'>;
  desk: Pick<HelpDesk, 'findContact'>;
  sessions: Pick<Sessions, 'find' | 'end'>;
  cookie: Pick<SessionCookie, 'read' | 'issue'>;
  changes: Pick<Changes, 'publishSession'>;
  settings: () => GatewaySettings;
}): Admission {
  const { accounts, desk, sessions, cookie, changes, settings } = options;

  async function check(userId: string): Promise<void> {
    const account = await accounts.findById(userId);
    if (!account) throw new DeskError('unauthenticated', 'the account is gone');
    if (account.disabled) throw new DeskError('forbidden', 'the account is disabled');
    await requireAdmitted(account.email, account.role);
  }

  async function requireAdmitted(email: string, role: AccountRole): Promise<void> {
    if (!admits(settings(), await personOf(desk, email), role)) {
      throw new DeskError('forbidden', 'the portal is off, or the address is on no list that is let in');
    }
  }

  async function leave(headers: Headers): Promise<AuthSession | null> {
    const token = cookie.read(headers);
    if (token === undefined) return null;
    const session = await sessions.find(token, { activity: false });
    await sessions.end(token);
    if (session) await changes.publishSession(session.userId);
    return session;
  }

  return {
    check,
    checkNewcomer: (email) => requireAdmitted(email, 'customer'),
    leave,

    async begin(userId, caller, { returnTo, until } = {}) {
      await check(userId);
      const token = await accounts.beginSession(userId, keptUserAgent(caller.headers), until);
      const session = await sessions.find(token, { activity: false });
      if (!session) throw new DeskError('unavailable', 'a session ended as it began');
      // Nothing carries on under an id that was there before.
      await leave(caller.headers);
      return {
        session,
        cookie: cookie.issue(token, session.expiresAt, caller.headers),
        ...(returnTo === undefined ? {} : { returnTo }),
      };
    },

    tell: (userId) => changes.publishSession(userId),
  };
}
