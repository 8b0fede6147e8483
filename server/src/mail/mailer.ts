import { randomUUID } from 'node:crypto';
import { createTransport } from 'nodemailer';
import type { Log } from '../log.ts';
import type { Storage } from '../storage/storage.ts';

export interface Mail {
  to: string;
  subject: string;
  text: string;
  html?: string;
}

/** Sends in the background: how long a mail takes, or whether it fails, must not tell a caller who has an account. */
export interface Mailer {
  send(mail: Mail): void;
  /** Waits for mails under way, then closes the connection. */
  close(): Promise<void>;
}

/** One line: what a header may hold. */
// eslint-disable-next-line no-control-regex -- control characters are what is taken out
const headerText = (value: string): string =>
  value.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').trim();

// eslint-disable-next-line no-control-regex -- control characters are what is refused
const plainAddress = /^[^\s@<>,;:"()[\]\\\u0000-\u001f\u007f]+@[^\s@<>,;:"()[\]\\\u0000-\u001f\u007f]+$/;

export interface MailerOptions {
  /** `smtp://…` or `smtps://…`; absent: mails are kept in the table `mails`. */
  smtpUrl?: string;
  from: string;
  storage: Storage;
  log: Log;
}

export function createMailer({ smtpUrl, from, storage, log }: MailerOptions): Mailer {
  const transport = smtpUrl
    ? createTransport(smtpUrl, { from, disableFileAccess: true, disableUrlAccess: true })
    : undefined;
  const underWay = new Set<Promise<void>>();

  async function deliver(mail: Mail): Promise<void> {
    const subject = headerText(mail.subject);
    if (!plainAddress.test(mail.to)) throw new TypeError('not a mail address');
    if (transport) {
      // As an object, an address is never parsed again: no second recipient hides in it.
      await transport.sendMail({
        to: { name: '', address: mail.to },
        subject,
        text: mail.text,
        ...(mail.html === undefined ? {} : { html: mail.html }),
      });
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
        at: new Date().toISOString(),
      })
      .execute();
  }

  return {
    send(mail) {
      const sending = deliver(mail)
        .catch((err: unknown) => log.error({ err }, 'mail not sent'))
        .finally(() => underWay.delete(sending));
      underWay.add(sending);
    },
    async close() {
      await Promise.all(underWay);
      transport?.close();
    },
  };
}
