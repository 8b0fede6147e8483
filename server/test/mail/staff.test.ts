import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { readCommandLine } from '../../src/command-line.ts';
import type { GatewaySettings } from '../../src/settings/settings.ts';
import { defaultSettings, gatewaySettingsSchema } from '../../src/settings/settings.ts';
import type { TestDatabase } from '../helpers/databases.ts';
import { databases, skipOf } from '../helpers/databases.ts';
import type { Client, TestGateway } from '../helpers/gateway.ts';
import { createClient, startGateway, testPassword } from '../helpers/gateway.ts';
import { startGatewayProcess } from '../helpers/process.ts';

const root = resolve(import.meta.dirname, '../../..');
const password = 'a kettle on the stove';

const settings: GatewaySettings = gatewaySettingsSchema.parse({
  ...defaultSettings,
  contactLists: [
    { id: 'pilot', name: 'Pilot', members: ['dana@initech.example', 'alice@acme.example', '@hooli.example'] },
    { id: 'later', name: 'Later', members: ['erin@later.example'] },
  ],
  access: { lists: ['pilot'] },
});

for (const kind of databases) {
  describe(`mails for and from staff, on ${kind.name}`, { skip: skipOf(kind) }, () => {
    let database: TestDatabase;
    let gateway: TestGateway;

    before(async () => {
      database = await kind.create();
      gateway = await startGateway({ database, settings });
    });
    after(async () => {
      await gateway?.stop();
      await database?.cleanup();
    });

    const staffPage = () => `${gateway.url.replace('127.0.0.1', 'localhost')}/staff/`;
    const portalPage = () => staffPage().replace('/staff/', '/portal/');

    /** The newest mail to an address, once it is there. */
    async function mailTo(
      address: string,
      known: readonly string[] = [],
    ): Promise<{ id: string; text: string }> {
      for (;;) {
        const found = await gateway.gateway.storage.db
          .selectFrom('mails')
          .select(['id', 'text'])
          .where('to_address', '=', address)
          .execute();
        const fresh = found.find(({ id }) => !known.includes(id));
        if (fresh) return fresh;
      }
    }

    test('links and resets asked for on the agents’ page lead back to it, and nowhere else that is asked for', async () => {
      const known: string[] = [];
      for (const [path, view, returnTo, page] of [
        ['link', 'link', `${staffPage()}#/tickets/x`, staffPage()],
        ['request-reset', 'reset', staffPage(), staffPage()],
        ['link', 'link', `${portalPage()}#/tickets/x`, portalPage()],
        ['request-reset', 'reset', 'https://evil.example/staff/', portalPage()],
        ['link', 'link', staffPage().replace('localhost', 'localhost.evil.example'), portalPage()],
      ] as const) {
        const answer = await gateway.post(`/api/auth/${path}`, { email: 'agent@portico.example', returnTo });
        assert.equal(answer.status, 200);
        const { id, text: words } = await mailTo('agent@portico.example', known);
        known.push(id);
        const link = words.split('\n').find((line) => line.startsWith('http'));
        assert.ok(link?.startsWith(`${page}#/${view}?token=`), `${returnTo}: ${link}`);
        assert.doesNotMatch(words, /evil/);
      }
    });

    test('a staff link makes the account, sets a password on the agents’ page, and works once', async () => {
      const link = await gateway.gateway.auth.staffLink({
        email: 'First.Owner@portico.example',
        name: 'First Owner',
        role: 'owner',
      });
      assert.ok(link.startsWith(`${staffPage()}#/reset?token=`));
      const token = link.slice(link.indexOf('=') + 1);
      const browser = gateway.client();
      const answer = await browser.post('/api/auth/reset', { token, password });
      assert.equal(answer.status, 200);
      const { session } = (await answer.json()) as { session: { role: string; contact: { name: string } } };
      assert.deepEqual([session.role, session.contact.name], ['owner', 'First Owner']);
      assert.equal((await browser.get('/api/staff/invitations')).status, 200);
      assert.equal((await gateway.client().post('/api/auth/reset', { token, password })).status, 400);
    });

    test('owners see how many can be invited, and invite each once; nobody else learns of it', async () => {
      const owner = await gateway.as('owner@portico.example');
      const invitations = async () => (await owner.get('/api/staff/invitations')).json();
      assert.deepEqual(await invitations(), { count: 1 });

      for (const email of [undefined, 'alice@acme.example', 'agent@portico.example']) {
        const other = email === undefined ? gateway.client() : await gateway.as(email);
        const missing = await other.get('/api/staff/nowhere');
        for (const answer of [
          await other.get('/api/staff/invitations'),
          await other.post('/api/staff/invitations', {}),
        ]) {
          assert.equal(answer.status, 404);
          assert.equal(await answer.text(), await missing.clone().text());
        }
      }
      assert.deepEqual(await invitations(), { count: 1 }, 'nobody was written to');

      const answer = await owner.post('/api/staff/invitations', {});
      assert.deepEqual([answer.status, await answer.json()], [200, { sent: 1 }]);
      const { text: words } = await mailTo('dana@initech.example');
      assert.match(words, /for 7 days/);
      assert.deepEqual(await invitations(), { count: 0 });
      assert.deepEqual(await (await owner.post('/api/staff/invitations', {})).json(), { sent: 0 });
      assert.equal((await owner.post('/api/staff/invitations', { to: 'eve@evil.example' })).status, 400);

      const token = /#\/reset\?token=([\w-]+)/.exec(words)?.[1];
      assert.equal((await gateway.client().post('/api/auth/reset', { token, password })).status, 200);
      assert.equal((await gateway.client().signIn('dana@initech.example', password)).status, 200);
    });

    test('the way to the portal is its address; on another origin, with a code that signs in there once', async () => {
      const agent = await gateway.as('agent@portico.example');
      const preview = async (client: Client) =>
        ((await (await client.post('/api/staff/preview', {})).json()) as { url: string }).url;
      assert.equal(await preview(agent), portalPage());

      const other = await kind.create();
      const origin = 'https://kb.example';
      const apart = await startGateway({
        database: other,
        config: { portalUrl: `${origin}/help/#/tickets`, allowedOrigins: [origin] },
      });
      try {
        const before = await apart.as('agent@portico.example');
        const url = await preview(before);
        assert.match(url, /^https:\/\/kb\.example\/help\/#portico-code=[\w-]{22,}&portico-hash=%2Ftickets$/);
        const code = /code=([\w-]+)/.exec(url)?.[1];
        const exchange = () =>
          apart.client().fetch('/api/auth/sign-in', {
            method: 'POST',
            json: { method: 'exchange', code },
            headers: { origin },
          });
        const answer = await exchange();
        assert.equal(answer.status, 200);
        const begun = (await answer.json()) as {
          session: { role: string; expiresAt: string };
          returnTo: string;
        };
        const { session } = (await (await before.get('/api/session')).json()) as typeof begun;
        assert.equal(begun.session.expiresAt, session.expiresAt, 'it lives no longer than the first one');
        assert.deepEqual([begun.session.role, begun.returnTo], ['agent', `${origin}/help/#/tickets`]);
        assert.equal((await exchange()).status, 401);
        assert.doesNotMatch(apart.log(), new RegExp(code ?? 'none'));
      } finally {
        await apart.stop();
        await other.cleanup();
      }
    });

    test('staff see the portal without a second sign-in, also while it is off for customers', async () => {
      const off = await kind.create();
      const closed = await startGateway({
        database: off,
        settings: { ...settings, portal: { ...settings.portal, enabled: false } },
      });
      try {
        const agent = await closed.as('agent@portico.example');
        assert.equal((await agent.get('/api/tickets')).status, 200);
        const start = (await (await agent.get('/api/start?view=mine')).json()) as {
          settings: { enabled: boolean };
          session: { role: string } | null;
        };
        assert.deepEqual([start.settings.enabled, start.session?.role], [false, 'agent']);
        assert.equal((await closed.client().signIn('alice@acme.example', testPassword)).status, 403);
      } finally {
        await closed.stop();
        await off.cleanup();
      }
    });
  });
}

describe('the command line', () => {
  let dataDir: string;
  before(() => (dataDir = mkdtempSync(join(tmpdir(), 'portico-staff-link-'))));
  after(() => rmSync(dataDir, { recursive: true, force: true }));

  async function run(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
    const child = spawn(join(root, 'node_modules/.bin/node'), [join(root, 'server/src/main.ts'), ...args], {
      env: {
        ...process.env,
        DATA_DIR: dataDir,
        DATABASE_URL: '',
        PUBLIC_URL: 'http://localhost:8080',
        NODE_ENV: 'test',
        LOG_LEVEL: 'trace',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const exit = new Promise<number | null>((done) => child.once('exit', done));
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await exit, out, err };
  }

  test('prints a link for the first owner and nothing else to standard output, and ends', async () => {
    const { code, out, err } = await run('--staff-link', 'you@example.com', '--name', 'You');
    assert.equal(code, 0, err);
    assert.match(out, /^http:\/\/localhost:8080\/staff\/#\/reset\?token=[\w-]{22,}\n$/);
    assert.match(err, /you@example\.com .* the role owner\./);
    assert.doesNotMatch(err, /token=/);
    const running = await startGatewayProcess({ dataDir, demo: false, env: { NODE_ENV: 'test' } });
    try {
      const browser = createClient(running.url);
      const token = out.trim().slice(out.indexOf('=') + 1);
      const answer = await browser.post('/api/auth/reset', { token, password });
      assert.equal(answer.status, 200);
      assert.equal(((await answer.json()) as { session: { role: string } }).session.role, 'owner');
      assert.doesNotMatch(running.output(), new RegExp(token));

      const second = await run('--staff-link', 'agent@example.com', '--role', 'agent');
      assert.equal(second.code, 1);
      assert.equal(second.out, '');
      assert.match(second.err, /another gateway uses the data folder/);
    } finally {
      await running.stop();
    }
  });

  test('says what it cannot make sense of', async () => {
    for (const [args, words] of [
      [['--staff-link', 'a@b.example', '--role', 'customer'], /--role: owner or agent/],
      [['--staff-link'], /--staff-link/],
      [['--role', 'owner'], /go with --staff-link/],
      [['--stuff'], /--stuff/],
    ] as const) {
      assert.throws(() => readCommandLine(args), { name: 'ConfigError', message: words });
    }
    const { code, out, err } = await run('--staff-link', 'nobody');
    assert.deepEqual([code, out], [1, '']);
    assert.equal(err.trim(), 'no mail address');
  });
});
