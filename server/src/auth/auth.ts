import type { Session } from '../../../src/api/index.ts';

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
}

export interface Caller {
  headers: Headers;
  /** The network address, for quotas; `unknown` where there is none. */
  address: string;
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
  /** Ends the session a request carries, on every gateway; answers the `Set-Cookie` value that forgets it. */
  signOut(headers: Headers): Promise<{ cookie: string }>;
  /**
   * Sends a mail to go on with: a link to confirm, or word that there is an account already. Nothing in the answer
   * or its time tells which. Rejects with `invalid` (fields) and `rate-limited`.
   */
  register(
    registration: { name: string; email: string; password: string; consent?: string },
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
  /** Whether an address has the account of an agent or owner. */
  isStaffAddress(email: string): Promise<boolean>;
  /** Forgets what has expired. */
  sweep(): Promise<void>;
}
