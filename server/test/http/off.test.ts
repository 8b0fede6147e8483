import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { PortalSettings } from '../../../src/api/index.ts';
import { defaultSettings } from '../../src/settings/settings.ts';
import type { TestGateway } from '../helpers/gateway.ts';
import { fileTicket, startGateway, testPassword } from '../helpers/gateway.ts';

describe('a portal that is off', () => {
  const settings = structuredClone(defaultSettings);
  let gateway: TestGateway;

  before(async () => {
    gateway = await startGateway({ settings });
  });
  after(() => gateway?.stop());

  const off = async (work: () => Promise<void>): Promise<void> => {
    settings.portal.enabled = false;
    try {
      await work();
    } finally {
      settings.portal.enabled = true;
    }
  };

  test('says so to everybody, and gives customers nothing else, signed in before or not', async () => {
    const alice = await gateway.as('alice@acme.example');
    const { id } = await fileTicket(alice);
    await off(async () => {
      for (const client of [gateway.client(), alice]) {
        const start = await client.get('/api/start?view=mine');
        assert.equal(start.status, 200);
        const answer = (await start.json()) as { settings: PortalSettings; session: unknown };
        assert.equal(answer.settings.enabled, false);
        // Of itself it tells its name, and how staff come in.
        const { forms, stages, properties } = answer.settings;
        assert.deepEqual([forms, stages, properties], [[], [], []]);
        assert.deepEqual(await (await client.get('/api/portal')).json(), answer.settings);
        assert.equal(answer.session, null);
        assert.ok(!('tickets' in answer));
        assert.deepEqual(await (await client.get('/api/session')).json(), { session: null });

        const closed = [
          () => client.get('/api/tickets?view=mine'),
          () => client.get(`/api/tickets/${id}`),
          () => client.get(`/api/tickets/${id}/messages`),
          () => client.get('/api/events'),
          () => client.get('/api/articles?text=export'),
          () => client.get('/api/attachments/nosuch'),
          () => client.post('/api/tickets', { formId: 'support', values: {}, attachments: [] }),
          () =>
            client.post('/api/auth/register', { name: 'E', email: 'e@x.example', password: testPassword }),
          () => client.post('/api/auth/verify', { token: 'x'.repeat(43) }),
        ];
        for (const ask of closed) {
          const refused = await ask();
          const problem = (await refused.json()) as { code: string };
          assert.deepEqual([refused.status, problem.code], [403, 'forbidden'], refused.url);
        }
        assert.equal((await client.get('/api/staff/tickets')).status, 404);
      }
    });
    assert.equal((await alice.get(`/api/tickets/${id}`)).status, 200, 'on again, the session counts again');
  });

  test('lets no customer sign in, and staff work on', async () => {
    await off(async () => {
      const bob = gateway.client();
      assert.equal((await bob.signIn('bob@acme.example', 'not this one')).status, 401);
      const refused = await bob.signIn('bob@acme.example');
      assert.equal(refused.status, 403);
      assert.equal(refused.headers.get('set-cookie'), null);

      const agent = await gateway.as('agent@portico.example');
      assert.equal((await agent.get('/api/staff/tickets?view=mine')).status, 200);
      assert.equal((await agent.get('/api/articles?text=export')).status, 200);
      const start = (await (await agent.get('/api/start')).json()) as { settings: PortalSettings };
      assert.deepEqual([start.settings.forms.length, start.settings.stages.length], [1, 4]);
    });
  });
});
