/** What an aborted call rejects with: an `AbortError`, whatever reason the caller gave. */
export const abortError = (): DOMException => new DOMException('The call was aborted', 'AbortError');

/** Throws an `AbortError` if the signal is aborted. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortError();
}

/** Waits `ms` milliseconds, at least until the next microtask; rejects with an `AbortError` as soon as the signal is aborted. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(abortError());
    if (!(ms > 0)) return resolve();
    const stop = () => {
      clearTimeout(timer);
      reject(abortError());
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
