import { DeskError } from '../desks/errors.ts';
import type { Auth } from './auth.ts';
import type { AuthParts } from './parts.ts';
import { foldEmail, requireMethod } from './parts.ts';
import type { ThrottleRule } from './throttle.ts';

/**
 * Wrong passwords for one account, from wherever they come: a pause after ten, and the rest of the day after a hundred
 * (NIST SP 800-63B), so that patience is of no use. Links in mails work meanwhile.
 */
export const passwordRules: readonly ThrottleRule[] = [
  { name: 'sign-in', limit: 10, windowSeconds: 15 * 60 },
  { name: 'sign-in-day', limit: 100, windowSeconds: 24 * 60 * 60, fixedWindow: true },
];

export function passwordSignIn(
  parts: Pick<AuthParts, 'accounts' | 'admission' | 'sessions' | 'throttle' | 'quotas' | 'settings'>,
): Pick<Auth, 'signIn'> {
  const { accounts, admission, sessions, throttle, quotas, settings } = parts;
  const wrong = (): DeskError => new DeskError('unauthenticated', 'wrong address or password');

  return {
    async signIn(credentials, caller) {
      requireMethod(settings(), 'password');
      const email = foldEmail(credentials.email);
      const { password } = credentials;
      const check = await quotas.trySignIn(caller, async () => {
        // Counted before the password is looked at: whether it was right shows in nothing once the limit is reached.
        for (const rule of passwordRules) await throttle.take(rule, email);
        const right = await accounts.checkPassword(email, password);
        if (!right) throw wrong();
        for (const rule of passwordRules) await throttle.clear(rule, email);
        return right;
      });
      const begun = await admission.begin(check.userId, caller);
      // A reset that came in between has ended every session but this one.
      if (!(await accounts.stillHolds(check, password))) {
        await sessions.end(begun.session.token);
        throw wrong();
      }
      await accounts.refreshHash(check, password);
      return begun;
    },
  };
}
