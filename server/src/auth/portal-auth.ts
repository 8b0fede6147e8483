import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { FieldError } from '../../../src/api/index.ts';
import type { HelpDesk } from '../desks/desk.ts';
import { DeskError } from '../desks/errors.ts';
import type { Changes } from '../live/changes.ts';
import type { Log } from '../log.ts';
import { knownAddressLetter, verificationLetter } from '../mail/letters.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { GatewaySettings } from '../settings/settings.ts';
import type { Storage } from '../storage/storage.ts';
import { createAccounts } from './accounts.ts';
import type { Auth, AuthSession, Begun } from './auth.ts';
import type { SessionCookie } from './cookie.ts';
import { createFederation } from './federation/federation.ts';
import { networkOf } from './network.ts';
import { passwordProblem } from './passwords.ts';
import { createSessions } from './sessions.ts';
import type { AuthTables } from './tables.ts';
import { migrateAccounts } from './tables.ts';
import type { ThrottleRule } from './throttle.ts';
import { createThrottle } from './throttle.ts';

export interface PortalAuthOptions {
  storage: Storage;
  desk: Pick<HelpDesk, 'ensureContact'>;
  changes: Pick<Changes, 'publishSession'>;
  mailer: Mailer;
  cookie: SessionCookie;
  settings: () => GatewaySettings;
  secret: string;
  portalUrl: () => string;
  registrationsPerHour: number;
  log: Log;
  now?: () => Date;
}

const signInRule: ThrottleRule = { name: 'sign-in', limit: 10, windowSeconds: 15 * 60 };
/** Failures from one network, at however many accounts: each try costs the gateway the work of a password hash. */
const networkRule: ThrottleRule = {
  name: 'sign-in-network',
  limit: 100,
  windowSeconds: 15 * 60,
  fixedWindow: true,
};
/** Mails a stranger can cause to one address. */
const mailRule: ThrottleRule = { name: 'registration-mail', limit: 3, windowSeconds: 60 * 60 };
const verifyRule: ThrottleRule = { name: 'verify', limit: 60, windowSeconds: 15 * 60 };
const verificationSeconds = 24 * 60 * 60;

const address = z.email().max(254);
const foldEmail = (email: string): string => email.trim().toLowerCase();
const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

const notYet = (): Promise<never> => Promise.reject(new DeskError('not-supported'));

