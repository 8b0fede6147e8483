import assert from 'node:assert/strict';
import type { Client } from './gateway.ts';

export interface Event {
  name?: string;
  id?: string;
  data?: unknown;
}

/** Reads a stream as EventSource does; `next` skips what carries no data, and of settings what was not asked for. */
export async function listen(client: Client, path = '/api/events', headers: Record<string, string> = {}) {
  const abort = new AbortController();
  const response = await client.fetch(path, { headers, signal: abort.signal });
  assert.equal(response.status, 200);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let buffer = '';
  let lastId = '';
  let seen = '';

  async function block(): Promise<string | undefined> {
    while (!buffer.includes('\n\n')) {
      const { done, value } = await reader.read();
      if (done) return undefined;
      const text = decoder.decode(value, { stream: true });
      buffer += text;
      seen += text;
    }
    const end = buffer.indexOf('\n\n');
    const found = buffer.slice(0, end);
    buffer = buffer.slice(end + 2);
    lastId = /^id: (.+)$/m.exec(found)?.[1] ?? lastId;
    return found;
  }

  return {
    response,
    get lastId() {
      return lastId;
    },
    /** All that came, as it came. */
    get text() {
      return seen;
    },
    async ready() {
      while (lastId === '') assert.notEqual(await block(), undefined, 'the stream ended');
    },
    async next({ settings = false } = {}): Promise<Event | undefined> {
      for (;;) {
        const found = await block();
        if (found === undefined) return undefined;
        const event: Event = {};
        for (const line of found.split('\n')) {
          if (line.startsWith('id: ')) event.id = line.slice(4);
          if (line.startsWith('event: ')) event.name = line.slice(7);
          if (line.startsWith('data: ')) event.data = JSON.parse(line.slice(6)) as unknown;
        }
        if (event.data !== undefined && (settings || event.name !== 'settings')) return event;
      }
    },
    /** Reads until the stream ends. */
    async rest(): Promise<Event[]> {
      const events: Event[] = [];
      for (let event = await this.next(); event; event = await this.next()) events.push(event);
      return events;
    },
    close: () => abort.abort(),
  };
}
