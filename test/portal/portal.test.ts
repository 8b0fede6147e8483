import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { PortalAdapter } from '../../src/api/adapter.ts';
import { PortalError } from '../../src/api/errors.ts';
import type { MemoryConnectionOptions } from '../../src/api/memory/index.ts';
import { Drafts } from '../../src/portal/drafts.ts';
import { failingAdapter } from '../../src/portal/failing-adapter.ts';
import { Portal, portalOf } from '../../src/portal/portal.ts';
import { until } from '../../src/portal/store.ts';
import { alice, anyQuery, backendOf, bob, mapStore, once, openTicketId, reply, settled } from './helpers.ts';

const attached: Portal[] = [];

/** A portal that an element uses, and the names of the calls it made. */
function portalWith(options: MemoryConnectionOptions = {}, backend = backendOf()) {
  const calls: string[] = [];
  const adapter = backend.adapter({
    signedInAs: alice,
    faults: ({ name }) => void calls.push(name),
    ...options,
  });
  const store = mapStore();
  const portal = new Portal({ adapter, store });
  attach(portal);
  return { portal, calls, backend, store };
}

function attach(portal: Portal): void {
  portal.attach();
  attached.push(portal);
}

const byPassword = (email: string, password = 'lantern-harbor-42') =>
  ({ method: 'password', email, password }) as const;

afterEach(() => {
  for (const portal of attached.splice(0)) {
    portal.outbox.suspend();
    portal.detach();
  }
});

describe('the start of a portal', () => {
  it('is one call for any number of elements, with the first list on board', async () => {
    const { portal, calls } = portalWith();
    const query = { ...anyQuery };
    const [page, start] = await Promise.all([portal.list(query), portal.start(), portal.start()]);
    assert.deepEqual(calls, ['start']);
    assert.equal(page, start.tickets);
    assert.equal(portal.settings.value?.name, 'Lumen Support');
    assert.equal(portal.session.value?.contact.email, alice);
  });

  it('is made again once somebody is let in while the portal is off, who is told more than strangers', async () => {
    const inner = backendOf().adapter();
    let starts = 0;
    const adapter: PortalAdapter = {
      ...inner,
      async start(call) {
        starts += 1;
        const start = await inner.start(call);
        const { settings, session } = start;
        return { ...start, settings: { ...settings, enabled: false, forms: session ? settings.forms : [] } };
      },
    };
    const portal = new Portal({ adapter, store: mapStore() });
    attach(portal);
    await portal.start();
    assert.deepEqual(portal.settings.value?.forms, []);
    await portal.signIn(byPassword(alice));
    await until(portal.settings, (settings) => Boolean(settings?.forms.length));
    assert.equal(starts, 2);
  });

  it('serves two lists with queries of their own', async () => {
    const { portal, calls } = portalWith();
    const [open, closed] = await Promise.all([
      portal.list({ ...anyQuery, state: 'open' }),
      portal.list({ ...anyQuery, state: 'closed' }),
    ]);
    assert.deepEqual(calls, ['start', 'tickets.list']);
    assert.ok(open.items.every(({ stage }) => stage.state === 'open'));
    assert.ok(closed.items.every(({ stage }) => stage.state === 'closed'));
  });

  it('answers a list with unauthenticated while nobody is signed in, without asking for it', async () => {
    const { portal, calls } = portalWith({ signedInAs: undefined });
    await assert.rejects(portal.list({ ...anyQuery }), { code: 'unauthenticated' });
    assert.deepEqual(calls, ['start']);
    assert.equal(portal.session.value, null);
    assert.equal(portal.ended.value, undefined);
  });

  it('tells why it failed, and starts when tried again', async () => {
    const { portal, backend } = portalWith();
    backend.failNext('start', new PortalError('unavailable'));
    await assert.rejects(portal.start(), { code: 'unavailable' });
    assert.equal(portal.failure.value?.code, 'unavailable');
    assert.equal(portal.session.value, undefined);
    await portal.restart();
    assert.equal(portal.failure.value, undefined);
    assert.ok(portal.session.value);
  });

  it('lets a list bring its own query when it is tried again', async () => {
    const { portal, backend, calls } = portalWith();
    backend.failNext('start', new PortalError('offline'));
    await assert.rejects(portal.list({ ...anyQuery }), { code: 'offline' });
    await portal.list({ ...anyQuery, state: 'closed' });
    assert.deepEqual(calls, ['start'], 'the first start met its fault, the second carried the list');
  });

  it('passes on what a backend throws as a failure with a code', async () => {
    const { portal } = portalWith();
    const adapter: PortalAdapter = {
      ...portal.adapter,
      start: () => Promise.reject(new TypeError('x is undefined')),
    };
    const broken = new Portal({ adapter, store: mapStore() });
    await assert.rejects(broken.start(), { code: 'unavailable' });
    const sync: PortalAdapter = {
      ...portal.adapter,
      start: () => {
        throw new TypeError('at once');
      },
    };
    await assert.rejects(new Portal({ adapter: sync, store: mapStore() }).start(), { code: 'unavailable' });
  });

  it('tells of a backend that cannot be', async () => {
    const portal = new Portal({ adapter: failingAdapter('no address'), store: mapStore() });
    await assert.rejects(portal.start(), { code: 'unavailable', message: 'no address' });
  });

  it('does not undo a sign-in that happened while it was under way', async () => {
    const { portal } = portalWith({
      signedInAs: undefined,
      latency: ({ name }) => (name === 'start' ? 30 : 0),
    });
    const started = portal.start();
    await new Promise((resolve) => setTimeout(resolve, 16)); // the start's answer is made, and on its way back
    await portal.signIn(byPassword(alice));
    await started;
    assert.equal(portal.session.value?.contact.email, alice);
  });

  it('is shared by all elements that were handed the same adapter', () => {
    const adapter = backendOf().adapter();
    assert.equal(portalOf(adapter), portalOf(adapter));
    assert.notEqual(portalOf(adapter), portalOf(backendOf().adapter()));
  });
});

