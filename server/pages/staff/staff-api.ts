import { PortalError, type ErrorCode, errorCodes, type FieldError } from '../../../src/api/errors.ts';
import type { Body, Message, Person, Stage } from '../../../src/api/model.ts';
import { Outbox } from '../../../src/portal/outbox.ts';
import { staffFetch } from './staff-fetch.ts';

/** An internal note: for staff only, and unknown to the customers' contract. */
export interface InternalNote {
  id: string;
  at: string;
  author: Person;
  body: Body;
}

/** A message as staff get it. */
export interface StaffMessage extends Message {
  /** Whether the ticket's requester does not see it. */
  hiddenFromCustomer?: boolean;
}

/** Whether a contact sees a ticket, and what stands in the way. */
export interface Seen {
  visible: boolean;
  against: ('portal-off' | 'access' | 'ownership' | 'permission' | 'filter')[];
  threads: 'all' | 'newest';
}

/** What the gateway tells staff of a ticket beside the customer's view of it. */
export interface StaffPart {
  assignee: { id: string; name: string } | null;
  channel: string;
  requester: { id: string; name: string; email?: string };
  /** Absent while there is no conversation. */
  inbox?: { id: string; name: string };
}

/** A stage, with the pipeline it belongs to. */
export interface StaffStage extends Stage {
  pipeline: { id: string; name: string };
}

/** Where tickets arrive. */
export interface Inbox {
  id: string;
  name: string;
}

/** A customer as staff find them. */
export interface StaffContact {
  id: string;
  name: string;
  email: string;
  companies: { id: string; name: string }[];
}

/**
 * The calls of `/api/staff` that go beyond the shared contract. Same rules: keyed writes, problem details; `who` as in
 * `staffFetch`.
 */
export function staffApi(...who: Parameters<typeof staffFetch>) {
  const send = staffFetch(...who);
  const call = async <T>(
    path: string,
    method = 'GET',
    body?: unknown,
    { signal, key = Outbox.newKey() }: { signal?: AbortSignal; key?: string } = {},
  ): Promise<T> => {
    const response = await send(`/api/staff/${path}`, {
      method,
      ...(body !== undefined && {
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
        body: JSON.stringify(body),
      }),
      ...(signal && { signal }),
    });
    if (!response.ok) {
      const problem = (await response.json().catch(() => ({}))) as {
        code?: ErrorCode;
        title?: string;
        fields?: FieldError[];
      };
      const code = problem.code && errorCodes.includes(problem.code) ? problem.code : 'unavailable';
      throw new PortalError(code, problem.title, problem.fields ? { fields: problem.fields } : {});
    }
    return (response.status === 204 ? undefined : await response.json()) as T;
  };
  const ticket = (id: string) => `tickets/${encodeURIComponent(id)}`;
  return {
    staffPart: async (id: string, signal?: AbortSignal) =>
      await call<{ staff: StaffPart; stage: Stage }>(ticket(id), 'GET', undefined, { signal }),
    /** Whether a contact sees the ticket; `not-found` where it is one of staff. */
    seen: (contactId: string, id: string, signal?: AbortSignal) =>
      call<Seen>(`simulate/${encodeURIComponent(contactId)}/${ticket(id)}/verdict`, 'GET', undefined, {
        signal,
      }),
    stages: async (signal?: AbortSignal) =>
      (await call<{ items: StaffStage[] }>('stages', 'GET', undefined, { signal })).items,
    inboxes: async (signal?: AbortSignal) =>
      (await call<{ items: Inbox[] }>('inboxes', 'GET', undefined, { signal })).items,
    contacts: async (text: string, signal?: AbortSignal) =>
      (
        await call<{ items: StaffContact[] }>(`contacts?text=${encodeURIComponent(text)}`, 'GET', undefined, {
          signal,
        })
      ).items,
    addContact: (person: { email: string; name: string }) => call<StaffContact>('contacts', 'POST', person),
    /** The same key twice is one ticket. */
    addTicket: (
      draft: { contactId: string; subject: string; channel: string; inbox?: string; note?: Body },
      key: string,
    ) => call<{ id: string }>('tickets', 'POST', draft, { key }),
    notes: async (id: string, signal?: AbortSignal) =>
      (await call<{ items: InternalNote[] }>(`${ticket(id)}/notes`, 'GET', undefined, { signal })).items,
    /** The same key twice is one note. */
    addNote: (id: string, content: string, key: string) =>
      call<InternalNote>(`${ticket(id)}/notes`, 'POST', { body: { format: 'text', content } }, { key }),
    setStage: (id: string, stageId: string) => call<unknown>(`${ticket(id)}/stage`, 'PUT', { stageId }),
    /** Where the portal is, for a look at it; the address signs in there, once, where this page's session does not. */
    preview: async () => (await call<{ url: string }>('preview', 'POST', {})).url,
    assign: (id: string, toMe: boolean) =>
      call<unknown>(`${ticket(id)}/assignee`, 'PUT', { assignee: toMe ? 'me' : 'nobody' }),
  };
}

export type StaffApi = ReturnType<typeof staffApi>;
