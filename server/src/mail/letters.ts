import type { GatewaySettings } from '../settings/settings.ts';
import type { LetterName } from '../settings/sign-in.ts';
import { letterColors } from './brand.ts';
import { languageFor, textFor } from './language.ts';
import type { Mail } from './mailer.ts';
import { htmlOf, plainOf } from './render.ts';
import { layOut } from './template.ts';

interface Life {
  link: string;
  /** How long the link is good. */
  hours: number;
}

/** What a letter needs to be told; links are built from the configuration, never from a Host header. */
export interface LetterValues {
  verify: Life;
  'already-registered': { link: string };
  link: {
    link: string;
    code: string;
    /** How long link and code are good. */
    minutes: number;
  };
  reset: Life;
  /** The link leads to the portal. */
  'reset-unknown': { link: string };
  invitation: Life;
  /** The link leads to the portal. */
  'password-changed': { link: string };
}

export interface LetterRequest<Name extends LetterName> {
  to: string;
  /** BCP 47 tag of the page that asks; absent, or not one of the portal's languages: the portal's first. */
  language?: string;
  values: LetterValues[Name];
  settings: Pick<GatewaySettings, 'portal' | 'mail'> & Partial<Pick<GatewaySettings, 'theme'>>;
}

/**
 * A letter the gateway writes, in plain text and HTML from one source. None takes a word that a stranger typed, a name
 * for example: whoever registers somebody else's address must not get to write to them.
 */
export function letter<Name extends LetterName>(
  name: Name,
  { to, language, values, settings }: LetterRequest<Name>,
): Mail {
  const words = textFor(name, languageFor(language, settings.portal.languages), settings.mail.texts);
  const { subject, blocks } = layOut(words, { portal: settings.portal.name, ...values });
  return {
    to,
    subject,
    text: plainOf(blocks),
    html: htmlOf(blocks, {
      subject,
      portal: settings.portal.name,
      button: words.button,
      language: words.language,
      colors: letterColors(settings.theme),
    }),
  };
}
