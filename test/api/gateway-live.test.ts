import assert from 'node:assert/strict';
import { test } from 'node:test';
import { liveStream } from '../../src/api/gateway/live.ts';
import type { Clock } from '../../src/api/gateway/request.ts';
import type { Session, TicketChange } from '../../src/api/index.ts';

const session: Session = {
  contact: { id: 'c', name: 'C', email: 'c@example.com' },
  companies: [],
  role: 'customer',
};

/** An EventSource that does what the test says. */
class FakeSource extends EventTarget {
  static made: FakeSource[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readonly url: string;
  readonly withCredentials: boolean;

  constructor(url: string, options?: { withCredentials?: boolean }) {
    super();
    this.url = url;
    this.withCredentials = options?.withCredentials ?? false;
    FakeSource.made.push(this);
  }
  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }
  /** The browser gives up, as after an answer of 503. */
  giveUp(): void {
    this.readyState = 2;
    this.onerror?.();
  }
  close(): void {
    this.readyState = 2;
  }
  tell(name: string, data: unknown): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }));
  }
}

function bench(Source: typeof FakeSource | null = FakeSource) {
  FakeSource.made = [];
  const waits: { ms: number; go(): void }[] = [];
  const clock: Clock = {
    now: () => 0,
    random: () => 1,
    wait: (ms, signal) =>
      new Promise((go, stop) => {
        waits.push({ ms, go });
        signal?.addEventListener('abort', () => stop(new DOMException('', 'AbortError')));
      }),
    patience: 0,
  };
  const live = liveStream(
    '/api/events',
    (Source ?? undefined) as unknown as typeof EventSource | undefined,
    clock,
  );
  return { live, waits, sources: FakeSource.made };
}

/** Lets everything that is due happen. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('one stream serves all listeners, and closes with the last', async () => {
  const { live, sources } = bench();
  const stopEarly = live.subscribe(() => undefined);
  assert.equal(sources.length, 0, 'nothing is opened for somebody who may be a stranger');
  stopEarly();
  live.know(session);
  const heard: TicketChange[][] = [[], []];
  const stops = heard.map((list) => live.watch((change) => list.push(change)));
  const stopSession = live.subscribe(() => undefined);
  assert.equal(sources.length, 1);
  assert.ok(sources[0]?.withCredentials);
  sources[0].open();
  sources[0].tell('change', { kind: 'message', ticketId: 't' });
  await settled();
  assert.deepEqual(heard, [[{ kind: 'message', ticketId: 't' }], [{ kind: 'message', ticketId: 't' }]]);
  stops.forEach((stop) => stop());
  assert.notEqual(sources[0].readyState, 2);
  stopSession();
  assert.equal(sources[0].readyState, 2);
});

test('where the browser gives up, a new stream follows after a pause, and says “reset”', async () => {
  const { live, sources, waits } = bench();
  const heard: TicketChange[] = [];
  live.watch((change) => heard.push(change));
  sources[0]?.open();
  sources[0]?.giveUp();
  await settled();
  assert.deepEqual(
    waits.map(({ ms }) => ms),
    [1000],
  );
  waits[0]?.go();
  await settled();
  assert.equal(sources.length, 2);
  assert.deepEqual(heard.splice(0), [{ kind: 'settings' }], 'why it was refused can only be asked');
  sources[1]?.giveUp();
  await settled();
  assert.deepEqual(
    waits.map(({ ms }) => ms),
    [1000, 2000],
  );
  waits[1]?.go();
  await settled();
  assert.deepEqual(heard.splice(0), [{ kind: 'settings' }]);
  sources[2]?.open();
  await settled();
  assert.deepEqual(heard, [{ kind: 'reset' }]);
});

test('a hiccup that the browser mends by itself is left to it', async () => {
  const { live, sources, waits } = bench();
  live.watch(() => undefined);
  sources[0]?.open();
  if (sources[0]) sources[0].readyState = 0;
  sources[0]?.onerror?.();
  await settled();
  assert.equal(sources.length, 1);
  assert.equal(waits.length, 0);
});

test('the end of a session is told, and no stream is kept for nobody', async () => {
  const { live, sources } = bench();
  const heard: (Session | null)[] = [];
  live.subscribe((value) => heard.push(value));
  live.watch(() => undefined);
  sources[0]?.open();
  sources[0]?.tell('session', { session: null });
  await settled();
  assert.deepEqual(heard, [null]);
  assert.equal(sources[0]?.readyState, 2);
  live.know(session);
  assert.equal(sources.length, 2, 'with the next sign-in the stream is back');
});

test('where nobody is signed in, listening opens no stream', () => {
  const { live, sources } = bench();
  live.know(null);
  live.subscribe(() => undefined);
  assert.equal(sources.length, 0);
  live.know(session);
  assert.equal(sources.length, 1);
});

test('without EventSource, a page is told every 20 seconds to look again, at settings too', async () => {
  const { live, waits } = bench(null);
  const heard: TicketChange[] = [];
  live.watch((change) => heard.push(change));
  for (const round of [1, 2]) {
    await settled();
    assert.equal(waits.at(-1)?.ms, 20_000);
    waits.at(-1)?.go();
    await settled();
    assert.equal(heard.length, 2 * round);
  }
  assert.deepEqual(heard.slice(0, 2), [{ kind: 'reset' }, { kind: 'settings' }]);
});

test('who stopped listening hears nothing that was on its way', async () => {
  const { live, sources } = bench();
  const heard: TicketChange[] = [];
  const stop = live.watch((change) => heard.push(change));
  sources[0]?.open();
  sources[0]?.tell('change', { kind: 'updated', ticketId: 't' });
  stop();
  await settled();
  assert.deepEqual(heard, []);
});

/** A stream that is open, and what its page has heard. */
async function listening(mark: string | undefined) {
  const scene = bench();
  const heard: TicketChange[] = [];
  scene.live.heed(mark, true);
  scene.live.know(session);
  scene.live.watch((change) => heard.push(change));
  const [source] = scene.sources;
  assert.ok(source);
  source.open();
  return { ...scene, heard, source };
}

