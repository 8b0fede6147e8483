import { PortalError } from '../errors.ts';
import type { Body, Channel, Company, FieldValue, PortalSettings, Stage } from '../model.ts';
import type { MemorySeed, SeedContact } from './seed.ts';
import { defaultSettings } from './settings.ts';

export interface StoredFile {
  id: string;
  name: string;
  mediaType: string;
  content: Blob;
  /** Who uploaded it; absent for files of agents. */
  ownerId?: string;
  /** Absent while it waits to be sent. */
  ticketId?: string;
}

export interface StoredMessage {
  id: string;
  at: string;
  author: { name: string; role: 'customer' | 'agent' | 'system'; contactId?: string };
  channel: Channel;
  body: Body;
  quoted?: Body;
  thread?: string;
  files: StoredFile[];
  key?: string;
}

export interface StoredTicket {
  id: string;
  /** Orders references, and breaks ties everywhere else. */
  number: number;
  reference: string;
  subject: string;
  stageId: string;
  contactId: string;
  companyId?: string;
  createdAt: string;
  lastActivityAt: string;
  version: number;
  properties: Record<string, FieldValue>;
  messages: StoredMessage[];
}

export interface StoredSession {
  /** What the browser is known by. */
  id: string;
  /** What its person's list of sessions calls it. */
  handle: string;
  contactId: string;
  createdAt: string;
  /** When its person last did something. */
  activeAt: string;
  expiresAt: string;
  device?: string;
}

/** All a memory backend knows. Internal notes stand in a place of their own that no customer's call reads. */
export interface Store {
  settings: PortalSettings;
  companies: Company[];
  contacts: SeedContact[];
  tickets: Map<string, StoredTicket>;
  notes: Map<string, string[]>;
  files: Map<string, StoredFile>;
  sessions: Map<string, StoredSession>;
  /** Messages read, by contact and ticket. */
  reads: Map<string, number>;
  /** Which consent text contacts have agreed to, and when, by their ids. */
  consents: Map<string, { version: string; at: string }>;
  articles: NonNullable<MemorySeed['articles']>;
  properties: { key: string; label: string }[];
  now(): Date;
  nextId(prefix: string): string;
}

/** A store filled from a seed, which is copied and never changed. */
export function openStore(seed: MemorySeed, settings: Partial<PortalSettings>, now: () => Date): Store {
  const source = structuredClone(seed);
  let serial = 0;
  const store: Store = {
    settings: structuredClone({ ...defaultSettings, ...seed.settings, ...settings }),
    companies: source.companies,
    contacts: source.contacts,
    tickets: new Map(),
    notes: new Map(),
    files: new Map(),
    sessions: new Map(),
    reads: new Map(),
    consents: new Map(),
    articles: source.articles ?? [],
    properties: source.properties ?? [],
    now,
    nextId: (prefix) => `${prefix}-${(++serial).toString(36)}${Math.random().toString(36).slice(2, 10)}`,
  };
  for (const [index, ticket] of source.tickets.entries()) {
    const messages = ticket.messages.map((message, position): StoredMessage => {
      const files = (message.attachments ?? []).map((file): StoredFile => ({
        id: file.id,
        name: file.name,
        mediaType: file.mediaType,
        content: new Blob([file.content], { type: file.mediaType }),
        ticketId: ticket.id,
      }));
      for (const file of files) store.files.set(file.id, file);
      return {
        id: `${ticket.id}-m${position + 1}`,
        at: message.at,
        author: authorOf(store, message.author),
        channel: message.channel ?? 'portal',
        body: message.body,
        ...(message.quoted ? { quoted: message.quoted } : {}),
        ...(message.thread === undefined ? {} : { thread: message.thread }),
        files,
      };
    });
    store.tickets.set(ticket.id, {
      id: ticket.id,
      number: index + 1,
      reference: ticket.reference,
      subject: ticket.subject,
      stageId: ticket.stageId,
      contactId: ticket.contactId,
      companyId: ticket.companyId,
      createdAt: ticket.createdAt,
      lastActivityAt: messages.at(-1)?.at ?? ticket.createdAt,
      version: 1,
      properties: ticket.properties ?? {},
      messages,
    });
    if (ticket.notes) store.notes.set(ticket.id, ticket.notes);
    const read = messages.length - (ticket.unread ? 1 : 0);
    for (const contact of store.contacts) store.reads.set(`${contact.id} ${ticket.id}`, read);
  }
  return store;
}

function authorOf(
  store: Store,
  author: MemorySeed['tickets'][number]['messages'][number]['author'],
): StoredMessage['author'] {
  if ('agent' in author) return { name: author.agent, role: 'agent' };
  if ('system' in author) return { name: author.system, role: 'system' };
  const contact = store.contacts.find(({ id }) => id === author.contactId);
  return { name: contact?.name ?? 'Unknown', role: 'customer', contactId: author.contactId };
}

export function stageOf(store: Store, ticket: StoredTicket): Stage {
  const stage = store.settings.stages.find(({ id }) => id === ticket.stageId) ?? store.settings.stages[0];
  if (!stage) throw new Error('The settings of a memory backend need at least one stage');
  return stage;
}

/** The first stage of that kind, or the first of that state where none awaits the right side. */
export function findStage(store: Store, state: Stage['state'], awaiting?: Stage['awaiting']): Stage {
  const candidates = store.settings.stages.filter((stage) => stage.state === state);
  const stage = candidates.find((candidate) => candidate.awaiting === awaiting) ?? candidates[0];
  if (!stage) throw new Error(`The settings of a memory backend have no stage that is ${state}`);
  return stage;
}

/** Own tickets, and those of the contact's companies. The one rule of who sees what. */
export function maySee(contact: SeedContact, ticket: StoredTicket): boolean {
  return (
    ticket.contactId === contact.id ||
    (ticket.companyId !== undefined && contact.companyIds.includes(ticket.companyId))
  );
}

/** The ticket, if the contact may see it; a hidden one and a missing one fail alike. */
export function ticketFor(store: Store, contact: SeedContact, id: string): StoredTicket {
  const ticket = store.tickets.get(id);
  if (!ticket || !maySee(contact, ticket)) throw new PortalError('not-found', 'No such ticket');
  return ticket;
}
