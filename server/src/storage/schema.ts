import type { Generated } from 'kysely';

/**
 * Every table of the gateway but those of the accounts and of search (`search.ts`). Ids are text; times are ISO 8601 in UTC as text, which sorts
 * and compares the same on both databases; JSON is text.
 */
export interface Schema {
  companies: CompaniesTable;
  contacts: ContactsTable;
  contact_companies: ContactCompaniesTable;
  stages: StagesTable;
  tickets: TicketsTable;
  ticket_properties: TicketPropertiesTable;
  threads: ThreadsTable;
  messages: MessagesTable;
  internal_notes: InternalNotesTable;
  attachments: AttachmentsTable;
  read_marks: ReadMarksTable;
  idempotency: IdempotencyTable;
  changes: ChangesTable;
  counters: CountersTable;
  markers: MarkersTable;
  mails: MailsTable;
  mail_outbox: MailOutboxTable;
  consents: ConsentsTable;
  settings_versions: SettingsVersionsTable;
}

export interface CompaniesTable {
  id: string;
  name: string;
}

/** Customers and agents alike: whoever can be the author of something. */
export interface ContactsTable {
  id: string;
  /** Lower case; unique. */
  email: string;
  name: string;
  created_at: string;
}

export interface ContactCompaniesTable {
  contact_id: string;
  company_id: string;
  /** 0 is the primary company. */
  position: number;
}

/** What the owner's settings say (`desks/builtin/pipelines.ts`), for queries to join and sort by. */
export interface StagesTable {
  id: string;
  /** What staff call it. */
  label: string;
  customer_label: string | null;
  /** 1: customers know no more of it than its state. */
  hidden: Generated<number>;
  pipeline_id: Generated<string>;
  state: 'open' | 'closed';
  awaiting: 'customer' | 'agent' | null;
  /** The order of all stages of all pipelines, with gaps; unique. */
  rank: number;
  /** The same for customers: stages that they cannot tell apart share one. */
  customer_rank: Generated<number>;
}

export interface TicketsTable {
  id: string;
  number: number;
  reference: string;
  subject: string;
  /** The subject folded for sorting, the same on every database. */
  subject_key: string;
  stage_id: string;
  /** Copies of the stage's, so that lists filter and sort by index. */
  state: 'open' | 'closed';
  stage_rank: number;
  contact_id: string;
  company_id: string | null;
  created_at: string;
  /** Moved by what customers can see only. */
  last_activity_at: string;
  /** Moved by internal work too. */
  staff_activity_at: string;
  /** Counts changes customers can see. */
  version: number;
  /** Sequence number of the newest public message, and who wrote it. */
  last_seq: number;
  last_author_id: string;
  form_id: string | null;
  channel: string;
  properties: string;
  assignee_id: string | null;
  /** That of its newest thread; null while there is no conversation. */
  inbox: string | null;
}

/** Properties again, a row a value, for conditions of lists. `value` is folded text. */
export interface TicketPropertiesTable {
  ticket_id: string;
  key: string;
  value: string;
}

export interface ThreadsTable {
  id: string;
  ticket_id: string;
  inbox: string;
  channel: string;
  created_at: string;
}

/** Public messages only. */
export interface MessagesTable {
  id: string;
  ticket_id: string;
  thread_id: string | null;
  /** From 1, without gaps within a ticket. */
  seq: number;
  author_id: string;
  author_role: 'customer' | 'agent' | 'system';
  channel: string;
  format: 'markdown' | 'html' | 'text';
  content: string;
  lang: string | null;
  quoted_format: 'markdown' | 'html' | 'text' | null;
  quoted_content: string | null;
  at: string;
  /** The idempotency key it was written with; unique for its author. */
  author_key: string | null;
}

/** A table of its own, so that no query for customers can touch a note. */
export interface InternalNotesTable {
  id: string;
  ticket_id: string;
  author_id: string;
  format: 'markdown' | 'html' | 'text';
  content: string;
  at: string;
}

export interface AttachmentsTable {
  id: string;
  owner_id: string;
  /** Null until sent. */
  ticket_id: string | null;
  message_id: string | null;
  position: number;
  name: string;
  media_type: string;
  bytes: number;
  sha256: string;
  storage_key: string;
  created_at: string;
}

export interface ReadMarksTable {
  contact_id: string;
  ticket_id: string;
  seq: number;
}

export interface IdempotencyTable {
  actor_id: string;
  key: string;
  body_hash: string;
  result: string;
  created_at: string;
}

export interface ChangesTable {
  id: Generated<number | string>;
  kind: 'created' | 'message' | 'updated';
  ticket_id: string;
  contact_id: string;
  company_id: string | null;
  at: string;
}

export interface CountersTable {
  name: string;
  value: number;
}

export interface MarkersTable {
  name: string;
  value: string;
}

export interface MailsTable {
  id: string;
  to_address: string;
  subject: string;
  text: string;
  html: string | null;
  at: string;
}

export interface ConsentsTable {
  user_id: string;
  version: string;
  at: string;
}

/** Mails on their way. A row goes once its mail was taken, or given up. */
export interface MailOutboxTable {
  id: string;
  /** The mail, encrypted: it may hold a link that signs somebody in. */
  sealed: string;
  at: string;
  /** Tries begun so far. */
  attempts: number;
  /** When it is due; while one gateway tries, no other does. */
  next_at: string;
}

/** The owner's settings, a row a save; the newest holds. */
export interface SettingsVersionsTable {
  version: number;
  /** The shape of the document; see `settings/migrations.ts`. */
  schema: number;
  /** JSON. */
  document: string;
  /** JSON: what this save changed. */
  changes: string;
  at: string;
  by_id: string;
  by_name: string;
}
