import { PortalError, type PortalAdapter, type Ticket, type TicketSummary } from '../../../src/api/index.ts';

const statuses: Record<string, number> = { unauthenticated: 401, 'not-found': 404, invalid: 400 };

/** The HTTP interface of the desk that the example adapter is written for, in front of a memory backend. */
export function exampleDesk(adapter: PortalAdapter, numbers: Map<string, string>): typeof globalThis.fetch {
  const numberOf = (id: string): number => {
    const known = [...numbers].find(([, own]) => own === id)?.[0] ?? String(numbers.size + 1);
    numbers.set(known, id);
    return Number(known);
  };
  const row = (ticket: TicketSummary | Ticket) => ({
    id: numberOf(ticket.id),
    title: ticket.subject,
    solved: ticket.stage.state === 'closed',
    created: ticket.createdAt,
    updated: ticket.lastActivityAt,
    mine: ticket.mine,
    customer: ticket.requester.name,
    assignee: 'agent@acme.example',
    revision: 'version' in ticket ? Number(ticket.version) : 0,
  });

  async function answer(url: URL, body: unknown, signal: AbortSignal | null | undefined): Promise<unknown> {
    const call = signal ? { signal } : {};
    const ask = (name: string): string | undefined => url.searchParams.get(name) ?? undefined;
    const page = { limit: Number(ask('limit')), cursor: ask('after') };
    const descending = ask('order') === 'desc';
    const [, resource, number = '', part] = url.pathname.split('/');
    if (resource === 'me') return adapter.session.current(call);
    if (resource === 'sign-in') {
      const result = await adapter.session.signIn(
        body as Parameters<PortalAdapter['session']['signIn']>[0],
        call,
      );
      return result.state === 'signed-in' ? result.session : null;
    }
    if (resource === 'sign-out') return (await adapter.session.signOut(call)) ?? null;
    if (number === '') {
      const state = (ask('state') ?? 'any') as 'open' | 'closed' | 'any';
      const query = { view: 'mine', state, sort: { by: 'activity', descending } as const, ...page };
      const { items, next } = await adapter.tickets.list(query, call);
      return { rows: items.map(row), after: next };
    }
    const id = numbers.get(decodeURIComponent(number)) ?? 'none';
    if (part === undefined) return row(await adapter.tickets.get(id, call));
    const { items, next } = await adapter.tickets.messages(
      id,
      { ...page, order: descending ? 'newest' : 'oldest' },
      call,
    );
    const rows = items.map((message) => ({
      id: message.id,
      kind: 'comment',
      written: message.at,
      by: { name: message.author.name, staff: message.author.role === 'agent', self: message.author.isMe },
      text: message.body.content,
    }));
    return { rows: [...rows, { id: 0, kind: 'audit', written: '', by: {}, text: 'assigned' }], after: next };
  }

  return async (input, init = {}) => {
    try {
      const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
      return Response.json(await answer(new URL(input as string), body, init.signal));
    } catch (error) {
      if (!PortalError.is(error)) throw error;
      return Response.json({ error: error.message }, { status: statuses[error.code] ?? 500 });
    }
  };
}
