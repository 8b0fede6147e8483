import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  PortalError,
  type Session,
  type SessionApi,
  type Message,
  type Page,
  type PortalAdapter,
  type Ticket,
  type TicketApi,
  type TicketSummary,
} from '../../src/api/index.ts';
import { demoPassword } from '../../src/api/memory/demo-seed.ts';
import { complaints, runSuite } from './helpers/run-suite.ts';

type Spoil = (adapter: PortalAdapter) => PortalAdapter;

/** The adapter with other ticket calls; everything else stays. */
const withTickets =
  (change: (tickets: Required<TicketApi>, adapter: PortalAdapter) => Partial<TicketApi>): Spoil =>
  (adapter) =>
    Object.freeze({
      ...adapter,
      tickets: Object.freeze({
        ...adapter.tickets,
        ...change(adapter.tickets as Required<TicketApi>, adapter),
      }),
    });

/** The adapter with other calls around the session. */
const withSession =
  (change: (session: Required<SessionApi>) => Partial<SessionApi>): Spoil =>
  (adapter) =>
    Object.freeze({
      ...adapter,
      session: Object.freeze({ ...adapter.session, ...change(adapter.session as Required<SessionApi>) }),
    });

const asBob = { method: 'password', email: 'bob@acme.example', password: demoPassword } as const;

const everyTicket = (change: (ticket: TicketSummary) => TicketSummary) =>
  withTickets(({ list }) => ({
    async list(query, call) {
      const page = await list(query, call);
      return { ...page, items: page.items.map(change) };
    },
  }));

/** Tickets that agents closed although a spoilt adapter goes on taking replies to them. */
const acceptsAnything = withTickets(({ reply, reopen, get }) => ({
  async reply(id, draft, write) {
    try {
      return await reply(id, draft, write);
    } catch (error) {
      const closed =
        PortalError.is(error) && error.code === 'conflict' && (await get(id)).stage.state === 'closed';
      if (!closed) throw error;
      await reopen(id, { idempotencyKey: crypto.randomUUID() });
      return reply(id, draft, write);
    }
  },
}));

function sharedAnswers(): Spoil {
  const kept = new Map<string, Ticket>();
  return withTickets(({ get }) => ({
    async get(id, call) {
      const fresh = await get(id, call);
      const known = kept.get(id);
      if (known && (known.version === fresh.version || known.version === 'spoilt')) return known;
      kept.set(id, fresh);
      return fresh;
    },
  }));
}

