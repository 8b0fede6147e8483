import type { Call, PortalAdapter, Start, StartOptions, TicketApi, TicketChange, Write } from '../adapter.ts';
import type { Capabilities } from '../capabilities.ts';
import { PortalError } from '../errors.ts';
import type { Message, Page, PortalSettings, Session, Ticket, TicketQuery, TicketSummary } from '../model.ts';
import { pause, throwIfAborted } from '../shared/abort.ts';
import { memoryAttachments } from './attachments.ts';
import { addTicket, contactBy, type Connection, type Fault, type Hub } from './hub.ts';
import { checkReplyDraft, checkTicketDraft } from './drafts.ts';
import {
  messageView,
  reasonsView,
  settingsView,
  summaryFor,
  ticketView,
  visibleProperties,
} from './projection.ts';
import { queryMessages, queryTickets } from './query.ts';
import type { SeedContact } from './seed.ts';
import { memorySession } from './session.ts';
import { beginSession, ownSessions } from './sessions.ts';
import { memoryCapabilities } from './settings.ts';
import { findStage, stageOf, ticketFor, type StoredTicket } from './store.ts';

/** A call as the `faults` hook sees it: `tickets.reply` and its arguments without the options. */
export interface MemoryCall {
  name: string;
  args: readonly unknown[];
}

export interface MemoryConnectionOptions {
  /** Milliseconds each call takes, half on the way there and half on the way back. */
  latency?: number | ((call: MemoryCall) => number);
  faults?: (call: MemoryCall) => Fault | void;
  /** E-mail of a contact who is signed in already. */
  signedInAs?: string;
  /** Adapters of one browser share a session, as tabs do; by default each has its own. */
  browser?: string;
  /** What this backend shall not be able to do; the parts that go with it are absent. */
  capabilities?: Partial<Capabilities>;
}

/** What the parts of an adapter need of it. */
export interface Wire {
  readonly hub: Hub;
  readonly connection: Connection;
  readonly capabilities: Capabilities;
  /**
   * Runs `work` at once and undivided, after half the latency; the answer is a copy that nobody else holds. Unless the
   * page calls by itself, its person is there: the idle limit counts anew.
   */
  call<T>(
    name: string,
    args: readonly unknown[],
    options: (Call & Partial<Write>) | undefined,
    work: () => T,
  ): Promise<T>;
  /** Who is signed in; rejects with `unauthenticated`. */
  contact(): SeedContact;
  /** The same for writes, which go out in nobody's name but that of whom the page takes to be signed in. */
  writer(): SeedContact;
}

let browsers = 0;

export function createMemoryAdapter(hub: Hub, options: MemoryConnectionOptions): PortalAdapter {
  const browser = options.browser ?? `browser ${++browsers}`;
  const capabilities = capabilitiesOf(hub, options.capabilities ?? {});
  const changeListeners = new Set<(change: TicketChange) => void>();
  const sessionListeners = new Set<(session: Session | null) => void>();
  /** Whom the page takes to be signed in, by the last answer that said so. */
  let known: string | undefined;
  /** The same at the time when the call at work was made. */
  let meant: string | undefined;
  /** The settings that the last start has told. */
  let told: PortalSettings | undefined;
  const connection: Connection = {
    browser,
    onChange: (change) =>
      changeListeners.forEach((listener) => queueMicrotask(() => listener({ ...change }))),
    onSession(session) {
      // At one with the listeners: in between, what waits for one person could go out in the name of the next.
      queueMicrotask(() => {
        known = session?.contact.id;
        for (const listener of [...sessionListeners]) {
          try {
            listener(structuredClone(session));
          } catch (error) {
            queueMicrotask(() => {
              throw error;
            });
          }
        }
      });
    },
  };
  // Only adapters that somebody listens to are kept alive by the backend.
  const listen = () => {
    if (changeListeners.size + sessionListeners.size > 0) hub.connections.add(connection);
    else hub.connections.delete(connection);
  };
  const subscribe = <T>(listeners: Set<(value: T) => void>, listener: (value: T) => void): (() => void) => {
    // One listener may subscribe twice; each subscription ends by itself.
    const entry = (value: T) => {
      if (listeners.has(entry)) listener(value);
    };
    listeners.add(entry);
    listen();
    return () => {
      listeners.delete(entry);
      listen();
    };
  };
  const run = caller(hub, browser, options);
  const wire: Wire = {
    hub,
    connection,
    capabilities,
    async call(name, args, to, work) {
      // A write may say for whom it is; what the page knows may have changed since it was made.
      const then = to?.contact ?? known;
      let seen: string | undefined;
      const answer = await run(name, args, to, () => {
        meant = then;
        const result = work();
        seen = hub.sessionOf(browser)?.contact.id;
        return result;
      });
      if (name === 'start' || name.startsWith('session.')) known = seen;
      return answer;
    },
    contact() {
      const who = hub.sessionOf(browser);
      if (!who) throw new PortalError('unauthenticated', 'Nobody is signed in');
      return who.contact;
    },
    writer() {
      const contact = wire.contact();
      if (meant !== undefined && contact.id !== meant)
        throw new PortalError('unauthenticated', 'Somebody else is signed in by now');
      return contact;
    },
  };
  if (options.signedInAs !== undefined) beginSession(wire, contactBy(hub.store, options.signedInAs));

  const { tickets, list } = memoryTickets(wire);
  if (capabilities.live !== 'none') {
    tickets.watch = (listener) => {
      const stop = subscribe(changeListeners, listener);
      // Changed since, when nobody listened here.
      if (told && told !== hub.store.settings) connection.onChange({ kind: 'settings' });
      return stop;
    };
  }
  const session = { ...memorySession(wire), ...ownSessions(wire) };
  if (capabilities.sessionEvents) session.subscribe = (listener) => subscribe(sessionListeners, listener);
  const attachments = memoryAttachments(wire);

  return Object.freeze({
    name: 'memory',
    capabilities,
    start: ({ tickets: query, ...call }: StartOptions = {}) =>
      wire.call('start', [query], call, (): Start => {
        const who = hub.sessionOf(browser);
        told = hub.store.settings;
        return {
          settings: settingsView(hub.store),
          session: who?.session ?? null,
          ...(who && query ? { tickets: list(query) } : {}),
        };
      }),
    session: Object.freeze(session),
    tickets: Object.freeze(tickets),
    ...(attachments ? { attachments: Object.freeze(attachments) } : {}),
    ...(capabilities.articles ? { articles: Object.freeze(memoryArticles(wire)) } : {}),
  });
}

