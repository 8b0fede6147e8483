/** Time as a page can tell it, so that tests can hold it. */
export interface IdleClock {
  /** Milliseconds since 1970: goes on while the machine sleeps, and can be set by hand. */
  wall(): number;
  /** Milliseconds since some moment: never goes back, and may stand still while the machine sleeps. */
  steady(): number;
  /** Calls back after some milliseconds at the earliest; returns the way to stop. */
  after(milliseconds: number, callback: () => void): () => void;
}

export interface IdleOptions {
  /** The idle limit. */
  seconds: number;
  clock: IdleClock;
  /** The end as the tabs of this browser have learnt it last, in milliseconds since 1970. */
  read(): number | undefined;
  share(idleAt: number): void;
  /** Tells the backend that somebody is there, and asks what became of the session; resolve to whether it answered. */
  touch(): Promise<boolean>;
  ask(): Promise<boolean>;
  /** Whether people are to be warned has changed. */
  warn(due: boolean): void;
  /** The time is up, and the backend does not say otherwise. */
  over(): void;
}

/** Milliseconds before the end at which people are warned. */
const notice = 120_000;
/** The longest time without a look at the clock: clocks are set by hand, and timers sleep with the machine. */
const longestNap = 30_000;
/** Milliseconds until the backend is asked again where it did not answer, or said that there is some time left. */
const again = 2_000;
/** What backends save themselves in writing down activity, at most: milliseconds, and a share of the limit. */
const slack = { most: 60_000, share: 1 / 20 };

/**
 * Counts down to the end of a session by lack of activity. The backend holds the limit, and its word counts; this only
 * knows when to tell it that somebody is there, when to warn, and when to ask. It goes by the time on the wall and not
 * by timers, which stand still while a machine sleeps.
 */
export class Idle {
  readonly #options: IdleOptions;
  readonly #limit: number;
  /** Milliseconds before the end at which people are warned. */
  readonly #lead: number;
  /** Milliseconds by which the backend's last word of activity may be older than the activity. */
  readonly #slack: number;
  /** The backend's time at a moment of the clocks here. */
  #sync: { server: number; wall: number; steady: number };
  #idleAt = Infinity;
  /** By the backend's time, both. */
  #touchedAt = 0;
  #activeAt = 0;
  #warned = false;
  #busy = false;
  /** Whether a look was asked for during another one. */
  #asked = false;
  /** Not to ask or tell before, by the steady clock: for when the backend did not answer. */
  #notBefore = 0;
  #stop: (() => void) | undefined;
  #ended = false;

  constructor(options: IdleOptions) {
    this.#options = options;
    this.#limit = options.seconds * 1000;
    this.#lead = Math.min(notice, this.#limit / 3);
    this.#slack = Math.min(slack.most, this.#limit * slack.share);
    const wall = options.clock.wall();
    this.#sync = { server: wall, wall, steady: options.clock.steady() };
  }

