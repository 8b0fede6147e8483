import assert from 'node:assert/strict';
import { mock, test, type TestContext } from 'node:test';
import { PortalError } from '../../../src/api/errors.ts';
import { SettingsEditor } from '../../pages/settings/editor.ts';
import type { SettingsApi, SettingsState } from '../../pages/settings/settings-api.ts';
import { defaultSettings, type GatewaySettings } from '../../src/settings/settings.ts';
import type { Saved } from '../../src/settings/store.ts';

/** A gateway in memory that saves as the real one does: by version, and with its own spelling. */
function fakeGateway(overrides: Partial<SettingsState> = {}) {
  let state: SettingsState = {
    version: 4,
    readOnly: false,
    schema: 3,
    settings: defaultSettings,
    missing: [],
    origins: ['https://support.example'],
    ...overrides,
  };
  const saves: GatewaySettings[] = [];
  const history: Saved[] = [];
  let refusal: PortalError | undefined;
  let trials = 0;
  const api: SettingsApi = {
    fetch: () => Promise.reject(new Error('not here')),
    call: () => Promise.reject(new Error('not here')),
    read: () => Promise.resolve(state),
    save: (version, settings) => {
      if (refusal) return Promise.reject(refusal);
      if (version !== state.version) return Promise.reject(new PortalError('conflict'));
      saves.push(settings);
      const name = settings.portal.name.trim();
      state = {
        ...state,
        version: version + 1,
        settings: { ...settings, portal: { ...settings.portal, name } },
      };
      return Promise.resolve({ version: version + 1, at: '', by: { id: 'me', name: 'Me' }, changes: [] });
    },
    tryOut: (settings) => {
      trials += 1;
      const missing = settings.portal.signIn.methods.length === 0;
      return settings.portal.name === ''
        ? Promise.reject(new PortalError('invalid'))
        : Promise.resolve({
            settings: { ...settings, portal: { ...settings.portal, name: 'From an earlier gateway' } },
            portal: { name: settings.portal.name } as never,
            missing: missing ? [{ path: 'portal.signIn.methods', what: 'sign-in' as const }] : [],
          });
    },
    history: () => Promise.resolve(history),
    portalUrl: () => Promise.resolve(''),
  };
  return {
    api,
    saves,
    trials: () => trials,
    refuse: (problem: PortalError | undefined) => (refusal = problem),
    /** Another owner saves. */
    saveElsewhere(change: (settings: GatewaySettings) => GatewaySettings, name = 'Olga') {
      state = { ...state, version: state.version + 1, settings: change(state.settings) };
      history.unshift({ version: state.version, at: '', by: { id: name, name }, changes: [] });
    },
  };
}

async function loaded(t: TestContext, gateway = fakeGateway()) {
  const editor = new SettingsEditor(gateway.api);
  t.after(() => editor.close());
  await editor.load();
  return { editor, gateway };
}

test('nothing is unsaved at first; an edit is, and is none once it is taken back', async (t) => {
  const { editor } = await loaded(t);
  assert.equal(editor.dirty, false);
  editor.set('portal.name', 'Lumen');
  assert.deepEqual(editor.changes, [{ path: 'portal.name', before: 'Support', after: 'Lumen' }]);
  assert.equal(editor.saved.portal.name, 'Support');
  editor.set('portal.name', 'Support');
  assert.equal(editor.dirty, false);
});

test('saving sends the draft with its version, and takes over the gateway’s spelling', async (t) => {
  const { editor, gateway } = await loaded(t);
  editor.set('portal.name', '  Lumen ');
  assert.equal(await editor.save(), true);
  assert.equal(gateway.saves[0]?.portal.name, '  Lumen ');
  assert.equal(editor.draft.portal.name, 'Lumen');
  assert.equal(editor.version, 5);
  assert.equal(editor.dirty, false);
});

test('a save whose answer was lost is no conflict with oneself when it is sent again', async (t) => {
  const gateway = fakeGateway();
  const { save } = gateway.api;
  gateway.api.save = async (version, settings) => {
    await save(version, settings);
    gateway.api.save = save;
    throw new PortalError('offline');
  };
  const { editor } = await loaded(t, gateway);
  editor.set('portal.name', 'Lumen');
  assert.equal(await editor.save(), false);
  assert.equal(editor.saveFailure?.code, 'offline');
  assert.equal(await editor.save(), true);
  assert.equal(editor.conflict, undefined);
  assert.deepEqual([editor.version, editor.dirty, gateway.saves.length], [5, false, 1]);
});

