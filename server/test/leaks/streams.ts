import type { Client } from '../helpers/gateway.ts';

/** One thing a live stream has said. */
export interface Heard {
  /** Position in the log of changes; absent where the event has none. */
  id?: number;
  kind?: string;
  ticketId?: string;
  /** Everything, as it came. */
  text: string;
  /** The newest decision that can have held when it came. */
  by: number;
}

/** Somebody's live stream, read as it comes. */
export class Listener {
  readonly heard: Heard[] = [];
  readonly #now: () => number;
  #stop: (() => void) | undefined;
  #waiting = new Set<() => void>();
  ended: boolean;

  constructor(now: () => number) {
    this.#now = now;
    this.ended = true;
  }

  /** Opens the stream, from the beginning of the log or from now; answers the status. */
  async open(client: Client, after?: string): Promise<number> {
    const answer = await client.get(`/api/events${after === undefined ? '' : `?after=${after}`}`);
    if (answer.status !== 200) {
      await answer.body?.cancel();
      return answer.status;
    }
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    this.ended = false;
    this.#stop = () => void reader.cancel().catch(() => undefined);
    void this.#read(reader);
    return answer.status;
  }

  async #read(reader: ReadableStreamDefaultReader<string>): Promise<void> {
    let rest = '';
    try {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        rest += value;
        const parts = rest.split('\n\n');
        rest = parts.pop() ?? '';
        for (const part of parts) this.#take(part);
      }
    } catch {
      // Cut off with its gateway.
    }
    this.ended = true;
    this.#wake();
  }

  #take(text: string): void {
    const id = /^id: (\d+)$/m.exec(text)?.[1];
    const data = /^data: (.*)$/m.exec(text)?.[1];
    const told = data === undefined ? {} : (JSON.parse(data) as { kind?: string; ticketId?: string });
    this.heard.push({
      text,
      by: this.#now(),
      ...(id === undefined ? {} : { id: Number(id) }),
      ...(told.kind === undefined ? {} : { kind: told.kind }),
      ...(told.ticketId === undefined ? {} : { ticketId: told.ticketId }),
    });
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting = new Set();
  }

  /** Resolves as soon as it holds; rejects when it has not within twenty seconds. */
  async until(holds: () => boolean, what: string): Promise<void> {
    const late = new Error(`not within twenty seconds: ${what}`);
    const deadline = Date.now() + 20_000;
    while (!holds()) {
      const left = deadline - Date.now();
      if (left <= 0) throw late;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#waiting.add(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  stop(): void {
    this.#stop?.();
  }
}