test('settings that start has told are no news, others are', async () => {
  const { live, heard, source } = await listening('a');
  source.tell('settings', { mark: 'a' });
  await settled();
  assert.deepEqual(heard, []);
  source.tell('settings', { mark: 'b' });
  await settled();
  assert.deepEqual(heard, [{ kind: 'settings' }]);
  live.heed('b', true);
  source.tell('settings', { mark: 'b' });
  await settled();
  assert.equal(heard.length, 1);
});

test('a save between start and stream is told as the stream opens, and after each gap', async () => {
  const { heard, source, sources, waits } = await listening('before');
  source.tell('settings', { mark: 'after' });
  await settled();
  assert.deepEqual(heard, [{ kind: 'settings' }]);
  source.giveUp();
  await settled();
  heard.splice(1);
  waits.at(-1)?.go();
  await settled();
  sources[1]?.open();
  sources[1]?.tell('settings', { mark: 'later' });
  await settled();
  assert.deepEqual(heard.slice(1), [{ kind: 'reset' }, { kind: 'settings' }]);
});

test('a start from before what the stream has told of is made again, and not without end', async () => {
  const { live, heard, source, waits } = await listening('a');
  source.tell('settings', { mark: 'b' });
  await settled();
  for (let round = 1; round <= 5; round += 1) {
    live.heed('a', true);
    waits.splice(0).forEach(({ go }) => go());
    await settled();
  }
  assert.equal(heard.length, 4);
  source.tell('settings', { mark: 'c' });
  live.heed('a', true);
  await settled();
  assert.equal(waits.length, 1, 'of another save it is tried again');
});

test('a gateway that knows no marks is taken at its word', async () => {
  const { heard, source } = await listening(undefined);
  source.tell('settings', { mark: 'b' });
  await settled();
  assert.deepEqual(heard, []);
});

test('while the portal is off its stream is kept for whoever was there, and for nobody else', async () => {
  const { live, source } = await listening('on');
  live.heed('off', false);
  live.know(null);
  assert.equal(source.readyState, 1);
  assert.equal(live.known(), session);
  live.know(null, true);
  assert.equal(source.readyState, 2, 'who signs out is gone');
  const other = bench();
  other.live.heed('off', false);
  other.live.know(null);
  other.live.watch(() => undefined);
  assert.equal(other.sources.length, 0);
});
