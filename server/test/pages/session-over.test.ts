import assert from 'node:assert/strict';
import { after, before, describe, test, type TestContext } from 'node:test';
import { gatewayAdapter } from '../../../src/api/gateway/index.ts';
import { PortalError } from '../../../src/api/errors.ts';
import { Portal } from '../../../src/portal/portal.ts';
import { browserStore } from '../../../src/portal/storage.ts';
import { until } from '../../../src/portal/store.ts';
import { SettingsEditor } from '../../pages/settings/editor.ts';
import { settingsApi } from '../../pages/settings/settings-api.ts';
import { peopleApi } from '../../pages/settings/pages/people-api.ts';
import { defaultSettings, type GatewaySettings } from '../../src/settings/settings.ts';
import { startGateway, testPassword, type Client, type TestGateway } from '../helpers/gateway.ts';

const ines = 'owner@portico.example';
const olga = 'olga@portico.example';

const byPassword = (email: string) => ({ method: 'password' as const, email, password: testPassword });
const isRefusedAs = (code: string) => (thrown: unknown) =>
  thrown instanceof PortalError && thrown.code === code;

/** The portal is on, and lacks nothing. */
const complete: GatewaySettings = {
  ...defaultSettings,
  portal: {
    ...defaultSettings.portal,
    origins: ['https://help.example.com'],
    signIn: { ...defaultSettings.portal.signIn, registration: false },
  },
};

/** Keeps nothing. */
const nowhere = () =>
  browserStore(() => {
    throw new Error('no storage');
  });

