import type { Warning } from './idle-module.ts';
import { Idle } from './idle.ts';
import type { KeyValueStore } from './storage.ts';
import type { Store } from './store.ts';

export interface IdleWatchOptions {
  /** The idle limit. */
  seconds: number;
  /** Backend and contact: tabs of the same one share their time. */
  name: string;
  store: KeyValueStore;
  warning: Store<Warning | undefined>;
  touch(): Promise<boolean>;
  ask(): Promise<boolean>;
  over(): void;
}

/** What people do. Reading on without any of it is what the warning is for. */
const signs = ['pointerdown', 'pointermove', 'keydown', 'touchstart', 'wheel', 'scroll'] as const;
/** Milliseconds for which one sign stands for all. */
const pause = 1_000;

/** The idle clock in a page: people's activity, the other tabs, a machine that wakes up. */
export class IdleWatch {
  readonly #idle: Idle;
  readonly #stop = new AbortController();
  readonly #channel: BroadcastChannel | undefined;

  constructor({ name, store, warning, ...options }: IdleWatchOptions) {
    // No secret: when a session ends, under an id that the drafts beside it bear too.
    const place = `portico.idle/1:${name}`;
    if (typeof BroadcastChannel !== 'undefined') this.#channel = new BroadcastChannel(place);
    const idle = (this.#idle = new Idle({
      ...options,
      clock: {
        wall: Date.now,
        steady: () => performance.now(),
        after(milliseconds, callback) {
          const timer = setTimeout(callback, milliseconds);
          return () => clearTimeout(timer);
        },
      },
      read: () => Number(store.get(place)) || undefined,
      share: (idleAt) => {
        store.set(place, String(idleAt));
        this.#channel?.postMessage('later');
      },
      warn: (due) => warning.set(due ? { left: () => idle.left(), stay: () => idle.stay() } : undefined),
    }));
    if (this.#channel) this.#channel.onmessage = () => idle.look();
    const { signal } = this.#stop;
    let seen = -pause;
    const act = (): void => {
      const now = performance.now();
      if (now - seen < pause) return;
      seen = now;
      idle.act();
    };
    for (const sign of signs)
      globalThis.addEventListener?.(sign, act, { signal, capture: true, passive: true });
    for (const type of ['focus', 'pageshow', 'online', 'storage'])
      globalThis.addEventListener?.(type, () => idle.look(), { signal });
    for (const type of ['visibilitychange', 'resume'])
      globalThis.document?.addEventListener(type, () => idle.look(), { signal });
  }

  /** The backend has said when the session ends; `fresh`: because it was just used. */
  told(idleAt: string | undefined, fresh: boolean): void {
    this.#idle.told(Date.parse(idleAt ?? ''), fresh);
  }

  stop(): void {
    this.#stop.abort();
    this.#channel?.close();
    this.#idle.stop();
  }
}
