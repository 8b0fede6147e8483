import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { PortalAdapter, StartOptions, TicketChange } from '../../src/api/adapter.ts';
import { PortalError } from '../../src/api/errors.ts';
import type { PortalSettings } from '../../src/api/model.ts';
import { Portal } from '../../src/portal/portal.ts';
import { until } from '../../src/portal/store.ts';
import { alice, backendOf, mapStore } from './helpers.ts';

const attached: Portal[] = [];
afterEach(() => {
  for (const portal of attached.splice(0)) portal.detach();
});

/** A portal in use, with Alice signed in; the starts it has made, and what it was told of. */
async function open(change: (adapter: PortalAdapter) => Partial<PortalAdapter> = () => ({})) {
  const backend = backendOf();
  const inner = backend.adapter({ signedInAs: alice });
  const starts: (StartOptions | undefined)[] = [];
  let tell: (change: TicketChange) => void = () => undefined;
  const counted: PortalAdapter = {
    ...inner,
    start(options) {
      starts.push(options);
      return inner.start(options);
    },
    tickets: {
      ...inner.tickets,
      watch(listener) {
        tell = listener;
        return inner.tickets.watch?.(listener) ?? (() => undefined);
      },
    },
  };
  const adapter = { ...counted, ...change(counted) };
  const portal = new Portal({ adapter, store: mapStore() });
  portal.attach();
  attached.push(portal);
  await portal.start();
  const seen: (PortalSettings | undefined)[] = [];
  portal.settings.subscribe((settings) => seen.push(settings));
  return { backend, portal, starts, seen, tell: (news: TicketChange) => tell(news) };
}

const named = (name: string) => (settings?: PortalSettings) => settings?.name === name;
const turns = async (count = 20): Promise<void> => {
  for (let n = 0; n < count; n += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('settings that are saved while a page is open', () => {
  it('are read again, without tickets and without being taken for somebody at work', async () => {
    const { backend, portal, starts } = await open();
    backend.changeSettings({ name: 'Harbour' });
    await until(portal.settings, named('Harbour'));
    assert.deepEqual(starts.slice(1), [{ background: true }]);
    assert.ok(portal.session.value);
  });

  it('are no news where they are the same as before', async () => {
    const { portal, seen, starts, tell } = await open();
    const before = portal.settings.value;
    tell({ kind: 'settings' });
    await turns();
    assert.equal(starts.length, 2);
    assert.deepEqual(seen, []);
    assert.equal(portal.settings.value, before);
  });

  it('are read once more where another save comes in between, and not once for each of many', async () => {
    let hold: (() => void) | undefined;
    const { backend, portal, starts } = await open((inner) => ({
      async start(options) {
        const answer = await inner.start(options);
        if (options?.background) await new Promise<void>((resolve) => (hold = resolve));
        return answer;
      },
    }));
    for (const name of ['One', 'Two', 'Three']) {
      backend.changeSettings({ name });
      await turns();
    }
    hold?.();
    await turns();
    hold?.();
    await until(portal.settings, named('Three'));
    assert.equal(starts.length, 3);
  });

  it('leave the page as it is where they cannot be read, and come with the next event', async () => {
    const { backend, portal, seen, tell } = await open();
    backend.failNext('start', new PortalError('unavailable'));
    backend.changeSettings({ name: 'Harbour' });
    await turns();
    assert.deepEqual(seen, []);
    assert.equal(portal.failure.value, undefined);
    tell({ kind: 'updated', ticketId: 'x' });
    await until(portal.settings, named('Harbour'));
  });

  it('come once the browser is back online', async (context) => {
    const listeners = new Map<string, () => void>();
    const known = Object.getOwnPropertyDescriptor(globalThis, 'addEventListener');
    globalThis.addEventListener = ((type: string, listener: () => void) => {
      listeners.set(type, listener);
    }) as typeof globalThis.addEventListener;
    context.after(() =>
      known
        ? Object.defineProperty(globalThis, 'addEventListener', known)
        : Reflect.deleteProperty(globalThis, 'addEventListener'),
    );
    let down = false;
    const { portal, tell, backend } = await open((inner) => ({
      start: (options) => (down ? Promise.reject(new PortalError('offline')) : inner.start(options)),
    }));
    down = true;
    backend.changeSettings({ name: 'Harbour' });
    tell({ kind: 'settings' });
    await turns();
    assert.notEqual(portal.settings.value?.name, 'Harbour');
    down = false;
    listeners.get('online')?.();
    await until(portal.settings, named('Harbour'));
  });

  it('that turn it off end the session without asking for another, and bring it back with the portal', async () => {
    let off = false;
    const { backend, portal, seen } = await open((inner) => ({
      async start(options) {
        const start = await inner.start(options);
        return off ? { settings: { ...start.settings, enabled: false, forms: [] }, session: null } : start;
      },
    }));
    const leave = portal.work({});
    off = true;
    backend.changeSettings({ name: 'Off' });
    await until(portal.session, (session) => session === null);
    assert.equal(portal.paused.value, false, 'nobody could sign in in place');
    assert.equal(portal.settings.value?.enabled, false);

    off = false;
    const { session } = await portal.adapter.start();
    // As a backend tells it whose stream has waited.
    (portal as unknown as { apply(value: unknown): void }).apply(session);
    await until(portal.settings, (settings) => settings?.enabled === true);
    assert.equal(portal.session.value?.contact.email, alice);
    assert.ok(seen.at(-1)?.forms.length);
    leave();
  });

  it('that somebody begins to listen after are told then', async () => {
    const { backend, portal } = await open();
    portal.detach();
    await Promise.resolve();
    backend.changeSettings({ name: 'Meanwhile' });
    portal.attach();
    await until(portal.settings, named('Meanwhile'));
  });
});

describe('a page on which nobody is signed in', () => {
  it('reads settings again once it shows after a minute, and not after less', async (context) => {
    const page = Object.assign(new EventTarget(), { hidden: false });
    Object.defineProperty(globalThis, 'document', { value: page, configurable: true });
    context.after(() => Reflect.deleteProperty(globalThis, 'document'));
    context.mock.timers.enable({ apis: ['Date'], now: Date.UTC(2026, 10, 23) });
    const backend = backendOf();
    const portal = new Portal({ adapter: backend.adapter(), store: mapStore() });
    portal.attach();
    attached.push(portal);
    await portal.start();
    const away = async (milliseconds: number) => {
      page.hidden = true;
      page.dispatchEvent(new Event('visibilitychange'));
      context.mock.timers.tick(milliseconds);
      page.hidden = false;
      page.dispatchEvent(new Event('visibilitychange'));
      await turns();
    };
    backend.changeSettings({ name: 'Harbour' });
    await turns();
    await away(59_000);
    assert.notEqual(portal.settings.value?.name, 'Harbour');
    await away(60_000);
    assert.equal(portal.settings.value?.name, 'Harbour');
  });
});
