import { DeskError } from '../desks/errors.ts';
import type { Log } from '../log.ts';
import type { Caller } from './auth.ts';
import { networkOf } from './network.ts';
import type { Throttle, ThrottleRule } from './throttle.ts';

const hour = 60 * 60;
const quarter = 15 * 60;

/** Failures from one network, at however many accounts: each try costs the gateway the work of a password hash. */
const failures: ThrottleRule = {
  name: 'sign-in-network',
  limit: 100,
  windowSeconds: quarter,
  fixedWindow: true,
};
/** Tokens of mails, which are too long to be guessed: this bounds the work. */
const tokens: ThrottleRule = { name: 'verify', limit: 60, windowSeconds: quarter };

/** What strangers can have mailed. */
export type MailKind = 'registration' | 'link' | 'reset';
/** Mails to one address within an hour, by kind. Who signs in by link alone needs some. */
const mailsAnHour: Record<MailKind, number> = { registration: 3, link: 6, reset: 3 };

/** How much strangers may ask for. */
export interface Quotas {
  /**
   * Runs one try to sign in. Only failures count against the caller's network; beyond the limit, `rate-limited`.
   */
  trySignIn<T>(caller: Caller, work: () => Promise<T>): Promise<T>;
  /** Counts the use of a mailed token; beyond the limit of the network, `rate-limited`. */
  useToken(caller: Caller): Promise<void>;
  /** Counts a request for a mail against the caller's network; beyond the limit, `rate-limited`. */
  askForMail(kind: MailKind, caller: Caller): Promise<void>;
  /**
   * Counts a mail to an address. False where it has had enough: to refuse would tell a stranger that somebody else
   * was trying, so that the answer must be as if it were sent.
   */
  mayMail(kind: MailKind, email: string): Promise<boolean>;
}

export function createQuotas(options: {
  throttle: Throttle;
  /** Registrations from one network within an hour; links and resets, which people need more often, follow from it. */
  registrationsPerHour: number;
  log: Log;
}): Quotas {
  const { throttle, registrationsPerHour, log } = options;
  const fromNetwork: Record<MailKind, ThrottleRule> = {
    registration: { name: 'registration', limit: registrationsPerHour, windowSeconds: hour },
    link: { name: 'link', limit: registrationsPerHour * 5, windowSeconds: hour, fixedWindow: true },
    reset: { name: 'reset', limit: registrationsPerHour, windowSeconds: hour, fixedWindow: true },
  };

  return {
    async trySignIn(caller, work) {
      const network = networkOf(caller.address);
      // Counted before and taken back, so that many at once cannot all be the last one.
      await throttle.take(failures, network);
      const done = await work();
      await throttle.giveBack(failures, network);
      return done;
    },

    async useToken(caller) {
      await throttle.take(tokens, networkOf(caller.address));
    },

    async askForMail(kind, caller) {
      await throttle.take(fromNetwork[kind], networkOf(caller.address));
    },

    async mayMail(kind, email) {
      try {
        await throttle.take(
          { name: `${kind}-mail`, limit: mailsAnHour[kind], windowSeconds: hour, fixedWindow: true },
          email,
        );
        return true;
      } catch (error) {
        if (!(error instanceof DeskError && error.code === 'rate-limited')) throw error;
        log.warn({ kind }, 'mail held back: the address has had enough of them');
        return false;
      }
    },
  };
}
