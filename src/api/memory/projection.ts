import type { Capabilities } from '../capabilities.ts';
import type {
  Attachment,
  Message,
  Person,
  PortalSettings,
  PropertyValue,
  Session,
  Ticket,
  TicketReasons,
  TicketSummary,
} from '../model.ts';
import type { SeedContact } from './seed.ts';
import {
  stageOf,
  type Store,
  type StoredFile,
  type StoredMessage,
  type StoredSession,
  type StoredTicket,
} from './store.ts';

/** The one way out: every field that leaves is named here. */
export function summaryFor(store: Store, contact: SeedContact, ticket: StoredTicket): TicketSummary {
  const mine = ticket.contactId === contact.id;
  const requester = store.contacts.find(({ id }) => id === ticket.contactId);
  const { id, label, state, awaiting } = stageOf(store, ticket);
  return {
    id: ticket.id,
    reference: ticket.reference,
    subject: ticket.subject,
    stage: { id, label, state, ...(awaiting ? { awaiting } : {}) },
    createdAt: ticket.createdAt,
    lastActivityAt: ticket.lastActivityAt,
    requester: { name: requester?.name ?? 'Unknown', role: 'customer', isMe: mine },
    mine,
    unread: isUnread(store, contact, ticket),
    properties: propertiesOf(store, ticket),
  };
}

export function ticketView(
  store: Store,
  contact: SeedContact,
  ticket: StoredTicket,
  capabilities: Capabilities,
): Ticket {
  const open = stageOf(store, ticket).state === 'open';
  return {
    ...summaryFor(store, contact, ticket),
    can: {
      reply: open ? 'adds' : false,
      close: open && capabilities.close,
      reopen: !open && capabilities.reopen,
      rate: false,
    },
    version: String(ticket.version),
  };
}

/** There is no rule here but whose a ticket is. */
export function reasonsView(store: Store, contact: SeedContact, ticket: StoredTicket): TicketReasons {
  if (ticket.contactId === contact.id) return { owner: 'mine' };
  const company = store.companies.find(({ id }) => id === ticket.companyId);
  return { owner: 'company', ...(company ? { company: { id: company.id, name: company.name } } : {}) };
}

export function messageView(contact: SeedContact, message: StoredMessage): Message {
  const isMe = message.author.contactId === contact.id;
  const author: Person = { name: message.author.name, role: message.author.role, isMe };
  return {
    id: message.id,
    at: message.at,
    author,
    channel: message.channel,
    body: message.body,
    attachments: message.files.map(attachmentView),
    ...(message.quoted ? { quoted: message.quoted } : {}),
    ...(message.thread === undefined ? {} : { thread: message.thread }),
    ...(isMe && message.key ? { idempotencyKey: message.key } : {}),
  };
}

export const attachmentView = (file: StoredFile): Attachment => ({
  id: file.id,
  name: file.name,
  mediaType: file.mediaType,
  bytes: file.content.size,
});

export function sessionView(store: Store, contact: SeedContact, session: StoredSession): Session {
  const idleAt = idleEnd(store, session);
  return {
    contact: { id: contact.id, name: contact.name, email: contact.email },
    companies: contact.companyIds.flatMap((id) => {
      const company = store.companies.find((candidate) => candidate.id === id);
      return company ? [{ id: company.id, name: company.name }] : [];
    }),
    role: 'customer',
    expiresAt: session.expiresAt,
    ...(idleAt === undefined ? {} : { idleAt }),
  };
}

/** When a session ends unless its person does something before. */
export function idleEnd({ settings }: Store, { activeAt }: StoredSession): string | undefined {
  const { idleSeconds } = settings;
  return idleSeconds === undefined
    ? undefined
    : new Date(Date.parse(activeAt) + idleSeconds * 1000).toISOString();
}

export const settingsView = (store: Store): PortalSettings => ({
  ...store.settings,
  properties: visibleProperties(store),
});

/** Properties with a label: those the seed allows, and the fields of the forms. */
export function visibleProperties(store: Store): { key: string; label: string }[] {
  const fields = store.settings.forms
    .flatMap((form) => form.fields)
    .filter(({ key, kind }) => key !== 'subject' && key !== 'message' && kind !== 'file');
  const known = new Map([...store.properties, ...fields].map(({ key, label }) => [key, label]));
  return [...known].map(([key, label]) => ({ key, label }));
}

function propertiesOf(store: Store, ticket: StoredTicket): PropertyValue[] {
  return visibleProperties(store).flatMap(({ key, label }) => {
    const value = ticket.properties[key];
    return value === undefined || value === null ? [] : [{ key, label, value }];
  });
}

function isUnread(store: Store, contact: SeedContact, ticket: StoredTicket): boolean {
  const read = store.reads.get(`${contact.id} ${ticket.id}`) ?? 0;
  return ticket.messages.slice(read).some((message) => message.author.contactId !== contact.id);
}
