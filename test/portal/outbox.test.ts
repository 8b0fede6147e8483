import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { PortalError } from '../../src/api/errors.ts';
import { Outbox } from '../../src/portal/outbox.ts';
import type { Portal } from '../../src/portal/portal.ts';
import {
  alice,
  anyQuery,
  backendOf,
  bob,
  mapStore,
  once,
  openTab,
  openTicketId,
  reply,
  settled,
  textsOf,
} from './helpers.ts';
import type { TabOptions } from './helpers.ts';

const open: Portal[] = [];

async function tab(backend: ReturnType<typeof backendOf>, options?: TabOptions): Promise<Portal> {
  const portal = await openTab(backend, options);
  open.push(portal);
  return portal;
}

const statuses = ({ outbox }: Portal) => outbox.entries.value.map(({ status }) => status);

describe('the outbox', () => {
  afterEach(() => open.splice(0).forEach((portal) => portal.outbox.suspend()));

  it('hands a reply over, and forgets it once it has arrived', async () => {
    const backend = backendOf();
    const store = mapStore();
    const portal = await tab(backend, { store });
    const id = await openTicketId(portal);
    const sent = portal.outbox.send(reply(id, 'Thank you'));
    assert.deepEqual(statuses(portal), ['sending']);
    const message = await sent;
    assert.equal('body' in message && message.body.content, 'Thank you');
    assert.deepEqual(statuses(portal), []);
    assert.ok(![...store.map.values()].some((value) => value.includes('Thank you')));
  });

  it('files a ticket', async () => {
    const portal = await tab(backendOf());
    const ticket = await portal.outbox.send({
      kind: 'create',
      key: Outbox.newKey(),
      files: [],
      draft: {
        formId: 'support',
        values: { subject: 'New', category: 'other', message: 'It broke' },
        attachments: [],
      },
    });
    assert.equal('subject' in ticket && ticket.subject, 'New');
  });

  it('keeps what is handed over before anything is sent', async () => {
    const store = mapStore();
    const portal = await tab(backendOf(), { store });
    void portal.outbox.send(reply(await openTicketId(portal), 'Kept'));
    assert.ok([...store.map.values()].some((value) => value.includes('Kept')));
  });

  it('makes one entry and one message of a double click', async () => {
    const backend = backendOf();
    const portal = await tab(backend, { latency: 4 });
    const id = await openTicketId(portal);
    const before = backend.countMessages(id);
    const entry = reply(id);
    const [one, two] = await Promise.all([portal.outbox.send(entry), portal.outbox.send(entry)]);
    assert.equal(one, two);
    assert.equal(backend.countMessages(id), before + 1);
  });

  it('sends replies in the order in which they were written', async () => {
    const backend = backendOf();
    let calls = 0;
    // The first is the slowest.
    const portal = await tab(backend, {
      latency: ({ name }) => (name === 'tickets.reply' ? 30 - 10 * calls++ : 0),
    });
    const id = await openTicketId(portal);
    await Promise.all(['one', 'two', 'three'].map((text) => portal.outbox.send(reply(id, text))));
    assert.deepEqual((await textsOf(portal, id)).slice(-3), ['one', 'two', 'three']);
  });

  it('keeps that order when the line drops between two', async () => {
    const backend = backendOf();
    const portal = await tab(backend);
    const id = await openTicketId(portal);
    backend.failNext('tickets.reply', 'lose-request');
    const both = ['one', 'two'].map((text) => portal.outbox.send(reply(id, text)));
    await once(portal.outbox.entries, settled);
    assert.deepEqual(statuses(portal), ['waiting', 'waiting']);
    portal.outbox.resume();
    await Promise.all(both);
    assert.deepEqual((await textsOf(portal, id)).slice(-2), ['one', 'two']);
  });

  it('makes one message when the answer was lost', async () => {
    const backend = backendOf();
    const portal = await tab(backend);
    const id = await openTicketId(portal);
    const before = backend.countMessages(id);
    backend.failNext('tickets.reply', 'lose-response');
    const sent = portal.outbox.send(reply(id));
    const [entry] = await once(portal.outbox.entries, settled);
    assert.equal(entry?.error?.code, 'offline');
    portal.outbox.resume();
    await sent;
    assert.equal(backend.countMessages(id), before + 1);
  });

  it('sends after a reload what the earlier visit left', async () => {
    const backend = backendOf();
    const store = mapStore();
    const first = await tab(backend, { store, browser: 'b' });
    const id = await openTicketId(first);
    backend.failNext('tickets.reply', 'lose-request');
    void first.outbox.send(reply(id, 'From before'));
    await once(first.outbox.entries, settled);
    first.outbox.suspend();
    const second = await tab(backend, { store, browser: 'b' });
    await once(second.outbox.entries, ({ length }) => !length);
    assert.deepEqual((await textsOf(second, id)).at(-1), 'From before');
  });

  it('shows a refused message as failed, and sends it when asked again', async () => {
    const backend = backendOf();
    const portal = await tab(backend);
    const id = await openTicketId(portal);
    backend.failNext('tickets.reply', new PortalError('invalid'));
    await assert.rejects(portal.outbox.send(reply(id, 'Again')), { code: 'invalid' });
    const [failed] = portal.outbox.entries.value;
    assert.equal(failed?.status, 'failed');
    portal.outbox.retry(failed.key);
    await once(portal.outbox.entries, ({ length }) => !length);
    assert.equal((await textsOf(portal, id)).at(-1), 'Again');
  });

  it('does not let a refused message hold up the next', async () => {
    const backend = backendOf();
    const portal = await tab(backend);
    const id = await openTicketId(portal);
    backend.failNext('tickets.reply', new PortalError('forbidden'));
    const refused = portal.outbox.send(reply(id, 'No'));
    const next = portal.outbox.send(reply(id, 'Yes'));
    await assert.rejects(refused, { code: 'forbidden' });
    await next;
    assert.deepEqual(statuses(portal), ['failed']);
  });

  it('does not try a refused message again by itself', async () => {
    const backend = backendOf();
    const portal = await tab(backend);
    const id = await openTicketId(portal);
    const before = backend.countMessages(id);
    backend.failNext('tickets.reply', new PortalError('conflict'));
    await assert.rejects(portal.outbox.send(reply(id)), { code: 'conflict' });
    portal.outbox.resume();
    await portal.outbox.send(reply(id, 'Another'));
    assert.equal(backend.countMessages(id), before + 1);
    assert.deepEqual(statuses(portal), ['failed']);
  });

  it('tells a reused key with other words apart as a conflict', async () => {
    const portal = await tab(backendOf());
    const id = await openTicketId(portal);
    const key = Outbox.newKey();
    await portal.outbox.send(reply(id, 'First words', key));
    await assert.rejects(portal.outbox.send(reply(id, 'Other words', key)), { code: 'conflict' });
  });

  it('gives an entry back to be edited', async () => {
    const backend = backendOf();
    const store = mapStore();
    const portal = await tab(backend, { store });
    const id = await openTicketId(portal);
    const before = backend.countMessages(id);
    backend.failNext('tickets.reply', 'lose-request');
    const entry = reply(id, 'Half a thou');
    void portal.outbox.send(entry);
    await once(portal.outbox.entries, settled);
    const taken = portal.outbox.take(entry.key);
    assert.equal(taken?.kind === 'reply' && taken.draft.body.content, 'Half a thou');
    portal.outbox.resume();
    assert.deepEqual(statuses(portal), []);
    assert.equal(store.map.size, 0);
    assert.equal(backend.countMessages(id), before);
  });

  it('refuses to take over a message of nobody, so that its words stay where they are', async () => {
    const portal = await tab(backendOf(), { signedInAs: undefined });
    await assert.rejects(portal.outbox.send(reply('t')), { code: 'unauthenticated' });
    assert.deepEqual(statuses(portal), []);
  });

  it('cannot be stopped by a backend that throws at once, or cannot reply at all', async () => {
    const backend = backendOf();
    const portal = await tab(backend);
    const { adapter } = portal;
    const throwing = { ...adapter, tickets: { ...adapter.tickets, reply: undefined } };
    const outbox = new Outbox({
      adapter: throwing,
      store: mapStore(),
      contact: () => 'c',
      onUnauthenticated: () => assert.fail('nobody was signed out'),
    });
    await assert.rejects(outbox.send(reply('t')), { code: 'not-supported' });
    assert.equal(outbox.entries.value[0]?.status, 'failed');
  });
});

