import { createCipheriv, createDecipheriv, createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { Storage } from '../storage/storage.ts';
import type { Mail } from './mailer.ts';

/** Milliseconds until the next try, by tries made; after the last, a mail is given up. About half a day in all. */
const pauses = [30_000, 2 * 60_000, 10 * 60_000, 30 * 60_000, 60 * 60_000, 3 * 60 * 60_000, 6 * 60 * 60_000];
/** Milliseconds a gateway has for one try before another may; longer than any time-out of the connection. */
const lease = 5 * 60_000;
/** Mails taken, and sent, at once. */
const batch = 5;

/** A mail that is this gateway's to send now. */
export interface DueMail {
  id: string;
  /** Undefined where it was written under another secret, and can be read no more. */
  mail: Mail | undefined;
  /** Tries begun, with this one. */
  attempts: number;
}

/** Mails that wait to be sent, in the database: they outlive the process, and any gateway on it may send them. */
export interface Outbox {
  add(mail: Mail): Promise<void>;
  /** What is due now, taken so that no other gateway tries it meanwhile. */
  take(): Promise<DueMail[]>;
  /** It was sent, or never will be. */
  remove(id: string): Promise<void>;
  /** Puts a mail off after a failure; false where it has had all its tries. */
  postpone(due: DueMail): Promise<boolean>;
}

export function createOutbox({ db }: Pick<Storage, 'db'>, secret: string, now: () => Date): Outbox {
  const key = createHmac('sha256', secret).update('mail outbox').digest();
  const later = (milliseconds: number): string => new Date(now().getTime() + milliseconds).toISOString();

  return {
    async add(mail) {
      const at = later(0);
      await db
        .insertInto('mail_outbox')
        .values({ id: randomUUID(), sealed: seal(key, mail), at, attempts: 0, next_at: at })
        .execute();
    },

    async take() {
      const due = await db
        .selectFrom('mail_outbox')
        .select(['id', 'next_at'])
        .where('next_at', '<=', later(0))
        .orderBy('next_at')
        .limit(batch)
        .execute();
      const taken: DueMail[] = [];
      for (const { id, next_at: seen } of due) {
        const row = await db
          .updateTable('mail_outbox')
          .set((eb) => ({ attempts: eb('attempts', '+', 1), next_at: later(lease) }))
          .where('id', '=', id)
          // Unless another gateway was quicker.
          .where('next_at', '=', seen)
          .returning(['sealed', 'attempts'])
          .executeTakeFirst();
        if (row) taken.push({ id, mail: unseal(key, row.sealed), attempts: row.attempts });
      }
      return taken;
    },

    async remove(id) {
      await db.deleteFrom('mail_outbox').where('id', '=', id).execute();
    },

    async postpone({ id, attempts }) {
      const pause = pauses[attempts - 1];
      if (pause === undefined) return false;
      await db
        .updateTable('mail_outbox')
        .set({ next_at: later(pause) })
        .where('id', '=', id)
        .execute();
      return true;
    },
  };
}

function seal(key: Buffer, mail: Mail): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const text = Buffer.concat([cipher.update(JSON.stringify(mail), 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64url');
}

function unseal(key: Buffer, sealed: string): Mail | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  try {
    const text = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
    return JSON.parse(text) as Mail;
  } catch {
    // Authenticated encryption fails for nothing but another key or an altered row; both are "cannot be read".
    return undefined;
  }
}
