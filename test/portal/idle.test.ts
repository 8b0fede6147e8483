import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Idle } from '../../src/portal/idle.ts';

const minute = 60_000;
const start = Date.UTC(2026, 10, 14, 9);

/** Timers that run when told, on clocks that are set at will. */
class World {
  /** The backend's time; the clocks of the browser's machine stand beside it. */
  server = start;
  wall: number;
  steady = 5_000;
  readonly #timers = new Set<{ at: number; callback: () => void }>();

  constructor(skew = 0) {
    this.wall = start + skew;
  }

  readonly after = (milliseconds: number, callback: () => void): (() => void) => {
    const timer = { at: this.steady + milliseconds, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };

  /** Time passes for everybody, a second at a time. */
  async pass(milliseconds: number): Promise<void> {
    for (let left = milliseconds; left > 0; left -= 1000) {
      this.server += 1000;
      this.wall += 1000;
      this.steady += 1000;
      await this.#ring();
    }
  }

  /** The machine sleeps: its timers and its steady clock stand still. */
  async sleep(milliseconds: number): Promise<void> {
    this.server += milliseconds;
    this.wall += milliseconds;
    await this.#ring();
  }

  async #ring(): Promise<void> {
    for (const timer of [...this.#timers].filter(({ at }) => at <= this.steady)) {
      this.#timers.delete(timer);
      timer.callback();
    }
    await settle();
  }
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A backend that holds the limit, and saves itself writing down activity as the gateway does. */
class Backend {
  readonly world: World;
  readonly limit: number;
  active: number;
  over = false;
  reachable = true;
  calls: string[] = [];

  constructor(world: World, seconds: number) {
    this.world = world;
    this.limit = seconds * 1000;
    this.active = world.server;
  }

  answer(name: string, activity: boolean): number | null | undefined {
    this.calls.push(name);
    if (!this.reachable) return undefined;
    const { server } = this.world;
    if (server >= this.active + this.limit) this.over = true;
    if (this.over) return null;
    if (activity && server - this.active > Math.min(minute, this.limit / 20)) this.active = server;
    return this.active + this.limit;
  }

  touches(): number {
    return this.calls.filter((name) => name === 'touch').length;
  }
}

/** What the tabs of a browser share. */
class Browser {
  kept: number | undefined;
  broken = false;
  /** Whether tabs hear each other at once. */
  talk = true;
  readonly tabs: Idle[] = [];
}

interface Tab {
  idle: Idle;
  warned: () => boolean;
  ended: () => boolean;
}

function openTab(world: World, backend: Backend, browser = new Browser()): Tab {
  let warned = false;
  let ended = false;
  const tell = (answer: number | null | undefined, fresh: boolean): boolean => {
    if (answer === null) end();
    else if (answer !== undefined) idle.told(answer, fresh);
    return answer !== undefined;
  };
  const end = (): void => {
    ended = true;
    idle.stop();
  };
  const idle: Idle = new Idle({
    seconds: backend.limit / 1000,
    clock: { wall: () => world.wall, steady: () => world.steady, after: world.after },
    read: () => (browser.broken ? undefined : browser.kept),
    share(idleAt) {
      if (!browser.broken) browser.kept = idleAt;
      if (browser.talk) for (const tab of browser.tabs) if (tab !== idle) queueMicrotask(() => tab.look());
    },
    touch: () => Promise.resolve(tell(backend.answer('touch', true), true)),
    ask: () => Promise.resolve(tell(backend.answer('ask', false), false)),
    warn: (due) => (warned = due),
    over: end,
  });
  browser.tabs.push(idle);
  // A page begins with a call that counts as activity.
  tell(backend.answer('start', true), true);
  return { idle, warned: () => warned, ended: () => ended };
}

function scene({ seconds = 1200, skew = 0 } = {}): { world: World; backend: Backend; tab: Tab } {
  const world = new World(skew);
  const backend = new Backend(world, seconds);
  return { world, backend, tab: openTab(world, backend) };
}

describe('the idle clock', () => {
  it('warns two minutes before the end, and ends when the backend does', async () => {
    const { world, tab } = scene();
    await world.pass(18 * minute - 5_000);
    assert.equal(tab.warned(), false);
    await world.pass(10_000);
    assert.equal(tab.warned(), true);
    assert.ok(Math.abs(tab.idle.left() - (2 * minute - 5_000)) <= 1_000, `${tab.idle.left()} ms are left`);
    await world.pass(2 * minute - 8_000);
    assert.equal(tab.ended(), false);
    await world.pass(5_000);
    assert.equal(tab.ended(), true);
    assert.equal(tab.warned(), false);
  });

  it('warns a third of a short limit before its end', async () => {
    const { world, tab } = scene({ seconds: 60 });
    await world.pass(38_000);
    assert.equal(tab.warned(), false);
    await world.pass(4_000);
    assert.equal(tab.warned(), true);
  });

  it('begins anew while somebody does something, with four words to the backend a limit', async () => {
    const { world, backend, tab } = scene();
    for (let second = 0; second < 3600; second++) {
      tab.idle.act();
      await world.pass(1000);
    }
    assert.equal(tab.warned(), false);
    assert.equal(tab.ended(), false);
    assert.ok(backend.touches() >= 11 && backend.touches() <= 13, `${backend.touches()} in an hour`);
  });

  it('tells the backend of the last activity too, though nothing follows it', async () => {
    const { world, backend, tab } = scene();
    await world.pass(minute);
    tab.idle.act();
    await world.pass(6 * minute);
    assert.equal(backend.touches(), 1);
    // Five minutes in at the latest: then it is at least twenty from there.
    assert.ok(backend.active >= start + minute);
    await world.pass(30 * minute);
    assert.equal(tab.ended(), true);
    assert.equal(backend.touches(), 1, 'nobody did anything more');
  });

  it('takes an answer to the warning, and nothing less', async () => {
    const { world, backend, tab } = scene();
    await world.pass(18.5 * minute);
    tab.idle.act();
    await world.pass(2_000);
    assert.equal(tab.warned(), true);
    assert.equal(backend.touches(), 0);
    assert.equal(await tab.idle.stay(), true);
    assert.equal(tab.warned(), false);
    await world.pass(17 * minute);
    assert.equal(tab.warned(), false);
    assert.equal(tab.ended(), false);
  });

  it('asks before it warns: other calls may have moved the end', async () => {
    const { world, backend, tab } = scene();
    await world.pass(10 * minute);
    backend.answer('reply', true);
    await world.pass(9 * minute);
    assert.equal(tab.warned(), false);
    await world.pass(9.5 * minute);
    assert.equal(tab.warned(), true);
  });

  it('ends at once after a sleep beyond the end, having asked', async () => {
    const { world, backend, tab } = scene();
    await world.sleep(8 * 60 * minute);
    assert.equal(tab.ended(), false, 'nothing runs in a sleep');
    tab.idle.look();
    await settle();
    assert.equal(tab.ended(), true);
    assert.deepEqual(backend.calls, ['start', 'ask']);
  });

  it('does not revive a session by the first move after a sleep', async () => {
    const { world, backend, tab } = scene();
    await world.sleep(8 * 60 * minute);
    tab.idle.act();
    await settle();
    assert.equal(tab.ended(), true);
    assert.equal(backend.touches(), 0);
  });

  it('does not take what was done before a sleep for something new', async () => {
    const { world, backend, tab } = scene();
    await world.pass(minute);
    tab.idle.act();
    await world.sleep(15 * minute);
    tab.idle.look();
    await settle();
    assert.equal(backend.touches(), 0);
    await world.pass(2.5 * minute);
    assert.equal(tab.warned(), true);
  });

  it('warns after a sleep that ends in the last minutes', async () => {
    const { world, tab } = scene();
    await world.sleep(19 * minute);
    tab.idle.look();
    await settle();
    assert.equal(tab.warned(), true);
    assert.ok(tab.idle.left() <= minute);
  });

  it('goes on though the clock is set back', async () => {
    const { world, tab } = scene();
    await world.pass(5 * minute);
    world.wall -= 3 * 60 * minute;
    await world.pass(13.5 * minute);
    assert.equal(tab.warned(), true);
    await world.pass(2 * minute);
    assert.equal(tab.ended(), true);
  });

  it('believes the backend where the clock is set ahead, and leaves time for an answer', async () => {
    const { world, tab } = scene();
    await world.pass(minute);
    world.wall += 5 * 60 * minute;
    await world.pass(minute);
    assert.equal(tab.ended(), false);
    assert.equal(tab.warned(), true);
    assert.ok(tab.idle.left() > minute);
    await tab.idle.stay();
    assert.equal(tab.warned(), false);
    // To the minute, within which backends write activity down.
    await world.pass(16 * minute);
    assert.equal(tab.warned(), false, 'the backend’s time is known again');
    await world.pass(3 * minute);
    assert.equal(tab.warned(), true);
  });

  for (const skew of [-7 * 60 * minute, -40_000, 40_000, 7 * 60 * minute])
    it(`warns in time where the clock is wrong by ${skew / 1000} seconds`, async () => {
      const { world, tab } = scene({ skew });
      await world.pass(16.5 * minute);
      assert.equal(tab.warned(), false);
      // The backend's own time is known to a minute.
      await world.pass(2.6 * minute);
      assert.equal(tab.warned(), true);
      assert.equal(tab.ended(), false);
      await world.pass(minute);
      assert.equal(tab.ended(), true);
    });

  it('ends without the backend’s word where it cannot be asked', async () => {
    const { world, backend, tab } = scene();
    await world.pass(minute);
    backend.reachable = false;
    await world.pass(17.5 * minute);
    assert.equal(tab.warned(), true);
    assert.equal(await tab.idle.stay(), false);
    await world.pass(2 * minute);
    assert.equal(tab.ended(), true);
  });

  it('does not hammer a backend that does not answer', async () => {
    const { world, backend, tab } = scene();
    backend.reachable = false;
    for (let second = 0; second < 600; second++) {
      tab.idle.act();
      await world.pass(1000);
    }
    assert.ok(backend.touches() > 0 && backend.touches() < 160, `${backend.touches()} tries in ten minutes`);
  });

  it('stands still where the backend names no end', async () => {
    const { world, backend, tab } = scene();
    const quiet = openTab(world, { ...backend, answer: () => NaN } as unknown as Backend);
    quiet.idle.act();
    await world.pass(10 * minute);
    assert.equal(quiet.warned(), false);
    assert.equal(quiet.ended(), false);
    assert.equal(tab.ended(), false);
  });
});

describe('the idle clock of several tabs', () => {
  function twoTabs(browser = new Browser()): { world: World; backend: Backend; tabs: [Tab, Tab] } {
    const world = new World();
    const backend = new Backend(world, 1200);
    return { world, backend, tabs: [openTab(world, backend, browser), openTab(world, backend, browser)] };
  }

  it('is one: what is done in one counts in the other', async () => {
    const { world, tabs } = twoTabs();
    for (let round = 0; round < 30; round++) {
      tabs[0].idle.act();
      await world.pass(minute);
    }
    assert.equal(tabs[1].warned(), false);
    assert.equal(tabs[1].ended(), false);
  });

  it('is told to the backend once', async () => {
    const { world, backend, tabs } = twoTabs();
    for (let round = 0; round < 60; round++) {
      tabs[0].idle.act();
      tabs[1].idle.act();
      await world.pass(minute);
    }
    assert.ok(backend.touches() <= 14, `${backend.touches()} in an hour`);
  });

  it('warns in all, and in none any more once one of them extends', async () => {
    const { world, tabs } = twoTabs();
    await world.pass(18.5 * minute);
    assert.deepEqual(
      tabs.map((tab) => tab.warned()),
      [true, true],
    );
    await tabs[1].idle.stay();
    await settle();
    assert.deepEqual(
      tabs.map((tab) => tab.warned()),
      [false, false],
    );
  });

  it('ends in all', async () => {
    const { world, tabs } = twoTabs();
    await world.pass(21 * minute);
    assert.deepEqual(
      tabs.map((tab) => tab.ended()),
      [true, true],
    );
  });

  it('is read from the store where tabs do not hear each other', async () => {
    const browser = new Browser();
    browser.talk = false;
    const { world, tabs } = twoTabs(browser);
    for (let round = 0; round < 25; round++) {
      tabs[0].idle.act();
      await world.pass(minute);
    }
    assert.equal(tabs[1].warned(), false);
    assert.equal(tabs[1].ended(), false);
  });

  it('does without a store: the backend is asked before anything is believed', async () => {
    const browser = new Browser();
    browser.broken = true;
    browser.talk = false;
    const { world, tabs } = twoTabs(browser);
    for (let round = 0; round < 40; round++) {
      tabs[0].idle.act();
      await world.pass(minute);
    }
    assert.equal(tabs[1].warned(), false);
    assert.equal(tabs[1].ended(), false);
  });

  it('believes no store that says what no backend could have said', async () => {
    const browser = new Browser();
    const { world, tabs } = twoTabs(browser);
    browser.kept = start + 365 * 24 * 60 * minute;
    await world.pass(18.5 * minute);
    assert.equal(tabs[0].warned(), true);
    await world.pass(2 * minute);
    assert.equal(tabs[0].ended(), true);
  });
});
