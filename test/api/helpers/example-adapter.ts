import {
  minimalCapabilities,
  PortalError,
  type ErrorCode,
  type PortalAdapter,
} from '../../../src/api/index.ts';
import type {
  Message,
  Page,
  PortalSettings,
  Session,
  Ticket,
  TicketSummary,
} from '../../../src/api/index.ts';

/** A ticket as this desk tells it: more than customers may see. */
interface Row {
  id: number;
  title: string;
  solved: boolean;
  created: string;
  updated: string;
  mine: boolean;
  customer: string;
  assignee: string;
  revision: number;
}
interface Entry {
  id: string | number;
  kind: 'comment' | 'note' | 'audit';
  written: string;
  by: { name: string; staff: boolean; self: boolean };
  text: string;
}

const codes: Record<number, ErrorCode> = {
  400: 'invalid',
  401: 'unauthenticated',
  403: 'not-found',
  404: 'not-found',
};
const stages = {
  open: { id: 'open', label: 'Open', state: 'open' },
  solved: { id: 'solved', label: 'Solved', state: 'closed' },
} as const;

const settings: PortalSettings = {
  name: 'Support',
  enabled: true,
  languages: ['en'],
  signIn: { methods: ['password'], registration: false },
  showLink: true,
  columns: ['reference', 'subject', 'activity', 'status'],
  statusDisplay: 'state',
  stages: [stages.open, stages.solved],
  forms: [],
};

// “..” would climb up the address: such an id becomes one that nobody has.
const segment = (id: string): string => (/^\.{0,2}$/.test(id) ? '-' : encodeURIComponent(id));

// Field by field: what is not named here does not leave the adapter.
const toSummary = (row: Row): TicketSummary => ({
  id: String(row.id),
  reference: `#${row.id}`,
  subject: row.title,
  stage: { ...(row.solved ? stages.solved : stages.open) },
  createdAt: row.created,
  lastActivityAt: row.updated,
  requester: { name: row.customer, role: 'customer', isMe: row.mine },
  mine: row.mine,
  properties: [],
});
const toTicket = (row: Row): Ticket => ({
  ...toSummary(row),
  can: { reply: false, close: false, reopen: false, rate: false },
  version: String(row.revision),
});
const toMessage = (entry: Entry): Message => ({
  id: String(entry.id),
  at: entry.written,
  author: { name: entry.by.name, role: entry.by.staff ? 'agent' : 'customer', isMe: entry.by.self },
  channel: 'other',
  body: { format: 'text', content: entry.text },
  attachments: [],
});

export function acmeAdapter(url: string, fetch: typeof globalThis.fetch = globalThis.fetch): PortalAdapter {
  async function ask<T>(path: string, signal?: AbortSignal, body?: unknown): Promise<T> {
    let response: Response;
    try {
      const method = body === undefined ? 'GET' : 'POST';
      response = await fetch(url + path, {
        method,
        signal,
        body: JSON.stringify(body),
        credentials: 'include',
      });
    } catch (error) {
      if (signal?.aborted) throw new DOMException('Given up', 'AbortError');
      throw new PortalError('offline', 'The desk was not reached', { cause: error });
    }
    if (!response.ok)
      throw new PortalError(codes[response.status] ?? 'unavailable', `The desk answered ${response.status}`);
    return (await response.json()) as T;
  }
  const parameters = (values: Record<string, string | number | undefined>): string =>
    new URLSearchParams(
      Object.entries(values).flatMap(([k, v]) => (v === undefined ? [] : [[k, `${v}`]])),
    ).toString();

  const current = (signal?: AbortSignal) => ask<Session | null>('/me', signal);
  const list: PortalAdapter['tickets']['list'] = async (
    { view, state, stages: ids, where, sort, limit, cursor },
    call,
  ) => {
    if (view !== 'mine') throw new PortalError('not-found', 'This desk knows no companies');
    if (where?.length || sort.by !== 'activity')
      throw new PortalError('not-supported', 'This desk cannot do that');
    // Customers know two stages; the desk filters by one of them, or not at all.
    const wanted = ids?.length === 1 ? (ids[0] === 'solved' ? 'closed' : 'open') : state;
    const query = parameters({
      state: wanted,
      order: sort.descending ? 'desc' : 'asc',
      limit,
      after: cursor,
    });
    const { rows, after } = await ask<{ rows: Row[]; after?: string }>(`/tickets?${query}`, call?.signal);
    return { items: rows.map(toSummary), next: after };
  };

  return Object.freeze<PortalAdapter>({
    name: 'acme',
    capabilities: Object.freeze(minimalCapabilities),
    async start({ tickets, signal } = {}) {
      const session = await current(signal);
      return {
        settings: structuredClone(settings),
        session,
        ...(session && tickets ? { tickets: await list(tickets, { signal }) } : {}),
      };
    },
    session: {
      current: (call) => current(call?.signal),
      signIn: async (credentials, call) => ({
        state: 'signed-in',
        session: await ask('/sign-in', call?.signal, credentials),
      }),
      signOut: (call) => ask('/sign-out', call?.signal, {}),
    },
    tickets: {
      list,
      get: async (id, call) => toTicket(await ask<Row>(`/tickets/${segment(id)}`, call?.signal)),
      async messages(id, { limit, cursor, order }, call): Promise<Page<Message>> {
        const query = parameters({
          limit,
          after: cursor,
          order: order === 'oldest' ? 'asc' : 'desc',
          kind: 'comment',
        });
        const path = `/tickets/${segment(id)}/entries?${query}`;
        const { rows, after } = await ask<{ rows: Entry[]; after?: string }>(path, call?.signal);
        // The desk was asked for comments alone; whatever else it sends stays here all the same.
        return { items: rows.filter(({ kind }) => kind === 'comment').map(toMessage), next: after };
      },
    },
  });
}
