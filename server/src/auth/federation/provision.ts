import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { HelpDesk } from '../../desks/desk.ts';
import { DeskError } from '../../desks/errors.ts';
import type { Person } from '../../policy/contacts.ts';
import { admits, onLists } from '../../policy/policy.ts';
import type { ProviderSettings } from '../../settings/providers.ts';
import type { GatewaySettings } from '../../settings/settings.ts';
import type { Account, Accounts } from '../accounts.ts';
import { personOf, type Admission } from '../admission.ts';
import type { Consents } from '../consents.ts';
import type { AuthTables, Dialect } from '../tables.ts';
import type { ExternalIdentity } from './provider.ts';

export interface ProvisioningOptions {
  db: Kysely<AuthTables>;
  dialect: Dialect;
  accounts: Pick<Accounts, 'findById' | 'findByEmail'>;
  consents: Pick<Consents, 'createAccount'>;
  admission: Pick<Admission, 'check' | 'tell'>;
  desk: Pick<HelpDesk, 'ensureContact' | 'findContact'>;
  settings: () => GatewaySettings;
  now: () => Date;
}

/**
 * The account behind somebody whom a provider has proven: the one that came this way before, or that of the address,
 * or a new one, with the version of the consent text that its person has agreed to. Without `make` nothing new is made:
 * undefined for whoever would be let in, and has no account. Rejects with `forbidden` whom the owner does not let in
 * this way.
 */
export type Provision = (
  provider: ProviderSettings,
  identity: ExternalIdentity,
  how: { make: boolean; agreed?: string | undefined },
) => Promise<string | undefined>;

const address = z.email().max(254);
/** As an index can hold and a database keep it. */
const plainSubject = /^[^\p{Cc}]{1,500}$/u;

export function createProvisioning(options: ProvisioningOptions): Provision {
  const { db, dialect, accounts, admission, consents, desk, settings, now } = options;

  async function linkedAccount(providerId: string, subject: string): Promise<Account | undefined> {
    const link = await db
      .selectFrom('account')
      .select('userId')
      .where('providerId', '=', providerId)
      .where('accountId', '=', subject)
      .executeTakeFirst();
    return link && accounts.findById(link.userId);
  }

  async function link(providerId: string, subject: string, userId: string): Promise<void> {
    const at = dialect === 'postgres' ? now() : now().toISOString();
    await db
      .insertInto('account')
      .values({
        id: randomUUID(),
        accountId: subject,
        providerId,
        userId,
        accessToken: null,
        refreshToken: null,
        idToken: null,
        accessTokenExpiresAt: null,
        refreshTokenExpiresAt: null,
        scope: null,
        password: null,
        createdAt: at,
        updatedAt: at,
      })
      // Came in twice at once.
      .onConflict((conflict) => conflict.columns(['providerId', 'accountId']).doNothing())
      .execute();
  }

  function requireWelcome(provider: ProviderSettings, person: Person, role: Account['role']): void {
    const { audience, staff } = provider;
    if (role !== 'customer') {
      if (!staff) throw new DeskError('forbidden', 'the provider is not for accounts of staff');
      return;
    }
    if (audience !== 'all' && !onLists(settings(), audience.lists, person)) {
      throw new DeskError('forbidden', 'the address is on no list that the provider is for');
    }
    if (!admits(settings(), person, role)) {
      throw new DeskError('forbidden', 'the portal is off, or the address is on no list that is let in');
    }
  }

  /** Whom an address stands for before the desk has met them: in which companies is open where the provider names one more. */
  async function arriving(email: string, company: string | undefined): Promise<Person> {
    const person = await personOf(desk, email);
    const joins = company !== undefined && !person.companies.some(({ name }) => name === company);
    return joins ? { email } : person;
  }

  async function accountOfAddress(email: string, name: string, agreed: string | undefined): Promise<Account> {
    const existing = await accounts.findByEmail(email);
    if (existing) return existing;
    try {
      await consents.createAccount({ email, name }, agreed);
    } catch (error) {
      // Somebody else made it meanwhile, or the same person in another tab.
      if (!(await accounts.findByEmail(email))) throw error;
    }
    const made = await accounts.findByEmail(email);
    if (!made) throw new DeskError('unavailable', 'an account was gone as it was made');
    return made;
  }

  return async (provider, identity, { make, agreed }) => {
    const email = identity.email.trim().toLowerCase();
    if (!address.safeParse(email).success || !plainSubject.test(identity.subject)) {
      throw new DeskError('unauthenticated', 'the provider tells no usable address or id');
    }
    const company = identity.emailVerified ? identity.company : undefined;
    const providerId = `sso:${provider.id}`;
    let account = await linkedAccount(providerId, identity.subject);
    const isNew = account === undefined;
    if (!account) {
      // Whoever can write any address into their profile would have the account of anybody.
      if (!identity.emailVerified)
        throw new DeskError('forbidden', 'the provider does not vouch for the address');
      const existing = await accounts.findByEmail(email);
      requireWelcome(provider, await arriving(email, company), existing?.role ?? 'customer');
      if (!existing && !make) return undefined;
      account = existing ?? (await accountOfAddress(email, nameOf(identity, email), agreed));
    }
    if (account.disabled) throw new DeskError('forbidden', 'the account is disabled');
    requireWelcome(provider, await arriving(account.email, company), account.role);
    if (account.role === 'customer' && (isNew || company !== undefined)) {
      requireWelcome(provider, await meetDesk(account, company), account.role);
    }
    await admission.check(account.id);
    if (isNew) await link(providerId, identity.subject, account.id);
    return account.id;
  };

  /** The desk's contact, with the company that the provider names; never by an address that is not proven. */
  async function meetDesk({ id, email, name }: Account, company: string | undefined): Promise<Person> {
    const before = await personOf(desk, email);
    const contact = await desk.ensureContact({ email, name, ...(company === undefined ? {} : { company }) });
    // Lists that go by companies may hold them no longer, in sessions that are open elsewhere.
    if (contact.companies.length !== before.companies.length) await admission.tell(id);
    return contact;
  }
}

/** A line of readable text; the words before the @ where the provider tells none. */
function nameOf({ name = '' }: ExternalIdentity, email: string): string {
  const line = name
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  return line.slice(0, 120) || (email.split('@')[0] ?? email);
}
