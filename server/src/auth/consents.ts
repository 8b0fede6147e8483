import { randomUUID } from 'node:crypto';
import { DeskError } from '../desks/errors.ts';
import type { GatewaySettings } from '../settings/settings.ts';
import type { Storage } from '../storage/storage.ts';
import type { Account, Accounts } from './accounts.ts';
import { invalidField } from './parts.ts';

/** What people have agreed to, and who is asked before anything of theirs begins. */
export interface Consents {
  /** Whether the owner asks newcomers for consent. */
  readonly asked: boolean;
  /**
   * The version that somebody has to agree to first; undefined where there is nothing to ask: the owner asks for no
   * consent, they work here, or have agreed before. No account: it is about to be made, for a customer.
   */
  wanted(account: Pick<Account, 'id' | 'role'> | undefined): Promise<string | undefined>;
  /** Keeps that somebody has agreed to a version, and when (ISO time; now unless given); the first time stands. */
  keep(userId: string, version: string, at?: string): Promise<void>;
  /** A new customer's account, with what they have agreed to. Rejects where there is one. */
  createAccount(
    person: { email: string; name: string; passwordHash?: string },
    version: string | undefined,
    at?: string,
  ): Promise<string>;
}

/** What is refused without consent stays open: whoever was asked may agree, and come again. */
export const consentNeeded = (): DeskError =>
  invalidField('consent', 'required', 'the consent in force is not given');

export function createConsents(options: {
  storage: Pick<Storage, 'db'>;
  accounts: Pick<Accounts, 'create'>;
  settings: () => GatewaySettings;
  now: () => Date;
}): Consents {
  const { storage, accounts, settings, now } = options;
  const { db } = storage;

  const keep: Consents['keep'] = async (userId, version, at = now().toISOString()) => {
    await db
      .insertInto('consents')
      .values({ user_id: userId, version, at })
      // Came in twice at once.
      .onConflict((conflict) => conflict.columns(['user_id', 'version']).doNothing())
      .execute();
  };

  return {
    get asked() {
      return settings().portal.signIn.consent !== undefined;
    },

    async wanted(account) {
      const { consent } = settings().portal.signIn;
      if (!consent || (account && account.role !== 'customer')) return undefined;
      if (!account) return consent.version;
      const before = await db
        .selectFrom('consents')
        .select('version')
        .where('user_id', '=', account.id)
        .executeTakeFirst();
      return before ? undefined : consent.version;
    },

    keep,

    async createAccount(person, version, at) {
      const id = randomUUID();
      // First: whatever breaks off in between, no account is there without its consent.
      if (version !== undefined) await keep(id, version, at);
      try {
        return await accounts.create({ ...person, id, role: 'customer' });
      } catch (error) {
        await db.deleteFrom('consents').where('user_id', '=', id).execute();
        throw error;
      }
    },
  };
}
