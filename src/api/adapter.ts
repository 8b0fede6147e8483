import type { Capabilities } from './capabilities.ts';
import type {
  Attachment,
  Body,
  FieldValue,
  Message,
  MessagePageRequest,
  Page,
  PortalSettings,
  Session,
  SessionInfo,
  Ticket,
  TicketQuery,
  TicketReasons,
  TicketSummary,
} from './model.ts';

/** Every call can be aborted; an aborted call rejects with an `AbortError`. */
export interface Call {
  signal?: AbortSignal;
  /** Whether the page reads by itself, to show news: where sessions end by idling, such a read keeps none alive. */
  background?: boolean;
}

/**
 * Every write carries a key. The same key and content twice is one write with one answer; the same key with other
 * content rejects with `conflict`. Keys are kept for 24 hours at least.
 */
export interface Write extends Call {
  idempotencyKey: string;
  /**
   * Whom this was written by, as far as the page knows: refused with `unauthenticated` where somebody else is signed in
   * by now. It is no identity, and can only refuse.
   */
  contact?: string;
}

/**
 * A call by which somebody may come in for the first time. Where the settings ask for consent, and the person has agreed
 * to none yet, it rejects with `invalid` and `fields: [{ field: 'consent', code: 'required' }]` until the version in
 * force is named; what the call is made with (a mailed token, a provider's code) stays good meanwhile, long enough to
 * read the text.
 */
export interface Consenting extends Call {
  /** Version of the consent text that was agreed to. */
  consent?: string;
}

export interface StartOptions extends Call {
  /** The page of tickets wanted along, where somebody is signed in. */
  tickets?: TicketQuery;
}

/** All a page needs to show itself, in one round trip. */
export interface Start {
  settings: PortalSettings;
  session: Session | null;
  tickets?: Page<TicketSummary>;
}

export type Credentials =
  | { method: 'password'; email: string; password: string }
  | { method: 'link'; token: string }
  | { method: 'code'; email: string; code: string }
  | { method: 'redirect'; provider: string; returnTo: string }
  /** The one-time code with which a page comes back from an identity provider; `consent` as in a `Consenting` call. */
  | { method: 'exchange'; code: string; consent?: string };

/** For mails that lead back to the page: where to, and in which language to write. */
export interface MailCall extends Call {
  /** The address of the page to come back to; backends heed it only where it is theirs to lead to. */
  returnTo?: string;
  /** BCP 47 tag of the page. */
  language?: string;
}

export interface Registration {
  name: string;
  email: string;
  password: string;
  /** Version of the consent text that was agreed to. */
  consent?: string;
}

/** How a sign-in or registration goes on. */
export type SignInResult =
  /** `returnTo`: where the person wanted to go before a mail or a provider came between; checked by the backend. */
  | { state: 'signed-in'; session: Session; returnTo?: string }
  | { state: 'check-email' }
  | { state: 'redirect'; url: string };

/** Why a session changed without this page asking. */
export type SessionListener = (session: Session | null) => void;

export interface SessionApi {
  current(call?: Call): Promise<Session | null>;
  /**
   * Rejects with `unauthenticated` in the same words and time for an unknown address and a wrong password, link or
   * code; with `forbidden` for somebody who is known, and not let in.
   */
  signIn(credentials: Credentials, call?: Call): Promise<SignInResult>;
  signOut(call?: Call): Promise<void>;
  /** Answers the same for known and unknown addresses. */
  register?(registration: Registration, call?: MailCall): Promise<SignInResult>;
  /** Redeems the token of a confirmation mail. */
  verify?(token: string, call?: Call): Promise<SignInResult>;
  /** Has a link mailed for a new password. Answers the same for known and unknown addresses. */
  requestReset?(email: string, call?: MailCall): Promise<void>;
  /**
   * Sets a new password by a mailed token, ends all other sessions, and signs in. An invitation's token makes the account
   * by it.
   */
  reset?(token: string, password: string, call?: Consenting): Promise<SignInResult>;
  /** Has a one-time link and code mailed. Answers the same for known and unknown addresses. */
  requestLink?(email: string, call?: MailCall): Promise<void>;
  /** Tells that the person is there: the idle limit counts anew. Answers the session, or null where it is over. */
  touch?(call?: Call): Promise<Session | null>;
  /** The person's own sessions, the one that asks first. */
  list?(call?: Call): Promise<SessionInfo[]>;
  /** Ends one of the person's own sessions. */
  end?(id: string, call?: Call): Promise<void>;
  /** Signs out everywhere, here too. */
  endAll?(call?: Call): Promise<void>;
  /** Tells of sessions that begin or end elsewhere (another tab, an administrator). Returns the way to stop. */
  subscribe?(listener: SessionListener): () => void;
}

