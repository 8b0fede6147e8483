import { sessionHeader } from './request.ts';

/**
 * An event stream by fetch, for a page that holds its session itself: EventSource sends no headers. It has what
 * `liveStream` uses of an EventSource, but never comes back by itself: once closed, its user opens another.
 */
export function fetchedEvents(url: string, session: string): EventSource {
  const target = new EventTarget();
  const stopping = new AbortController();
  const source = Object.assign(target, {
    readyState: 0,
    onopen: null as (() => void) | null,
    onerror: null as (() => void) | null,
    close() {
      source.readyState = 2;
      stopping.abort();
    },
  });

  async function read(): Promise<void> {
    const { signal } = stopping;
    const answer = await fetch(url, {
      headers: { [sessionHeader]: session },
      credentials: 'include',
      cache: 'no-store',
      signal,
    });
    if (!answer.ok || !answer.body) return;
    source.readyState = 1;
    source.onopen?.();
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (rest + value).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) dispatch(block);
    }
  }

  function dispatch(block: string): void {
    let type = 'message';
    const data: string[] = [];
    for (const line of block.split('\n')) {
      const [, field, value = ''] = /^(\w+):? ?(.*)$/.exec(line) ?? [];
      if (field === 'event') type = value;
      else if (field === 'data') data.push(value);
    }
    if (data.length > 0) target.dispatchEvent(new MessageEvent(type, { data: data.join('\n') }));
  }

  void read()
    .catch(() => undefined) // broken or refused: closed all the same
    .then(() => {
      source.readyState = 2;
      if (!stopping.signal.aborted) source.onerror?.();
    });
  return source as unknown as EventSource;
}
