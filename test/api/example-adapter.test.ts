import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { minimalCapabilities } from '../../src/api/index.ts';
import { demoSeed } from '../../src/api/memory/demo-seed.ts';
import { memoryBackend } from '../../src/api/memory/index.ts';
import { runContract } from './helpers/contract.ts';
import { acmeAdapter } from './helpers/example-adapter.ts';
import { exampleDesk } from './helpers/example-desk.ts';
import { emails, memoryProbe } from './helpers/memory-world.ts';

/** The guide's example on its desk; ids are the desk's numbers. */
runContract({
  // It takes no replies, lists no sessions, lets everybody in, tells no reasons, and has no stage that awaits the customer.
  leftOut:
    /^(reply|idempotency|sessions): |^redirect: somebody who is known|^shape: a reply|: a reply stands in|: why a ticket|^abort: a write|hands the turn to the customer/,
  capabilities: minimalCapabilities,
  factory: () => {
    const seed = demoSeed({ tickets: 12 });
    const contacts = seed.contacts.map((contact) => ({ ...contact, companyIds: [] }));
    const backend = memoryBackend({ seed: { ...seed, contacts } });
    const numbers = new Map<string, string>();
    return {
      backend,
      numbers,
      adapterFor: async (who) =>
        acmeAdapter(
          'https://desk.example',
          exampleDesk(backend.adapter(who === null ? {} : { signedInAs: emails[who] }), numbers),
        ),
    };
  },
  probe: (world) => {
    const probe = memoryProbe(world);
    const own = (number: string): string => world.numbers.get(number) ?? '';
    return {
      credentials: probe.credentials,
      agentReply: (id, text) => probe.agentReply(own(id), text),
      addNote: (id, text) => probe.addNote(own(id), text),
      closeTicket: (id) => probe.closeTicket(own(id)),
      countMessages: (id) => probe.countMessages(own(id)),
      createTicket: (who, ticket) => {
        const number = String(world.numbers.size + 1);
        world.numbers.set(number, world.backend.createTicket(emails[who], ticket));
        return number;
      },
    };
  },
});

test('the guide shows the example as it is tested here', async () => {
  const guide = await readFile(new URL('../../docs/adapters.md', import.meta.url), 'utf8');
  const source = await readFile(new URL('./helpers/example-adapter.ts', import.meta.url), 'utf8');
  // Shorter imports fit on fewer lines; all else is the same to the letter.
  const plain = (text: string): string => text.replaceAll(/\s+/g, '').replaceAll(/,(?=[})\]])/g, '');
  assert.ok(plain(guide).includes(plain(source.replaceAll('../../../src/api/index.ts', 'portico/api'))));
});
