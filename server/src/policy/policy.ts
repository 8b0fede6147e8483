import type { Actor, DeskContact, DeskQuery } from '../desks/desk.ts';
import { DeskError } from '../desks/errors.ts';
import type { GatewaySettings } from '../settings/settings.ts';

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
  const companyIds = settings.tickets.companyView ? contact.companies.map((company) => company.id) : [];
  return {
    contactId: contact.id,
    email: contact.email,
    name: contact.name,
    companyIds,
    scope: companyIds.length > 0 ? 'company' : 'own',
    role,
  };
}

export function isStaff(actor: Actor): boolean {
  return actor.role === 'agent' || actor.role === 'owner';
}

/** Rejects customers with `not-found`: what staff have does not exist for anybody else. */
export function requireStaff(actor: Actor): void {
  if (!isStaff(actor)) throw new DeskError('not-found', 'for staff only');
}

export function ticketScope(actor: Actor): TicketScope {
  if (isStaff(actor)) return { kind: 'all' };
  return {
    kind: 'some',
    contactId: actor.contactId,
    companyIds: actor.scope === 'company' ? actor.companyIds : [],
  };
}

/** Whether an actor may see a ticket and everything public that hangs on it: asked after every fetch. */
export function maySee(actor: Actor, owner: Ownership): boolean {
  const scope = ticketScope(actor);
  if (scope.kind === 'all' || owner.contactId === scope.contactId) return true;
  return owner.companyId != null && scope.companyIds.includes(owner.companyId);
}

/** The view a query asked for, or `not-found` where it is not the actor's: exactly as for an unknown company. */
export function resolveView(actor: Actor, view: string): DeskQuery['view'] {
  if (view === 'mine') return 'mine';
  const scope = ticketScope(actor);
  if (view === 'all' && scope.kind === 'all') return 'all';
  if (view !== 'all' && (scope.kind === 'all' || scope.companyIds.includes(view))) return { companyId: view };
  throw new DeskError('not-found', 'no such view for this actor');
}
