import { randomBytes } from 'node:crypto';
import { betterAuth } from 'better-auth';
import type { BetterAuthOptions } from 'better-auth';
import type { Kysely } from 'kysely';
import type { Storage } from '../storage/storage.ts';
import type { AccountRole } from './auth.ts';
import type { PasswordCost, PasswordHashing } from './password-hash.ts';
import { createPasswordHashing } from './password-hash.ts';
import { passwordLength } from './passwords.ts';
import { longestSessionSeconds, roleOf } from './sessions.ts';
import type { AuthTables, Dialect } from './tables.ts';

/**
 * better-auth, set up to keep accounts and sessions and nothing else: its own routes are not mounted, its cookies
 * not used, its limits replaced by ours, which are kept in the database.
 */
export function accountOptions(
  database: Storage['auth'],
  secret: string,
  password: Pick<PasswordHashing, 'hash' | 'verify'> = createPasswordHashing(),
) {
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
      password,
    },
    session: { expiresIn: longestSessionSeconds, disableSessionRefresh: true },
    rateLimit: { enabled: false },
    user: {
      additionalFields: {
        role: { type: 'string', required: true, defaultValue: 'customer', input: false },
      },
    },
  } satisfies BetterAuthOptions;
}

/** Whose account it is, and how things stand with it. */
export interface Account {
  id: string;
  email: string;
  name: string;
  role: AccountRole;
  disabled: boolean;
}

/** How a password turned out to be. */
export interface PasswordCheck {
  userId: string;
  /** The hash it was checked against. */
  hash: string;
}

export interface Accounts {
  hash(password: string): Promise<string>;
  findByEmail(email: string): Promise<Account | undefined>;
  findById(userId: string): Promise<Account | undefined>;
  /** Whose password it is, or undefined; that takes as long for an address without an account, or without a password. */
  checkPassword(email: string, password: string): Promise<PasswordCheck | undefined>;
  /** Whether the password of a check is the account's still. */
  stillHolds(check: PasswordCheck, password: string): Promise<boolean>;
  /** Hashes a password that was just proven anew, if its hash was made with other parameters than today's. */
  refreshHash(check: PasswordCheck, password: string): Promise<void>;
  setPassword(userId: string, passwordHash: string): Promise<void>;
  /** A new session's token; it ends with `until` at the latest. */
  beginSession(userId: string, userAgent: string, until?: Date): Promise<string>;
  /**
   * A new account of a proven address; rejects where there is one. Without a password, its person comes in by links
   * and providers. `id`: its own, where it is to be known before.
   */
  create(person: {
    id?: string;
    email: string;
    name: string;
    role: AccountRole;
    passwordHash?: string;
  }): Promise<string>;
  setRole(userId: string, role: AccountRole): Promise<void>;
  setDisabled(userId: string, disabled: boolean): Promise<void>;
}

const credential = 'credential';

export function createAccounts(options: {
  database: Storage['auth'];
  db: Kysely<AuthTables>;
  dialect: Dialect;
  secret: string;
  now: () => Date;
  /** Of hashes; default: what is right today. */
  passwordCost?: PasswordCost;
}): Accounts {
  const { database, db, dialect, secret, now } = options;
  const hashing = createPasswordHashing(options.passwordCost && { cost: options.passwordCost });
  const auth = betterAuth(accountOptions(database, secret, hashing));
  const moment = (date: Date): string | Date => (dialect === 'postgres' ? date : date.toISOString());
  /** What an unknown address is checked against. */
  const nobody = hashing.hash(randomBytes(32).toString('base64url'));
  nobody.catch(() => undefined);

  async function find(column: 'id' | 'email', value: string): Promise<Account | undefined> {
    const row = await db
      .selectFrom('user')
      .select(['id', 'email', 'name', 'role', 'disabledAt'])
      .where(column, '=', value)
      .executeTakeFirst();
    return (
      row && {
        id: row.id,
        email: row.email,
        name: row.name,
        role: roleOf(row.role),
        disabled: row.disabledAt !== null,
      }
    );
  }

  const passwordOf = (userId: string) =>
    db
      .selectFrom('account')
      .select('password')
      .where('userId', '=', userId)
      .where('providerId', '=', credential)
      .executeTakeFirst();

  return {
    hash: (password) => hashing.hash(password),
    findByEmail: (email) => find('email', email),
    findById: (userId) => find('id', userId),

    async checkPassword(email, password) {
      const row = await db
        .selectFrom('user')
        .innerJoin('account', 'account.userId', 'user.id')
        .select(['user.id', 'account.password'])
        .where('user.email', '=', email)
        .where('account.providerId', '=', credential)
        .executeTakeFirst();
      const hash = row?.password ?? (await nobody);
      const { password: hooks } = await auth.$context;
      const right = await hooks.verify({ hash, password });
      return right && row?.password != null ? { userId: row.id, hash } : undefined;
    },

    async stillHolds(check, password) {
      const now = (await passwordOf(check.userId))?.password;
      if (now === check.hash) return true;
      return now != null && (await auth.$context).password.verify({ hash: now, password });
    },

    async refreshHash(check, password) {
      if (!hashing.outdated(check.hash)) return;
      await db
        .updateTable('account')
        .set({ password: await hashing.hash(password), updatedAt: moment(now()) })
        .where('userId', '=', check.userId)
        .where('providerId', '=', credential)
        // Unless a new password was set meanwhile.
        .where('password', '=', check.hash)
        .execute();
    },

    async setPassword(userId, passwordHash) {
      const { internalAdapter } = await auth.$context;
      if (await passwordOf(userId)) await internalAdapter.updatePassword(userId, passwordHash);
      else {
        await internalAdapter.linkAccount({
          userId,
          providerId: credential,
          accountId: userId,
          password: passwordHash,
        });
      }
    },

    async beginSession(userId, userAgent, until) {
      const at = now();
      const times = {
        createdAt: at,
        updatedAt: at,
        expiresAt: until ?? new Date(at.getTime() + longestSessionSeconds * 1000),
      };
      const { internalAdapter } = await auth.$context;
      return (await internalAdapter.createSession(userId, false, { userAgent, ...times }, true)).token;
    },

    async create({ id, email, name, role, passwordHash }) {
      const { internalAdapter } = await auth.$context;
      const user = await internalAdapter.createUser(
        { ...(id !== undefined && { id }), email, name, emailVerified: true, role },
        { method: 'email-password' },
      );
      if (passwordHash !== undefined) await this.setPassword(user.id, passwordHash);
      return user.id;
    },

    async setRole(userId, role) {
      await db.updateTable('user').set({ role }).where('id', '=', userId).execute();
    },

    async setDisabled(userId, disabled) {
      await db
        .updateTable('user')
        .set({ disabledAt: disabled ? now().toISOString() : null })
        .where('id', '=', userId)
        .execute();
    },
  };
}