test('what is typed while a save is on its way stays, unsaved', async (t) => {
  const { editor } = await loaded(t);
  editor.set('portal.name', 'Lumen');
  const saving = editor.save();
  editor.set('portal.slug', 'help');
  assert.equal(await saving, true);
  assert.deepEqual(
    editor.changes.map(({ path }) => path),
    ['portal.slug'],
  );
});

test('a second save while one is on its way sends nothing', async (t) => {
  const { editor, gateway } = await loaded(t);
  editor.set('portal.name', 'Lumen');
  const [first, second] = await Promise.all([editor.save(), editor.save()]);
  assert.deepEqual([first, second], [true, false]);
  assert.equal(gateway.saves.length, 1);
});

test('what the gateway refuses stands at its path, and goes when that is edited', async (t) => {
  const { editor, gateway } = await loaded(t);
  gateway.refuse(
    new PortalError('invalid', '', {
      fields: [
        { field: 'portal.origins.0', code: 'invalid', reason: 'must be an origin' },
        { field: 'portal.slug', code: 'invalid', reason: 'is taken' },
      ],
    }),
  );
  editor.set('portal.slug', 'api');
  editor.set('portal.origins', ['nonsense']);
  assert.equal(await editor.save(), false);
  assert.equal(editor.problemAt('portal.slug')?.reason, 'is taken');
  assert.equal(editor.problemAt('portal.origins'), undefined);
  assert.equal(editor.problemAt('portal.origins', true)?.reason, 'must be an origin');
  editor.set('portal.origins', []);
  assert.equal(editor.problemAt('portal.origins', true), undefined);
  assert.equal(editor.problemAt('portal.slug')?.reason, 'is taken');
  editor.discard();
  assert.equal(editor.problems.size, 0);
  assert.equal(editor.dirty, false);
});

test('a failure that no field is to blame for keeps the draft', async (t) => {
  const { editor, gateway } = await loaded(t);
  gateway.refuse(new PortalError('offline'));
  editor.set('portal.name', 'Lumen');
  assert.equal(await editor.save(), false);
  assert.equal(editor.saveFailure?.code, 'offline');
  assert.equal(editor.draft.portal.name, 'Lumen');
  gateway.refuse(undefined);
  assert.equal(await editor.save(), true);
  assert.equal(editor.saveFailure, undefined);
});

test('when another owner has saved other settings meanwhile, both stand', async (t) => {
  const { editor, gateway } = await loaded(t);
  editor.set('portal.name', 'Lumen');
  gateway.saveElsewhere((settings) => ({ ...settings, portal: { ...settings.portal, slug: 'help' } }));
  assert.equal(await editor.save(), false);
  assert.equal(editor.conflict?.by, 'Olga');
  assert.deepEqual(
    editor.conflict?.theirs.map(({ path }) => path),
    ['portal.slug'],
  );
  assert.deepEqual(editor.conflict?.collisions, []);
  assert.equal(editor.draft.portal.name, 'Lumen');
  editor.keepMine();
  assert.equal(await editor.save(), true);
  assert.deepEqual([editor.saved.portal.name, editor.saved.portal.slug], ['Lumen', 'help']);
});

test('where both have set the same, theirs stays unless one insists', async (t) => {
  for (const insist of [false, true]) {
    const { editor, gateway } = await loaded(t);
    editor.set('portal.name', 'Mine');
    gateway.saveElsewhere((settings) => ({ ...settings, portal: { ...settings.portal, name: 'Theirs' } }));
    await editor.save();
    assert.deepEqual(editor.conflict?.collisions, ['portal.name']);
    editor.keepMine(insist ? ['portal.name'] : []);
    assert.equal(editor.draft.portal.name, insist ? 'Mine' : 'Theirs');
  }
});

test('taking theirs drops what was typed here', async (t) => {
  const { editor, gateway } = await loaded(t);
  editor.set('portal.name', 'Mine');
  gateway.saveElsewhere((settings) => ({ ...settings, portal: { ...settings.portal, slug: 'help' } }));
  await editor.save();
  editor.takeTheirs();
  assert.equal(editor.conflict, undefined);
  assert.equal(editor.dirty, false);
  assert.deepEqual([editor.draft.portal.name, editor.draft.portal.slug], ['Support', 'help']);
});

test('settings kept as a file cannot be edited', async (t) => {
  const { editor, gateway } = await loaded(t, fakeGateway({ readOnly: true }));
  editor.set('portal.name', 'Lumen');
  assert.equal(editor.dirty, false);
  assert.equal(await editor.replace({ portal: { name: 'Lumen' } }), false);
  assert.equal(await editor.save(), false);
  assert.equal(gateway.saves.length, 0);
});

