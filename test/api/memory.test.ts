import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  isAbort,
  PortalError,
  type PortalAdapter,
  type SortKey,
  type TicketQuery,
} from '../../src/api/index.ts';
import { demoPassword, demoSeed } from '../../src/api/memory/demo-seed.ts';
import { memoryAdapter, memoryBackend } from '../../src/api/memory/index.ts';

const alice = 'alice@acme.example';
const query: TicketQuery = {
  view: 'mine',
  state: 'any',
  sort: { by: 'activity', descending: true },
  limit: 100,
};
const text = (content: string) => ({ body: { format: 'text' as const, content }, attachments: [] });

async function ids(adapter: PortalAdapter, given: Partial<TicketQuery>): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await adapter.tickets.list({ ...query, ...given, cursor });
    found.push(...page.items.map(({ id }) => id));
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}

test('pages of any size, in any order, visit each ticket once', async () => {
  const adapter = memoryAdapter({ seed: demoSeed({ tickets: 90 }), signedInAs: alice });
  const keys: SortKey[] = ['created', 'activity', 'reference', 'subject', 'status'];
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 100 }),
      fc.constantFrom(...keys),
      fc.boolean(),
      fc.constantFrom('mine', 'acme'),
      fc.constantFrom('open' as const, 'closed' as const, 'any' as const),
      fc.constantFrom('', 'export', 'a b', 'lum-20'),
      async (limit, by, descending, view, state, words) => {
        const given = { sort: { by, descending }, view, state, text: words };
        const paged = await ids(adapter, { ...given, limit });
        const whole = await ids(adapter, given);
        assert.deepEqual(paged, whole);
        assert.equal(new Set(paged).size, paged.length);
        const { total } = await adapter.tickets.list({ ...query, ...given, limit: 1 });
        assert.deepEqual(total, { value: paged.length, exact: true });
      },
    ),
    { numRuns: 150 },
  );
});

test('whatever is lost and repeated, one key makes one message', async () => {
  const fault = fc.constantFrom('lose-request' as const, 'lose-response' as const, 'none' as const);
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({ message: fc.integer({ min: 0, max: 3 }), fault, tab: fc.integer({ min: 0, max: 1 }) }),
        {
          minLength: 1,
          maxLength: 25,
        },
      ),
      async (schedule) => {
        const backend = memoryBackend({ seed: demoSeed({ tickets: 1 }) });
        const id = backend.createTicket(alice, { subject: 'S', message: 'M' });
        const tabs = [1, 2].map(() => backend.adapter({ signedInAs: alice, browser: 'one' }));
        const done = new Set<number>();
        const answers = new Map<number, string>();
        for (const step of schedule) {
          if (step.fault !== 'none') backend.failNext('tickets.reply', step.fault);
          if (step.fault !== 'lose-request') done.add(step.message);
          const reply = tabs[step.tab]?.tickets.reply;
          assert.ok(reply);
          const sent = await reply(id, text(`Message ${step.message}`), {
            idempotencyKey: `k${step.message}`,
          }).catch((error: unknown) => error);
          if (PortalError.is(sent)) assert.equal(sent.code, 'offline');
          else {
            const answer = JSON.stringify(sent);
            assert.equal(answers.get(step.message) ?? answer, answer);
            answers.set(step.message, answer);
          }
        }
        assert.equal(backend.countMessages(id), 1 + done.size);
      },
    ),
    { numRuns: 200 },
  );
});

test('a cursor that was tampered with is refused, whatever was done to it', async () => {
  const adapter = memoryAdapter({ seed: demoSeed({ tickets: 40 }), signedInAs: alice });
  const { next = '' } = await adapter.tickets.list({ ...query, limit: 3 });
  await fc.assert(
    fc.asyncProperty(fc.nat(next.length - 1), fc.string({ minLength: 1, maxLength: 3 }), async (at, put) => {
      const cursor = next.slice(0, at) + put + next.slice(at + put.length);
      fc.pre(cursor !== next);
      const outcome = await adapter.tickets
        .list({ ...query, limit: 3, cursor })
        .catch((error: unknown) => error);
      // Base64 says some things in two ways: what decodes to the same is the same.
      if (!PortalError.is(outcome)) assert.equal(atob(cursor), atob(next));
      else assert.equal(outcome.code, 'invalid');
    }),
  );
});

