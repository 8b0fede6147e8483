/**
 * The words every layer shares: what a customer may see of tickets, people, files and settings.
 *
 * Nothing here can carry an internal note: there is no type for one, so handing a customer one is a type error.
 * Ids and cursors are opaque strings. Dates are ISO 8601 in UTC (`2026-11-14T09:12:00.000Z`). Sizes are bytes.
 * Every string is text written by someone else: hostile until rendered as text or sanitized.
 */

export type Role = 'customer' | 'agent' | 'system';

/** How a message or ticket reached the desk. */
export type Channel = 'portal' | 'form' | 'email' | 'chat' | 'phone' | 'other';

/** Somebody as customers see them: never an agent's address. */
export interface Person {
  name: string;
  role: Role;
  /** Whether this is the signed-in contact. */
  isMe: boolean;
  avatarUrl?: string;
}

/** A status of a pipeline under its customer-facing name. */
export interface Stage {
  /** `open` or `closed` for one whose name customers do not get to know. */
  id: string;
  /** Empty where customers know no more than its state. */
  label: string;
  state: 'open' | 'closed';
  /** Whose turn it is, where the desk knows. */
  awaiting?: 'customer' | 'agent';
}

/** A file on a message, or an upload that waits to be sent. Fetched through the backend only. */
export interface Attachment {
  id: string;
  name: string;
  mediaType: string;
  bytes?: number;
}

export type BodyFormat = 'markdown' | 'html' | 'text';

/** A message's text. `content` is hostile in every format. */
export interface Body {
  format: BodyFormat;
  content: string;
  /** BCP 47 tag, where known. */
  lang?: string;
}

export interface Message {
  id: string;
  at: string;
  author: Person;
  channel: Channel;
  body: Body;
  attachments: Attachment[];
  /** The quoted tail of an e-mail, folded by default. */
  quoted?: Body;
  /** The thread of the conversation it stands in; absent where the backend knows of none. */
  thread?: string;
  /** The key this message was written with, on messages of the signed-in contact: lets a page match its pending copy. */
  idempotencyKey?: string;
}

export type FieldValue = string | number | boolean | string[] | null;

/** An allow-listed property of a ticket, ready to show. */
export interface PropertyValue {
  key: string;
  label: string;
  value: FieldValue;
}

export interface TicketSummary {
  id: string;
  /** The number people quote, such as `PR-2041`. */
  reference: string;
  subject: string;
  stage: Stage;
  createdAt: string;
  /** The last change a customer can see; internal work does not move it. */
  lastActivityAt: string;
  requester: Person;
  /** Whether the signed-in contact is the requester. */
  mine: boolean;
  unread?: boolean;
  properties: PropertyValue[];
}

/** What sending a reply will do to the ticket. */
export type ReplyOutcome = 'adds' | 'reopens' | 'follow-up';

export interface Ticket extends TicketSummary {
  can: { reply: ReplyOutcome | false; close: boolean; reopen: boolean; rate: boolean };
  /** Changes whenever what a customer can see of the ticket changes. */
  version: string;
  participants?: Person[];
}

/**
 * Why a ticket shows to the signed-in contact, as data that a page puts into words. Nothing in it is new to who sees
 * the ticket.
 */
export interface TicketReasons {
  /** Whose it is: the contact's, a company's of theirs, or, to staff, anybody's. */
  owner: 'mine' | 'company' | 'staff';
  /** With the owner `company`. */
  company?: Company;
  /** Where the site shows only tickets that meet its rule: what the rule looks at in this one. */
  rule?: {
    properties: {
      /** `status`, `subject`, `created`, `activity` or `channel`; with a label, a property of tickets. */
      key: string;
      label?: string;
      /** The ticket's own; null where it has none. */
      value?: FieldValue;
    }[];
    /** Whether it looks at more than a customer may know of. */
    hidden: boolean;
  };
}

/** One page of a list. An absent total is unknown: never guess one. */
export interface Page<T> {
  items: T[];
  /** Cursor of the next page; absent on the last. */
  next?: string;
  total?: { value: number; exact: boolean };
}

export interface Condition {
  property: string;
  operator: 'is' | 'is-not' | 'in' | 'contains' | 'before' | 'after' | 'empty' | 'not-empty';
  value?: FieldValue;
}

export type SortKey = 'reference' | 'subject' | 'created' | 'activity' | 'status';