describe('settings pages whose session ends', () => {
  let gateway: TestGateway;

  before(async () => {
    gateway = await startGateway({ settings: complete });
    for (const [email, name] of [
      [olga, 'Olga'],
      ['pat@portico.example', 'Pat'],
    ] as const)
      await gateway.gateway.auth.createAccount({ email, name, password: testPassword, role: 'owner' });
  });
  after(async () => {
    await gateway?.stop();
  });

  /** An owner's page, with the cookies of its browser and a count of the saves that it has sent. */
  async function open(t: TestContext, email = ines) {
    const browser: Client = await gateway.as(email);
    const sent: string[] = [];
    const call: typeof fetch = (input, init) => {
      const { pathname, search } = new URL(input as string | URL, gateway.url);
      sent.push(`${init?.method ?? 'GET'} ${pathname}`);
      return browser.fetch(pathname + search, init);
    };
    const portal = new Portal({
      adapter: gatewayAdapter({ url: gateway.url, staff: true, fetch: call }),
      store: nowhere(),
      theme: false,
    });
    await portal.start();
    t.after(portal.work({}));
    const owner = portal.session.value!.contact.id;
    const api = settingsApi(
      () => portal,
      () => owner,
      { origin: gateway.url, fetch: call },
    );
    const editor = new SettingsEditor(api);
    t.after(() => editor.close());
    await editor.load();
    return {
      api,
      browser,
      editor,
      portal,
      sent,
      count: (what: string) => sent.filter((one) => one === what).length,
    };
  }

  const endSessions = async (browser: Client): Promise<void> => {
    const answer = await browser.fetch('/api/sessions', { method: 'DELETE' });
    assert.equal(answer.status, 204);
  };

  test('a save waits for its owner’s sign-in, goes on by itself, and is made once', async (t) => {
    const { browser, editor, portal, count } = await open(t);
    const { version } = editor;
    editor.set('portal.name', 'After a new sign-in');
    // Beside the page, whose own cookie then opens nothing.
    await endSessions(await copyOf(browser));
    const saved = editor.save();
    await until(portal.paused, (paused) => paused);
    assert.equal(portal.session.value?.contact.email, ines);
    assert.equal(editor.get('portal.name'), 'After a new sign-in');
    await portal.signIn(byPassword(ines));
    assert.equal(await saved, true);
    assert.equal(editor.saveFailure, undefined);
    assert.equal(editor.version, version + 1);
    assert.equal(count('PUT /api/staff/settings'), 2);
    const [newest] = await editor.api.history();
    assert.deepEqual(
      newest?.changes.map(({ path, after: now }) => [path, now]),
      [['portal.name', 'After a new sign-in']],
    );
  });

  test('so do all reads, and what is written of people', async (t) => {
    const { api, browser, editor, portal } = await open(t);
    await endSessions(await copyOf(browser));
    const people = peopleApi(api);
    const all = Promise.all([
      editor.load(),
      api.history(),
      api.tryOut(editor.draft),
      people.contacts('alice'),
      people.addCompany('Initech'),
      api.call('settings/preview/mail', {
        method: 'POST',
        body: { settings: editor.draft, letter: 'link', language: 'en' },
      }),
    ]);
    await until(portal.paused, (paused) => paused);
    await portal.signIn(byPassword(ines));
    const [, , , contacts] = await all;
    assert.equal(editor.failure, undefined);
    assert.equal(contacts.length, 1);
    assert.equal((await people.companies('Initech')).length, 1);
  });

  test('somebody else who signs in saves nothing of it', async (t) => {
    const { browser, editor, portal, count } = await open(t);
    const { version } = editor;
    editor.set('portal.name', 'Not in Olga’s name');
    await endSessions(await copyOf(browser));
    const saved = editor.save();
    await until(portal.paused, (paused) => paused);
    await portal.signIn(byPassword(olga));
    assert.equal(await saved, false);
    assert.equal(editor.saveFailure?.code, 'unauthenticated');
    assert.equal(portal.session.value?.contact.email, olga);
    // Nor by a later call of the page that the former owner has left.
    assert.equal(await editor.save(), false);
    await assert.rejects(editor.api.history(), isRefusedAs('unauthenticated'));
    assert.equal(count('PUT /api/staff/settings'), 1);
    const { version: now, settings } = (await (await browser.get('/api/staff/settings')).json()) as {
      version: number;
      settings: { portal: { name: string } };
    };
    assert.equal(now, version);
    assert.notEqual(settings.portal.name, 'Not in Olga’s name');
  });

  test('nor who has signed in in another tab of the browser, whom the page then shows', async (t) => {
    const { browser, editor, portal } = await open(t);
    const { version } = editor;
    editor.set('portal.name', 'Not in Olga’s name either');
    assert.equal((await browser.signIn(olga)).status, 200);
    assert.equal(await editor.save(), false);
    assert.equal(portal.session.value?.contact.email, olga);
    assert.equal(portal.paused.value, false);
    const now = (await (await browser.get('/api/staff/settings')).json()) as { version: number };
    assert.equal(now.version, version);
  });

  test('who does not sign in again is out, and what waited is refused', async (t) => {
    const { browser, editor, portal } = await open(t);
    editor.set('portal.name', 'Left behind');
    await endSessions(await copyOf(browser));
    const saved = editor.save();
    await until(portal.paused, (paused) => paused);
    portal.leave();
    assert.equal(await saved, false);
    assert.equal(portal.session.value, null);
    assert.equal(portal.ended.value, 'expired');
  });

  test('what is not there is told as that, without a question', async (t) => {
    const { api, portal } = await open(t);
    await assert.rejects(peopleApi(api).invite('nobody'), isRefusedAs('not-found'));
    assert.equal(portal.paused.value, false);
    assert.equal(portal.session.value?.contact.email, ines);
  });

  test('whose role was taken away is told at the next call, and saves nothing', async (t) => {
    const { editor, portal } = await open(t, 'pat@portico.example');
    const { version } = editor;
    editor.set('portal.name', 'By nobody’s right');
    await gateway.gateway.auth.staffLink({ email: 'pat@portico.example', role: 'agent' });
    assert.equal(await editor.save(), false);
    assert.equal(editor.saveFailure?.code, 'not-found');
    assert.equal(portal.session.value?.role, 'agent');
    assert.equal(portal.paused.value, false);
    const owner = await gateway.as(ines);
    const now = (await (await owner.get('/api/staff/settings')).json()) as { version: number };
    assert.equal(now.version, version);
  });

  /** Another browser of the same person. */
  const copyOf = async (browser: Client): Promise<Client> => {
    const { session } = (await (await browser.get('/api/session')).json()) as {
      session: { contact: { email: string } };
    };
    return gateway.as(session.contact.email);
  };
});
