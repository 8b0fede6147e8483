import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { PortalError } from '../../src/api/errors.ts';
import type { Fault } from '../../src/api/memory/index.ts';
import { Outbox } from '../../src/portal/outbox.ts';
import type { Portal } from '../../src/portal/portal.ts';
import {
  alice,
  backendOf,
  mapStore,
  once,
  openTab,
  openTicketId,
  reply,
  settled,
  textsOf,
} from './helpers.ts';

/** What may befall a reply: faults of the line, and what people do meanwhile. */
type Step =
  | { do: 'fault'; kind: 'lose-request' | 'lose-response' | 'unavailable' | 'rate-limited' }
  | { do: 'write' | 'double-click' | 'reload' | 'other-tab' | 'resume' | 'expire' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('fault' as const),
    kind: fc.constantFrom('lose-request', 'lose-response', 'unavailable', 'rate-limited'),
  }),
  fc.record({
    do: fc.constantFrom('write', 'double-click', 'reload', 'other-tab', 'resume', 'expire'),
  }),
);

function faultOf(kind: (Step & { do: 'fault' })['kind']): Fault {
  return kind === 'unavailable' || kind === 'rate-limited' ? new PortalError(kind) : kind;
}

/** A browser whose tabs share a store and a session, and a backend whose line fails as scheduled. */
async function play(steps: readonly Step[], latency: number): Promise<void> {
  const backend = backendOf();
  const store = mapStore();
  const tabs: Portal[] = [];
  const open = async (signedInAs?: string): Promise<Portal> => {
    const portal = await openTab(backend, { store, browser: 'b', latency, signedInAs });
    tabs.push(portal);
    return portal;
  };
  let tab = await open(alice);
  const id = await openTicketId(tab);
  const before = (await textsOf(tab, id)).length;
  const written: string[] = [];
  const signIn = async (): Promise<void> => {
    // A send under way may find the session gone at any moment.
    while (!tab.session.value)
      await tab.signIn({ method: 'password', email: alice, password: 'lantern-harbor-42' });
  };
  const write = async (clicks: number): Promise<void> => {
    while (!tab.session.value) await signIn();
    const text = `Words ${written.length}`;
    written.push(text);
    const entry = reply(id, text, Outbox.newKey());
    for (let click = 0; click < clicks; click++) void tab.outbox.send(entry);
  };
  for (const next of steps) {
    if (next.do === 'fault') backend.failNext('tickets.reply', faultOf(next.kind));
    else if (next.do === 'write') await write(1);
    else if (next.do === 'double-click') await write(2);
    else if (next.do === 'resume') tab.outbox.resume();
    else if (next.do === 'expire') backend.expireSessions();
    else {
      // A reload leaves nothing of the page but the store; what was under way may still arrive.
      if (next.do === 'reload') tab.outbox.suspend();
      tab = await open();
      await signIn();
    }
  }
  // The line is good again: what is left goes out.
  for (let round = 0; round < steps.length + 3; round++) {
    await signIn();
    tab.outbox.resume();
    const left = await once(tab.outbox.entries, settled);
    if (!left.length && tab.session.value) break;
  }
  await Promise.all(tabs.map((other) => once(other.outbox.entries, settled)));
  const reader = await openTab(backend);
  const texts = (await textsOf(reader, id)).slice(before);
  for (const portal of tabs) portal.outbox.suspend();
  assert.deepEqual([...texts].sort(), [...written].sort());
}

it('makes exactly one message of each reply, whatever happens on the way', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 2, maxLength: 12 }),
      fc.constantFrom(0, 2),
      (steps, latency) => play(steps, latency),
    ),
    { numRuns: 200 },
  );
});
