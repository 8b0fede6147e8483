import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createLog } from '../../src/log.ts';
import { defaultSettings, type GatewaySettings } from '../../src/settings/settings.ts';
import { createSettingsStore, type SettingsStore } from '../../src/settings/store.ts';
import { openStorage, type Storage } from '../../src/storage/storage.ts';
import { databases, skipOf, type TestDatabase } from '../helpers/databases.ts';

const by = { id: 'c-owner', name: 'Olga' };
const log = createLog('silent');
const named = (name: string): GatewaySettings => ({
  ...defaultSettings,
  portal: { ...defaultSettings.portal, name },
});

for (const kind of databases) {
  describe(`settings on ${kind.name}`, { skip: skipOf(kind) }, () => {
    let database: TestDatabase;
    let storage: Storage;
    const open = (): Promise<SettingsStore> =>
      createSettingsStore({ storage, base: defaultSettings, readOnly: false, log });

    before(async () => {
      database = await kind.create();
      storage = await openStorage({ ...database, log });
      await storage.migrate();
    });
    after(async () => {
      await storage?.close();
      await database?.cleanup();
    });

    test('are the given ones until something is saved, and then what was saved, after a restart too', async () => {
      const store = await open();
      assert.equal(store.version(), 0);
      assert.deepEqual(store.current(), defaultSettings);
      const saved = await store.save(named('First'), 0, by);
      assert.equal(saved.version, 1);
      assert.deepEqual(saved.changes, [{ path: 'portal.name', before: 'Support', after: 'First' }]);
      assert.equal(store.current().portal.name, 'First');
      store.close();
      const again = await open();
      assert.equal(again.current().portal.name, 'First');
      assert.equal(again.version(), 1);
      again.close();
    });

    test('are heard of by the other gateways on the database', async () => {
      const [here, there] = [await open(), await open()];
      await storage.notices.ready();
      const heard = new Promise<void>((resolve) => {
        there.onChange(resolve);
      });
      await here.save(named('Second'), here.version(), by);
      await heard;
      assert.equal(there.current().portal.name, 'Second');
      here.close();
      there.close();
    });

    test('are saved by one of many who began from the same version', async () => {
      const store = await open();
      const base = store.version();
      const results = await Promise.allSettled(
        Array.from({ length: 20 }, (_, index) => store.save(named(`At once ${index}`), base, by)),
      );
      const won = results.filter(({ status }) => status === 'fulfilled');
      assert.equal(won.length, 1);
      for (const result of results)
        if (result.status === 'rejected') assert.equal((result.reason as { code: string }).code, 'conflict');
      assert.equal(store.version(), base + 1);
      store.close();
    });

    test('keep who saved what, and when', async () => {
      const store = await open();
      const history = await store.history(100);
      assert.deepEqual(
        history.map(({ version }) => version),
        Array.from({ length: store.version() }, (_, index) => store.version() - index),
      );
      for (const entry of history) {
        assert.deepEqual(entry.by, by);
        assert.match(entry.at, /^\d{4}-\d\d-\d\dT/);
        assert.deepEqual(
          entry.changes.map(({ path }) => path),
          ['portal.name'],
        );
      }
      store.close();
    });

    test('that are kept in a file are not saved here', async () => {
      const store = await createSettingsStore({ storage, base: named('File'), readOnly: true, log });
      assert.equal(store.current().portal.name, 'File');
      await assert.rejects(store.save(named('X'), 0, by), { code: 'not-supported' });
      store.close();
    });

    test('of a newer gateway stop an older one, rather than make it guess', async () => {
      await storage.db.updateTable('settings_versions').set({ schema: 99 }).execute();
      await assert.rejects(open(), /newer gateway/);
    });
  });
}