describe('the session of a portal', () => {
  it('begins with a sign-in and ends with a sign-out', async () => {
    const { portal } = portalWith({ signedInAs: undefined });
    await portal.start();
    const seen: (string | undefined)[] = [];
    portal.session.subscribe((session) => seen.push(session?.contact.name));
    await portal.signIn(byPassword(bob));
    await portal.signOut();
    assert.deepEqual(seen, ['Bob Okafor', undefined]);
    assert.equal(portal.ended.value, 'signed-out');
  });

  it('refuses a wrong password and an unknown address in the same way', async () => {
    const { portal } = portalWith({ signedInAs: undefined });
    await portal.start();
    const errors = await Promise.all(
      [byPassword(alice, 'wrong'), byPassword('nobody@acme.example')].map((credentials) =>
        portal.signIn(credentials).then(
          () => assert.fail('signed in'),
          (error: PortalError) => [error.code, error.message],
        ),
      ),
    );
    assert.deepEqual(errors[0], errors[1]);
    assert.equal(portal.session.value, null);
  });

  it('registers in two steps', async () => {
    const { portal, backend } = portalWith({ signedInAs: undefined });
    const { settings } = await portal.start();
    const result = await portal.register({
      name: 'Nova',
      email: 'nova@acme.example',
      password: 'four unrelated words',
      consent: settings.signIn.consent?.version,
    });
    assert.equal(result.state, 'check-email');
    assert.ok(!portal.session.value);
    const verified = await portal.verify(backend.mails[0]?.token ?? '');
    assert.equal(verified.state === 'signed-in' && verified.session, portal.session.value);
  });

  it('says so where registration is not possible', async () => {
    const { portal } = portalWith({ signedInAs: undefined, capabilities: { registration: false } });
    await portal.start();
    const registration = { name: 'N', email: 'n@acme.example', password: 'long enough' };
    await assert.rejects(portal.register(registration), { code: 'not-supported' });
    await assert.rejects(portal.verify('token'), { code: 'not-supported' });
  });

  it('ends for the whole page when any call finds it gone', async () => {
    const { portal, backend } = portalWith({ capabilities: { sessionEvents: false } });
    await portal.start();
    backend.expireSessions();
    await assert.rejects(portal.list({ ...anyQuery }), { code: 'unauthenticated' });
    assert.equal(portal.session.value, null);
    assert.equal(portal.ended.value, 'expired');
  });

  it('ends when the backend tells so', async () => {
    const { portal, backend } = portalWith();
    await portal.start();
    backend.expireSessions();
    await once(portal.session, (session) => session === null);
    assert.equal(portal.ended.value, 'expired');
  });

  it('is followed by the other tabs, which ask for themselves', async () => {
    const backend = backendOf();
    const quiet = { browser: 'b', signedInAs: undefined, capabilities: { sessionEvents: false } };
    const one = portalWith(quiet, backend);
    const two = portalWith(quiet, backend);
    await Promise.all([one.portal.start(), two.portal.start()]);
    await one.portal.signIn(byPassword(alice));
    await once(two.portal.session, (value) => value?.contact.email === alice);
    assert.ok(two.calls.includes('session.current'));
    await one.portal.signOut();
    await once(two.portal.session, (value) => value === null);
  });

  it('keeps the object of a session that is told again', async () => {
    const { portal } = portalWith({ signedInAs: undefined });
    await portal.start();
    await portal.signIn(byPassword(alice));
    const before = portal.session.value;
    let changes = 0;
    portal.session.subscribe(() => changes++);
    await portal.adapter.session.current();
    portal.detach();
    portal.attach();
    assert.equal(portal.session.value, before);
    assert.equal(changes, 0);
  });

  it('lasts when the backend could not be told to end it', async () => {
    const { portal, backend } = portalWith();
    await portal.start();
    portal.drafts.save('reply:t', { values: { message: 'Kept' }, attachments: [] });
    backend.failNext('session.signOut', new PortalError('offline'));
    await assert.rejects(portal.signOut(), { code: 'offline' });
    assert.ok(portal.session.value);
    assert.equal(portal.drafts.load('reply:t')?.values.message, 'Kept');
  });

  it('takes what was typed and not sent, as was said before, and nobody else’s', async () => {
    const { portal, backend, store } = portalWith();
    await portal.start();
    assert.equal(portal.unsentCount, 0);
    portal.drafts.save('reply:t', { values: { message: 'Half a' }, attachments: [] });
    new Drafts(store, () => portal.session.value?.contact.id, 'another tab').save('reply:t', {
      values: { message: 'Another half' },
      attachments: [],
    });
    new Drafts(store, () => 'c-else').save('form:support', {
      values: { subject: 'Not yours' },
      attachments: [],
    });
    assert.equal(portal.unsentCount, 1, 'one place');
    portal.drafts.save('form:support', { values: { subject: 'Thought' }, attachments: [] });
    backend.failNext('tickets.reply', 'lose-request');
    void portal.outbox.send(reply(await openTicketId(portal)));
    assert.equal(portal.unsentCount, 3);
    await once(portal.unsent, settled);
    await portal.signOut();
    assert.equal(portal.unsentCount, 0);
    const kept = [...store.map.values()].join();
    assert.ok(kept.includes('Not yours') && !kept.includes('half'));
  });

  it('counts as ended when the backend knew of none any more', async () => {
    const { portal, backend } = portalWith();
    await portal.start();
    backend.failNext('session.signOut', new PortalError('unauthenticated'));
    await portal.signOut();
    assert.equal(portal.session.value, null);
  });

  it('asks what became of it when elements come back', async () => {
    const { portal, backend } = portalWith();
    await portal.start();
    portal.detach();
    await Promise.resolve();
    backend.expireSessions();
    portal.attach();
    await once(portal.session, (session) => session === null);
    assert.equal(portal.session.value, null);
  });

  it('asks nothing when an element merely moved', async () => {
    const { portal, calls } = portalWith();
    await portal.start();
    portal.detach();
    portal.attach();
    await Promise.resolve();
    assert.deepEqual(calls, ['start']);
  });
});

