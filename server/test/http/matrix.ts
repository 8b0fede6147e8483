import { defaultSettings } from '../../src/settings/settings.ts';
import type { Client } from '../helpers/gateway.ts';

/** Who asks, of a ticket that is alice's and so of her company, which is bob's as well and not carol's. */
export const people = ['anonymous', 'alice', 'bob', 'carol', 'agent', 'owner'] as const;
export type Who = (typeof people)[number];

/** What a cell works on, made anew for each, so that no cell changes the next one's. */
export interface Cell {
  who: Who;
  client: Client;
  /** Alice's, open, with one message that carries `file`. */
  ticket: () => Promise<{ id: string; file: string; messageId: string }>;
  /** Alice's id as a contact. */
  contact: () => Promise<string>;
  /** A file alice has uploaded and not sent. */
  unsent: () => Promise<string>;
  /** A session of alice's that nobody uses. */
  session: () => Promise<string>;
  /** Another browser of the same person, so that a sign-out disturbs nobody. */
  again: () => Promise<Client>;
}

export interface Row {
  /** `METHOD path`, as the API describes itself. */
  route: string;
  /** What is asked of the route where there are several rows for it. */
  of?: string;
  call: (cell: Cell) => Promise<Response>;
  /** A status a person, in the order of `people`. */
  expected: readonly [number, number, number, number, number, number];
  /** The same call of something that does not exist: what is denied answers exactly like it. */
  missing?: (client: Client) => Promise<Response>;
}

const reply = { body: { format: 'text', content: 'A word' }, attachments: [] };
const note = { body: { format: 'text', content: 'Not for customers' } };
const patch = (client: Client, contact: string): Promise<Response> =>
  client.fetch(`/api/staff/contacts/${contact}`, { method: 'PATCH', json: { name: 'Alice Moreau' } });
const called = (client: Client, contactId: string): Promise<Response> =>
  client.post('/api/staff/tickets', { contactId, subject: 'A call', channel: 'phone' });
const nowhere = 'k0000000000000000000000000';
const everybody = [200, 200, 200, 200, 200, 200] as const;
const nobody = (status: number): Row['expected'] => [status, status, status, status, status, status];
const signedIn = (status: number): Row['expected'] => [401, status, status, status, status, status];
/** Agents and owners; for others there is nothing here. */
const staff = (status: number): Row['expected'] => [404, 404, 404, 404, status, status];
const ownersOnly = (status: number): Row['expected'] => [404, 404, 404, 404, 404, status];
/** Whoever may see alice's ticket. */
const seeing = (status: number): Row['expected'] => [401, status, status, 404, status, status];

/** A row for a ticket or something on it. */
function onTicket(
  route: string,
  expected: Row['expected'],
  call: (client: Client, id: string, cell: { file: string; messageId: string }) => Promise<Response>,
): Row {
  return {
    route,
    expected,
    call: async ({ client, ticket }) => {
      const { id, ...rest } = await ticket();
      return call(client, id, rest);
    },
    missing: (client) => call(client, nowhere, { file: nowhere, messageId: nowhere }),
  };
}

const draft = {
  formId: 'support',
  values: { subject: 'A new one', message: 'It does not work.' },
  attachments: [],
};

/** The settings that hold, as an owner's pages would send them; nobody else gets as far as having them looked at. */
const tried = { settings: structuredClone(defaultSettings) };

/** A part of the simulator about alice: read by staff, or by owners with settings of their own. */
function simulated(part: string, call: (id: string) => string): Row[] {
  const path = (contact: string, ticket: string): string => `/api/staff/simulate/${contact}/${call(ticket)}`;
  return (['GET', 'POST'] as const).map((method) => {
    const send = (client: Client, address: string): Promise<Response> =>
      method === 'GET' ? client.get(address) : client.post(address, tried);
    return {
      route: `${method} /api/staff/simulate/{contactId}/${part}`,
      call: async ({ client, ticket, contact }) => send(client, path(await contact(), (await ticket()).id)),
      expected: method === 'GET' ? staff(200) : ownersOnly(200),
      missing: (client) => send(client, path(nowhere, nowhere)),
    };
  });
}