describe('the outbox of two tabs', () => {
  afterEach(() => open.splice(0).forEach((portal) => portal.outbox.suspend()));

  it('sends what both resume once', async () => {
    const backend = backendOf();
    const store = mapStore();
    const calls: string[] = [];
    const faults = ({ name }: { name: string }) => void calls.push(name);
    const one = await tab(backend, { store, browser: 'b', latency: 4 });
    const id = await openTicketId(one);
    const before = backend.countMessages(id);
    backend.failNext('tickets.reply', 'lose-request');
    const sent = one.outbox.send(reply(id));
    await once(one.outbox.entries, settled);
    const two = await tab(backend, { store, browser: 'b', latency: 4, faults });
    one.outbox.resume();
    await Promise.all([sent, once(two.outbox.entries, ({ length }) => !length)]);
    assert.equal(backend.countMessages(id), before + 1);
    assert.deepEqual(statuses(one), []);
  });

  it('keeps what one tab writes while the other one sends', async () => {
    const backend = backendOf();
    const store = mapStore();
    const one = await tab(backend, { store, browser: 'b', latency: 10 });
    const two = await tab(backend, { store, browser: 'b' });
    const id = await openTicketId(one);
    backend.failNext('tickets.reply', 'lose-request');
    const first = one.outbox.send(reply(id, 'of one'));
    const second = two.outbox.send(reply(id, 'of two'));
    await second;
    await once(one.outbox.entries, settled);
    one.outbox.resume();
    await first;
    assert.deepEqual((await textsOf(one, id)).slice(-2), ['of two', 'of one']);
  });

  it('answers the tab that waits when another one was quicker', async () => {
    const backend = backendOf();
    const store = mapStore();
    const one = await tab(backend, { store, browser: 'b' });
    const id = await openTicketId(one);
    const before = backend.countMessages(id);
    backend.failNext('tickets.reply', 'lose-request');
    const sent = one.outbox.send(reply(id, 'Quick'));
    await once(one.outbox.entries, settled);
    const two = await tab(backend, { store, browser: 'b' });
    await once(two.outbox.entries, ({ length }) => !length);
    one.outbox.resume();
    const message = await sent;
    assert.equal('body' in message && message.body.content, 'Quick');
    assert.equal(backend.countMessages(id), before + 1);
  });

  it('lets go of what the other tab let go', async () => {
    const backend = backendOf();
    const store = mapStore();
    const one = await tab(backend, { store, browser: 'b' });
    const id = await openTicketId(one);
    const before = backend.countMessages(id);
    const entry = reply(id);
    backend.failNext('tickets.reply', 'lose-request');
    backend.failNext('tickets.reply', 'lose-request');
    void one.outbox.send(entry);
    await once(one.outbox.entries, settled);
    const two = await tab(backend, { store, browser: 'b' });
    await once(two.outbox.entries, settled);
    two.outbox.take(entry.key);
    one.outbox.resume();
    assert.deepEqual(statuses(one), []);
    assert.equal(backend.countMessages(id), before);
  });
});

