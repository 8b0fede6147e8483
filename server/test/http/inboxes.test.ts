import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { defaultSettings, type GatewaySettings } from '../../src/settings/settings.ts';
import { databases, skipOf, type TestDatabase } from '../helpers/databases.ts';
import { fileTicket, startGateway, type Client, type TestGateway } from '../helpers/gateway.ts';

interface Summary {
  id: string;
  subject: string;
  stage: { id: string; label: string; state: string; awaiting?: string };
  staff: { inbox?: { id: string; name: string }; channel: string };
}

const consent = { version: '1', text: 'We keep what you write.', label: 'I agree' };
const settings: GatewaySettings = structuredClone(defaultSettings);
settings.portal.signIn.consent = consent;
settings.portal.origins = ['https://help.brand.example'];
settings.inboxes.push({ id: 'calls', name: 'Calls', pipeline: 'support' });
settings.tickets.defaultInbox = 'calls';

for (const kind of databases) {
  describe(`inboxes and stages over HTTP on ${kind.name}`, { skip: skipOf(kind) }, () => {
    let database: TestDatabase;
    let gateway: TestGateway;
    let alice: Client;
    let agent: Client;
    let owner: Client;

    before(async () => {
      database = await kind.create();
      gateway = await startGateway({ database, settings: structuredClone(settings) });
      alice = await gateway.as('alice@acme.example');
      agent = await gateway.as('agent@portico.example');
      owner = await gateway.as('owner@portico.example');
    });
    after(async () => {
      await gateway?.stop();
      await database?.cleanup();
    });

    const read = async <T>(answer: Response): Promise<T> => {
      assert.ok(answer.ok, `${answer.status} ${await answer.clone().text()}`);
      return (await answer.json()) as T;
    };
    const items = async <T>(client: Client, path: string): Promise<T[]> =>
      (await read<{ items: T[] }>(await client.get(path))).items;
    /** Changes the document that holds, as the pages do. */
    const change = async (edit: (next: GatewaySettings) => void): Promise<Response> => {
      const { version, settings: next } = await read<{ version: number; settings: GatewaySettings }>(
        await owner.get('/api/staff/settings'),
      );
      edit(next);
      return owner.put('/api/staff/settings', { version, settings: next });
    };
    const contactOf = async (text: string): Promise<string> =>
      (await items<{ id: string }>(agent, `/api/staff/contacts?text=${text}`))[0]?.id ?? assert.fail(text);

    test('a call becomes a ticket its customer sees, and their reply arrives in the default inbox', async () => {
      const contactId = await contactOf('alice');
      const draft = {
        contactId,
        subject: 'A call',
        channel: 'phone',
        note: { format: 'text', content: 'Said on the phone' },
      };
      const ticket = await read<Summary>(await agent.post('/api/staff/tickets', draft, 'call-1'));
      assert.equal(
        (await read<Summary>(await agent.post('/api/staff/tickets', draft, 'call-1'))).id,
        ticket.id,
      );
      assert.deepEqual([ticket.staff.channel, ticket.staff.inbox], ['phone', undefined]);
      const seen = await read<Record<string, unknown>>(await alice.get(`/api/tickets/${ticket.id}`));
      assert.deepEqual([seen.subject, seen.mine, 'staff' in seen], ['A call', true, false]);
      assert.deepEqual(await items(alice, `/api/tickets/${ticket.id}/messages`), []);
      assert.deepEqual(await items(agent, '/api/staff/tickets?inbox=calls'), []);
      const reply = { body: { format: 'text', content: 'Any news?' }, attachments: [] };
      assert.equal((await alice.post(`/api/tickets/${ticket.id}/messages`, reply)).status, 201);
      const [arrived, ...others] = await items<Summary>(agent, '/api/staff/tickets?inbox=calls');
      assert.deepEqual(
        [arrived?.id, arrived?.staff.inbox, others],
        [ticket.id, { id: 'calls', name: 'Calls' }, []],
      );
      const [first] = await items<{ author: { name: string }; body: { content: string } }>(
        agent,
        `/api/staff/tickets/${ticket.id}/messages`,
      );
      assert.deepEqual([first?.author.name, first?.body.content], ['Alice Moreau', 'Any news?']);
      // A form's own inbox is another one; and for customers there are none.
      await fileTicket(alice, 'By the form');
      assert.deepEqual(
        (await items<Summary>(agent, '/api/staff/tickets?inbox=support')).map(({ subject }) => subject),
        ['By the form'],
      );
      assert.equal((await items(alice, '/api/tickets?inbox=support')).length, 2);
    });

    test('staff are told of inboxes and of stages under their own names', async () => {
      assert.deepEqual(await items(agent, '/api/staff/inboxes'), [
        { id: 'support', name: 'Support', pipeline: 'support', isDefault: false },
        { id: 'calls', name: 'Calls', pipeline: 'support', isDefault: true },
      ]);
      const [first] = await items<object>(agent, '/api/staff/stages');
      assert.deepEqual(first, {
        id: 'new',
        label: 'New',
        state: 'open',
        awaiting: 'agent',
        pipeline: { id: 'support', name: 'Support' },
      });
      const [shown] = await items<Summary>(alice, '/api/tickets');
      assert.equal(shown?.stage.label, 'With us');
      const start = await read<{ settings: { stages: { label: string }[] } }>(
        await agent.get('/api/staff/start?view=mine'),
      );
      assert.equal(start.settings.stages[0]?.label, 'New');
    });

    test('a save changes stages for everybody at once, and hides what the owner hides', async () => {
      const { id } = await fileTicket(alice, 'Hidden soon');
      const rename = await change(({ pipelines: [support] }) => {
        Object.assign(support!.stages[0]!, { customerLabel: 'Received', hidden: false });
      });
      assert.equal(rename.status, 200, await rename.clone().text());
      const now = async (): Promise<Summary['stage']> =>
        (await read<Summary>(await alice.get(`/api/tickets/${id}`))).stage;
      assert.equal((await now()).label, 'Received');
      assert.equal((await change(({ pipelines: [s] }) => void (s!.stages[0]!.hidden = true))).status, 200);
      assert.deepEqual(await now(), { id: 'open', label: '', state: 'open' });
      const portal = await read<{ stages: { id: string }[] }>(await alice.get('/api/portal'));
      assert.deepEqual(
        portal.stages.map((stage) => stage.id),
        ['in-progress', 'awaiting-reply', 'solved'],
      );
      assert.deepEqual(await items(alice, '/api/tickets?stages=new'), []);
      assert.equal((await change(({ pipelines: [s] }) => void (s!.stages[0]!.hidden = false))).status, 200);
      assert.ok((await items(alice, '/api/tickets?stages=new')).length > 0);
    });

    test('a stage with tickets, and an inbox with conversations, cannot be taken away', async () => {
      await fileTicket(alice);
      const refused = await change((next) => {
        next.pipelines[0]!.stages.shift();
        next.inboxes = next.inboxes.filter(({ id }) => id !== 'calls');
        next.tickets.defaultInbox = 'support';
      });
      assert.equal(refused.status, 400);
      const { code, fields } = (await refused.json()) as {
        code: string;
        fields: { field: string; code: string; limit: number; reason: string }[];
      };
      assert.equal(code, 'invalid');
      assert.deepEqual(
        fields.map((field) => [field.field, field.code, field.limit > 0]),
        [
          ['inboxes', 'in-use', true],
          ['pipelines.0.stages', 'in-use', true],
        ],
      );
      assert.match(fields[1]!.reason, /New \(new\)/);
      const [stage] = await items<{ id: string }>(agent, '/api/staff/stages');
      assert.equal(stage?.id, 'new');
      // What nobody uses may go, and what is new is there at once.
      const saved = await change(({ pipelines: [support] }) => {
        support!.stages.splice(1, 1, { id: 'checking', label: 'Checking', state: 'open', hidden: false });
      });
      assert.equal(saved.status, 200, await saved.clone().text());
      const moved = await agent.put(`/api/staff/tickets/${(await fileTicket(alice)).id}/stage`, {
        stageId: 'checking',
      });
      assert.equal((await read<Summary>(moved)).stage.label, 'Checking');
    });

    // A folder of SQLite is one gateway's.
    if (kind.name === 'postgres') {
      test('gateways on one database agree, also where one starts later', async () => {
        const other = await startGateway({ database, settings: structuredClone(settings) });
        try {
          const there = await other.as('agent@portico.example');
          const ids = async (client: Client): Promise<string[]> =>
            (await items<{ id: string }>(client, '/api/staff/stages')).map(({ id }) => id);
          assert.deepEqual(await ids(there), await ids(agent));
          await change(({ pipelines: [support] }) => void support!.stages.reverse());
          assert.deepEqual((await ids(there))[0], 'solved');
        } finally {
          await other.stop();
        }
      });
    }
  });
}