  /** Milliseconds until the session ends, as far as is known. */
  left(): number {
    return Math.max(0, this.#idleAt - this.#now());
  }

  /** The backend has said when the session ends. `fresh`: because it was just used. */
  told(idleAt: number, fresh: boolean): void {
    if (this.#ended || !Number.isFinite(idleAt)) return;
    this.#learn(idleAt, fresh);
    if (fresh) this.#options.share(idleAt);
  }

  /** Somebody did something. While they are warned, only an answer to that counts: see `stay`. */
  act(): void {
    if (this.#warned || this.#ended) return;
    const first = this.#activeAt <= this.#touchedAt;
    this.#activeAt = this.#now();
    // Whoever comes back after the end must not revive the session unasked: looking asks first.
    if (this.left() <= 0 || this.#activeAt >= this.#nextTouch()) void this.#look();
    else if (first) this.#arm();
  }

  /** Somebody answers the warning: resolves to whether the backend knows. */
  async stay(): Promise<boolean> {
    const done = await this.#options.touch();
    if (!done) this.#rest();
    return done;
  }

  /** Looks at the clock: after a sleep, when a tab comes to the front, or when another tab has news. */
  look(): void {
    void this.#look();
  }

  stop(): void {
    this.#ended = true;
    this.#stop?.();
    this.#setWarned(false);
  }

  async #look(): Promise<void> {
    this.#asked = this.#busy;
    if (this.#ended || this.#busy) return;
    const known = this.#options.read();
    // What another tab wrote while this one slept; not what no backend could have said.
    if (known !== undefined && known > this.#idleAt && known <= this.#now() + this.#limit + this.#lead)
      this.#learn(known, false);
    if (this.#options.clock.steady() >= this.#notBefore) {
      this.#busy = true;
      await this.#decide();
      this.#busy = false;
    }
    // Another tab had news meanwhile.
    if (this.#asked) return this.#look();
    this.#arm();
  }

  async #decide(): Promise<void> {
    const options = this.#options;
    const left = this.left();
    if (left <= 0) {
      const answered = await options.ask();
      if (this.#ended) return;
      // Nobody can say otherwise: what cannot be asked for is over.
      if (!answered) options.over();
      else if (this.left() <= 0) this.#rest();
    } else if (left <= this.#lead) {
      if (this.#warned) return;
      // What else the page did may have moved the end.
      await options.ask();
      if (!this.#ended && this.left() <= this.#lead) this.#setWarned(true);
    } else if (this.#activeAt > this.#touchedAt && this.#now() >= this.#nextTouch()) {
      // After a sleep it is too late to tell of what was done before: nobody may be there any more.
      if (this.#now() - this.#activeAt > this.#limit / 4 + again) this.#activeAt = 0;
      else if (!(await options.touch())) this.#rest();
    }
  }

  /** Takes in what the backend said of the end, and thereby of its time. */
  #learn(idleAt: number, fresh: boolean): void {
    const { clock } = this.#options;
    const now = this.#now();
    const earliest = idleAt - this.#limit;
    const latest = fresh ? earliest + this.#slack : idleAt - 1;
    let server = Math.min(Math.max(now, earliest), latest);
    // The end has passed by the clocks here, and the backend says that it has not: by a little they may be ahead, and
    // it is asked again soon. By more they were set: how much time there is nobody knows, but enough to answer a warning.
    if (!fresh && now > latest) server = idleAt - (now - latest < 2 * again ? again : this.#lead);
    this.#sync = { server, wall: clock.wall(), steady: clock.steady() };
    if (fresh || idleAt > this.#idleAt) this.#touchedAt = earliest;
    this.#idleAt = idleAt;
    if (this.left() > this.#lead) this.#setWarned(false);
    this.#arm();
  }

  /** The backend's time. Of two clocks here the one that went further counts: one may have slept, one been set back. */
  #now(): number {
    const { clock } = this.#options;
    const { server, wall, steady } = this.#sync;
    return server + Math.max(0, clock.wall() - wall, clock.steady() - steady);
  }

  #nextTouch(): number {
    return this.#touchedAt + this.#limit / 4;
  }

  #rest(): void {
    this.#notBefore = this.#options.clock.steady() + again;
  }

  #setWarned(due: boolean): void {
    if (due === this.#warned) return;
    this.#warned = due;
    this.#options.warn(due);
  }

  /** Looks again when there will be something to do. */
  #arm(): void {
    this.#stop?.();
    if (this.#ended || this.#busy || this.#idleAt === Infinity) return;
    const now = this.#now();
    const due = [
      this.#idleAt,
      ...(this.#warned ? [] : [this.#idleAt - this.#lead]),
      ...(this.#activeAt > this.#touchedAt ? [this.#nextTouch()] : []),
    ].map((moment) => Math.max(0, moment - now));
    const resting = this.#notBefore - this.#options.clock.steady();
    const wait = Math.min(longestNap, ...due);
    this.#stop = this.#options.clock.after(Math.max(wait, resting, 0), () => void this.#look());
  }
}
