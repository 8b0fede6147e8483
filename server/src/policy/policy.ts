import type { Actor, DeskContact, DeskQuery, DeskTicket } from '../desks/desk.ts';
import { DeskError } from '../desks/errors.ts';
import type { GatewaySettings } from '../settings/settings.ts';
import { listsHolding, meetsRule, type Person } from './contacts.ts';
import { matches } from './rules.ts';

/**
 * The one place that decides who sees what. Everything else asks: routes, the desk's queries, the live stream.
 */

/** Whose ticket something belongs to, as far as seeing it goes. */
export interface Ownership {
  contactId: string;
  companyId?: string | null;
}

/** The tickets an actor may see, as data that a desk turns into its own query. */
export type TicketScope =
  { kind: 'all' } | { kind: 'some'; contactId: string; companyIds: readonly string[] };

/** The actor for a proven contact. `role` comes from the account, never from the contact's record. */
export function actorFor(from: {
  contact: DeskContact;
  role: Actor['role'];
  settings: GatewaySettings;
}): Actor {
  const { contact, role, settings } = from;
  const { filter, threads } = settings.tickets;
  const companyIds = seesCompanies(settings, contact) ? contact.companies.map((company) => company.id) : [];
  return {
    contactId: contact.id,
    email: contact.email,
    name: contact.name,
    companyIds,
    scope: companyIds.length > 0 ? 'company' : 'own',
    role,
    ...(role === 'customer' && filter ? { shows: filter } : {}),
    ...(role === 'customer' && threads === 'newest' ? { threads } : {}),
  };
}

/** Whether a contact sees the tickets of their companies beside their own (D6). */
export function seesCompanies(settings: GatewaySettings, person: Person): boolean {
  const { permission } = settings.tickets;
  if (typeof permission === 'string') return permission === 'company';
  return meetsRule(permission.companyFor, person, settings);
}

export function isStaff(actor: Pick<Actor, 'role'>): boolean {
  return actor.role === 'agent' || actor.role === 'owner';
}

/** Rejects customers with `not-found`: what staff have does not exist for anybody else. */
export function requireStaff(actor: Actor): void {
  if (!isStaff(actor)) throw new DeskError('not-found', 'for staff only');
}

/** Rejects all but owners with `not-found`. */
export function requireOwner(actor: Actor): void {
  if (actor.role !== 'owner') throw new DeskError('not-found', 'for owners only');
}

export function ticketScope(actor: Actor): TicketScope {
  if (isStaff(actor)) return { kind: 'all' };
  return {
    kind: 'some',
    contactId: actor.contactId,
    companyIds: actor.scope === 'company' ? actor.companyIds : [],
  };
}

/** Whether a ticket is an actor's to see, as far as whose it is goes. */
export function maySee(actor: Actor, owner: Ownership): boolean {
  const scope = ticketScope(actor);
  if (scope.kind === 'all' || owner.contactId === scope.contactId) return true;
  return owner.companyId != null && scope.companyIds.includes(owner.companyId);
}

/** Whether a ticket shows to an actor: theirs to see, and none the owner's rules keep back. Asked after every fetch. */
export function showsTo(actor: Actor, ticket: DeskTicket): boolean {
  const owner = { contactId: ticket.requester.id, companyId: ticket.companyId };
  return maySee(actor, owner) && (isStaff(actor) || !actor.shows || matches(actor.shows, ticket));
}

/** The view a query asked for, or `not-found` where it is not the actor's: exactly as for an unknown company. */
export function resolveView(actor: Actor, view: string): DeskQuery['view'] {
  if (view === 'mine') return 'mine';
  const scope = ticketScope(actor);
  if (view === 'all' && scope.kind === 'all') return 'all';
  if (view !== 'all' && (scope.kind === 'all' || scope.companyIds.includes(view))) return { companyId: view };
  throw new DeskError('not-found', 'no such view for this actor');
}

/**
 * Whether somebody with an account is let in now: while the portal is on, and where the owner named contact lists, if
 * one of them holds them. Staff always are, so that nobody locks themselves out. Asked when a session begins and at
 * every request of it. An address alone is let in where its contact could be.
 */
export function admits(settings: GatewaySettings, person: string | Person, role: Actor['role']): boolean {
  if (role !== 'customer') return true;
  return settings.portal.enabled && mayBeLetIn(settings, person);
}

/** Whether the owner's lists let somebody in, once the portal is on. */
export function mayBeLetIn(settings: GatewaySettings, person: string | Person): boolean {
  const { lists } = settings.access;
  return lists.length === 0 || onLists(settings, lists, person);
}

/** Whether one of these contact lists holds somebody; of whom the companies are not known, whether one could. */
export function onLists(
  settings: Pick<GatewaySettings, 'contactLists'>,
  lists: readonly string[],
  person: string | Person,
): boolean {
  return listsHolding(settings, lists, personOf(person), true).length > 0;
}

const personOf = (person: string | Person): Person =>
  typeof person === 'string' ? { email: person } : person;
