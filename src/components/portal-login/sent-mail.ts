/** A mail that is on its way. */
export interface Sent {
  purpose: 'register' | 'link' | 'reset';
  email: string;
  again: () => Promise<unknown>;
}

/** Milliseconds. */
const resendAfter = 30_000;

/** What is known of the mail that somebody waits for, and when it may be asked for again. */
export class SentMail {
  value: Sent | undefined;
  /** Milliseconds since 1970. */
  #againAt = 0;
  #clock: ReturnType<typeof setInterval> | undefined;
  readonly #update: () => void;

  /** `update` is called each second until the mail may be asked for again. */
  constructor(update: () => void) {
    this.#update = update;
  }

  /** Seconds until the mail can be asked for again. */
  get wait(): number {
    return this.value ? Math.max(0, Math.ceil((this.#againAt - Date.now()) / 1000)) : 0;
  }

  /** It was sent just now. */
  note(sent: Sent): void {
    this.value = sent;
    this.#againAt = Date.now() + resendAfter;
    this.#tick();
  }

  forget(): void {
    this.value = undefined;
    this.stop();
  }

  stop(): void {
    clearInterval(this.#clock);
    this.#clock = undefined;
  }

  /** Counts on, as if it had never stopped. */
  resume(): void {
    if (this.wait) this.#tick();
  }

  #tick(): void {
    this.stop();
    this.#clock = setInterval(() => {
      if (!this.wait) this.stop();
      this.#update();
    }, 1000);
  }
}
