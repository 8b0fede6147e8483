import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { defaultSettings, type GatewaySettings } from '../../src/settings/settings.ts';
import { databases, skipOf, type TestDatabase } from '../helpers/databases.ts';
import { fileTicket, startGateway, type Client, type TestGateway } from '../helpers/gateway.ts';

const consent = { version: '1', text: 'We keep what you write.', label: 'I agree' };
const base: GatewaySettings = {
  ...defaultSettings,
  portal: {
    ...defaultSettings.portal,
    origins: ['https://help.brand.example'],
    signIn: { ...defaultSettings.portal.signIn, consent },
  },
};

interface State {
  version: number;
  settings: GatewaySettings;
  missing: { path: string; what: string }[];
}

for (const kind of databases) {
  describe(`the settings routes on ${kind.name}`, { skip: skipOf(kind) }, () => {
    let database: TestDatabase;
    let gateway: TestGateway;
    let owner: Client;
    let alice: Client;

    const state = async (): Promise<State> =>
      (await (await owner.get('/api/staff/settings')).json()) as State;
    /** Changes the document that holds, as the pages do. */
    const change = async (edit: (settings: GatewaySettings) => void): Promise<Response> => {
      const { version, settings } = await state();
      edit(settings);
      return owner.put('/api/staff/settings', { version, settings });
    };

    before(async () => {
      database = await kind.create();
      gateway = await startGateway({ database, settings: structuredClone(base) });
      owner = await gateway.as('owner@portico.example');
      alice = await gateway.as('alice@acme.example');
    });
    after(async () => {
      await gateway?.stop();
      await database?.cleanup();
    });

    test('a save holds at the next request, and is kept with who, when and what', async () => {
      const saved = await change((settings) => void (settings.portal.name = 'Brand Help'));
      assert.equal(saved.status, 200, await saved.clone().text());
      const portal = (await (await alice.get('/api/portal')).json()) as { name: string };
      assert.equal(portal.name, 'Brand Help');
      const { items } = (await (await owner.get('/api/staff/settings/history')).json()) as {
        items: { version: number; by: { name: string }; changes: object[] }[];
      };
      assert.deepEqual(items[0]?.changes, [{ path: 'portal.name', before: 'Support', after: 'Brand Help' }]);
      const { session } = (await (await owner.get('/api/session')).json()) as {
        session: { contact: object };
      };
      assert.deepEqual({ ...items[0]?.by, email: 'owner@portico.example' }, session.contact);
    });

    test('a document made from an older version does not undo a newer one', async () => {
      const { version, settings } = await state();
      await change((next) => void (next.portal.showLink = false));
      const late = await owner.put('/api/staff/settings', { version, settings });
      assert.equal(late.status, 409);
      assert.equal((await state()).settings.portal.showLink, false);
    });

    test('a document that is wrong is refused with path and reason, and changes nothing', async () => {
      const before = await state();
      const refused = await change((settings) => void (settings.portal.languages = []));
      assert.equal(refused.status, 400);
      const { fields } = (await refused.json()) as { fields: { field: string; reason: string }[] };
      assert.equal(fields[0]?.field, 'portal.languages');
      assert.match(fields[0]?.reason ?? '', /./);
      assert.deepEqual(await state(), before);
    });

    test('a challenge that nobody here knows is refused, before it shuts strangers out', async () => {
      const refused = await change((settings) => void (settings.portal.signIn.challenge = 'captcha'));
      assert.equal(refused.status, 400);
      const { fields } = (await refused.json()) as { fields: { field: string }[] };
      assert.equal(fields[0]?.field, 'portal.signIn.challenge');
    });

    test('the portal stays off until what it needs is there', async () => {
      const off = await change((settings) => {
        settings.portal.enabled = false;
        settings.portal.signIn.consent = undefined;
      });
      assert.equal(off.status, 200);
      assert.deepEqual(
        (await state()).missing.map(({ what }) => what),
        ['consent'],
      );
      const early = await change((settings) => void (settings.portal.enabled = true));
      assert.equal(early.status, 400);
      assert.deepEqual(
        ((await early.json()) as { fields: { field: string }[] }).fields.map(({ field }) => field),
        ['portal.signIn.consent'],
      );
      // Without any way to sign in, its owner could not turn it on again.
      const shut = await change((settings) => void (settings.portal.signIn.methods = []));
      assert.equal(shut.status, 400);
      assert.deepEqual(
        ((await shut.json()) as { fields: { field: string }[] }).fields.map(({ field }) => field),
        ['portal.signIn.methods'],
      );
      // Off: nothing of it is there for customers.
      assert.equal((await alice.get('/api/tickets')).status, 403);
      const on = await change((settings) => {
        settings.portal.enabled = true;
        settings.portal.signIn = { ...base.portal.signIn };
      });
      assert.equal(on.status, 200, await on.text());
      assert.equal((await alice.get('/api/tickets')).status, 200);
    });

    test('what is not saved can be tried out, and changes nothing', async () => {
      const before = await state();
      const tried = await owner.post('/api/staff/settings/preview', {
        settings: { ...before.settings, portal: { ...before.settings.portal, name: 'Not yet' } },
      });
      assert.equal(tried.status, 200);
      assert.equal(((await tried.json()) as { portal: { name: string } }).portal.name, 'Not yet');
      assert.deepEqual(await state(), before);
    });

    test('a filter keeps tickets back at once: list, search, link, file, and the live stream', async () => {
      const kept = await fileTicket(alice, 'Kept in sight');
      const hidden = await fileTicket(alice, 'Out of sight');
      const upload = await alice.fetch('/api/uploads?name=a.txt', {
        method: 'PUT',
        body: 'plain words',
        headers: { 'content-type': 'text/plain' },
      });
      const file = ((await upload.json()) as { id: string }).id;
      await alice.post(`/api/tickets/${hidden.id}/messages`, {
        body: { format: 'text', content: 'With a file' },
        attachments: [file],
      });
      const stream = await alice.get('/api/events');
      const events = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
      let heard = '';
      const until = async (wanted: RegExp): Promise<void> => {
        while (!wanted.test(heard)) {
          const { value, done } = await events.read();
          if (done) assert.fail(`the stream ended before ${String(wanted)}: ${heard}`);
          heard += value;
        }
      };

      await change((settings) => {
        settings.tickets.filter = { property: 'subject', operator: 'not-contains', value: 'OUT OF' };
      });
      await until(/"reset"/);
      const subjects = async (query: string): Promise<string[]> =>
        ((await (await alice.get(`/api/tickets?${query}`)).json()) as { items: { subject: string }[] }).items
          .map(({ subject }) => subject)
          .filter((subject) => subject.endsWith('sight'));
      assert.deepEqual(await subjects('view=mine'), ['Kept in sight']);
      assert.deepEqual(await subjects('view=acme'), ['Kept in sight']);
      assert.deepEqual(await subjects('text=sight'), ['Kept in sight']);
      const nowhere = await (await alice.get('/api/tickets/k0000000000000000000000000')).text();
      const denied = await alice.get(`/api/tickets/${hidden.id}`);
      assert.equal(denied.status, 404);
      assert.equal(await denied.text(), nowhere);
      assert.equal((await alice.get(`/api/attachments/${file}`)).status, 404);
      const reply = { body: { format: 'text', content: 'Still there?' }, attachments: [] };
      assert.equal((await alice.post(`/api/tickets/${hidden.id}/messages`, reply)).status, 404);

      // An agent's words on the one that is hidden are not heard of; on the other they are.
      heard = '';
      const agent = await gateway.as('agent@portico.example');
      await agent.post(`/api/staff/tickets/${hidden.id}/messages`, reply);
      await agent.post(`/api/staff/tickets/${kept.id}/messages`, reply);
      await until(new RegExp(kept.id));
      assert.ok(!heard.includes(hidden.id), heard);
      await events.cancel();

      await change((settings) => void delete settings.tickets.filter);
      assert.equal((await alice.get(`/api/tickets/${hidden.id}`)).status, 200);
    });

    test('origins of the document may call from then on, and no longer once they are gone', async () => {
      const ask = (): Promise<Response> =>
        gateway.gateway.fetch(
          new Request(`${gateway.url}/api/portal`, { headers: { origin: 'https://new.brand.example' } }),
        );
      assert.equal((await ask()).headers.get('access-control-allow-origin'), null);
      await change((settings) => void settings.portal.origins.push('https://new.brand.example'));
      assert.equal((await ask()).headers.get('access-control-allow-origin'), 'https://new.brand.example');
      await change((settings) => void settings.portal.origins.pop());
      assert.equal((await ask()).headers.get('access-control-allow-origin'), null);
    });

    test('a contact list as long as may be is saved and tried out; no other body may be so long', async () => {
      const members = Array.from({ length: 50_000 }, (_, i) => `somebody.${i}@customers.example`);
      const saved = await change((settings) => {
        settings.contactLists = [{ id: 'all', name: 'All', members }];
      });
      assert.equal(saved.status, 200);
      const { settings } = await state();
      assert.equal(settings.contactLists[0]?.members.length, members.length);
      const tried = await owner.post('/api/staff/settings/preview', { settings });
      assert.equal(tried.status, 200);
      const long = { email: 'a@b.example', name: 'x'.repeat(1_100_000) };
      assert.equal((await owner.post('/api/staff/contacts', long)).status, 413);
      const longer = { settings: { portal: 'x'.repeat(4_200_000) } };
      assert.equal((await owner.post('/api/staff/settings/preview', longer)).status, 413);
      await change((next) => void (next.contactLists = []));
    });

    test('the document describes itself as JSON Schema', async () => {
      const schema = (await (await owner.get('/api/staff/settings/schema')).json()) as {
        properties: Record<string, object>;
      };
      assert.deepEqual(Object.keys(schema.properties).sort(), Object.keys(base).sort());
    });
  });
}
