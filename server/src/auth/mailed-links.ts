import { createHmac, randomBytes, randomInt } from 'node:crypto';
import { DeskError } from '../desks/errors.ts';
import type { Auth, Begun, Caller } from './auth.ts';
import type { AuthParts } from './parts.ts';
import { foldEmail, invalidField, isEmail, requireMethod } from './parts.ts';
import type { ThrottleRule } from './throttle.ts';

const minutes = 15;
const linkPurpose = 'sign-in-link';
const codePurpose = 'sign-in-code';
const usedPurpose = 'sign-in-used';

/** Wrong codes for one address; the next mail begins anew. */
const codeRule: ThrottleRule = { name: 'sign-in-code', limit: 5, windowSeconds: minutes * 60 };

/** What link and code of one mail both stand for. */
interface MailedSignIn {
  /** Null where the address has no account: the row is there so that the work is the same. */
  userId: string | null;
  email: string;
  /** The same for link and code, of which one can be used. */
  mail: string;
  returnTo?: string;
}

export interface MailedLinks {
  ways: Pick<Auth, 'requestLink' | 'signInByLink' | 'signInByCode'>;
  /** Voids what is open for an address. */
  voidLinks: (email: string) => Promise<void>;
}

/** Signing in by a mail with a link and a code, each good once, and only one of them. */
export function mailedLinks(parts: AuthParts): MailedLinks {
  const { accounts, admission, oneTime, post, quotas, settings, throttle } = parts;
  const codeKey = createHmac('sha256', parts.secret).update('sign-in code').digest();
  const wrong = (): DeskError => new DeskError('unauthenticated', 'link or code unknown, used or over');

  /** Eight digits are guessed from a mere hash; with a key that is not in the database, they are not. */
  const codeToken = (email: string, code: string): string =>
    createHmac('sha256', codeKey).update(`${email}\0${code}`).digest('base64url');

  async function voidLinks(email: string): Promise<void> {
    await oneTime.void(linkPurpose, email);
    await oneTime.void(codePurpose, email);
  }

  /** How many tries there were with this one; beyond the limit, none counts. */
  async function countTry(email: string): Promise<number> {
    try {
      return await throttle.take(codeRule, email);
    } catch (error) {
      if (!(error instanceof DeskError && error.code === 'rate-limited')) throw error;
      return Infinity;
    }
  }

  async function redeem(kept: MailedSignIn | undefined): Promise<MailedSignIn & { userId: string }> {
    if (kept?.userId == null || !(await oneTime.first(usedPurpose, kept.mail, minutes * 60))) throw wrong();
    return { ...kept, userId: kept.userId };
  }

  async function begin(kept: MailedSignIn & { userId: string }, caller: Caller): Promise<Begun> {
    await voidLinks(kept.email);
    return admission.begin(kept.userId, caller, { returnTo: parts.returnTo(kept.returnTo) });
  }

  const ways: MailedLinks['ways'] = {
    async requestLink(mail, caller) {
      requireMethod(settings(), 'link');
      const email = foldEmail(mail.email);
      if (!isEmail(email)) throw invalidField('email', 'invalid', 'no mail address');
      await parts.proven(caller);
      await quotas.askForMail('link', caller);
      if (!(await quotas.mayMail('link', email))) return;
      // The same work for known and unknown addresses, in the same order.
      const account = await accounts.findByEmail(email);
      const known = account && !account.disabled;
      const returnTo = parts.returnTo(mail.returnTo);
      const data: MailedSignIn = {
        userId: known ? account.id : null,
        email,
        mail: randomBytes(16).toString('base64url'),
        ...(returnTo === undefined ? {} : { returnTo }),
      };
      const code = String(randomInt(100_000_000)).padStart(8, '0');
      const life = { subject: email, data, seconds: minutes * 60 };
      const token = await oneTime.issue(linkPurpose, life);
      await oneTime.issue(codePurpose, { ...life, token: codeToken(email, code) });
      await throttle.clear(codeRule, email);
      if (!known) return;
      post('link', {
        to: email,
        ...(mail.language === undefined ? {} : { language: mail.language }),
        values: { link: parts.portalLink('link', token, returnTo), code, minutes },
      });
    },

    async signInByLink(token, caller) {
      requireMethod(settings(), 'link');
      const kept = await quotas.trySignIn(caller, async () =>
        redeem(await oneTime.take<MailedSignIn>(linkPurpose, token)),
      );
      return begin(kept, caller);
    },

    async signInByCode(credentials, caller) {
      requireMethod(settings(), 'link');
      const email = foldEmail(credentials.email);
      // As people copy and type it.
      const code = credentials.code.replace(/[\s-]/g, '');
      const kept = await quotas.trySignIn(caller, async () => {
        const tries = await countTry(email);
        const found =
          tries > codeRule.limit
            ? undefined
            : await oneTime.take<MailedSignIn>(codePurpose, codeToken(email, code));
        // Once, by the try that was the last: later ones must not take the row from under a right one on its way.
        if (!found && tries === codeRule.limit) await voidLinks(email);
        return redeem(found);
      });
      await throttle.clear(codeRule, email);
      return begin(kept, caller);
    },
  };
  return { ways, voidLinks };
}