/** Accounts with e-mail and password, over better-auth. */
export function createPortalAuth(options: PortalAuthOptions): Auth {
  const { storage, desk, changes, mailer, cookie, settings, log } = options;
  const now = options.now ?? (() => new Date());
  const db = storage.db.withTables<AuthTables>();
  const accounts = createAccounts(storage.auth, options.secret);
  const throttle = createThrottle(db, options.secret, now);
  const sessions = createSessions({
    db,
    dialect: storage.dialect,
    idleSeconds: () => settings().portal.idleSeconds,
    now,
  });
  const registrationRule: ThrottleRule = {
    name: 'registration',
    limit: options.registrationsPerHour,
    windowSeconds: 60 * 60,
  };

  /** A session never carries on under an id that was there before: the old one ends. */
  async function begin(token: string, headers: Headers): Promise<Begun> {
    const session = await sessions.find(token, { activity: false });
    if (!session) throw new DeskError('unavailable', 'a session ended as it began');
    if (session.role === 'customer' && !settings().portal.enabled) {
      await accounts.endSession(token);
      throw new DeskError('forbidden', 'the portal is off');
    }
    const before = cookie.read(headers);
    if (before !== undefined) await end(before);
    return { session, cookie: cookie.issue(token, session.expiresAt, headers) };
  }

  async function end(token: string): Promise<AuthSession | null> {
    const session = await sessions.find(token, { activity: false });
    await accounts.endSession(token);
    if (session) await changes.publishSession(session.userId);
    return session;
  }

  function checkRegistration(registration: Parameters<Auth['register']>[0], email: string): void {
    const fields: FieldError[] = [];
    if (registration.name.trim() === '') fields.push({ field: 'name', code: 'required' });
    if (!address.safeParse(email).success) fields.push({ field: 'email', code: 'invalid' });
    const weak = passwordProblem(registration.password);
    if (weak) fields.push(weak);
    const { consent } = settings().portal.signIn;
    if (consent && registration.consent !== consent.version) {
      fields.push({ field: 'consent', code: registration.consent === undefined ? 'required' : 'invalid' });
    }
    if (fields.length > 0) throw new DeskError('invalid', 'registration refused', { fields });
  }

  return {
    migrate: () => migrateAccounts(storage.db, storage.dialect),

    async sessionOf(headers, { activity }) {
      const token = cookie.read(headers);
      return token === undefined ? null : sessions.find(token, { activity });
    },

    async signIn(credentials, caller) {
      const email = foldEmail(credentials.email);
      const network = networkOf(caller.address);
      await throttle.take(networkRule, network);
      // Counted before the password is looked at: whether it was right shows in nothing once the limit is reached.
      await throttle.take(signInRule, email);
      const token = await accounts.signIn(email, credentials.password);
      if (token === undefined) throw new DeskError('unauthenticated', 'wrong address or password');
      await throttle.clear(signInRule, email);
      await throttle.giveBack(networkRule, network);
      return begin(token, caller.headers);
    },

    async signOut(headers) {
      const token = cookie.read(headers);
      if (token !== undefined) await end(token);
      return { cookie: cookie.clear(headers) };
    },

    async register(registration, caller) {
      const { portal } = settings();
      if (!portal.signIn.registration) throw new DeskError('not-supported', 'registration is closed');
      const email = foldEmail(registration.email);
      checkRegistration(registration, email);
      await throttle.take(registrationRule, networkOf(caller.address));
      // The same work for known and unknown addresses, in the same order.
      const token = randomBytes(32).toString('base64url');
      const passwordHash = await accounts.hash(registration.password);
      const known = await accounts.findByEmail(email);
      const { consent } = portal.signIn;
      const at = now();
      try {
        await throttle.take(mailRule, email);
      } catch (error) {
        if (!(error instanceof DeskError && error.code === 'rate-limited')) throw error;
        // To refuse would tell a stranger that somebody else was trying; they have had their mails.
        log.warn('registration mail held back');
        return;
      }
      await db.deleteFrom('registrations').where('email', '=', email).execute();
      await db
        .insertInto('registrations')
        .values({
          // For a known address the row stands for nothing: its token is told to nobody.
          token_hash: hashToken(known ? randomBytes(32).toString('base64url') : token),
          email,
          name: registration.name.trim(),
          password_hash: passwordHash,
          consent_version: consent?.version ?? null,
          consented_at: consent ? at.toISOString() : null,
          expires_at: at.getTime() + verificationSeconds * 1000,
        })
        .execute();
      const context = { portalName: portal.name, portalUrl: options.portalUrl() };
      mailer.send(known ? knownAddressLetter(email, context) : verificationLetter(email, token, context));
    },

    async verify(token, caller) {
      await throttle.take(verifyRule, networkOf(caller.address));
      // Taken out as it is read: of many at once, one gets it.
      const row = await db
        .deleteFrom('registrations')
        .where('token_hash', '=', hashToken(token))
        .returningAll()
        .executeTakeFirst();
      const refused = new DeskError('invalid', 'verification token unknown, used or over', {
        fields: [{ field: 'token', code: 'invalid' }],
      });
      if (!row || row.expires_at <= now().getTime()) throw refused;
      if (await accounts.findByEmail(row.email)) throw refused;
      await desk.ensureContact({ email: row.email, name: row.name });
      let userId: string;
      try {
        userId = await accounts.create({
          email: row.email,
          name: row.name,
          passwordHash: row.password_hash,
          role: 'customer',
        });
      } catch (error) {
        // Two links for one address, redeemed at once: the other was first.
        throw (await accounts.findByEmail(row.email)) ? refused : error;
      }
      if (row.consent_version !== null) {
        await storage.db
          .insertInto('consents')
          .values({
            user_id: userId,
            version: row.consent_version,
            at: row.consented_at ?? now().toISOString(),
          })
          .execute();
      }
      return begin(await accounts.beginSession(userId), caller.headers);
    },

    challenge: () => Promise.resolve(undefined),
    requestLink: notYet,
    signInByLink: notYet,
    signInByCode: notYet,
    requestReset: notYet,
    reset: notYet,
    ownSessions: notYet,
    endOwnSession: notYet,
    signOutEverywhere: notYet,
    federation: createFederation(),
    invite: notYet,
    invitable: () => Promise.resolve(0),
    staffLink: notYet,

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

    async isStaffAddress(email) {
      const found = await db
        .selectFrom('user')
        .select('role')
        .where('email', '=', foldEmail(email))
        .where('role', 'in', ['agent', 'owner'])
        .executeTakeFirst();
      return found !== undefined;
    },

    async sweep() {
      await throttle.sweep();
      await sessions.sweep();
      await db.deleteFrom('registrations').where('expires_at', '<=', now().getTime()).execute();
    },
  };
}
