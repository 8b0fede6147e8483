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
  assert.deepEqual(heard, [], 'nothing is known until the new stream stands');
  sources[1]?.giveUp();
  await settled();
  assert.deepEqual(
    waits.map(({ ms }) => ms),
    [1000, 2000],
  );
  waits[1]?.go();
  await settled();
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

test('without EventSource, “reset” comes every 20 seconds', async () => {
  const { live, waits } = bench(null);
  const heard: TicketChange[] = [];
  live.watch((change) => heard.push(change));
  for (const round of [1, 2]) {
    await settled();
    assert.equal(waits.at(-1)?.ms, 20_000);
    waits.at(-1)?.go();
    await settled();
    assert.equal(heard.length, round);
  }
  assert.deepEqual(heard[0], { kind: 'reset' });
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
