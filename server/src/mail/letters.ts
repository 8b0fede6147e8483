import type { Mail } from './mailer.ts';

/**
 * The letters the gateway writes. Plain text only, and none carries text that a stranger typed: whoever registers
 * somebody else's address must not get to write to them.
 */
export interface LetterContext {
  portalName: string;
  portalUrl: string;
}

export function verificationLetter(
  to: string,
  token: string,
  { portalName, portalUrl }: LetterContext,
): Mail {
  return {
    to,
    subject: `Confirm your address for ${portalName}`,
    text: [
      `Somebody, hopefully you, asked for an account at ${portalName} with this address.`,
      `To confirm it, open this link within 24 hours:\n\n${portalUrl}#/verify?token=${token}`,
      'If it was not you, ignore this mail: without the link there is no account.',
    ].join('\n\n'),
  };
}

export function knownAddressLetter(to: string, { portalName, portalUrl }: LetterContext): Mail {
  return {
    to,
    subject: `You already have an account at ${portalName}`,
    text: [
      `Somebody, hopefully you, asked for an account at ${portalName} with this address. You have one already:`,
      portalUrl,
      'If it was not you, ignore this mail: nothing was changed.',
    ].join('\n\n'),
  };
}