describe('the changes of a portal', () => {
  it('come to all listeners through one stream, which ends with the last element', async () => {
    const backend = backendOf();
    const plain = backend.adapter({ signedInAs: alice });
    let streams = 0;
    const adapter: PortalAdapter = {
      ...plain,
      tickets: {
        ...plain.tickets,
        watch: (listener) => {
          streams++;
          const stop = plain.tickets.watch?.(listener);
          return () => {
            streams--;
            stop?.();
          };
        },
      },
    };
    const portal = new Portal({ adapter, store: mapStore() });
    attach(portal);
    const heard: string[] = [];
    const stops = ['one', 'two'].map((name) => portal.watch(({ kind }) => heard.push(`${name} ${kind}`)));
    assert.equal(streams, 0, 'nobody is known to be signed in');
    await portal.start();
    assert.equal(streams, 1);
    backend.createTicket(alice, { subject: 'News', message: 'Hello' });
    await Promise.resolve();
    assert.deepEqual(heard, ['one created', 'two created']);
    await portal.signOut();
    assert.equal(streams, 0);
    await portal.signIn(byPassword(alice));
    assert.equal(streams, 1);
    for (const stop of stops) stop();
    assert.equal(streams, 1, 'of changed settings it tells without being asked');
    portal.detach();
    await Promise.resolve();
    assert.equal(streams, 0);
    portal.attach();
  });

  it('do not stop at a listener that throws', async (context) => {
    const reported: unknown[] = [];
    const before = Object.getOwnPropertyDescriptor(globalThis, 'reportError');
    Object.defineProperty(globalThis, 'reportError', {
      configurable: true,
      value: (error: unknown) => reported.push(error),
    });
    context.after(() =>
      before
        ? Object.defineProperty(globalThis, 'reportError', before)
        : Reflect.deleteProperty(globalThis, 'reportError'),
    );
    const { portal } = portalWith();
    const seen: unknown[] = [];
    portal.session.subscribe(() => {
      throw new Error('not mine');
    });
    portal.session.subscribe((session) => seen.push(session));
    await portal.start();
    assert.equal(seen.length, 1);
    assert.equal(reported.length, 1);
  });
});
