import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultSettings, type GatewaySettings } from '../../src/settings/settings.ts';
import { databases, skipOf } from '../helpers/databases.ts';
import { fileTicket, startGateway } from '../helpers/gateway.ts';

interface Told {
  items: { body: { content: string }; thread?: string; hiddenFromCustomer?: boolean }[];
}

for (const kind of databases) {
  test(
    `staff see of each message whether the customer sees it, and customers nothing of that on ${kind.name}`,
    { skip: skipOf(kind) },
    async () => {
      // Changed in place: what an owner saves takes effect in the same way, at the next request.
      const settings: GatewaySettings = structuredClone(defaultSettings);
      const database = await kind.create();
      const gateway = await startGateway({ database, settings });
      try {
        const alice = await gateway.as('alice@acme.example');
        const agent = await gateway.as('agent@portico.example');
        const ticket = await fileTicket(alice, 'Export stops');
        const answer = async (content: string): Promise<void> => {
          const body = { body: { format: 'text', content }, attachments: [] };
          const { status } = await agent.post(`/api/staff/tickets/${ticket.id}/messages`, body);
          assert.equal(status, 201);
        };
        await answer('In the older thread');
        await gateway.gateway.storage.db
          .insertInto('threads')
          .values({
            ...{ id: 'newer', ticket_id: ticket.id, inbox: 'support', channel: 'email' },
            created_at: '2999-01-01T00:00:00.000Z',
          })
          .execute();
        await answer('In the newer thread');

        const told = async (): Promise<Told> => {
          const response = await agent.get(`/api/staff/tickets/${ticket.id}/messages?order=oldest`);
          assert.equal(response.status, 200);
          return (await response.json()) as Told;
        };
        const marks = async () => (await told()).items.map((message) => message.hiddenFromCustomer ?? false);
        const seen = async (): Promise<string> => {
          const response = await alice.get(`/api/tickets/${ticket.id}/messages?order=oldest`);
          const text = await response.text();
          assert.ok(!text.includes('hiddenFromCustomer'));
          return response.status === 200
            ? (JSON.parse(text) as Told).items.map(({ body }) => body.content.length > 0).join()
            : String(response.status);
        };

        const { items } = await told();
        assert.equal(new Set(items.map(({ thread }) => thread)).size, 2);
        assert.deepEqual(await marks(), [false, false, false]);
        assert.equal(await seen(), 'true,true,true');

        settings.tickets.threads = 'newest';
        assert.deepEqual(await marks(), [true, true, false]);
        assert.equal(await seen(), 'true');

        settings.tickets.filter = { property: 'subject', operator: 'is', value: 'Another' };
        assert.deepEqual(await marks(), [true, true, true]);
        assert.equal(await seen(), '404');

        settings.tickets.threads = 'all';
        assert.deepEqual(await marks(), [true, true, true]);

        settings.tickets.filter = { property: 'subject', operator: 'is', value: 'Export stops' };
        assert.deepEqual(await marks(), [false, false, false]);
      } finally {
        await gateway.stop();
        await database.cleanup();
      }
    },
  );
}
