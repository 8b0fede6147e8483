import type { LetterTexts } from './index.ts';

export const en: LetterTexts = {
  verify: {
    subject: 'Confirm your address for {portal}',
    text: `Somebody, hopefully you, asked for an account at {portal} with this address. Confirm it, and you are in:

{link}

The link works once, for {time}.

If it was not you, ignore this mail: without the link there is no account.`,
    button: 'Confirm address',
  },
  'already-registered': {
    subject: 'You already have an account at {portal}',
    text: `Somebody, hopefully you, asked for an account at {portal} with this address. You have one already; sign in with it:

{link}

If the password has slipped your mind, choose “Forgot your password?” there.

If it was not you, ignore this mail: nothing was changed.`,
    button: 'Sign in',
  },
  link: {
    subject: 'Sign in to {portal}',
    text: `Here is the link you asked for. It signs you in to {portal}:

{link}

Or type this code where you asked for it:

{code}

Link and code work once, for {time}. Give them to nobody: whoever has them is signed in as you.

If you did not ask for them, ignore this mail: without them nobody gets in.`,
    button: 'Sign in',
  },
  reset: {
    subject: 'Set a new password for {portal}',
    text: `Somebody, hopefully you, asked for a new password at {portal}. Choose it here:

{link}

The link works once, for {time}. A new password signs you out on all other devices.

If it was not you, ignore this mail: your password stays as it is.`,
    button: 'Choose a new password',
  },
  'reset-unknown': {
    subject: 'No account at {portal} with this address',
    text: `Somebody, hopefully you, asked for a new password at {portal}. There is no account with this address. Perhaps you have one with another:

{link}

If it was not you, ignore this mail: nothing was changed.`,
    button: 'Go to the portal',
  },
  invitation: {
    subject: 'Your access to {portal}',
    text: `You have been given access to {portal}. There you ask for help, and follow what becomes of it. Choose a password to begin:

{link}

The link works once, for {time}.

If you do not know what this is about, ignore this mail: without the link there is no account.`,
    button: 'Choose a password',
  },
  'password-changed': {
    subject: 'Your password for {portal} was changed',
    text: `The password of your account at {portal} has just been changed, and all other devices were signed out.

If it was you, there is nothing to do. If it was not, set a new one at once, by “Forgot your password?” in the portal:

{link}`,
    button: 'Go to the portal',
  },
};
