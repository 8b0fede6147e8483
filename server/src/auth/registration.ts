import { createHash, randomBytes } from 'node:crypto';
import type { FieldError } from '../../../src/api/index.ts';
import { DeskError } from '../desks/errors.ts';
import type { Auth } from './auth.ts';
import type { AuthParts } from './parts.ts';
import { foldEmail, invalidField, isEmail, requireMethod } from './parts.ts';
import { passwordProblem } from './passwords.ts';

const verificationHours = 24;

const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');
const newToken = (): string => randomBytes(32).toString('base64url');

/** Accounts that people make for themselves: nothing of one exists before its address is proven. */
export function registration(parts: AuthParts): Pick<Auth, 'register' | 'verify'> {
  const { accounts, admission, consents, db, desk, now, post, quotas, settings } = parts;

  function check(registration: Parameters<Auth['register']>[0], email: string): void {
    const fields: FieldError[] = [];
    if (registration.name.trim() === '') fields.push({ field: 'name', code: 'required' });
    if (!isEmail(email)) fields.push({ field: 'email', code: 'invalid' });
    const weak = passwordProblem(registration.password);
    if (weak) fields.push(weak);
    const { consent } = settings().portal.signIn;
    if (consent && registration.consent !== consent.version) {
      fields.push({ field: 'consent', code: registration.consent === undefined ? 'required' : 'invalid' });
    }
    if (fields.length > 0) throw new DeskError('invalid', 'registration refused', { fields });
  }

  return {
    async register(registration, caller) {
      const { signIn } = settings().portal;
      if (!signIn.registration) throw new DeskError('not-supported', 'registration is closed');
      requireMethod(settings(), 'password');
      const email = foldEmail(registration.email);
      check(registration, email);
      await parts.proven(caller);
      await quotas.askForMail('registration', caller);
      // The same work for known and unknown addresses, in the same order.
      const token = newToken();
      const passwordHash = await accounts.hash(registration.password);
      const known = await accounts.findByEmail(email);
      const at = now();
      if (!(await quotas.mayMail('registration', email))) return;
      await db.deleteFrom('registrations').where('email', '=', email).execute();
      await db
        .insertInto('registrations')
        .values({
          // For a known address the row stands for nothing: its token is told to nobody.
          token_hash: hashToken(known ? newToken() : token),
          email,
          name: registration.name.trim(),
          password_hash: passwordHash,
          consent_version: signIn.consent?.version ?? null,
          consented_at: signIn.consent ? at.toISOString() : null,
          return_to: parts.returnTo(registration.returnTo) ?? null,
          expires_at: at.getTime() + verificationHours * 60 * 60 * 1000,
        })
        .execute();
      const to = {
        to: email,
        ...(registration.language === undefined ? {} : { language: registration.language }),
      };
      if (known) post('already-registered', { ...to, values: { link: parts.portalLink() } });
      else {
        const values = { link: parts.portalLink('verify', token), hours: verificationHours };
        post('verify', { ...to, values });
      }
    },

    async verify(token, caller) {
      await quotas.useToken(caller);
      // Taken out as it is read: of many at once, one gets it.
      const row = await db
        .deleteFrom('registrations')
        .where('token_hash', '=', hashToken(token))
        .returningAll()
        .executeTakeFirst();
      const refused = invalidField('token', 'invalid', 'verification token unknown, used or over');
      if (!row || row.expires_at <= now().getTime()) throw refused;
      if (await accounts.findByEmail(row.email)) throw refused;
      if (!settings().portal.signIn.registration) {
        throw new DeskError('not-supported', 'registration was closed meanwhile');
      }
      // Told to whoever has proven the address, and to nobody before.
      await admission.checkNewcomer(row.email);
      await desk.ensureContact({ email: row.email, name: row.name });
      let userId: string;
      try {
        userId = await consents.createAccount(
          { email: row.email, name: row.name, passwordHash: row.password_hash },
          row.consent_version ?? undefined,
          row.consented_at ?? undefined,
        );
      } catch (error) {
        // Two links for one address, redeemed at once: the other was first.
        throw (await accounts.findByEmail(row.email)) ? refused : error;
      }
      return admission.begin(userId, caller, { returnTo: parts.returnTo(row.return_to ?? undefined) });
    },
  };
}