function capabilitiesOf({ store }: Hub, wanted: Partial<Capabilities>): Capabilities {
  return Object.freeze({
    ...memoryCapabilities,
    signIn: store.settings.signIn.methods,
    registration: store.settings.signIn.registration,
    filterBy: visibleProperties(store).map(({ key }) => key),
    create: store.settings.forms.length > 0,
    attachments: store.settings.attachments ?? false,
    articles: store.articles.length > 0,
    ...wanted,
  });
}

function caller(hub: Hub, browser: string, options: MemoryConnectionOptions): Wire['call'] {
  const { latency = 0, faults } = options;
  return async (name, args, { signal, background } = {}, work) => {
    throwIfAborted(signal);
    const call = { name, args: structuredClone(args) };
    const fault = hub.queued.get(name)?.shift() ?? faults?.(call);
    const extra = fault === 'delay' ? 1000 : typeof fault === 'number' ? fault : 0;
    const half = ((typeof latency === 'function' ? latency(call) : latency) + extra) / 2;
    await pause(half, signal);
    if (fault instanceof PortalError) throw fault;
    if (fault === 'lose-request') throw new PortalError('offline', 'The request was lost');
    if (!background && name !== 'session.current') hub.touch(browser);
    const answer = structuredClone(work());
    await pause(half, signal);
    if (fault === 'lose-response') throw new PortalError('offline', 'The answer was lost');
    return answer;
  };
}

