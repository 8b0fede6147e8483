import { PortalError } from '../errors.ts';
import type { MessagePageRequest, Page, TicketQuery } from '../model.ts';
import { meetsAll } from '../shared/conditions.ts';
import { visibleProperties } from './projection.ts';
import type { SeedContact } from './seed.ts';
import { maySee, stageOf, type Store, type StoredMessage, type StoredTicket } from './store.ts';

type Key = string | number;

const invalid = (field: string): PortalError =>
  new PortalError('invalid', `The query's ${field} is not valid`, { fields: [{ field, code: 'invalid' }] });

/** The contact's tickets that answer the query, one page of them. Rejects with `invalid` and `not-found`. */
export function queryTickets(store: Store, contact: SeedContact, query: TicketQuery): Page<StoredTicket> {
  const { view, state, stages, text, where, sort } = query;
  if (view !== 'mine' && !contact.companyIds.includes(view))
    throw new PortalError('not-found', 'No such view');
  const filters = new Set(visibleProperties(store).map(({ key }) => key));
  if (where?.some(({ property }) => !filters.has(property))) throw invalid('where');
  const words = wordsOf(text ?? '');
  const found = [...store.tickets.values()].filter((ticket) => {
    if (!maySee(contact, ticket)) return false;
    if (view === 'mine' ? ticket.contactId !== contact.id : ticket.companyId !== view) return false;
    const stage = stageOf(store, ticket);
    if (state !== 'any' && stage.state !== state) return false;
    if (stages?.length && !stages.includes(stage.id)) return false;
    return meetsAll(ticket.properties, where) && (words.length === 0 || contains(ticket, words));
  });
  const keyOf = sortKey(store, sort.by);
  const direction = sort.descending ? -1 : 1;
  const bound = JSON.stringify([contact.id, view, state, stages, text, where, sort.by, sort.descending]);
  const page = pageOf(
    found,
    query,
    bound,
    (a, b) => direction * compareKeys(a, b),
    (ticket) => [keyOf(ticket), ticket.number],
  );
  return { ...page, total: { value: found.length, exact: true } };
}

/** A page of a conversation, from the newest message on unless asked otherwise. */
export function queryMessages(ticket: StoredTicket, request: MessagePageRequest): Page<StoredMessage> {
  const order = request.order ?? 'newest';
  const direction = order === 'newest' ? -1 : 1;
  const positions = new Map(ticket.messages.map((message, index) => [message, index]));
  return pageOf(
    ticket.messages,
    request,
    JSON.stringify([ticket.id, order]),
    (a, b) => direction * compareKeys(a, b),
    (message) => [positions.get(message) ?? 0],
  );
}

function pageOf<T>(
  items: T[],
  request: { limit: number; cursor?: string },
  bound: string,
  order: (a: Key[], b: Key[]) => number,
  keyOf: (item: T) => Key[],
): Page<T> {
  const { limit, cursor } = request;
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw invalid('limit');
  const after = cursor === undefined ? undefined : readCursor(cursor, bound);
  const rest = items
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => !after || order(key, after) > 0)
    .sort((a, b) => order(a.key, b.key));
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ item }) => item),
    ...(last && rest.length > limit ? { next: writeCursor(last.key, bound) } : {}),
  };
}

function sortKey(store: Store, by: TicketQuery['sort']['by']): (ticket: StoredTicket) => Key {
  switch (by) {
    case 'created':
      return (ticket) => ticket.createdAt;
    case 'activity':
      return (ticket) => ticket.lastActivityAt;
    case 'reference':
      return (ticket) => ticket.number;
    case 'subject':
      return (ticket) => ticket.subject.toLowerCase();
    case 'status':
      return (ticket) => store.settings.stages.findIndex(({ id }) => id === ticket.stageId);
    default:
      throw invalid('sort');
  }
}

function compareKeys(a: Key[], b: Key[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index] ?? '';
    if (left < right) return -1;
    if (left > right) return 1;
  }
  return 0;
}

/** Lower-case words without accents: `PR-2041` is the two words `pr` and `2041`. */
function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

function contains(ticket: StoredTicket, words: string[]): boolean {
  const texts = ticket.messages.map(({ body }) => body.content);
  const present = wordsOf([ticket.reference, ticket.subject, ...texts].join('\n'));
  return words.every((word) => present.some((candidate) => candidate.startsWith(word)));
}

/** FNV-1a: binds a cursor to the query it continues; it guards against mistakes, who sees what is checked anew on each page. */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash.toString(36);
}

function writeCursor(key: Key[], bound: string): string {
  const payload = JSON.stringify(key);
  const bytes = new TextEncoder().encode(`${digest(bound + payload)} ${payload}`);
  return btoa(String.fromCharCode(...bytes));
}

function readCursor(cursor: string, bound: string): Key[] {
  try {
    const bytes = Uint8Array.from(atob(cursor), (character) => character.charCodeAt(0));
    const [, seal, payload] = /^(\w+) (.*)$/s.exec(new TextDecoder().decode(bytes)) ?? [];
    if (payload !== undefined && seal === digest(bound + payload)) return JSON.parse(payload) as Key[];
  } catch (error) {
    throw new PortalError('invalid', 'The cursor is not one of ours', {
      fields: [{ field: 'cursor', code: 'invalid' }],
      cause: error,
    });
  }
  throw invalid('cursor');
}
