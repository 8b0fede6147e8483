import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { defaultSettings, type GatewaySettings } from '../../server/src/settings/settings.ts';
import { databases, skipOf } from '../../server/test/helpers/databases.ts';
import { gatewayCapabilities } from '../../src/api/gateway/index.ts';
import type { Capabilities } from '../../src/api/index.ts';
import { runContract } from './helpers/contract.ts';
import { gatewayWorld, type GatewayWorld } from './helpers/gateway-world.ts';

const { reply } = gatewayCapabilities;
/** Everybody of the suite is let in, and one contact is not. */
const access: Pick<GatewaySettings, 'access' | 'contactLists'> = {
  access: { lists: ['customers'] },
  contactLists: [
    { id: 'customers', name: 'Customers', members: ['@acme.example', '@globex.example', '@example.com'] },
  ],
};
/** Newcomers are asked, as most owners will. */
const asking = ({ portal }: GatewaySettings): Pick<GatewaySettings, 'portal'> => {
  const consent = { version: '2026-11-01', text: 'We keep what you write.', label: 'I agree' };
  return { portal: { ...portal, signIn: { ...portal.signIn, consent } } };
};
const filterBy = defaultSettings.tickets.visibleProperties.map(({ key }) => key);

/** What the owner decides, and what becomes of the capabilities by it. */
const policies: { name: string; settings: GatewaySettings; decided: Partial<Capabilities> }[] = [
  { name: 'as it comes', settings: defaultSettings, decided: { reopen: false, filterBy, articles: false } },
  {
    name: 'with closed tickets that can be reopened',
    settings: { ...defaultSettings, tickets: { ...defaultSettings.tickets, reopen: 'always' } },
    decided: { reopen: true, filterBy, articles: false, reply: { ...reply, toClosed: 'reopens' } },
  },
  {
    name: 'without a company view and without forms',
    settings: { ...defaultSettings, forms: [], tickets: { ...defaultSettings.tickets, permission: 'own' } },
    decided: { reopen: false, filterBy, articles: false, views: ['mine'], create: false },
  },
];

for (const kind of databases) {
  // What the owner decides is the same to every database.
  for (const { name, settings, decided } of kind.name === 'sqlite' ? policies : policies.slice(0, 1)) {
    const signIn = ['password', 'link', 'code'] as const;
    const capabilities = { ...gatewayCapabilities, signIn, ...decided };
    describe(`gateway over ${kind.name}, ${name}`, { skip: skipOf(kind) }, () => {
      let world: GatewayWorld;
      before(async () => {
        world = await gatewayWorld(
          kind,
          { ...settings, ...asking(settings), ...access },
          { signIn, ...decided },
        );
      });
      after(() => world.stop());

      test('the capabilities the adapter is made with are those that the gateway tells', async () => {
        const response = await world.gateway.get('/api/capabilities');
        assert.deepEqual(await response.json(), capabilities);
      });

      runContract({ factory: () => world, probe: ({ probe }) => probe, capabilities });
    });
  }
}
