import { Task } from '@lit/task';
import type { ReactiveControllerHost } from 'lit';
import { isAbort, PortalError } from '../../api/errors.ts';

/**
 * Reads data for an element. Runs when its arguments change, aborts what is no longer wanted (also when the element is
 * removed), and keeps the old value while a new one is on its way. No arguments (`undefined`): nothing is read.
 */
export class QueryController<const A extends readonly unknown[], T> {
  /** The latest good value. */
  value: T | undefined;
  error: PortalError | undefined;
  readonly #task: Task<readonly unknown[], void>;

  constructor(
    host: ReactiveControllerHost,
    args: () => A | undefined,
    read: (args: A, signal: AbortSignal) => Promise<T>,
  ) {
    this.#task = new Task<readonly unknown[], void>(
      host,
      async (_, { signal }) => {
        const now = args();
        if (!now) {
          this.value = this.error = undefined;
          return;
        }
        try {
          const value = await read(now, signal);
          if (signal.aborted) return;
          this.value = value;
          this.error = undefined;
        } catch (thrown) {
          if (signal.aborted || isAbort(thrown)) return;
          this.error = PortalError.from(thrown);
        }
      },
      () => args() ?? [],
    );
    host.addController({
      hostDisconnected: () => this.#task.abort(),
      hostConnected: () => {
        // Put back after a removal that may have cut a read short.
        if (this.#started && args()) void this.run();
        this.#started = true;
      },
    });
  }

  #started = false;

  /** Whether a read is under way. */
  get pending(): boolean {
    return this.#task.status === 1;
  }

  /** Reads again. */
  run(): Promise<void> {
    return this.#task.run();
  }
}
