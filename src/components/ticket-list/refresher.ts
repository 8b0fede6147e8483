/** Milliseconds between two refreshes, for each request that one takes. */
const pause = 2_000;

/** Joins bursts of changes into few refreshes: the first at once, further ones not before a while has passed. */
export class Refresher {
  readonly #refresh: () => Promise<number | undefined>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #earliest = 0;
  #asked = false;

  /** `refresh` resolves to the requests it took, 0 when it must be tried again later. */
  constructor(refresh: () => Promise<number | undefined>) {
    this.#refresh = refresh;
  }

  /** Something has changed; it shows after `delay` milliseconds at the soonest. */
  ask(delay = 0): void {
    this.#asked = true;
    this.#timer ??= setTimeout(() => void this.#run(), Math.max(delay, this.#earliest - Date.now()));
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#asked = false;
  }

  async #run(): Promise<void> {
    this.#asked = false;
    const requests = await this.#refresh();
    this.#earliest = Date.now() + pause * (requests || 1);
    const stopped = this.#timer === undefined;
    this.#timer = undefined;
    // What changed while the rows were on their way may not be in them.
    if (!stopped && (this.#asked || requests === 0)) this.ask();
  }
}
