import type {
  BodyFormat,
  Channel,
  FieldValue,
  FormDefinition,
  PageRequest,
  SortKey,
  TicketQuery,
} from '../../../src/api/index.ts';
import type { Rule } from '../policy/rules.ts';

/**
 * Who asks. Made by the gateway from a session and by nothing else; every desk method that touches a ticket takes one.
 */
export interface Actor {
  /** The desk's id of the contact, or of the agent's own record. */
  contactId: string;
  email: string;
  name: string;
  /** Companies whose tickets this actor may see; empty when `scope` is `own`. */
  companyIds: string[];
  scope: 'own' | 'company';
  role: 'customer' | 'agent' | 'owner';
  /** Of the tickets that are theirs, only those that meet this show; absent: all. */
  shows?: Rule;
  /** Of each conversation only the newest thread shows; absent: all. */
  threads?: 'newest';
}

export interface DeskCompany {
  id: string;
  name: string;
}

export interface DeskContact {
  id: string;
  email: string;
  name: string;
  /** The primary one first. */
  companies: DeskCompany[];
}

/** Somebody whom staff add; `email` in lower case. */
export interface NewContact {
  email: string;
  name: string;
  /** Ids, the primary one first. */
  companies: string[];
}

export interface DeskStage {
  id: string;
  /** What staff call it. */
  label: string;
  /** What customers call it, where that is something else. */
  customerLabel?: string;
  /** Customers know no more of it than its state. */
  hidden?: boolean;
  state: 'open' | 'closed';
  awaiting?: 'customer' | 'agent';
}

/** A person as the desk knows them. `email` never leaves the gateway: the projection does not copy it. */
export interface DeskPerson {
  id: string;
  name: string;
  email?: string;
  role: 'customer' | 'agent' | 'system';
}

export interface DeskAttachment {
  id: string;
  name: string;
  mediaType: string;
  bytes?: number;
}

/** A ticket with everything the desk keeps of it; customers get what the projection copies. */
export interface DeskTicket {
  id: string;
  reference: string;
  subject: string;
  stage: DeskStage;
  createdAt: string;
  lastActivityAt: string;
  /** What customers are told instead, where the last that happened does not show to this one. */
  shownActivityAt?: string;
  requester: DeskPerson;
  companyId?: string;
  unread?: boolean;
  version: string;
  channel: Channel;
  properties: Record<string, FieldValue>;
  participants?: DeskPerson[];
  /** For staff only. */
  assignee?: DeskPerson;
  /** For staff only: moved by internal work too. */
  staffActivityAt?: string;
  /** For staff only: where its conversation arrives; absent while there is none. */
  inbox?: string;
}

/** A public message. Internal notes are another type, reached by another method, for staff only. */
export interface DeskMessage {
  id: string;
  ticketId: string;
  threadId?: string;
  at: string;
  author: DeskPerson;
  channel: Channel;
  body: { format: BodyFormat; content: string; lang?: string };
  quoted?: { format: BodyFormat; content: string };
  attachments: DeskAttachment[];
  /** The key it was written with; shown to its author alone. */
  key?: string;
}

export interface DeskNote {
  id: string;
  ticketId: string;
  at: string;
  author: DeskPerson;
  body: { format: BodyFormat; content: string };
}

export interface DeskPage<T> {
  items: T[];
  next?: string;
  total?: { value: number; exact: boolean };
}

/** A customer's query, validated, with the companies of the chosen view settled by policy. */
export interface DeskQuery extends Omit<TicketQuery, 'view' | 'sort'> {
  /** `mine`, one company of the actor's, or (staff only) `all`. */
  view: 'mine' | 'all' | { companyId: string };
  sort: { by: SortKey; descending: boolean };
  /** For staff only: tickets whose conversation arrives there. */
  inbox?: string;
}

export interface NewTicket {
  formId?: string;
  subject: string;
  body: { format: BodyFormat; content: string };
  channel: Channel;
  properties: Record<string, FieldValue>;
  /** Uploads of the same actor. */
  attachments: string[];
}

/** A ticket that staff make for a customer, of a call for example: it begins without a conversation. */
export interface StaffTicketDraft {
  contactId: string;
  subject: string;
  channel: Channel;
  /** Where its conversation shall arrive, and whose pipeline it goes through; absent: the default inbox. */
  inbox?: string;
  properties: Record<string, FieldValue>;
  /** What was said, as an internal note. */
  note?: { format: BodyFormat; content: string };
}

export interface NewMessage {
  body: { format: BodyFormat; content: string };
  channel: Channel;
  attachments: string[];
}

export interface ByteStream {
  stream: ReadableStream<Uint8Array>;
  name: string;
  mediaType: string;
  bytes?: number;
}

export interface DeskCapabilities {
  sortBy: SortKey[];
  filterBy: string[];
  search: 'none' | 'subject' | 'full';
  totals: 'exact' | 'capped' | 'none';
  toClosed: 'refused' | 'reopens' | 'follow-up';
  fidelity: 'native' | 'email' | 'annotated';
  close: boolean;
  reopen: boolean;
  unread: boolean;
  notes: boolean;
  live: 'push' | 'poll' | 'none';
  searchLagMs: number;
}