test('links, codes and tokens end by the clock, and what is typed is taken as people type it', async () => {
  let now = Date.parse('2026-11-14T10:00:00Z');
  const backend = memoryBackend({ seed: demoSeed({ tickets: 1 }), now: () => new Date(now) });
  const { session } = backend.adapter();
  const minutes = (n: number): void => void (now += n * 60_000);

  await session.requestLink!(` ${alice.toUpperCase()} `, {
    language: 'pl',
    returnTo: 'https://a.example/#/x',
  });
  const first = backend.mails.at(-1);
  assert.equal(first?.language, 'pl');
  minutes(16);
  for (const late of [
    { method: 'link', token: first?.token ?? '' } as const,
    { method: 'code', email: alice, code: first?.code ?? '' } as const,
  ])
    await assert.rejects(session.signIn(late), { code: 'unauthenticated' });

  await session.requestLink!(alice, { returnTo: 'https://a.example/#/x' });
  const { code = '' } = backend.mails.at(-1) ?? {};
  const entered = await session.signIn({
    method: 'code',
    email: ` ${alice}`,
    code: ` ${code.slice(0, 4)}-${code.slice(4)} `,
  });
  assert.equal(entered.state === 'signed-in' && entered.returnTo, 'https://a.example/#/x');

  await session.requestReset!(alice);
  const { token = '' } = backend.mails.at(-1) ?? {};
  minutes(25 * 60);
  await assert.rejects(session.reset!(token, 'long enough by far'), { code: 'invalid' });
});

test('a mail leads to pages of the web only', async () => {
  const backend = memoryBackend({ seed: demoSeed({ tickets: 1 }) });
  const { session } = backend.adapter();
  for (const returnTo of ['javascript:alert(1)', 'data:text/html,x', 'not an address', '//', '']) {
    await session.requestLink!(alice, { returnTo });
    const { token = '' } = backend.mails.at(-1) ?? {};
    const entered = await session.signIn({ method: 'link', token });
    assert.ok(!('returnTo' in entered), returnTo);
  }
});

test('a session ends by idling, unless its person does something; what pages read by themselves is nothing', async () => {
  let now = Date.parse('2026-11-14T10:00:00Z');
  const backend = memoryBackend({
    seed: demoSeed({ tickets: 3 }),
    settings: { idleSeconds: 600 },
    now: () => new Date(now),
  });
  const { session, tickets } = backend.adapter({ signedInAs: alice });
  const idleAt = async (): Promise<string | undefined> => (await session.current())?.idleAt;
  const begun = await idleAt();
  assert.equal(begun, '2026-11-14T10:10:00.000Z');
  now += 300_000;
  await tickets.list(query, { background: true });
  assert.equal(await idleAt(), begun);
  await session.touch!();
  assert.equal(await idleAt(), '2026-11-14T10:15:00.000Z');
  now += 300_000;
  await tickets.list(query);
  assert.equal(await idleAt(), '2026-11-14T10:20:00.000Z');
  now += 600_000;
  assert.equal(await session.current(), null);
  assert.equal(await session.touch!(), null);
});

test('somebody who is let in no longer is nobody at the next call', async () => {
  let open = true;
  const backend = memoryBackend({ seed: demoSeed({ tickets: 1 }), admits: () => open });
  const { session } = backend.adapter({ signedInAs: alice });
  assert.ok(await session.current());
  open = false;
  assert.equal(await session.current(), null);
});

test('a call can be given up while it takes its time, and then did nothing on the way there', async () => {
  const backend = memoryBackend({ seed: demoSeed() });
  const id = backend.createTicket(alice, { subject: 'S', message: 'M' });
  const adapter = backend.adapter({ signedInAs: alice, latency: 60_000 });
  const stop = new AbortController();
  const sending = adapter.tickets.reply?.(id, text('x'), { idempotencyKey: 'k', signal: stop.signal });
  stop.abort();
  await assert.rejects(sending ?? Promise.resolve(), isAbort);
  assert.equal(backend.countMessages(id), 1);
});

test('tabs of one browser share a session, and hear when it begins and ends', async () => {
  const backend = memoryBackend({ seed: demoSeed() });
  const [one, other, elsewhere] = ['a', 'a', 'b'].map((browser) => backend.adapter({ browser }));
  assert.ok(one && other && elsewhere);
  const heard: (string | null)[] = [];
  other.session.subscribe?.((session) => heard.push(session?.contact.email ?? null));
  elsewhere.session.subscribe?.(() => heard.push('elsewhere'));
  await one.session.signIn({ method: 'password', email: alice, password: demoPassword });
  assert.equal((await other.session.current())?.contact.email, alice);
  await one.session.signOut();
  await other.session.current();
  assert.deepEqual(heard, [alice, null]);
});

test('an administrator ends sessions, and a session ends by its clock', async () => {
  let now = new Date('2026-11-14T12:00:00Z');
  const backend = memoryBackend({ seed: demoSeed(), now: () => now });
  const adapter = backend.adapter({ signedInAs: alice });
  assert.equal(backend.expireSessions(alice), 1);
  assert.equal(await adapter.session.current(), null);
  await adapter.session.signIn({ method: 'password', email: alice, password: demoPassword });
  now = new Date('2026-11-22T12:00:00Z');
  assert.equal(await adapter.session.current(), null);
});

test('the faults hook sees each call, and decides how it ends', async () => {
  const calls: string[] = [];
  const adapter = memoryAdapter({
    seed: demoSeed(),
    signedInAs: alice,
    faults: ({ name, args }) => {
      calls.push(`${name} ${JSON.stringify(args)}`);
      return name === 'tickets.get'
        ? new PortalError('rate-limited', 'Slow down', { retryAfter: 3 })
        : undefined;
    },
  });
  await adapter.session.current();
  await assert.rejects(
    adapter.tickets.get('demo-1'),
    (error) => PortalError.is(error) && error.retryAfter === 3,
  );
  assert.deepEqual(calls, ['session.current []', 'tickets.get ["demo-1"]']);
});

