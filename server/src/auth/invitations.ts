import type { Auth } from './auth.ts';
import { DeskError } from '../desks/errors.ts';
import { mayBeLetIn } from '../policy/policy.ts';
import type { AuthParts } from './parts.ts';
import { foldEmail, invalidField, isEmail } from './parts.ts';
import type { Resets } from './resets.ts';
import type { ThrottleRule } from './throttle.ts';

/** Invitations of one call: what a mail server takes, and an owner waits for. The rest is still to invite. */
const atOnce = 500;
/** Addresses asked for in one query. */
const batch = 500;

/** Invitations to one address, however often an owner sends them again. */
const again: ThrottleRule = { name: 'invitation', limit: 5, windowSeconds: 60 * 60 };

/** Mails to those on the lists that are let in who have no account yet. */
export function invitations(
  parts: Pick<AuthParts, 'accounts' | 'db' | 'now' | 'post' | 'settings' | 'throttle'>,
  { invitationLink }: Pick<Resets, 'invitationLink'>,
): Pick<Auth, 'invite' | 'invitable' | 'inviteContact' | 'accessOf'> {
  const { accounts, db, now, post, settings, throttle } = parts;

  /** Addresses on the lists, without those that have an account or had their mail, in groups. */
  async function* waiting(): AsyncGenerator<string[], void, undefined> {
    const { access, contactLists } = settings();
    const members = contactLists
      .filter((list) => access.lists.includes(list.id))
      .flatMap((list) => list.members.map((member) => member.trim().toLowerCase()));
    // A whole domain is let in, but nobody in it is known by it.
    const addresses = [...new Set(members)].filter(isEmail);
    for (let from = 0; from < addresses.length; from += batch) {
      const some = addresses.slice(from, from + batch);
      const accounts = db.selectFrom('user').select('email').where('email', 'in', some);
      const invited = db.selectFrom('invitations').select('email').where('email', 'in', some);
      const done = new Set((await accounts.union(invited).execute()).map(({ email }) => email));
      yield some.filter((email) => !done.has(email));
    }
  }

  /** False where somebody else is inviting them. */
  async function claim(email: string): Promise<boolean> {
    const claimed = await db
      .insertInto('invitations')
      .values({ email, sent_at: now().toISOString() })
      .onConflict((conflict) => conflict.column('email').doNothing())
      .returning('email')
      .executeTakeFirst();
    return claimed !== undefined;
  }

  return {
    async invite() {
      let sent = 0;
      for await (const group of waiting()) {
        for (const email of group) {
          if (sent >= atOnce) return { sent };
          if (!(await claim(email))) continue;
          try {
            post('invitation', { to: email, values: await invitationLink(email) });
          } catch (error) {
            await db.deleteFrom('invitations').where('email', '=', email).execute();
            throw error;
          }
          sent += 1;
        }
      }
      return { sent };
    },

    async inviteContact(contact) {
      const email = foldEmail(contact.email);
      if (!isEmail(email)) throw invalidField('email', 'invalid', 'no mail address');
      if (await accounts.findByEmail(email)) throw new DeskError('conflict', 'the contact has an account');
      if (!mayBeLetIn(settings(), contact)) {
        throw new DeskError('forbidden', 'the contact is on no list that is let in');
      }
      await throttle.take(again, email);
      const at = now().toISOString();
      await db
        .insertInto('invitations')
        .values({ email, sent_at: at })
        .onConflict((conflict) => conflict.column('email').doUpdateSet({ sent_at: at }))
        .execute();
      // Issued for the address, so that an earlier link is good no longer.
      post('invitation', { to: email, values: await invitationLink(email) });
    },

    async accessOf(emails) {
      const folded = emails.map(foldEmail);
      if (folded.length === 0) return [];
      const [users, invited] = await Promise.all([
        db.selectFrom('user').select('email').where('email', 'in', folded).execute(),
        db.selectFrom('invitations').select('email').where('email', 'in', folded).execute(),
      ]);
      const has = (rows: { email: string }[], email: string): boolean =>
        rows.some((row) => row.email === email);
      return folded.map((email) =>
        has(users, email) ? 'account' : has(invited, email) ? 'invited' : 'none',
      );
    },

    async invitable() {
      let count = 0;
      for await (const group of waiting()) count += group.length;
      return count;
    },
  };
}