export const rows: readonly Row[] = [
  { route: 'GET /api/health', call: ({ client }) => client.get('/api/health'), expected: everybody },
  { route: 'GET /api/portal', call: ({ client }) => client.get('/api/portal'), expected: everybody },
  {
    route: 'GET /api/capabilities',
    call: ({ client }) => client.get('/api/capabilities'),
    expected: everybody,
  },
  { route: 'GET /api/start', call: ({ client }) => client.get('/api/start?view=mine'), expected: everybody },
  {
    route: 'GET /api/start',
    of: 'a company’s tickets',
    call: ({ client }) => client.get('/api/start?view=acme'),
    expected: [200, 200, 200, 404, 200, 200],
  },
  {
    route: 'GET /api/articles',
    call: ({ client }) => client.get('/api/articles?text=export'),
    expected: everybody,
  },

  // Signing in: whoever asks, the same.
  {
    route: 'POST /api/auth/sign-in',
    of: 'a wrong password',
    call: ({ client, who }) =>
      client.post('/api/auth/sign-in', {
        method: 'password',
        email: `${who}@nowhere.example`,
        password: 'wrong words',
      }),
    expected: nobody(401),
  },
  {
    route: 'POST /api/auth/sign-in',
    of: 'an unknown provider',
    call: ({ client }) =>
      client.post('/api/auth/sign-in', {
        method: 'redirect',
        provider: 'nobody',
        returnTo: 'http://localhost/',
      }),
    expected: nobody(404),
  },
  {
    route: 'POST /api/auth/sign-out',
    call: async ({ again }) => (await again()).post('/api/auth/sign-out', {}),
    expected: nobody(204),
  },
  {
    route: 'GET /api/auth/challenge',
    call: ({ client }) => client.get('/api/auth/challenge'),
    expected: everybody,
  },
  {
    route: 'POST /api/auth/register',
    call: ({ client, who }) =>
      client.post('/api/auth/register', {
        name: 'Nora New',
        email: `new-${who}@nowhere.example`,
        password: 'a lantern by the sea',
      }),
    expected: everybody,
  },
  {
    route: 'POST /api/auth/verify',
    call: ({ client }) => client.post('/api/auth/verify', { token: 'unknown' }),
    expected: nobody(400),
  },
  {
    route: 'POST /api/auth/link',
    call: ({ client, who }) => client.post('/api/auth/link', { email: `${who}@nowhere.example` }),
    expected: everybody,
  },
  {
    route: 'POST /api/auth/request-reset',
    call: ({ client, who }) => client.post('/api/auth/request-reset', { email: `${who}@nowhere.example` }),
    expected: everybody,
  },
  {
    route: 'POST /api/auth/reset',
    call: ({ client }) =>
      client.post('/api/auth/reset', { token: 'unknown', password: 'a lantern by the sea' }),
    expected: nobody(400),
  },
  {
    route: 'GET /api/auth/providers/{provider}/callback',
    call: ({ client }) => client.get('/api/auth/providers/nobody/callback?code=x&state=y'),
    expected: nobody(404),
  },
  {
    route: 'POST /api/auth/providers/{provider}/callback',
    call: ({ client }) =>
      client.fetch('/api/auth/providers/nobody/callback', {
        method: 'POST',
        body: 'SAMLResponse=x',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
    expected: nobody(404),
  },
  {
    route: 'GET /api/auth/providers/{provider}/metadata',
    call: ({ client }) => client.get('/api/auth/providers/nobody/metadata'),
    expected: nobody(404),
  },

  // Sessions.
  { route: 'GET /api/session', call: ({ client }) => client.get('/api/session'), expected: everybody },
  { route: 'POST /api/session', call: ({ client }) => client.post('/api/session', {}), expected: everybody },
  { route: 'GET /api/sessions', call: ({ client }) => client.get('/api/sessions'), expected: signedIn(200) },
  {
    route: 'DELETE /api/sessions/{id}',
    call: async ({ client, session }) =>
      client.fetch(`/api/sessions/${await session()}`, { method: 'DELETE' }),
    expected: [401, 204, 404, 404, 404, 404],
    missing: (client) => client.fetch(`/api/sessions/${nowhere}`, { method: 'DELETE' }),
  },

  // Tickets.
  { route: 'GET /api/tickets', call: ({ client }) => client.get('/api/tickets'), expected: signedIn(200) },
  {
    route: 'GET /api/tickets',
    of: 'a company’s',
    call: ({ client }) => client.get('/api/tickets?view=acme'),
    expected: [401, 200, 200, 404, 200, 200],
    missing: (client) => client.get('/api/tickets?view=nobody'),
  },
  {
    route: 'GET /api/tickets',
    of: 'everybody’s',
    call: ({ client }) => client.get('/api/tickets?view=all'),
    expected: [401, 404, 404, 404, 200, 200],
  },
  {
    route: 'POST /api/tickets',
    call: ({ client }) => client.post('/api/tickets', draft),
    expected: signedIn(201),
  },
  onTicket('GET /api/tickets/{id}', seeing(200), (client, id) => client.get(`/api/tickets/${id}`)),
  onTicket('GET /api/tickets/{id}/messages', seeing(200), (client, id) =>
    client.get(`/api/tickets/${id}/messages`),
  ),
  onTicket('GET /api/tickets/{id}/reasons', seeing(200), (client, id) =>
    client.get(`/api/tickets/${id}/reasons`),
  ),
  onTicket('POST /api/tickets/{id}/messages', seeing(201), (client, id) =>
    client.post(`/api/tickets/${id}/messages`, reply),
  ),
  {
    route: 'POST /api/tickets/{id}/messages',
    of: 'with a file alice has not sent',
    call: async ({ client, ticket, unsent }) =>
      client.post(`/api/tickets/${(await ticket()).id}/messages`, {
        ...reply,
        attachments: [await unsent()],
      }),
    expected: [401, 201, 400, 404, 400, 400],
  },
  onTicket('POST /api/tickets/{id}/close', seeing(200), (client, id) =>
    client.post(`/api/tickets/${id}/close`, {}),
  ),
  // Open already: done, for who sees it.
  onTicket('POST /api/tickets/{id}/reopen', seeing(200), (client, id) =>
    client.post(`/api/tickets/${id}/reopen`, {}),
  ),
  onTicket('PUT /api/tickets/{id}/read', seeing(204), (client, id, { messageId }) =>
    client.put(`/api/tickets/${id}/read`, { messageId }),
  ),

  // Files.
  {
    route: 'PUT /api/uploads',
    call: ({ client }) =>
      client.fetch('/api/uploads?name=a.txt', {
        method: 'PUT',
        body: 'plain words',
        headers: { 'content-type': 'text/plain' },
      }),
    expected: signedIn(201),
  },
  {
    route: 'DELETE /api/uploads/{id}',
    call: async ({ client, unsent }) => client.fetch(`/api/uploads/${await unsent()}`, { method: 'DELETE' }),
    expected: [401, 204, 404, 404, 404, 404],
    missing: (client) => client.fetch(`/api/uploads/${nowhere}`, { method: 'DELETE' }),
  },
  {
    route: 'GET /api/attachments/{id}',
    call: async ({ client, ticket }) => client.get(`/api/attachments/${(await ticket()).file}`),
    expected: seeing(200),
    missing: (client) => client.get(`/api/attachments/${nowhere}`),
  },
  {
    route: 'GET /api/attachments/{id}',
    of: 'not sent yet',
    call: async ({ client, unsent }) => client.get(`/api/attachments/${await unsent()}`),
    expected: [401, 200, 404, 404, 404, 404],
    missing: (client) => client.get(`/api/attachments/${nowhere}`),
  },

  // Live streams.
  { route: 'GET /api/events', call: ({ client }) => client.get('/api/events'), expected: signedIn(200) },
  {
    route: 'GET /api/staff/events',
    call: ({ client }) => client.get('/api/staff/events'),
    expected: staff(200),
  },

  // Agents and owners.
  {
    route: 'GET /api/staff/start',
    call: ({ client }) => client.get('/api/staff/start?view=mine'),
    expected: [200, 404, 404, 404, 200, 200],
  },
  {
    route: 'GET /api/staff/stages',
    call: ({ client }) => client.get('/api/staff/stages'),
    expected: staff(200),
  },
  {
    route: 'GET /api/staff/tickets',
    call: ({ client }) => client.get('/api/staff/tickets'),
    expected: staff(200),
  },
  {
    route: 'GET /api/staff/tickets',
    of: 'an inbox',
    call: ({ client }) => client.get('/api/staff/tickets?inbox=support'),
    expected: staff(200),
  },
  {
    route: 'POST /api/staff/tickets',
    call: async ({ client, contact }) => called(client, await contact()),
    expected: staff(201),
    missing: (client) => called(client, nowhere),
  },
  {
    route: 'GET /api/staff/inboxes',
    call: ({ client }) => client.get('/api/staff/inboxes'),
    expected: staff(200),
  },
  onTicket('GET /api/staff/tickets/{id}', staff(200), (client, id) => client.get(`/api/staff/tickets/${id}`)),
  onTicket('GET /api/staff/tickets/{id}/messages', staff(200), (client, id) =>
    client.get(`/api/staff/tickets/${id}/messages`),
  ),
  onTicket('GET /api/staff/tickets/{id}/reasons', staff(200), (client, id) =>
    client.get(`/api/staff/tickets/${id}/reasons`),
  ),
  onTicket('POST /api/staff/tickets/{id}/messages', staff(201), (client, id) =>
    client.post(`/api/staff/tickets/${id}/messages`, reply),
  ),
  onTicket('POST /api/staff/tickets/{id}/close', staff(200), (client, id) =>
    client.post(`/api/staff/tickets/${id}/close`, {}),
  ),
  onTicket('POST /api/staff/tickets/{id}/reopen', staff(200), (client, id) =>
    client.post(`/api/staff/tickets/${id}/reopen`, {}),
  ),
  onTicket('PUT /api/staff/tickets/{id}/read', staff(204), (client, id, { messageId }) =>
    client.put(`/api/staff/tickets/${id}/read`, { messageId }),
  ),
  onTicket('GET /api/staff/tickets/{id}/notes', staff(200), (client, id) =>
    client.get(`/api/staff/tickets/${id}/notes`),
  ),
  onTicket('POST /api/staff/tickets/{id}/notes', staff(201), (client, id) =>
    client.post(`/api/staff/tickets/${id}/notes`, note),
  ),
  onTicket('PUT /api/staff/tickets/{id}/stage', staff(200), (client, id) =>
    client.put(`/api/staff/tickets/${id}/stage`, { stageId: 'in-progress' }),
  ),
  onTicket('PUT /api/staff/tickets/{id}/assignee', staff(200), (client, id) =>
    client.put(`/api/staff/tickets/${id}/assignee`, { assignee: 'me' }),
  ),
  {
    route: 'POST /api/staff/preview',
    call: ({ client }) => client.post('/api/staff/preview', {}),
    expected: staff(200),
  },
  {
    route: 'GET /api/staff/contacts',
    call: ({ client }) => client.get('/api/staff/contacts?text=alice'),
    expected: staff(200),
  },
  ...simulated('start', () => 'start'),
  ...simulated('tickets', () => 'tickets'),
  ...simulated('verdicts', () => 'verdicts?view=all'),
  ...simulated('tickets/{id}', (id) => `tickets/${id}`),
  ...simulated('tickets/{id}/messages', (id) => `tickets/${id}/messages`),
  ...simulated('tickets/{id}/reasons', (id) => `tickets/${id}/reasons`),
  ...simulated('tickets/{id}/verdict', (id) => `tickets/${id}/verdict`),
  {
    route: 'POST /api/staff/contacts',
    call: ({ client, who }) =>
      client.post('/api/staff/contacts', { email: `by-${who}@nowhere.example`, name: 'Somebody' }),
    expected: staff(201),
  },
  {
    route: 'PATCH /api/staff/contacts/{id}',
    call: async ({ client, contact }) => patch(client, await contact()),
    expected: staff(200),
    missing: (client) => patch(client, nowhere),
  },
  {
    route: 'POST /api/staff/contacts/{id}/invitation',
    of: 'somebody who has an account',
    call: async ({ client, contact }) => client.post(`/api/staff/contacts/${await contact()}/invitation`, {}),
    expected: ownersOnly(409),
    missing: (client) => client.post(`/api/staff/contacts/${nowhere}/invitation`, {}),
  },
  {
    route: 'GET /api/staff/companies',
    call: ({ client }) => client.get('/api/staff/companies?text=acme'),
    expected: staff(200),
  },
  {
    route: 'POST /api/staff/companies',
    call: ({ client, who }) => client.post('/api/staff/companies', { name: `Of ${who}` }),
    expected: staff(201),
  },
  {
    route: 'GET /api/staff/invitations',
    call: ({ client }) => client.get('/api/staff/invitations'),
    expected: ownersOnly(200),
  },
  {
    route: 'POST /api/staff/invitations',
    call: ({ client }) => client.post('/api/staff/invitations', {}),
    expected: ownersOnly(200),
  },
  {
    route: 'GET /api/staff/settings',
    call: ({ client }) => client.get('/api/staff/settings'),
    expected: ownersOnly(200),
  },
  {
    route: 'PUT /api/staff/settings',
    of: 'nothing',
    call: ({ client }) => client.put('/api/staff/settings', { version: 0, settings: {} }),
    expected: ownersOnly(400),
  },
  {
    route: 'POST /api/staff/settings/preview',
    of: 'nothing',
    call: ({ client }) => client.post('/api/staff/settings/preview', { settings: {} }),
    expected: ownersOnly(400),
  },
  {
    route: 'POST /api/staff/settings/preview/mail',
    call: ({ client }) =>
      client.post('/api/staff/settings/preview/mail', { ...tried, letter: 'invitation', language: 'en' }),
    expected: ownersOnly(200),
  },
  {
    route: 'GET /api/staff/settings/history',
    call: ({ client }) => client.get('/api/staff/settings/history'),
    expected: ownersOnly(200),
  },
  {
    route: 'GET /api/staff/settings/schema',
    call: ({ client }) => client.get('/api/staff/settings/schema'),
    expected: ownersOnly(200),
  },
  {
    route: 'DELETE /api/sessions',
    call: async ({ again }) => (await again()).fetch('/api/sessions', { method: 'DELETE' }),
    expected: signedIn(204),
  },
];