describe('the outbox where two tabs have copies of what was taken back', () => {
  afterEach(() => open.splice(0).forEach((portal) => portal.outbox.suspend()));

  const kept = (store: ReturnType<typeof mapStore>): string => [...store.map.values()].join();

  /** Two tabs of a browser that show the same reply, which no backend has heard of. */
  async function copies() {
    const backend = backendOf();
    const store = mapStore();
    const line = { down: true };
    const faults = () => (line.down ? new PortalError('offline') : undefined);
    const options = { store, browser: 'b', faults };
    line.down = false;
    const [one, two] = [await tab(backend, options), await tab(backend, options)];
    const id = await openTicketId(one);
    line.down = true;
    const entry = reply(id, 'Draft');
    void one.outbox.send(entry);
    await once(one.outbox.entries, settled);
    two.outbox.resume();
    await once(two.outbox.entries, settled);
    return { backend, store, line, one, two, id, key: entry.key };
  }

  it('keeps what one hands over out of the other one’s reach', async () => {
    const { store, one, two, id, key } = await copies();
    two.outbox.take(key);
    void two.outbox.send(reply(id, 'Final', key));
    one.outbox.retry(key);
    await once(one.outbox.entries, settled);
    assert.ok(kept(store).includes('Final'), 'after a try of the old words');
    one.outbox.take(key);
    assert.ok(kept(store).includes('Final'), 'after they were taken back here too');
  });

  it('sends what the one has made of it, and nothing else', async () => {
    const { backend, line, one, two, id, key } = await copies();
    const before = backend.countMessages(id);
    two.outbox.take(key);
    void two.outbox.send(reply(id, 'Final', key));
    line.down = false;
    one.outbox.resume();
    await once(one.outbox.entries, ({ length }) => !length);
    two.outbox.resume();
    await once(two.outbox.entries, ({ length }) => !length);
    assert.equal(backend.countMessages(id), before + 1);
    line.down = false;
    assert.equal((await textsOf(one, id)).at(-1), 'Final');
  });

  it('refuses other words of the second one, which its writer still has', async () => {
    const { store, one, two, id, key } = await copies();
    one.outbox.take(key);
    two.outbox.take(key);
    void one.outbox.send(reply(id, 'Mine', key));
    const other = reply(id, 'Other', key);
    assert.equal(two.outbox.clashes(key, other.draft), true);
    assert.equal(
      two.outbox.clashes(key, reply(id, 'Mine', key).draft),
      false,
      'the same words are no others',
    );
    await assert.rejects(two.outbox.send(other), { code: 'conflict' });
    assert.ok(kept(store).includes('Mine'));
  });

  it('tells apart the answers to what was changed and sent anew while it was on its way', async () => {
    const backend = backendOf();
    const portal = await tab(backend, { latency: 10 });
    const id = await openTicketId(portal);
    const first = reply(id, 'First');
    void portal.outbox.send(first);
    portal.outbox.take(first.key);
    await assert.rejects(portal.outbox.send(reply(id, 'Second', first.key)), { code: 'conflict' });
    assert.deepEqual(
      statuses(portal),
      ['failed'],
      'its words are there to be sent as a message of their own',
    );
    assert.equal((await textsOf(portal, id)).at(-1), 'First');
  });
});

