import type { ArticleSuggestion } from '../adapter.ts';
import type { Body, Channel, Company, FieldValue, PortalSettings } from '../model.ts';

export interface SeedContact {
  id: string;
  name: string;
  email: string;
  /** Empty: none yet, so that only other ways lead in. */
  password: string;
  /** Companies whose tickets the contact sees, the primary one first. */
  companyIds: string[];
}

export interface SeedFile {
  id: string;
  name: string;
  mediaType: string;
  content: string | Uint8Array<ArrayBuffer>;
}

export interface SeedMessage {
  at: string;
  /** A contact's id, or the name of an agent. */
  author: { contactId: string } | { agent: string } | { system: string };
  body: Body;
  channel?: Channel;
  quoted?: Body;
  /** The thread it stands in; replies join the newest message's. */
  thread?: string;
  attachments?: SeedFile[];
}

export interface SeedTicket {
  id: string;
  reference: string;
  subject: string;
  /** A stage of the settings. */
  stageId: string;
  contactId: string;
  companyId?: string;
  createdAt: string;
  properties?: Record<string, FieldValue>;
  /** In the order they were written. */
  messages: SeedMessage[];
  /** Internal notes: kept, never shown. */
  notes?: string[];
  /** Whether the newest message is still unread by everyone but its author. */
  unread?: boolean;
}

/** What a memory backend begins with. */
export interface MemorySeed {
  companies: Company[];
  contacts: SeedContact[];
  tickets: SeedTicket[];
  articles?: (ArticleSuggestion & { text: string })[];
  settings?: Partial<PortalSettings>;
  /** Allow-listed properties that tickets show, beside those of the forms' fields. */
  properties?: { key: string; label: string }[];
}

export const emptySeed: MemorySeed = { companies: [], contacts: [], tickets: [] };
