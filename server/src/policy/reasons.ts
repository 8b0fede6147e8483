import type { Actor, DeskContact, DeskTicket } from '../desks/desk.ts';
import type { GatewaySettings } from '../settings/settings.ts';
import { explainRule, listsHolding } from './contacts.ts';
import { actorFor, admits, isStaff, seesCompanies, showsTo } from './policy.ts';
import { decisiveTests, explain, type Test, type Verdict } from './rules.ts';

/** Why a ticket shows to an actor who sees it. */
export interface Sight {
  owner: 'mine' | 'company' | 'staff';
  /** The conditions of the owner's rule that it meets; absent where there is no rule. */
  tests?: Test[];
}

export function sightOf(actor: Actor, ticket: DeskTicket): Sight {
  if (ticket.requester.id !== actor.contactId && isStaff(actor)) return { owner: 'staff' };
  const owner = ticket.requester.id === actor.contactId ? 'mine' : 'company';
  return actor.shows ? { owner, tests: decisiveTests(explain(actor.shows, ticket)) } : { owner };
}

/** Something that keeps a ticket from a contact. */
export type Obstacle = 'portal-off' | 'access' | 'ownership' | 'permission' | 'filter';

/** For staff: whether a contact sees a ticket as a customer, and all that decides it. */
export interface TicketVerdict {
  visible: boolean;
  /** Everything that stands in the way; none where it is visible. */
  against: Obstacle[];
  /** The lists that are let in and hold the contact; absent: everybody with an account is let in. */
  accessLists?: string[];
  owner: 'mine' | 'company' | 'other';
  permission: { kind: 'own' | 'company' | 'rule'; holds: boolean; rule?: Verdict };
  /** What each part of the filter says; absent where there is none. */
  filter?: Verdict;
  threads: 'all' | 'newest';
}

/** `contact` is no member of staff. The answer is the policy's own; the rest explains it. */
export function verdictOn(
  settings: GatewaySettings,
  contact: DeskContact,
  ticket: DeskTicket,
): TicketVerdict {
  const { access, portal, tickets } = settings;
  const actor = actorFor({ contact, role: 'customer', settings });
  const owner =
    ticket.requester.id === contact.id
      ? 'mine'
      : contact.companies.some(({ id }) => id === ticket.companyId)
        ? 'company'
        : 'other';
  const verdict: TicketVerdict = {
    visible: admits(settings, contact, 'customer') && showsTo(actor, ticket),
    against: [],
    owner,
    permission: permissionOf(settings, contact),
    threads: tickets.threads,
  };
  if (access.lists.length > 0) verdict.accessLists = listsHolding(settings, access.lists, contact);
  if (tickets.filter) verdict.filter = explain(tickets.filter, ticket);
  if (!portal.enabled) verdict.against.push('portal-off');
  if (verdict.accessLists?.length === 0) verdict.against.push('access');
  if (owner === 'other') verdict.against.push('ownership');
  if (owner === 'company' && !verdict.permission.holds) verdict.against.push('permission');
  if (verdict.filter && !verdict.filter.holds) verdict.against.push('filter');
  return verdict;
}

function permissionOf(settings: GatewaySettings, contact: DeskContact): TicketVerdict['permission'] {
  const { permission } = settings.tickets;
  const holds = seesCompanies(settings, contact);
  return typeof permission === 'string'
    ? { kind: permission, holds }
    : { kind: 'rule', holds, rule: explainRule(permission.companyFor, contact, settings) };
}
