/** A browser as far as an adapter can tell: cookies, an Origin on what changes state, event streams. */
export interface Browser {
  fetch: typeof globalThis.fetch;
  EventSource: typeof globalThis.EventSource;
  /** Ends its open streams. */
  close(): void;
}

export function createBrowser(origin: string): Browser {
  const jar = new Map<string, string>();
  const open = new Set<AbortController>();

  const browse: typeof globalThis.fetch = async (input, init = {}) => {
    const headers = new Headers(init.headers);
    if (jar.size > 0) headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    if ((init.method ?? 'GET') !== 'GET') headers.set('origin', origin);
    const response = await fetch(input, { ...init, headers });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '' || /max-age=0/i.test(cookie)) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  };

  /** As much of an EventSource as the adapter uses; a broken stream is resumed with the last id, as browsers do. */
  class Source extends EventTarget {
    readyState = 0;
    onopen: ((event: Event) => void) | null = null;
    onerror: ((event: Event) => void) | null = null;
    readonly #abort = new AbortController();
    #lastId = '';

    constructor(url: string) {
      super();
      open.add(this.#abort);
      void this.#run(url);
    }

    close(): void {
      this.readyState = 2;
      this.#abort.abort();
      open.delete(this.#abort);
    }

    async #run(url: string): Promise<void> {
      const { signal } = this.#abort;
      while (!signal.aborted) {
        try {
          const headers = {
            accept: 'text/event-stream',
            ...(this.#lastId ? { 'last-event-id': this.#lastId } : {}),
          };
          const response = await browse(url, { signal, headers });
          if (response.status !== 200 || !response.body) this.close();
          else {
            this.readyState = 1;
            this.onopen?.(new Event('open'));
            await this.#read(response.body.pipeThrough(new TextDecoderStream()));
            if (signal.aborted) return;
            this.readyState = 0;
          }
        } catch (error) {
          if (signal.aborted) return;
          // The connection is gone: told below, and tried again.
          this.readyState = 0;
          void error;
        }
        this.onerror?.(new Event('error'));
      }
    }

    async #read(stream: ReadableStream<string>): Promise<void> {
      let buffer = '';
      for await (const chunk of stream) {
        buffer += chunk;
        const blocks = buffer.split('\n\n');
        buffer = blocks.pop() ?? '';
        for (const block of blocks) {
          const field = (name: string): string | undefined =>
            block
              .split('\n')
              .find((line) => line.startsWith(`${name}: `))
              ?.slice(name.length + 2);
          this.#lastId = field('id') ?? this.#lastId;
          const data = field('data');
          if (data !== undefined) this.dispatchEvent(new MessageEvent(field('event') ?? 'message', { data }));
        }
      }
    }
  }

  return {
    fetch: browse,
    EventSource: Source as unknown as typeof globalThis.EventSource,
    close: () => open.forEach((stream) => stream.abort()),
  };
}
