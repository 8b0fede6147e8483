import { one } from './numbers.ts';

/** The words of sign-in and registration. */
export const loginWords = {
  signInTo: (portal: string) => `to ${portal}`,
  email: 'E-mail',
  password: 'Password',
  showPassword: 'Show password',
  signingIn: 'Signing in…',
  /** Seconds until the next try is allowed. */
  waitToRetry: (seconds: number) =>
    seconds < 90
      ? `Please try again in ${one(seconds, 'second', 'seconds')}.`
      : `Please try again in ${one(Math.ceil(seconds / 60), 'minute', 'minutes')}.`,
  wrongCredentials: 'This e-mail and password do not match an account.',
  newHere: 'New here?',
  registerHere: 'Register here',
  register: 'Register',
  registering: 'Registering…',
  yourName: 'Your name',
  passwordHelp: 'At least 8 characters; a few unrelated words make a good one.',
  consentNeeded: 'Please agree to go on.',
  alreadyRegistered: 'Already registered?',
  checkEmail: 'Check your e-mail',
  checkEmailText: (email: string) =>
    `We have sent a message to ${email}. Open the link in it to go on. It may take a minute to arrive; look in the spam folder too.`,
  backToSignIn: 'Back to sign-in',
  verifying: 'Confirming your e-mail address…',
  linkExpired: 'This link was used already or is too old.',
};
