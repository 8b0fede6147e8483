import { betterAuth } from 'better-auth';
import type { BetterAuthOptions } from 'better-auth';
import { DeskError } from '../desks/errors.ts';
import type { Storage } from '../storage/storage.ts';
import { passwordLength } from './passwords.ts';
import { sessionSeconds } from './sessions.ts';

/**
 * better-auth, set up to keep accounts and sessions and nothing else: its own routes are not mounted, its cookies
 * not used, its limits replaced by ours, which are kept in the database.
 */
export function accountOptions(database: Storage['auth'], secret: string) {
  return {
    database: { db: database.db, type: database.type },
    secret,
    // Not used to build anything: links come from the gateway's configuration.
    baseURL: 'http://localhost',
    telemetry: { enabled: false },
    // It logs in its own format, and says more than our logs may hold.
    logger: { disabled: true },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      requireEmailVerification: true,
      minPasswordLength: 1,
      // Code points are counted by us; this counts UTF-16 units.
      maxPasswordLength: passwordLength.max * 2,
    },
    session: { expiresIn: sessionSeconds, disableSessionRefresh: true },
    rateLimit: { enabled: false },
    user: {
      additionalFields: {
        role: { type: 'string', required: true, defaultValue: 'customer', input: false },
      },
    },
  } satisfies BetterAuthOptions;
}

export type Accounts = ReturnType<typeof createAccounts>;

export function createAccounts(database: Storage['auth'], secret: string) {
  const auth = betterAuth(accountOptions(database, secret));

  return {
    hash: async (password: string): Promise<string> => (await auth.$context).password.hash(password),

    /** The account of an address; one that was left without a password, half made, is none. */
    async findByEmail(email: string): Promise<{ id: string } | undefined> {
      const { internalAdapter } = await auth.$context;
      const found = await internalAdapter.findUserByEmail(email, { includeAccounts: true });
      return found && found.accounts.length > 0 ? { id: found.user.id } : undefined;
    },

    /** A new session's id and its user's, or undefined. Takes the same time for an unknown address. */
    async signIn(email: string, password: string): Promise<string | undefined> {
      const answer = await auth.api.signInEmail({
        body: { email, password },
        headers: new Headers(),
        asResponse: true,
      });
      if (!answer.ok) {
        if (answer.status >= 500) throw new DeskError('unavailable', `better-auth answered ${answer.status}`);
        return undefined;
      }
      const body: unknown = await answer.json();
      const token = typeof body === 'object' && body !== null && 'token' in body ? body.token : undefined;
      if (typeof token !== 'string')
        throw new DeskError('unavailable', 'better-auth began a session without a token');
      return token;
    },

    async beginSession(userId: string): Promise<string> {
      return (await (await auth.$context).internalAdapter.createSession(userId)).token;
    },

    async endSession(token: string): Promise<void> {
      await (await auth.$context).internalAdapter.deleteSession(token);
    },

    async create(person: {
      email: string;
      name: string;
      passwordHash: string;
      role: string;
    }): Promise<string> {
      const { internalAdapter } = await auth.$context;
      const half = await internalAdapter.findUserByEmail(person.email);
      const user =
        half?.user ??
        (await internalAdapter.createUser(
          { email: person.email, name: person.name, emailVerified: true, role: person.role },
          { method: 'email-password' },
        ));
      await internalAdapter.linkAccount({
        userId: user.id,
        providerId: 'credential',
        accountId: user.id,
        password: person.passwordHash,
      });
      return user.id;
    },
  };
}
