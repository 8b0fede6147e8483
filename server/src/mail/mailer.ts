import { randomUUID } from 'node:crypto';
import { createTransport } from 'nodemailer';
import type { Log } from '../log.ts';
import type { Storage } from '../storage/storage.ts';
import { oneLine } from './header.ts';
import { createOutbox, type DueMail } from './outbox.ts';

export interface Mail {
  to: string;
  subject: string;
  text: string;
  html?: string;
}

/**
 * Sends in the background: how long a mail takes, or whether it fails, must not tell a caller who has an account.
 * Every mail is tried again until the mail server takes it, refuses it for good, or half a day is over; one whose
 * answer was lost may arrive twice.
 */
export interface Mailer {
  send(mail: Mail): void;
  /** Tries what is due, also what an earlier process or another gateway left. Call it every half minute or so. */
  work(): Promise<void>;
  /** Waits for mails under way, then closes the connection; what else is due waits for the next process. */
  close(): Promise<void>;
}

// eslint-disable-next-line no-control-regex -- control characters are what is refused
const plainAddress = /^[^\s@<>,;:"()[\]\\\u0000-\u001f\u007f]+@[^\s@<>,;:"()[\]\\\u0000-\u001f\u007f]+$/;

export interface MailerOptions {
  /** `smtp://…` or `smtps://…`; absent: mails are kept in the table `mails`. */
  smtpUrl?: string;
  from: string;
  storage: Storage;
  /** Encrypts the mails that wait. */
  secret: string;
  log: Log;
  now?: () => Date;
}

/** Milliseconds; together well below the time another gateway waits before it tries the same mail. */
const timeouts = { connectionTimeout: 20_000, greetingTimeout: 20_000, socketTimeout: 60_000 };

export function createMailer(options: MailerOptions): Mailer {
  const { smtpUrl, from, storage, log, now = () => new Date() } = options;
  const transport = smtpUrl
    ? createTransport(
        { url: smtpUrl, ...timeouts, disableFileAccess: true, disableUrlAccess: true },
        { from },
      )
    : undefined;
  const outbox = createOutbox(storage, options.secret, now);
  const underWay = new Set<Promise<void>>();

  function inBackground(work: Promise<void>): void {
    const running = work
      .catch((err: unknown) => log.error({ err }, 'mail could not be kept'))
      .finally(() => underWay.delete(running));
    underWay.add(running);
  }

  async function accept(mail: Mail): Promise<void> {
    const subject = oneLine(mail.subject);
    if (!plainAddress.test(mail.to)) {
      log.error({ reason: 'not a mail address' }, 'mail not sent');
      return;
    }
    if (transport) {
      await outbox.add({ ...mail, subject });
      await work();
      return;
    }
    await storage.db
      .insertInto('mails')
      .values({
        id: randomUUID(),
        to_address: mail.to,
        subject,
        text: mail.text,
        html: mail.html ?? null,
        at: now().toISOString(),
      })
      .execute();
  }

  let working: Promise<void> | undefined;
  let asked = false;
  let closing = false;

  /** One round at a time, however many mails ask for one; it goes on until nothing is due, or the gateway stops. */
  async function work(): Promise<void> {
    if (!transport) return;
    asked = true;
    working ??= sendWhatIsDue(transport);
    await working;
  }

  async function sendWhatIsDue(via: NonNullable<typeof transport>): Promise<void> {
    try {
      while (asked) {
        asked = false;
        for (let due = await outbox.take(); due.length > 0; due = await outbox.take()) {
          await Promise.all(due.map((mail) => attempt(via, mail)));
          if (closing) return;
        }
      }
    } finally {
      working = undefined;
    }
  }

  async function attempt(via: NonNullable<typeof transport>, due: DueMail): Promise<void> {
    const { id, mail, attempts } = due;
    if (!mail) {
      log.error({ mail: id, reason: 'written under another secret' }, 'mail not sent');
      return outbox.remove(id);
    }
    try {
      // As an object, an address is never parsed again: no second recipient hides in it.
      await via.sendMail({
        to: { name: '', address: mail.to },
        subject: mail.subject,
        text: mail.text,
        // The same at every try, so that a mail server can tell a repetition.
        messageId: `<${id}@${messageDomain(from)}>`,
        // No answer from a robot, please (RFC 3834).
        headers: { 'Auto-Submitted': 'auto-generated' },
        ...(mail.html === undefined ? {} : { html: mail.html }),
      });
    } catch (error) {
      const reason = reasonOf(error);
      if (!refusedForGood(error) && (await outbox.postpone(due))) {
        log.warn({ mail: id, attempts, ...reason }, 'mail put off');
        return;
      }
      log.error({ mail: id, attempts, ...reason }, 'mail not sent');
    }
    await outbox.remove(id);
  }

  return {
    send: (mail) => inBackground(accept(mail)),
    work,
    async close() {
      closing = true;
      await Promise.all(underWay);
      transport?.close();
    },
  };
}

function messageDomain(from: string): string {
  return /@([a-z0-9.-]+)/i.exec(from)?.[1] ?? 'localhost';
}

/** What may be logged of a failure: a mail server's own words often repeat the address. */
function reasonOf(error: unknown): { code?: string; responseCode?: number; command?: string } {
  if (!(error instanceof Error)) return {};
  return {
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    ...('responseCode' in error && typeof error.responseCode === 'number'
      ? { responseCode: error.responseCode }
      : {}),
    ...('command' in error && typeof error.command === 'string' ? { command: error.command } : {}),
  };
}

/** Whether the mail server said never (RFC 5321, 4.2.1: 5yz) to this mail, rather than to us: a sign-in can be mended. */
function refusedForGood(error: unknown): boolean {
  const { code, responseCode = 0 } = reasonOf(error);
  return responseCode >= 500 && code !== 'EAUTH';
}