describe('the outbox and the session', () => {
  afterEach(() => open.splice(0).forEach((portal) => portal.outbox.suspend()));

  it('waits for a new sign-in when the session ended, then goes on', async () => {
    const backend = backendOf();
    const portal = await tab(backend);
    const id = await openTicketId(portal);
    backend.expireSessions();
    const sent = portal.outbox.send(reply(id, 'Still here'));
    await once(portal.session, (session) => session === null);
    assert.equal(portal.ended.value, 'expired');
    assert.deepEqual(statuses(portal), [], 'nothing of a contact shows while nobody is signed in');
    await portal.signIn({ method: 'password', email: alice, password: 'lantern-harbor-42' });
    await sent;
    assert.equal((await textsOf(portal, id)).at(-1), 'Still here');
  });

  it('never sends nor shows one contact’s message as another’s', async () => {
    const backend = backendOf();
    const store = mapStore();
    const portal = await tab(backend, { store });
    const id = await openTicketId(portal);
    const before = backend.countMessages(id);
    backend.expireSessions();
    void portal.outbox.send(reply(id, 'Private'));
    await once(portal.session, (session) => session === null);
    await portal.signIn({ method: 'password', email: bob, password: 'lantern-harbor-42' });
    portal.outbox.resume();
    assert.deepEqual(statuses(portal), []);
    await portal.list(anyQuery);
    assert.equal(backend.countMessages(id), before);
    assert.ok(
      [...store.map.values()].some((value) => value.includes('Private')),
      'alice will find it',
    );
  });

  it('does not lose nor double a message whose contact changes while it is under way', async () => {
    const backend = backendOf();
    const store = mapStore();
    const portal = await tab(backend, { store, latency: ({ name }) => (name === 'tickets.reply' ? 30 : 0) });
    const id = await openTicketId(portal);
    const before = backend.countMessages(id);
    backend.failNext('tickets.reply', 'lose-response');
    const { promise: written, resolve } = Promise.withResolvers<unknown>();
    portal.adapter.tickets.watch?.(resolve);
    void portal.outbox.send(reply(id, 'Mid-air'));
    await written;
    await portal.signIn({ method: 'password', email: bob, password: 'lantern-harbor-42' });
    // Bob's own goes out at once: it does not wait for hers.
    await portal.outbox.send(reply(await openTicketId(portal), 'Bob’s'));
    assert.deepEqual(statuses(portal), []);
    await portal.signIn({ method: 'password', email: alice, password: 'lantern-harbor-42' });
    await once(portal.outbox.entries, ({ length }) => !length);
    assert.equal((await textsOf(portal, id)).filter((text) => text === 'Mid-air').length, 1);
    assert.equal(backend.countMessages(id), before + 1);
  });

  it('forgets everything on an explicit sign-out, and only that contact’s', async () => {
    const backend = backendOf();
    const store = mapStore();
    const theirs = await tab(backend, { store, signedInAs: bob });
    const aliceTab = await tab(backend, { store });
    backend.failNext('tickets.reply', 'lose-request');
    void theirs.outbox.send(reply(await openTicketId(theirs), 'Bob’s'));
    await once(theirs.outbox.entries, settled);
    backend.failNext('tickets.reply', 'lose-request');
    void aliceTab.outbox.send(reply(await openTicketId(aliceTab), 'Alice’s'));
    await once(aliceTab.outbox.entries, settled);
    await aliceTab.signOut();
    assert.deepEqual(statuses(aliceTab), []);
    const kept = [...store.map.values()].join();
    assert.ok(!kept.includes('Alice’s'));
    assert.ok(kept.includes('Bob’s'));
  });
});
