/** Which inbox the page shows stands in its address, beside the ticket: `?inbox=billing#/tickets/...`. */

const parameter = 'inbox';

/** The chosen inbox; undefined for all of them. */
export function chosenInbox(): string | undefined {
  return new URLSearchParams(location.search).get(parameter) || undefined;
}

/** A step that Back undoes; with `replace`, one that never was. */
export function chooseInbox(id: string | undefined, { replace = false } = {}): void {
  const address = new URL(location.href);
  if (id === undefined) address.searchParams.delete(parameter);
  else address.searchParams.set(parameter, id);
  history[replace ? 'replaceState' : 'pushState'](history.state, '', address);
}

/** A list's query for the chosen inbox alone: the gateway knows the word, customers' pages do not. */
export function narrowed<Query extends object>(query: Query): Query {
  const inbox = chosenInbox();
  return inbox === undefined ? query : { ...query, inbox };
}