export interface TicketQuery {
  /** The contact's own tickets, or all that a company's id stands for. */
  view: 'mine' | (string & {});
  state: 'open' | 'closed' | 'any';
  /** Stage ids. */
  stages?: string[];
  /** Free text to search for. */
  text?: string;
  where?: Condition[];
  sort: { by: SortKey; descending: boolean };
  /** Rows a page, 1 to 100. */
  limit: number;
  cursor?: string;
}

export interface PageRequest {
  /** Items a page, 1 to 100. */
  limit: number;
  cursor?: string;
}

/** Pages of a conversation start from its newest message unless asked otherwise. */
export interface MessagePageRequest extends PageRequest {
  order?: 'newest' | 'oldest';
}

export interface Company {
  id: string;
  name: string;
}

/** The signed-in contact. */
export interface Contact {
  id: string;
  name: string;
  email: string;
}

export interface Session {
  contact: Contact;
  /** Companies whose tickets the contact may see, the primary one first; empty without that permission. */
  companies: Company[];
  role: 'customer' | 'agent' | 'owner';
  /** When the session ends whatever happens. */
  expiresAt?: string;
  /** When it ends unless its person does something before; absent: no idle limit. */
  idleAt?: string;
}

/** One of a person's sessions, as their list of them shows it. */
export interface SessionInfo {
  /** Opaque; never what the browser is known by. */
  id: string;
  /** Whether it is the session that asks. */
  current: boolean;
  createdAt: string;
  /** When its person last did something. */
  activeAt: string;
  /** Browser and system as far as known, such as `Firefox on Windows`: text, from the browser's own words. */
  device?: string;
}

export type FieldKind =
  | 'text'
  | 'multiline'
  | 'select'
  | 'multiselect'
  | 'checkbox'
  | 'radio'
  | 'date'
  | 'number'
  | 'email'
  | 'tel'
  | 'url'
  | 'file';

export interface Option {
  value: string;
  label: string;
}

/** A field of a form. The keys `subject` and `message` make the ticket's subject and first message; others are properties. */
export interface FieldDefinition {
  key: string;
  label: string;
  kind: FieldKind;
  required: boolean;
  help?: string;
  options?: Option[];
  /** What it holds before anybody fills it in. */
  default?: FieldValue;
  /** Characters. */
  maxLength?: number;
  /** Shown only while every condition holds for the other fields' values. */
  showWhen?: Condition[];
}

export interface FormDefinition {
  id: string;
  title: string;
  intro?: string;
  fields: FieldDefinition[];
}

export type ColumnKey = 'reference' | 'subject' | 'status' | 'created' | 'activity' | (string & {});

export interface AttachmentLimits {
  maxBytes: number;
  maxCount: number;
  /** As in `<input accept>`; absent: any kind the backend does not refuse. */
  accept?: string[];
}

/** An identity provider to sign in through. */
export interface SignInProvider {
  id: string;
  label: string;
  /** Whose mark may stand beside the label. */
  brand?: 'google' | 'microsoft' | 'okta' | 'keycloak';
}

export interface SignInOptions {
  methods: SignInMethod[];
  registration: boolean;
  /** Whether a forgotten password can be set anew by a mailed link. */
  reset?: boolean;
  /** With the method `redirect`. */
  providers?: SignInProvider[];
  /** The kind of challenge that calls by strangers need solved, such as `proof-of-work`; absent: none. */
  challenge?: string;
  /** Markdown that a newcomer agrees to, and the label of its checkbox. */
  consent?: { version: string; text: string; label: string };
}

export type SignInMethod = 'password' | 'link' | 'code' | 'redirect';

/** What a page may know of the portal before anyone signs in. */
export interface PortalSettings {
  name: string;
  enabled: boolean;
  /** BCP 47 tags the owner offers; the first is the fallback. */
  languages: string[];
  signIn: SignInOptions;
  /** Seconds without activity until sign-out; absent: no idle limit. */
  idleSeconds?: number;
  /** Whether a knowledge base shows the way to the portal. */
  showLink: boolean;
  /** Where the whole portal is, absolute, for pages that name no other place. */
  address?: string;
  columns: ColumnKey[];
  /** The properties of tickets that show, under the names that columns have. */
  properties?: { key: string; label: string }[];
  statusDisplay: 'state' | 'stages';
  stages: Stage[];
  /** Forms a contact may file tickets with; none: no way to file one. */
  forms: FormDefinition[];
  attachments?: AttachmentLimits;
  /** Whom to ask when the portal itself cannot help. */
  contactHint?: string;
  /** The owner's look: values of `--portal-*` properties by name. What the page itself sets comes before it. */
  theme?: Record<string, string>;
}
