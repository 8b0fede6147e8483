import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { FieldError } from '../../../src/api/index.ts';
import type { HelpDesk } from '../desks/desk.ts';
import { DeskError } from '../desks/errors.ts';
import type { Log } from '../log.ts';
import type { LetterRequest } from '../mail/letters.ts';
import type { GatewaySettings } from '../settings/settings.ts';
import type { LetterName } from '../settings/sign-in.ts';
import type { Accounts } from './accounts.ts';
import type { Admission } from './admission.ts';
import type { Caller } from './auth.ts';
import type { Consents } from './consents.ts';
import type { SessionCookie } from './cookie.ts';
import type { OneTime } from './one-time.ts';
import type { Quotas } from './quotas.ts';
import type { Sessions } from './sessions.ts';
import type { AuthTables } from './tables.ts';
import type { Throttle } from './throttle.ts';

/** What the ways to sign in are made with. */
export interface AuthParts {
  db: Kysely<AuthTables>;
  desk: Pick<HelpDesk, 'ensureContact' | 'findContact'>;
  accounts: Accounts;
  sessions: Sessions;
  admission: Admission;
  consents: Consents;
  cookie: SessionCookie;
  oneTime: OneTime;
  throttle: Throttle;
  quotas: Quotas;
  settings: () => GatewaySettings;
  /** Sends in the background. */
  post: <Name extends LetterName>(name: Name, request: Omit<LetterRequest<Name>, 'settings'>) => void;
  /**
   * The portal's page; with a view and a token, what a mail links to: the agents' page where its person wants to go
   * back there, since the session begins for the page that redeems the token. From the configuration alone.
   */
  portalLink: (view?: 'verify' | 'link' | 'reset', token?: string, returnTo?: string) => string;
  /** The agents' page. */
  staffPage: () => string;
  /** Where somebody may be sent in the end, if they asked for anything. */
  returnTo: (asked: string | undefined) => string | undefined;
  /** Rejects with `invalid` (field `proof`) where the owner has strangers solve something first, and they did not. */
  proven: (caller: Caller) => Promise<void>;
  secret: string;
  log: Log;
  now: () => Date;
}

const address = z.email().max(254);

export const foldEmail = (email: string): string => email.trim().toLowerCase();
export const isEmail = (email: string): boolean => address.safeParse(email).success;

/** Rejects with `not-supported` what the owner has turned off. */
export function requireMethod(settings: GatewaySettings, method: 'password' | 'link'): void {
  if (!settings.portal.signIn.methods.includes(method)) {
    throw new DeskError('not-supported', `signing in by ${method} is off`);
  }
}

export const invalidField = (field: string, code: FieldError['code'], message: string): DeskError =>
  new DeskError('invalid', message, { fields: [{ field, code }] });
