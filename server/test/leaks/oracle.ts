import type { Canary } from './canaries.ts';
import type { Customer, Decision, Filter, Group, Ticket } from './decisions.ts';

/**
 * Who may know what, from the facts of the world and the owner's decision alone. Written a second time on purpose: an
 * oracle that asked the gateway's policy would be wrong wherever that is.
 */
export interface Facts {
  customers: ReadonlyMap<string, Customer>;
  tickets: ReadonlyMap<string, Ticket>;
}

const holds = (group: Group, { email, companies }: Customer): boolean => {
  const own =
    group.by === 'address'
      ? [email]
      : group.by === 'domain'
        ? [email.slice(email.indexOf('@') + 1)]
        : companies;
  return own.some((one) => group.values.includes(one)) !== (group.others ?? false);
};

const shows = (filter: Filter, ticket: Ticket): boolean =>
  'all' in filter
    ? filter.all.every((inner) => shows(inner, ticket))
    : 'any' in filter
      ? filter.any.some((inner) => shows(inner, ticket))
      : filter.shows(ticket);

/** Whether a customer has a session that counts. */
export function isIn(customer: Customer, { on, access }: Decision): boolean {
  return on && (!access || holds(access, customer));
}

export function seesCompany(customer: Customer, company: string, { companies }: Decision): boolean {
  if (!customer.companies.includes(company) || companies === 'nobody') return false;
  return companies === 'everybody' || holds(companies, customer);
}

export function sees(customer: Customer, ticket: Ticket, decision: Decision): boolean {
  if (!isIn(customer, decision)) return false;
  const theirs =
    ticket.requester === customer.name ||
    (ticket.company !== undefined && seesCompany(customer, ticket.company, decision));
  return theirs && (!decision.filter || shows(decision.filter, ticket));
}

const showsThread = (ticket: Ticket, thread: number, { threads }: Decision): boolean =>
  threads === 'all' || thread === ticket.newest;

/** Whether somebody may know a canary; `undefined` is a stranger. */
export function mayKnow(
  who: string | undefined,
  { place }: Canary,
  decision: Decision,
  { customers, tickets }: Facts,
): boolean {
  const customer = who === undefined ? undefined : customers.get(who);
  const seen = (name: string): boolean => {
    const ticket = tickets.get(name);
    return customer !== undefined && ticket !== undefined && sees(customer, ticket, decision);
  };
  switch (place.at) {
    case 'nowhere':
      return false;
    case 'person':
      return who === place.who;
    case 'ticket':
      return seen(place.ticket);
    case 'message':
      return seen(place.ticket) && showsThread(tickets.get(place.ticket)!, place.thread, decision);
    case 'property':
      return seen(place.ticket) && decision.visible.includes(place.key);
    case 'name':
      return (
        who === place.of ||
        [...tickets.values()].some(
          (ticket) =>
            seen(ticket.name) &&
            (ticket.requester === place.of ||
              ticket.messages.some(
                ({ by, thread }) => by === place.of && showsThread(ticket, thread, decision),
              )),
        )
      );
    case 'company':
      return (
        customer !== undefined && isIn(customer, decision) && seesCompany(customer, place.company, decision)
      );
    case 'stage':
      // They stand in the settings of the page, which strangers read too.
      return decision.stages === 'stages';
    case 'letter':
      return false;
    case 'said':
      return true;
  }
}