/** Something that stands in the way of serving, found at start. */
export interface DeskProblem {
  severity: 'error' | 'warning';
  message: string;
}

/** A change as the live stream needs it: enough to decide who may hear of it, nothing of what it says. */
export interface DeskChange {
  /** Position in the log, ascending; what `Last-Event-ID` carries. */
  id: string;
  kind: 'created' | 'message' | 'updated';
  ticketId: string;
  contactId: string;
  companyId?: string;
  at: string;
}

/**
 * A help desk behind the gateway. Failures reject with a `DeskError` (see `errors.ts`); ids of tickets an actor may
 * not see reject with `not-found`, exactly as unknown ones.
 */
export interface HelpDesk {
  readonly name: string;
  capabilities(): DeskCapabilities;
  check(): Promise<DeskProblem[]>;
  findContact(email: string): Promise<DeskContact | undefined>;
  /**
   * The contact of that address, made if there is none. Call only with an address that was proven. With `company`, the
   * contact belongs to the company of exactly that name afterwards, made if there is none; a desk that keeps companies
   * in another way may leave that out.
   */
  ensureContact(person: { email: string; name: string; company?: string }): Promise<DeskContact>;
  stages(): Promise<DeskStage[]>;
  forms(): Promise<FormDefinition[]>;
  list(actor: Actor, query: DeskQuery): Promise<DeskPage<DeskTicket>>;
  get(actor: Actor, id: string): Promise<DeskTicket>;
  messages(
    actor: Actor,
    id: string,
    page: PageRequest & { order: 'newest' | 'oldest' },
  ): Promise<DeskPage<DeskMessage>>;
  create(actor: Actor, ticket: NewTicket, key: string): Promise<DeskTicket>;
  reply(actor: Actor, id: string, message: NewMessage, key: string): Promise<DeskMessage>;
  setState?(actor: Actor, id: string, state: 'open' | 'closed', key: string): Promise<DeskTicket>;
  markRead?(actor: Actor, id: string, messageId: string): Promise<void>;
  /** Stores a file that its uploader may attach to a later message. Rejects with `too-large`, `unsupported-media`. */
  upload(
    actor: Actor,
    file: { name: string; stream: ReadableStream<Uint8Array>; mediaType: string; signal?: AbortSignal },
  ): Promise<DeskAttachment>;
  discardUpload(actor: Actor, id: string): Promise<void>;
  /** Also an actor's own uploads that are not sent yet. */
  openAttachment(actor: Actor, attachmentId: string): Promise<ByteStream>;
  /** Changes after an id (absent: from now on), for every actor: the caller asks policy who may hear. */
  changes(after: string | undefined, signal: AbortSignal): AsyncIterable<DeskChange | { kind: 'reset' }>;
  /** What only staff may do; absent where the desk is worked in its own product. */
  readonly staff?: StaffDesk;
}

/** The part for agents. Every method refuses customers, whatever the route above it did. */
export interface StaffDesk {
  notes(actor: Actor, ticketId: string): Promise<DeskNote[]>;
  addNote(
    actor: Actor,
    ticketId: string,
    body: { format: BodyFormat; content: string },
    key: string,
  ): Promise<DeskNote>;
  setStage(actor: Actor, ticketId: string, stageId: string, key: string): Promise<DeskTicket>;
  /** Rejects with `not-found` for a contact who is no customer. */
  create(actor: Actor, draft: StaffTicketDraft, key: string): Promise<DeskTicket>;
  /** Every stage, in order, with the pipeline it belongs to. */
  stages(actor: Actor): Promise<(DeskStage & { pipelineId: string })[]>;
  /** Customers whose address or name holds a text, by address. */
  contacts(actor: Actor, text: string, limit: number): Promise<DeskContact[]>;
  /** Those customers of the ids that are there, in no order. */
  contactsNamed(actor: Actor, ids: readonly string[]): Promise<DeskContact[]>;
  /** A customer by id; `not-found` for members of staff. */
  contact(actor: Actor, id: string): Promise<DeskContact>;
  /** Companies whose name holds a text, by name. */
  companies(actor: Actor, text: string, limit: number): Promise<DeskCompany[]>;
  /** Those of the ids that are there, in no order. */
  companiesNamed(actor: Actor, ids: readonly string[]): Promise<DeskCompany[]>;
  /** Rejects with `invalid`: field `name`, code `taken` for one that is there. */
  addCompany(actor: Actor, name: string): Promise<DeskCompany>;
  /** Rejects with `invalid`: field `email`, code `taken` for one that is somebody's, `companies.<index>` for an unknown one. */
  addContact(actor: Actor, contact: NewContact): Promise<DeskContact>;
  /** What is given replaces what was there. `not-found` for members of staff. */
  changeContact(
    actor: Actor,
    id: string,
    change: Partial<Pick<NewContact, 'name' | 'companies'>>,
  ): Promise<DeskContact>;
  assign(actor: Actor, ticketId: string, agentId: string | null, key: string): Promise<DeskTicket>;
}
