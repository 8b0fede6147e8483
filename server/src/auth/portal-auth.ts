import type { Addresses } from '../config.ts';
import type { HelpDesk } from '../desks/desk.ts';
import { DeskError } from '../desks/errors.ts';
import type { Changes } from '../live/changes.ts';
import type { Log } from '../log.ts';
import { letter } from '../mail/letters.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { GatewaySettings } from '../settings/settings.ts';
import type { Storage } from '../storage/storage.ts';
import { createAccounts } from './accounts.ts';
import { createAdmission } from './admission.ts';
import type { Auth } from './auth.ts';
import type { Challenger } from './challenge.ts';
import { createProofOfWork } from './challenge.ts';
import { createConsents } from './consents.ts';
import type { SessionCookie } from './cookie.ts';
import { createFederation } from './federation/federation.ts';
import type { ProviderTools } from './federation/provider.ts';
import { invitations } from './invitations.ts';
import { mailedLinks } from './mailed-links.ts';
import { createOneTime } from './one-time.ts';
import { ownSessions } from './own-sessions.ts';
import type { AuthParts } from './parts.ts';
import { foldEmail, invalidField } from './parts.ts';
import type { PasswordCost } from './password-hash.ts';
import { passwordSignIn } from './password-sign-in.ts';
import { createQuotas } from './quotas.ts';
import { registration } from './registration.ts';
import { resets } from './resets.ts';
import { allowedReturn } from './return-to.ts';
import { createSessions } from './sessions.ts';
import type { AuthTables } from './tables.ts';
import { migrateAccounts } from './tables.ts';
import { createThrottle } from './throttle.ts';

export interface PortalAuthOptions {
  storage: Storage;
  desk: Pick<HelpDesk, 'ensureContact' | 'findContact'>;
  changes: Pick<Changes, 'publishSession'>;
  mailer: Mailer;
  cookie: SessionCookie;
  settings: () => GatewaySettings;
  secret: string;
  addresses: () => Addresses;
  /** How identity providers are reached, and where their secrets are. */
  providers: Pick<ProviderTools, 'fetch' | 'secretOf'>;
  registrationsPerHour: number;
  /** Another kind of challenge than the built-in one, for settings that name it. */
  challenger?: Challenger;
  passwordCost?: PasswordCost;
  log: Log;
  now?: () => Date;
}

/** Accounts and sessions over better-auth, and every way to prove who one is. */
export function createPortalAuth(options: PortalAuthOptions): Auth {
  const { storage, desk, changes, mailer, cookie, settings, secret, addresses, log } = options;
  const now = options.now ?? (() => new Date());
  const db = storage.db.withTables<AuthTables>();
  const { dialect } = storage;
  const accounts = createAccounts({
    ...{ database: storage.auth, db, dialect, secret, now },
    ...(options.passwordCost && { passwordCost: options.passwordCost }),
  });
  const throttle = createThrottle(db, secret, now);
  const oneTime = createOneTime(db, now);
  const quotas = createQuotas({ throttle, registrationsPerHour: options.registrationsPerHour, log });
  const sessions = createSessions({ db, dialect, limits: () => settings().portal, now });
  const admission = createAdmission({ accounts, desk, sessions, cookie, changes, settings });
  const challengers = [
    createProofOfWork({ secret, oneTime, now }),
    ...(options.challenger ? [options.challenger] : []),
  ];

  /** The challenge the owner asks for, or undefined where they ask for none. */
  function challengerNow(): Challenger | undefined {
    const kind = settings().portal.signIn.challenge;
    if (kind === 'none') return undefined;
    const found = challengers.find((challenger) => challenger.kind === kind);
    // Rather nobody than everybody.
    if (!found) throw new DeskError('unavailable', `no challenge is known as ${kind}`);
    return found;
  }

  const parts: AuthParts = {
    db,
    desk,
    accounts,
    sessions,
    admission,
    consents: createConsents({ storage, accounts, settings, now }),
    cookie,
    oneTime,
    throttle,
    quotas,
    settings,
    secret,
    log,
    now,

    post: (name, request) => mailer.send(letter(name, { ...request, settings: settings() })),

    portalLink(view, token, returnTo) {
      const { portalUrl } = addresses();
      if (view === undefined) return portalUrl;
      const staffPage = parts.staffPage();
      return `${returnTo?.startsWith(staffPage) ? staffPage : portalUrl}#/${view}?token=${token}`;
    },

    staffPage: () => `${addresses().publicUrl}/staff/`,

    returnTo(asked) {
      if (asked === undefined) return undefined;
      const { origins, portalUrl } = addresses();
      return allowedReturn(asked, { origins, fallback: portalUrl });
    },

    async proven({ proof }) {
      const challenger = challengerNow();
      if (!challenger) return;
      if (proof === undefined) throw invalidField('proof', 'required', 'a challenge is to be solved first');
      if (!(await challenger.check(proof)))
        throw invalidField('proof', 'invalid', 'no proof, or one used before');
    },
  };

  const links = mailedLinks(parts);
  const passwords = resets(parts, links);

  return {
    ...ownSessions(parts),
    ...passwordSignIn(parts),
    ...registration(parts),
    ...links.ways,
    ...passwords.ways,
    ...invitations(parts, passwords),
    federation: createFederation({
      ...parts,
      dialect,
      addresses,
      ...options.providers,
    }),

    migrate: () => migrateAccounts(storage.db, dialect),

    challenges: ['none', ...challengers.map(({ kind }) => kind)],

    async challenge() {
      const challenger = challengerNow();
      return challenger && { kind: challenger.kind, ...(await challenger.challenge()) };
    },

    async createAccount(person) {
      const email = foldEmail(person.email);
      const existing = await accounts.findByEmail(email);
      if (existing) return { userId: existing.id };
      const passwordHash = await accounts.hash(person.password);
      try {
        return {
          userId: await accounts.create({ email, name: person.name, passwordHash, role: person.role }),
        };
      } catch (error) {
        // Another gateway that starts at the same time was first.
        const made = await accounts.findByEmail(email);
        if (made) return { userId: made.id };
        throw error;
      }
    },

    async setDisabled(email, disabled) {
      const account = await accounts.findByEmail(foldEmail(email));
      if (!account) return false;
      await accounts.setDisabled(account.id, disabled);
      if (disabled) {
        await sessions.endAll(account.id);
        await admission.tell(account.id);
      }
      return true;
    },

    async isStaffAddress(email) {
      const account = await accounts.findByEmail(foldEmail(email));
      return account !== undefined && account.role !== 'customer';
    },

    async contactChanged(email) {
      const account = await accounts.findByEmail(foldEmail(email));
      if (account) await admission.tell(account.id);
    },

    async sweep() {
      await throttle.sweep();
      await sessions.sweep();
      await oneTime.sweep();
      await db.deleteFrom('registrations').where('expires_at', '<=', now().getTime()).execute();
    },
  };
}
