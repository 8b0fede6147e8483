import { DeskError } from '../desks/errors.ts';
import type { Auth, AuthSession } from './auth.ts';
import type { AuthParts } from './parts.ts';

/** What people do with their own sessions. */
export function ownSessions(
  parts: Pick<AuthParts, 'admission' | 'cookie' | 'sessions'>,
): Pick<Auth, 'sessionOf' | 'signOut' | 'ownSessions' | 'endOwnSession' | 'signOutEverywhere'> {
  const { admission, cookie, sessions } = parts;

  async function sessionOf(headers: Headers, options: { activity: boolean }): Promise<AuthSession | null> {
    const token = cookie.read(headers);
    return token === undefined ? null : sessions.find(token, options);
  }

  async function required(headers: Headers): Promise<AuthSession> {
    const session = await sessionOf(headers, { activity: false });
    if (!session) throw new DeskError('unauthenticated');
    return session;
  }

  return {
    sessionOf,

    async signOut(headers) {
      await admission.leave(headers);
      return { cookie: cookie.clear(headers) };
    },

    async ownSessions(headers) {
      const { userId, token } = await required(headers);
      return sessions.list(userId, token);
    },

    async endOwnSession(headers, id) {
      const { userId } = await required(headers);
      if (!(await sessions.endById(userId, id))) throw new DeskError('not-found', 'no such session');
      await admission.tell(userId);
    },

    async signOutEverywhere(headers) {
      const { userId } = await required(headers);
      await sessions.endAll(userId);
      await admission.tell(userId);
      return { cookie: cookie.clear(headers) };
    },
  };
}
