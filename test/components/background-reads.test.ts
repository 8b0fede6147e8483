import { expect, fixtureSync, html } from '@open-wc/testing';
import type { Call, PortalAdapter } from '../../src/api/adapter.ts';
import { demoSeed } from '../../src/api/memory/demo-seed.ts';
import { memoryBackend } from '../../src/api/memory/index.ts';
import '../../src/define.ts';
import { waitUntil } from './wait-until.ts';

interface Read {
  name: string;
  background: boolean;
}

/** The adapter, and what was read through it. */
function watched(adapter: PortalAdapter): { adapter: PortalAdapter; reads: Read[] } {
  const reads: Read[] = [];
  const { tickets } = adapter;
  const note = (name: string, call?: Call) => reads.push({ name, background: call?.background === true });
  return {
    reads,
    adapter: {
      ...adapter,
      start(call) {
        note('start', call);
        return adapter.start(call);
      },
      tickets: {
        ...tickets,
        list(query, call) {
          note('list', call);
          return tickets.list(query, call);
        },
        get(id, call) {
          note('get', call);
          return tickets.get(id, call);
        },
        messages(id, page, call) {
          note('messages', call);
          return tickets.messages(id, page, call);
        },
      },
    },
  };
}

/** An element for Alice on a backend where an agent can answer. */
function stage(tag: 'ticket-list' | 'ticket-detail') {
  const seed = demoSeed({ tickets: 20 });
  const id = seed.tickets.find(({ contactId }) => contactId === 'c-alice')?.id ?? '';
  const backend = memoryBackend({ seed });
  const { adapter, reads } = watched(backend.adapter({ signedInAs: 'alice@acme.example' }));
  const element = document.createElement(tag);
  element.adapter = adapter;
  if (tag === 'ticket-detail') element.setAttribute('ticket-id', id);
  fixtureSync<HTMLElement>(html`<div></div>`).append(element);
  return { element, reads, answer: () => backend.agentReply(id, 'News') };
}

const shows = (element: HTMLElement, part: string) => () =>
  element.shadowRoot?.querySelector(`[part~=${part}]`) !== null;

describe('news that an element fetches by itself', () => {
  it('keeps no session alive, from a list', async () => {
    const { element, reads, answer } = stage('ticket-list');
    await waitUntil(shows(element, 'table'));
    expect(reads.map(({ background }) => background)).not.to.include(true);
    reads.length = 0;
    answer();
    await waitUntil(() => reads.length > 0);
    expect(reads).to.eql([{ name: 'list', background: true }]);
  });

  it('keeps no session alive, from a conversation', async () => {
    const { element, reads, answer } = stage('ticket-detail');
    await waitUntil(shows(element, 'details'));
    expect(reads.map(({ background }) => background)).not.to.include(true);
    reads.length = 0;
    answer();
    await waitUntil(() => reads.length > 1);
    expect(reads).to.eql([
      { name: 'get', background: true },
      { name: 'messages', background: true },
    ]);
  });
});