export interface TicketDraft {
  formId: string;
  /** By field key; `subject` and `message` among them. */
  values: Record<string, FieldValue>;
  /** Ids of uploads by the same contact. */
  attachments: string[];
}

export interface ReplyDraft {
  body: Body;
  /** Ids of uploads by the same contact. */
  attachments: string[];
}

/** What happened, never what it says: a page fetches the news by the calls that decide who sees what. */
export interface TicketChange {
  /**
   * `reset`: changes may have been missed, load again. `settings`: what `start` tells has changed, or may have; where
   * tickets look different with it, `reset` is told too. A backend that tells `settings` tells it also to who begins to
   * listen after a change that their last `start` knew nothing of.
   */
  kind: 'created' | 'message' | 'updated' | 'reset' | 'settings';
  ticketId?: string;
}

export interface TicketApi {
  list(query: TicketQuery, call?: Call): Promise<Page<TicketSummary>>;
  /** `not-found` for a ticket that does not exist and for one the contact may not see alike. */
  get(id: string, call?: Call): Promise<Ticket>;
  messages(id: string, page: MessagePageRequest, call?: Call): Promise<Page<Message>>;
  /** Why a ticket shows. Absent: the backend cannot tell, and elements do not ask. */
  reasons?(id: string, call?: Call): Promise<TicketReasons>;
  create?(draft: TicketDraft, write: Write): Promise<Ticket>;
  reply?(id: string, draft: ReplyDraft, write: Write): Promise<Message>;
  close?(id: string, write: Write): Promise<Ticket>;
  reopen?(id: string, write: Write): Promise<Ticket>;
  rate?(id: string, rating: { score: number; comment?: string }, write: Write): Promise<Ticket>;
  /** Marks the conversation as read up to and with a message. */
  markRead?(id: string, messageId: string, call?: Call): Promise<void>;
  /** Tells of changes to what the contact can see, until the returned function is called. */
  watch?(listener: (change: TicketChange) => void): () => void;
}

export interface UploadOptions extends Call {
  /** Bytes sent so far and in all. */
  onProgress?(sent: number, total: number): void;
}

export interface AttachmentApi {
  /** Stores a file for a later message. It is its uploader's alone until sent, and goes by itself if it never is. */
  upload(file: File, options?: UploadOptions): Promise<Attachment>;
  /** Takes back an upload that was not sent. */
  discard(id: string, call?: Call): Promise<void>;
  /** Where the signed-in contact may fetch the file. */
  url(attachment: Attachment): string;
  /**
   * The file itself. There only where `url` would not carry the session, as for a backend on another site: elements
   * then fetch files by this and hand them to the browser.
   */
  fetch?(attachment: Attachment, call?: Call): Promise<Blob>;
}

export interface ArticleSuggestion {
  title: string;
  url: string;
}

export interface ArticleApi {
  suggest(text: string, call?: Call): Promise<ArticleSuggestion[]>;
}

/**
 * A backend behind the tags. A factory returns a frozen object. Nothing here takes an identity: who asks is the
 * session's alone. Failures reject with a `PortalError`.
 */
export interface PortalAdapter {
  /** For messages to developers, such as `gateway`. */
  readonly name: string;
  readonly capabilities: Capabilities;
  start(options?: StartOptions): Promise<Start>;
  readonly session: SessionApi;
  readonly tickets: TicketApi;
  readonly attachments?: AttachmentApi;
  readonly articles?: ArticleApi;
  /** Address of the page where agents work, for those of them who look at the portal; absent: there is none to lead to. */
  readonly staffPage?: string;
}
