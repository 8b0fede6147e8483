/** The little of `Storage` that drafts and the outbox need. */
export interface KeyValueStore {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
  keys(): string[];
}

/**
 * The browser's local storage, or memory where there is none, it is full, or the browser refuses it (private modes,
 * blocked cookies): losing persistence must never lose the page.
 */
export function browserStore(storage: () => Storage = () => localStorage): KeyValueStore {
  const memory = new Map<string, string>();
  const attempt = <T>(work: (storage: Storage) => T, otherwise: T): T => {
    try {
      return work(storage());
    } catch {
      return otherwise; // refused or full: memory serves
    }
  };
  return {
    get: (key) => memory.get(key) ?? attempt((store) => store.getItem(key), null),
    set(key, value) {
      const kept = attempt((store) => {
        store.setItem(key, value);
        return true;
      }, false);
      if (kept) memory.delete(key);
      else memory.set(key, value);
    },
    remove(key) {
      memory.delete(key);
      attempt((store) => store.removeItem(key), undefined);
    },
    keys: () => [...new Set([...memory.keys(), ...attempt((store) => Object.keys(store), [])])],
  };
}

/** Removes everything whose key begins with `prefix`. */
export function removeAll(store: KeyValueStore, prefix: string): void {
  for (const key of store.keys()) if (key.startsWith(prefix)) store.remove(key);
}
