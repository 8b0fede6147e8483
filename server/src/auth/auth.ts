import type { Session, SessionInfo } from '../../../src/api/index.ts';

export type AccountRole = Session['role'];

/** A session that holds now, and whose it is. */
export interface AuthSession {
  token: string;
  userId: string;
  email: string;
  name: string;
  role: AccountRole;
  /** When it ends whatever happens. */
  expiresAt: Date;
  /** When it ends unless something is done before; absent: no idle limit. */
  idleAt?: Date;
}

/** A session just begun, with the `Set-Cookie` value that carries it. */
export interface Begun {
  session: AuthSession;
  cookie: string;
  /** Where its person wanted to go before a mail or a provider came between; always an allowed address. */
  returnTo?: string;
}

export interface Caller {
  headers: Headers;
  /** The network address, for quotas; `unknown` where there is none. */
  address: string;
  /** The answer to a challenge, where the owner asks for one. */
  proof?: string;
}

/** A mail somebody asks for. */
export interface MailRequest {
  email: string;
  /** Where the mail's link shall lead in the end; heeded only if it is an allowed address. */
  returnTo?: string;
  /** BCP 47 tag of the page that asks. */
  language?: string;
}

/**
 * Signing in through somebody else. A page begins it (`start`), the browser goes to the provider and comes back to
 * `callback`, which sends it on to the page with a one-time code in the fragment; the page hands that in (`exchange`).
 * So the session's cookie is always set in an answer to the page itself, also where that page is on another site.
 */
export interface Federation {
  /** Answers where to send the browser, and a `Set-Cookie` value that ties what comes back to this browser. */
  start(
    request: { provider: string; returnTo: string; language?: string },
    caller: Caller,
  ): Promise<{ url: string; cookie: string }>;
  /**
   * What a provider sends the browser back with, by query or form. Answers the address to send the browser on to;
   * failures lead there too, with a reason in the fragment. Rejects only for an unknown provider (`not-found`).
   */
  callback(
    provider: string,
    params: URLSearchParams,
    url: string,
    caller: Caller,
  ): Promise<{ location: string }>;
  /**
   * For somebody signed in here who goes on to a page of the allow-list on another origin, which sees nothing of this
   * session: its address with a code for `exchange` that begins one there, which ends with this one at the latest.
   */
  handOver(session: AuthSession, returnTo: string): Promise<{ location: string }>;
  /**
   * Rejects with `unauthenticated` for a code that is unknown, used, over or another browser's; with `invalid` (field
   * `consent`) where a customer has to agree to the consent text first: the code is good for 15 minutes then.
   */
  exchange(request: { code: string; consent?: string }, caller: Caller): Promise<Begun>;
  /** What a SAML identity provider must know of this gateway, as XML. `not-found` for any other provider. */
  metadata(provider: string): Promise<string>;
}

/** Accounts and sessions. Everything above it knows this interface alone. */
export interface Auth {
  migrate(): Promise<void>;
  /**
   * The session a request carries, or null. With `activity`, the idle clock starts anew: pass it for what people do,
   * not for polling and streams.
   */
  sessionOf(headers: Headers, options: { activity: boolean }): Promise<AuthSession | null>;
  /**
   * Rejects with `unauthenticated`, in the same words and time, for an unknown address and a wrong password; with
   * `rate-limited` from the 11th failure within 15 minutes on, whatever the password, and from the 101st from one
   * network; with `forbidden` for a customer while the portal is off.
   */
  signIn(credentials: { email: string; password: string }, caller: Caller): Promise<Begun>;
  /**
   * Has a one-time link and a code mailed, good for 15 minutes, to an address with an account. Nothing in the answer or
   * its time tells whether there is one.
   */
  requestLink(mail: MailRequest, caller: Caller): Promise<void>;
  /** Rejects with `unauthenticated` for a token that is unknown, used or over. */
  signInByLink(token: string, caller: Caller): Promise<Begun>;
  /** Rejects with `unauthenticated`; five wrong codes void the right one. */
  signInByCode(credentials: { email: string; code: string }, caller: Caller): Promise<Begun>;
  /** Has a link for a new password mailed, good for 24 hours; like `requestLink` in all else. */
  requestReset(mail: MailRequest, caller: Caller): Promise<void>;
  /**
   * Sets a new password by a mailed token (of a reset or an invitation), ends every session of the account and begins
   * one. Rejects with `invalid`: fields `token`; or `password`, or `consent` where an invitation makes the account and
   * the version in force is not agreed to, which both leave the token good.
   */
  reset(request: { token: string; password: string; consent?: string }, caller: Caller): Promise<Begun>;
  /** What strangers must solve before a mail is sent or an account made, or undefined where nothing is asked. */
  challenge(): Promise<object | undefined>;
  /** The kinds of challenge that settings may name, `none` among them. */
  readonly challenges: readonly string[];
  /** The person's sessions, the asking one first. Rejects with `unauthenticated`. */
  ownSessions(headers: Headers): Promise<SessionInfo[]>;
  /** Ends one of the person's sessions; unknown and foreign ids alike: `not-found`. */
  endOwnSession(headers: Headers, id: string): Promise<void>;
  /** Ends all sessions of the person, this one too; answers the `Set-Cookie` value that forgets it. */
  signOutEverywhere(headers: Headers): Promise<{ cookie: string }>;
  /** Signing in through the identity providers of the owner's settings. */
  readonly federation: Federation;
  /** Mails a registration link to those on the lists that are let in who have no account and had no such mail. */
  invite(): Promise<{ sent: number }>;
  /** How many `invite` would write to. */
  invitable(): Promise<number>;
  /**
   * Mails a registration link to one contact, again if they had one: the earlier link is void. Rejects with `conflict`
   * where they have an account, `forbidden` where the portal would not let them in, `rate-limited` after many.
   */
  inviteContact(contact: { email: string; companies: { id: string }[] }): Promise<void>;
  /** Of each address, in their order, how it stands with signing in. */
  accessOf(emails: readonly string[]): Promise<('account' | 'invited' | 'none')[]>;
  /** What the desk knows of somebody has changed: their pages that are open learn of it. */
  contactChanged(email: string): Promise<void>;
  /**
   * A one-time link with which an owner or agent sets a password; makes the account if there is none. For
   * administrators at the command line.
   */
  staffLink(person: { email: string; name?: string; role: AccountRole }): Promise<string>;
  /** Ends the session a request carries, on every gateway; answers the `Set-Cookie` value that forgets it. */
  signOut(headers: Headers): Promise<{ cookie: string }>;
  /**
   * Sends a mail to go on with: a link to confirm, or word that there is an account already. Nothing in the answer
   * or its time tells which. Rejects with `invalid` (fields) and `rate-limited`.
   */
  register(
    registration: { name: string; password: string; consent?: string } & MailRequest,
    caller: Caller,
  ): Promise<void>;
  /** Makes the account a mailed link stands for, and signs in. Rejects with `invalid` for a used or unknown token. */
  verify(token: string, caller: Caller): Promise<Begun>;
  /** For the demo and administrators: an account with a proven address; one that exists is left as it is. */
  createAccount(person: {
    email: string;
    name: string;
    password: string;
    role: AccountRole;
  }): Promise<{ userId: string }>;
  /**
   * Closes an account to its person, or opens it again; its sessions end on every gateway. False for an address
   * without an account.
   */
  setDisabled(email: string, disabled: boolean): Promise<boolean>;
  /** Whether an address has the account of an agent or owner. */
  isStaffAddress(email: string): Promise<boolean>;
  /** Forgets what has expired. */
  sweep(): Promise<void>;
}
