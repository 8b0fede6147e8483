/** A value that tells when it changes. Listeners run at once and in order; one that throws does not stop the others. */
export class Store<T> {
  #value: T;
  readonly #listeners = new Set<(value: T) => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        report(error);
      }
    }
  }

  /** Calls back on every later change; returns the way to stop. */
  subscribe(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** Resolves once a store's value is as wanted. */
export function until<T>(store: Store<T>, wanted: (value: T) => boolean): Promise<T> {
  if (wanted(store.value)) return Promise.resolve(store.value);
  return new Promise((resolve) => {
    const stop = store.subscribe((value) => {
      if (!wanted(value)) return;
      stop();
      resolve(value);
    });
  });
}

/** Where there is no console of a page, such as on a server, it must not get lost either. */
function report(error: unknown): void {
  if (typeof reportError === 'function') reportError(error);
  else
    queueMicrotask(() => {
      throw error;
    });
}