function memoryTickets(wire: Wire): { tickets: TicketApi; list(query: TicketQuery): Page<TicketSummary> } {
  const { hub, capabilities } = wire;
  const { store } = hub;

  const list = (query: TicketQuery): Page<TicketSummary> => {
    const contact = wire.contact();
    const known =
      capabilities.sortBy.includes(query.sort.by) &&
      capabilities.views.includes(query.view === 'mine' ? 'mine' : 'company') &&
      (capabilities.search !== 'none' || !query.text);
    if (!known) throw new PortalError('not-supported', 'The query asks for what this backend cannot do');
    const { items, ...rest } = queryTickets(store, contact, query);
    return { items: items.map((ticket) => summaryFor(store, contact, ticket)), ...rest };
  };
  const view = (contact: SeedContact, ticket: StoredTicket): Ticket =>
    ticketView(store, contact, ticket, capabilities);

  const setState = (id: string, state: 'open' | 'closed', contact: SeedContact): Ticket => {
    const ticket = ticketFor(store, contact, id);
    if (stageOf(store, ticket).state === state)
      throw new PortalError('conflict', `The ticket is ${state} already`);
    hub.setStage(ticket, findStage(store, state, state === 'open' ? 'agent' : undefined).id);
    hub.changed('updated', ticket);
    return view(contact, ticket);
  };

  const tickets: TicketApi = {
    list: (query, call) => wire.call('tickets.list', [query], call, () => list(query)),
    get: (id, call) =>
      wire.call('tickets.get', [id], call, () => {
        const contact = wire.contact();
        return view(contact, ticketFor(store, contact, id));
      }),
    messages: (id, request, call) =>
      wire.call('tickets.messages', [id, request], call, (): Page<Message> => {
        const contact = wire.contact();
        const { items, ...rest } = queryMessages(ticketFor(store, contact, id), request);
        return { items: items.map((message) => messageView(contact, message)), ...rest };
      }),
    reasons: (id, call) =>
      wire.call('tickets.reasons', [id], call, () => {
        const contact = wire.contact();
        return reasonsView(store, contact, ticketFor(store, contact, id));
      }),
  };
  if (capabilities.create) {
    tickets.create = (draft, write) =>
      wire.call('tickets.create', [draft], write, () =>
        once(wire, write, ['create', draft], (contact) => {
          const { files } = checkTicketDraft(store, contact, draft);
          const { subject, message, ...properties } = draft.values;
          const ticket = addTicket(hub, contact, String(subject), structuredClone(properties));
          hub.addMessage(ticket, {
            author: { name: contact.name, role: 'customer', contactId: contact.id },
            channel: 'form',
            body: { format: 'markdown', content: String(message ?? '') },
            files,
            key: write.idempotencyKey,
          });
          hub.changed('created', ticket);
          return view(contact, ticket);
        }),
      );
  }
  tickets.reply = (id, draft, write) =>
    wire.call('tickets.reply', [id, draft], write, () =>
      once(wire, write, ['reply', id, draft], (contact) => {
        const ticket = ticketFor(store, contact, id);
        const stage = stageOf(store, ticket);
        if (stage.state === 'closed') throw new PortalError('conflict', 'The ticket is closed');
        const files = checkReplyDraft(store, contact, draft, capabilities);
        const message = hub.addMessage(ticket, {
          author: { name: contact.name, role: 'customer', contactId: contact.id },
          channel: 'portal',
          body: structuredClone(draft.body),
          files,
          key: write.idempotencyKey,
        });
        if (stage.awaiting !== 'agent') hub.setStage(ticket, findStage(store, 'open', 'agent').id);
        hub.changed('message', ticket);
        return messageView(contact, message);
      }),
    );
  if (capabilities.close) {
    tickets.close = (id, write) =>
      wire.call('tickets.close', [id], write, () =>
        once(wire, write, ['close', id], (contact) => setState(id, 'closed', contact)),
      );
  }
  if (capabilities.reopen) {
    tickets.reopen = (id, write) =>
      wire.call('tickets.reopen', [id], write, () =>
        once(wire, write, ['reopen', id], (contact) => setState(id, 'open', contact)),
      );
  }
  if (capabilities.unread) {
    tickets.markRead = (id, messageId, call) =>
      wire.call('tickets.markRead', [id, messageId], call, () => {
        const contact = wire.contact();
        const ticket = ticketFor(store, contact, id);
        const position = ticket.messages.findIndex((message) => message.id === messageId);
        if (position < 0) throw new PortalError('not-found', 'No such message');
        const mark = `${contact.id} ${ticket.id}`;
        store.reads.set(mark, Math.max(store.reads.get(mark) ?? 0, position + 1));
      });
  }
  return { tickets, list };
}

/** Runs a write once per contact and key; the same key with other content is a `conflict`. Failures leave no trace. */
function once<T>(
  wire: Wire,
  write: Write,
  content: readonly unknown[],
  work: (contact: SeedContact) => T,
): T {
  const contact = wire.writer();
  const { ledger } = wire.hub;
  if (!/^[\x21-\x7e]{1,128}$/.test(write.idempotencyKey)) {
    throw new PortalError('invalid', 'An idempotency key is 1 to 128 visible ASCII characters', {
      fields: [{ field: 'idempotencyKey', code: 'invalid' }],
    });
  }
  const entry = `${contact.id} ${write.idempotencyKey}`;
  const fingerprint = JSON.stringify(content);
  const before = ledger.get(entry);
  if (before) {
    if (before.fingerprint !== fingerprint) {
      throw new PortalError('conflict', 'The idempotency key was used for something else');
    }
    return before.answer as T;
  }
  const answer = structuredClone(work(contact));
  ledger.set(entry, { fingerprint, answer });
  return answer;
}

function memoryArticles({ hub, call }: Wire): NonNullable<PortalAdapter['articles']> {
  return {
    suggest: (text, options) =>
      call('articles.suggest', [text], options, () => {
        const words = text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];
        return hub.store.articles
          .map((article) => {
            const content = `${article.title} ${article.text}`.toLowerCase();
            return { article, score: words.filter((word) => content.includes(word)).length };
          })
          .filter(({ score }) => score > 0)
          .sort((a, b) => b.score - a.score)
          .slice(0, 5)
          .map(({ article }) => ({ title: article.title, url: article.url }));
      }),
  };
}