test('a document from a file comes as unsaved changes; what is no document is not taken', async (t) => {
  const { editor } = await loaded(t);
  for (const wrong of [undefined, null, 7, 'x', []]) assert.equal(await editor.replace(wrong), false);
  assert.equal(await editor.replace({ portal: { name: 'From a file' } }), true);
  assert.deepEqual(
    editor.changes.map(({ path }) => path),
    ['portal.name'],
  );
  // What a file of this shape says is taken as it stands, and its own file is nothing new.
  editor.discard();
  assert.equal(await editor.replace(editor.toFile()), true);
  assert.equal(editor.dirty, false);
  // Of an earlier shape, the gateway knows what it means now.
  assert.equal(await editor.replace({ ...editor.toFile(), schema: 1 }), true);
  assert.equal(editor.draft.portal.name, 'From an earlier gateway');
  assert.equal(await editor.replace({ schema: 1, portal: { name: '' } }), false);
});

test('what the draft lacks is asked for once somebody pauses, and only the newest draft counts', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => mock.timers.reset());
  const { editor, gateway } = await loaded(t);
  editor.set('portal.name', 'L');
  editor.set('portal.name', 'Lu');
  editor.set('portal.signIn.methods', []);
  mock.timers.tick(1000);
  await new Promise(setImmediate);
  assert.equal(gateway.trials(), 1);
  assert.equal(editor.trial?.portal.name, 'Lu');
  assert.deepEqual(
    editor.missing.map(({ what }) => what),
    ['sign-in'],
  );
});

test('whether it can be on is judged by the newest draft, without waiting for a pause', async (t) => {
  const { editor } = await loaded(t);
  editor.set('portal.signIn.methods', []);
  assert.deepEqual(
    (await editor.judge()).map(({ what }) => what),
    ['sign-in'],
  );
  editor.set('portal.signIn.methods', ['link']);
  assert.deepEqual(await editor.judge(), []);
});

test('while the settings cannot be read, it is said why, and a later try goes on', async (t) => {
  const gateway = fakeGateway();
  const { read } = gateway.api;
  gateway.api.read = () => Promise.reject(new PortalError('unavailable'));
  const { editor } = await loaded(t, gateway);
  assert.equal(editor.failure?.code, 'unavailable');
  assert.equal(editor.ready, false);
  gateway.api.read = read;
  await editor.load();
  assert.equal(editor.failure, undefined);
  assert.equal(editor.ready, true);
});

/** Lets the gateway take its time over what a draft lacks. */
function slowGateway() {
  const off = { ...defaultSettings, portal: { ...defaultSettings.portal, enabled: false } };
  const gateway = fakeGateway({ settings: off });
  const { tryOut } = gateway.api;
  const waiting: (() => void)[] = [];
  gateway.api.tryOut = async (...request) => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    return tryOut(...request);
  };
  return { ...gateway, answer: () => waiting.splice(0).forEach((resolve) => resolve()) };
}

test('a save waits for the switch, and takes it along', async (t) => {
  const gateway = slowGateway();
  const { editor } = await loaded(t, gateway);
  editor.set('portal.name', 'Lumen');
  const turned = editor.turnOn();
  assert.equal(editor.turning, true);
  const saved = editor.save();
  gateway.answer();
  assert.deepEqual([await turned, await saved, editor.turning], [true, true, false]);
  assert.deepEqual(
    gateway.saves.map(({ portal }) => [portal.name, portal.enabled]),
    [['Lumen', true]],
  );
});

test('nothing is saved while the switch that shows as on cannot be on', async (t) => {
  const gateway = slowGateway();
  const { editor } = await loaded(t, gateway);
  editor.set('portal.signIn.methods', []);
  const turned = editor.turnOn();
  const saved = editor.save();
  gateway.answer();
  assert.deepEqual([await turned, await saved], [false, false]);
  assert.deepEqual([gateway.saves.length, editor.draft.portal.enabled, editor.dirty], [0, false, true]);
});

test('who turns it off again, or discards all, before the answer, keeps it off', async (t) => {
  const gateway = slowGateway();
  const { editor } = await loaded(t, gateway);
  for (const change of [() => editor.turnOff(), () => editor.discard()]) {
    const turned = editor.turnOn();
    change();
    assert.equal(editor.turning, false);
    gateway.answer();
    await turned;
    assert.equal(editor.draft.portal.enabled, false);
  }
});