test('what a backend cannot do is absent and refused', async () => {
  const adapter = memoryAdapter({
    seed: demoSeed(),
    signedInAs: alice,
    capabilities: {
      close: false,
      reopen: false,
      attachments: false,
      registration: false,
      live: 'none',
      search: 'none',
    },
  });
  assert.equal(adapter.tickets.close, undefined);
  assert.equal(adapter.attachments, undefined);
  assert.equal(adapter.session.register, undefined);
  assert.equal(adapter.tickets.watch, undefined);
  await assert.rejects(
    adapter.tickets.list({ ...query, text: 'export' }),
    (error) => PortalError.is(error) && error.code === 'not-supported',
  );
});

test('conditions narrow the list by visible properties', async () => {
  const adapter = memoryAdapter({ seed: demoSeed({ tickets: 80 }), signedInAs: alice });
  const { items } = await adapter.tickets.list({
    ...query,
    where: [
      { property: 'category', operator: 'in', value: ['billing', 'exports'] },
      { property: 'urgency', operator: 'is-not', value: 'Low' },
    ],
  });
  assert.ok(items.length > 0);
  for (const { properties } of items) {
    const values = Object.fromEntries(properties.map(({ key, value }) => [key, value]));
    assert.ok(values['category'] === 'billing' || values['category'] === 'exports');
    assert.notEqual(values['urgency'], 'Low');
  }
});

test('the demo seed is the same every time, and fits itself', () => {
  assert.deepEqual(demoSeed({ tickets: 30 }), demoSeed({ tickets: 30 }));
  const { tickets, contacts, settings } = demoSeed({ tickets: 200 });
  assert.equal(new Set(tickets.map(({ reference }) => reference)).size, 200);
  for (const ticket of tickets) {
    assert.ok(contacts.some(({ id }) => id === ticket.contactId));
    assert.ok(ticket.messages.length > 0);
    assert.doesNotMatch(JSON.stringify([ticket.subject, ticket.messages]), /\{\w+\}|LMN-INT|undefined/);
    const times = ticket.messages.map(({ at }) => at);
    assert.deepEqual(times, [...times].sort());
  }
  assert.ok(settings?.forms?.length);
});

test('consent is kept once for each newcomer: of a registration, an invitation, and through a provider', async () => {
  let at = Date.parse('2026-11-20T10:00:00Z');
  const consent = { version: '7', text: 'We keep it.', label: 'I agree' };
  const backend = memoryBackend({
    seed: demoSeed({ tickets: 0 }),
    settings: {
      signIn: {
        ...{ methods: ['password', 'redirect'], registration: true, reset: true, consent },
        providers: [{ id: 'acme', label: 'Acme' }],
      },
    },
    providers: { acme: { email: 'nova@initech.example' } },
    now: () => new Date(at),
  });
  const isNeeded = (error: unknown) =>
    PortalError.is(error) &&
    error.code === 'invalid' &&
    JSON.stringify(error.fields) === '[{"field":"consent","code":"required"}]';
  const kept = { version: '7', at: '2026-11-20T10:00:00.000Z' };

  const { session } = backend.adapter();
  const person = { name: 'Reg', email: 'reg@initech.example', password: 'four unrelated words' };
  await session.register!({ ...person, consent: '7' });
  await session.verify!(backend.mails.at(-1)?.token ?? '');
  assert.deepEqual(backend.consentOf(person.email), kept);

  const token = backend.invite({ email: 'ida@initech.example' });
  await assert.rejects(session.reset!(token, person.password), isNeeded);
  await assert.rejects(session.reset!(token, person.password, { consent: '6' }), isNeeded);
  assert.throws(() => backend.consentOf('ida@initech.example'), 'no account before');
  assert.equal((await session.reset!(token, person.password, { consent: '7' })).state, 'signed-in');
  assert.deepEqual(backend.consentOf('ida@initech.example'), kept);

  const exchange = async (waits: number[], given?: string) => {
    const returnTo = 'https://help.example/portal';
    const away = await session.signIn({ method: 'redirect', provider: 'acme', returnTo });
    const hash = away.state === 'redirect' ? new URL(away.url).hash.slice(1) : '';
    const code = new URLSearchParams(hash).get('portico-code') ?? '';
    for (const minutes of waits) {
      await assert.rejects(session.signIn({ method: 'exchange', code }), isNeeded);
      at += minutes * 60_000;
    }
    return session.signIn({ method: 'exchange', code, consent: given });
  };
  // The time to read counts from the first question.
  await assert.rejects(exchange([8, 8], '7'), { code: 'unauthenticated' });
  assert.equal((await exchange([14], '7')).state, 'signed-in');
  assert.equal((await exchange([])).state, 'signed-in');
  assert.equal(backend.consentOf('nova@initech.example')?.version, '7');
});