const broken: { fault: string; spoil: Spoil; words: RegExp; cases: RegExp }[] = [
  {
    fault: 'leaks an extra field',
    spoil: everyTicket((ticket) => Object.assign({ ...ticket }, { assigneeEmail: 'agent@portico.example' })),
    words: /field “assigneeEmail” that the contract does not know/,
    cases: /^shape: a list/,
  },
  {
    fault: 'hands out internal notes',
    spoil: withTickets(({ messages }) => ({
      async messages(id, page, call) {
        const found = await messages(id, page, call);
        const note: Message = {
          id: `${id}-note`,
          at: new Date().toISOString(),
          author: { name: 'Agent', role: 'agent', isMe: false },
          channel: 'other',
          body: { format: 'text', content: 'Not for the customer' },
          attachments: [],
        };
        return { ...found, items: [...found.items, note] };
      },
    })),
    words: /one internal note shows 2 messages/,
    cases: /^notes: an internal note counts as no message/,
  },
  {
    fault: 'ignores idempotency keys',
    spoil: withTickets(({ reply, create }) => ({
      reply: (id, draft, write) => reply(id, draft, { ...write, idempotencyKey: crypto.randomUUID() }),
      create: (draft, write) => create(draft, { ...write, idempotencyKey: crypto.randomUUID() }),
    })),
    words: /sent twice with one idempotency key, and the backend has 2 of it/,
    cases: /^idempotency: the same reply twice/,
  },
  {
    fault: 'repeats items across pages',
    spoil: withTickets(({ list }) => {
      let last: TicketSummary | undefined;
      return {
        async list(query, call): Promise<Page<TicketSummary>> {
          const page = await list(query, call);
          const items = query.cursor !== undefined && last ? [last, ...page.items] : page.items;
          last = page.items.at(-1);
          return { ...page, items };
        },
      };
    }),
    words: /some tickets come more than once/,
    cases: /^paging: in pages of 2/,
  },
  {
    fault: 'ignores abort',
    spoil: withTickets(({ list, get, messages }) => ({
      list: (query) => list(query),
      get: (id) => get(id),
      messages: (id, page) => messages(id, page),
    })),
    words: /tickets\.list\(\) answered though its signal was aborted before the call: it ignores the signal/,
    cases: /^abort: a read that was given up before it began/,
  },
  {
    fault: 'accepts replies to closed tickets',
    spoil: acceptsAnything,
    words: /A closed ticket took a reply/,
    cases: /^reply: a closed ticket refuses replies/,
  },
  {
    fault: 'tells “forbidden” for what is hidden',
    spoil: withTickets(({ get }) => ({
      async get(id, call) {
        try {
          return await get(id, call);
        } catch (error) {
          if (PortalError.is(error) && error.code === 'not-found' && !id.startsWith('no-')) {
            throw new PortalError('forbidden', 'This ticket is not yours', { cause: error });
          }
          throw error;
        }
      },
    })),
    words:
      /“forbidden” would tell her that it exists\. It must reject with “not-found”, but it rejected with “forbidden”/,
    cases: /^isolation: another company’s ticket/,
  },
  {
    fault: 'hands out its own objects',
    spoil: sharedAnswers(),
    words: /Whoever changes an answer of tickets\.get\(\) changes what others get/,
    cases: /^isolation: answers are copies/,
  },
  {
    fault: 'sorts the wrong way round',
    spoil: withTickets(({ list }) => ({
      list: (query, call) =>
        list({ ...query, sort: { ...query.sort, descending: !query.sort.descending } }, call),
    })),
    words: /The list is not in descending order by created/,
    cases: /^sort: by created, descending/,
  },
  {
    fault: 'lies about totals',
    spoil: withTickets(({ list }) => ({
      async list(query, call) {
        const page = await list(query, call);
        return { ...page, total: { value: page.items.length, exact: true } };
      },
    })),
    words: /The list says that there are 1 tickets, but going through its pages finds 3/,
    cases: /^list: totals keep their promise/,
  },
  {
    fault: 'shows other companies’ tickets to whoever knows the id',
    spoil: (() => {
      const seen = new Map<string, Ticket>();
      return withTickets(({ get, create }) => ({
        async create(draft, write) {
          const ticket = await create(draft, write);
          seen.set(ticket.id, ticket);
          return ticket;
        },
        async get(id, call) {
          try {
            const ticket = await get(id, call);
            seen.set(id, ticket);
            return ticket;
          } catch (error) {
            const ticket = seen.get(id);
            if (ticket && PortalError.is(error) && error.code === 'not-found') return structuredClone(ticket);
            throw error;
          }
        },
      }));
    })(),
    words: /A call of Carol’s|Carol called tickets\.get\(\) on a ticket of another company/,
    cases: /^isolation: another company’s ticket/,
  },
  {
    fault: 'takes a mailed link twice',
    spoil: withSession(({ signIn }) => ({
      signIn: (credentials, call) =>
        signIn(credentials, call).catch((error: unknown) => {
          if (credentials.method !== 'link' || credentials.token.startsWith('made-up')) throw error;
          return signIn(asBob, call);
        }),
    })),
    words: /A mailed link works twice/,
    cases: /^mail: a mailed link signs in, once/,
  },
  {
    fault: 'tells by its links who has an account',
    spoil: withSession(({ requestLink, requestReset }) => ({
      async requestLink(email, call) {
        await requestLink(email, call);
        if (email.startsWith('w')) throw new PortalError('not-found', 'No such account');
      },
      requestReset,
    })),
    words: /Asking for a link tells whether an address has an account/,
    cases: /^mail: asking for a link answers the same/,
  },
  {
    fault: 'tells nothing of changed settings',
    spoil: withTickets(({ watch }) => ({
      watch: (listener) => watch((change) => void (change.kind !== 'settings' && listener(change))),
    })),
    words: /settings have changed|settings that have changed/,
    cases: /^live: (changed settings|who begins to listen)/,
  },
  {
    fault: 'keeps sessions alive when a password is set anew',
    spoil: withSession(({ current, verify }) => {
      let last: Session | null = null;
      return {
        async verify(token, call) {
          const result = await verify(token, call);
          if (result.state === 'signed-in') last = result.session;
          return result;
        },
        current: async (call) => (await current(call)) ?? last,
      };
    }),
    words: /A session from before the new password still counts/,
    cases: /^mail: a mailed token sets a new password once/,
  },
  {
    fault: 'spends a link on a password that it refuses',
    spoil: (() => {
      const spent = new Set<string>();
      return withSession(({ reset }) => ({
        async reset(token, password, call) {
          if (spent.has(token)) throw new PortalError('invalid', 'Spent');
          spent.add(token);
          return reset(token, password, call);
        },
      }));
    })(),
    words: /The link is spent on a password that was refused/,
    cases: /^mail: a weak new password is refused/,
  },
  {
    fault: 'takes whatever code comes back from a provider',
    spoil: withSession(({ signIn }) => ({
      signIn: (credentials, call) => signIn(credentials.method === 'exchange' ? asBob : credentials, call),
    })),
    words: /A code that was made up signed in/,
    cases: /^redirect: no code is taken that no provider led back with/,
  },
  {
    fault: 'agrees in the name of who is invited',
    spoil: withSession(({ reset }) => ({
      reset: (token, password, call) => reset(token, password, { ...call, consent: '2026-11-01' }),
    })),
    words: /An invitation lets somebody in who agreed to nothing/,
    cases: /^consent: who is invited agrees/,
  },
  {
    fault: 'agrees in the name of who comes through a provider',
    spoil: withSession(({ signIn }) => ({
      signIn: (credentials, call) =>
        signIn(
          credentials.method === 'exchange' ? { ...credentials, consent: '2026-11-01' } : credentials,
          call,
        ),
    })),
    words: /The code of a provider lets somebody in who has not agreed/,
    cases: /^consent: who comes through a provider/,
  },
  {
    fault: 'spends the code on the question for consent',
    spoil: (() => {
      const spent = new Set<string>();
      return withSession(({ signIn }) => ({
        async signIn(credentials, call) {
          if (credentials.method !== 'exchange') return signIn(credentials, call);
          if (spent.has(credentials.code)) throw new PortalError('unauthenticated', 'Spent');
          spent.add(credentials.code);
          return signIn(credentials, call);
        },
      }));
    })(),
    words: /It must reject with “invalid”, but it rejected with “unauthenticated”/,
    cases: /^consent: who comes through a provider/,
  },
  {
    fault: 'forgets where the person was',
    spoil: withSession(({ signIn }) => ({
      signIn: (credentials, call) =>
        signIn(
          credentials.method === 'redirect'
            ? { ...credentials, returnTo: credentials.returnTo.replace(/#.*/, '') }
            : credentials,
          call,
        ),
    })),
    words: /The person was at \S+#\/tickets\/42\S*, and came back to/,
    cases: /^redirect: a provider leads back to where the person was/,
  },
  {
    fault: 'lets everybody end any session',
    spoil: (() => {
      const ends = new Map<string, SessionApi>();
      return withSession((session) => ({
        async list(call) {
          const found = await session.list(call);
          for (const { id } of found) ends.set(id, session);
          return found;
        },
        end: async (id, call) =>
          ((ends.get(id) as Required<SessionApi> | undefined) ?? session).end(id, call),
      }));
    })(),
    words: /Alice ended a session that is not hers/,
    cases: /^sessions: a session of somebody else/,
  },
  {
    fault: 'signs out here where everywhere was meant',
    spoil: withSession(({ signOut }) => ({ endAll: (call) => signOut(call) })),
    words: /After endAll\(\) another browser of the person is still signed in/,
    cases: /^sessions: signing out everywhere/,
  },
  {
    fault: 'tells everybody that a ticket is theirs',
    spoil: withTickets(() => ({ reasons: () => Promise.resolve({ owner: 'mine' }) })),
    words: /Carol called tickets\.reasons\(\) on a ticket of another company/,
    cases: /^conversation: why a ticket shows is told truly/,
  },
  {
    fault: 'tells what a rule compares with',
    spoil: withTickets(({ reasons }) => ({
      reasons: async (id, call) => ({
        ...(await reasons(id, call)),
        rule: {
          properties: [Object.assign({ key: 'status' }, { compared: ['Globex'] })],
          hidden: false,
        },
      }),
    })),
    words: /field “compared” that the contract does not know/,
    cases: /^shape: why a ticket shows/,
  },
  {
    fault: 'forgets the thread of a reply',
    spoil: withTickets(({ messages }) => ({
      async messages(id, page, call) {
        const found = await messages(id, page, call);
        return { ...found, items: found.items.map((message) => ({ ...message, thread: 'another' })) };
      },
    })),
    words: /reply\(\) and messages\(\) name different threads for one message/,
    cases: /^conversation: a reply stands in the thread/,
  },
  {
    fault: 'throws plain errors',
    spoil: withTickets(({ get }) => ({
      get: (id, call) =>
        get(id, call).catch((error: Error) => {
          throw error.name === 'AbortError' ? error : new Error(error.message);
        }),
    })),
    words: /It must reject with a PortalError “not-found”, but it rejected with Error: No such ticket/,
    cases: /^conversation: an id that nobody has/,
  },
];

for (const { fault, spoil, words, cases } of broken) {
  test(`an adapter that ${fault} fails, in words that say so`, async () => {
    const outcomes = await runSuite(spoil);
    assert.match(complaints(outcomes), words);
    const failed = outcomes.filter(({ error }) => error).map(({ name }) => name);
    assert.ok(
      failed.some((name) => cases.test(name)),
      `failed: ${failed.join('; ')}`,
    );
  });
}

test('the adapter that they spoil fails nothing', async () => {
  const outcomes = await runSuite((adapter) => adapter);
  assert.deepEqual(
    outcomes.filter(({ error }) => error),
    [],
  );
  assert.ok(outcomes.length >= 60, `${outcomes.length} cases`);
  // Left out for good reason: the memory adapter refuses replies to closed tickets, and has a company view.
  assert.ok(outcomes.filter(({ skipped }) => skipped !== undefined).length <= 2);
});
