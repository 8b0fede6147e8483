import { DeskError } from '../desks/errors.ts';
import type { AccountRole, Auth } from './auth.ts';
import { consentNeeded } from './consents.ts';
import type { MailedLinks } from './mailed-links.ts';
import type { AuthParts } from './parts.ts';
import { foldEmail, invalidField, isEmail, requireMethod } from './parts.ts';
import { passwordRules } from './password-sign-in.ts';
import { passwordProblem } from './passwords.ts';

const purpose = 'set-password';
const resetHours = 24;
const invitationHours = 7 * 24;
/** A link printed for an administrator, who has it at hand. */
const staffHours = 24;

/** What a link to set a password stands for. */
interface MailedPassword {
  /** Null where the address has no account and none is to be made: the row is there so that the work is the same. */
  userId: string | null;
  email: string;
  /** Whether the account is made when the link is used, for a contact who was invited. */
  invited?: true;
  returnTo?: string;
  language?: string;
}

export interface Resets {
  ways: Pick<Auth, 'requestReset' | 'reset' | 'staffLink'>;
  /** A link with which somebody who was invited sets a password, and has an account by it. */
  invitationLink: (email: string) => Promise<{ link: string; hours: number }>;
}

/** Links to set a password: for who has forgotten one, never had one, was invited, or shall work here. */
export function resets(parts: AuthParts, { voidLinks }: Pick<MailedLinks, 'voidLinks'>): Resets {
  const { accounts, admission, consents, desk, oneTime, post, quotas, sessions, settings, throttle } = parts;
  const refused = (): DeskError => invalidField('token', 'invalid', 'reset token unknown, used or over');

  const issue = (subject: string, data: MailedPassword, hours: number): Promise<string> =>
    oneTime.issue(purpose, { subject, data, seconds: hours * 60 * 60 });

  /** The version that somebody agrees to by using an invitation; undefined where nothing is asked. */
  async function agreedTo(
    { email, invited }: MailedPassword,
    given: string | undefined,
  ): Promise<string | undefined> {
    // Whoever has forgotten a password was here before.
    if (invited !== true) return undefined;
    const wanted = await consents.wanted(await accounts.findByEmail(email));
    if (wanted !== undefined && given !== wanted) throw consentNeeded();
    return wanted;
  }

  /** The account a token is for, made now where it is an invitation's. */
  async function accountOf(
    kept: MailedPassword,
    passwordHash: string,
    agreed: string | undefined,
  ): Promise<string> {
    if (kept.userId !== null) {
      await accounts.setPassword(kept.userId, passwordHash);
      return kept.userId;
    }
    if (kept.invited !== true) throw refused();
    const { email } = kept;
    const made = await accounts.findByEmail(email);
    if (made) {
      // They have come another way since; the mail was theirs all the same.
      if (agreed !== undefined) await consents.keep(made.id, agreed);
      await accounts.setPassword(made.id, passwordHash);
      return made.id;
    }
    const contact = await desk.ensureContact({
      email,
      name: (await desk.findContact(email))?.name ?? nameOf(email),
    });
    return consents.createAccount({ email, name: contact.name, passwordHash }, agreed);
  }

  async function createStaff(email: string, name: string | undefined, role: AccountRole): Promise<string> {
    const contact = await desk.ensureContact({ email, name: name?.trim() || nameOf(email) });
    return accounts.create({ email, name: contact.name, role });
  }

  const ways: Resets['ways'] = {
    async requestReset(mail, caller) {
      requireMethod(settings(), 'password');
      const email = foldEmail(mail.email);
      if (!isEmail(email)) throw invalidField('email', 'invalid', 'no mail address');
      await parts.proven(caller);
      await quotas.askForMail('reset', caller);
      if (!(await quotas.mayMail('reset', email))) return;
      // The same work for known and unknown addresses, in the same order.
      const account = await accounts.findByEmail(email);
      const known = account && !account.disabled;
      const returnTo = parts.returnTo(mail.returnTo);
      const language = mail.language === undefined ? {} : { language: mail.language };
      const data: MailedPassword = {
        userId: known ? account.id : null,
        email,
        ...language,
        ...(returnTo === undefined ? {} : { returnTo }),
      };
      // Nobody's own subject for an unknown address: an invitation that is on its way stays good.
      const token = await issue(known ? email : `nobody ${email}`, data, resetHours);
      if (known) {
        const values = { link: parts.portalLink('reset', token, returnTo), hours: resetHours };
        post('reset', { to: email, ...language, values });
      } else post('reset-unknown', { to: email, ...language, values: { link: parts.portalLink() } });
    },

    async reset({ token, password, consent }, caller) {
      // Looked at first, since a token is good for one password that can stand.
      const weak = passwordProblem(password);
      if (weak) throw new DeskError('invalid', 'weak password', { fields: [weak] });
      await quotas.useToken(caller);
      const seen = await oneTime.look<MailedPassword>(purpose, token);
      if (!seen) throw refused();
      const agreed = await agreedTo(seen, consent);
      const kept = await oneTime.take<MailedPassword>(purpose, token);
      if (!kept) throw refused();
      const { email } = kept;
      const before = await accounts.findByEmail(email);
      const userId = await accountOf(kept, await accounts.hash(password), agreed);
      await sessions.endAll(userId);
      await admission.tell(userId);
      await oneTime.void(purpose, email);
      await voidLinks(email);
      // Who has shown that the mailbox is theirs is locked out no longer.
      for (const rule of passwordRules) await throttle.clear(rule, email);
      if (before) {
        const language = kept.language === undefined ? {} : { language: kept.language };
        post('password-changed', { to: email, ...language, values: { link: parts.portalLink() } });
      }
      return admission.begin(userId, caller, { returnTo: parts.returnTo(kept.returnTo) });
    },

    async staffLink(person) {
      const email = foldEmail(person.email);
      if (!isEmail(email)) throw invalidField('email', 'invalid', 'no mail address');
      const account = await accounts.findByEmail(email);
      const userId = account?.id ?? (await createStaff(email, person.name, person.role));
      if (account && account.role !== person.role) await accounts.setRole(userId, person.role);
      const token = await issue(email, { userId, email }, staffHours);
      return parts.portalLink('reset', token, parts.staffPage());
    },
  };

  return {
    ways,
    async invitationLink(email) {
      const token = await issue(email, { userId: null, email, invited: true }, invitationHours);
      // What it is for, so that the page asks for consent at once; whether it is needed is decided when it is used.
      return { link: `${parts.portalLink('reset', token)}&for=invitation`, hours: invitationHours };
    },
  };
}

/** A name for somebody of whom the address is all that is known. */
function nameOf(email: string): string {
  return email.slice(0, email.lastIndexOf('@'));
}
