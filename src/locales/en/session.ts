import { one } from './numbers.ts';

/** Minutes and seconds in words, such as `1 minute 30 seconds`. */
const duration = (seconds: number): string =>
  [
    seconds >= 60 && one(Math.floor(seconds / 60), 'minute', 'minutes'),
    (seconds % 60 || seconds < 60) && one(seconds % 60, 'second', 'seconds'),
  ]
    .filter(Boolean)
    .join(' ');

/** What is said when a session is about to end, or has ended. */
export const sessionWords = {
  stillThere: 'Are you still there?',
  idleReason: 'Nothing was done here for a while, so you will be signed out to keep your tickets private.',
  /** Seconds until the session ends. */
  idleLeft: (seconds: number) => `You will be signed out in ${duration(seconds)}.`,
  idleStay: 'Stay signed in',
  sessionOver: 'Your session has ended',
  signInToGoOn: 'Sign in to go on; what you typed is still here.',
  notNow: 'Not now',
};
