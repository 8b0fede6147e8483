import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sweep } from '../../src/desks/builtin/maintenance.ts';
import { databases, skipOf } from '../helpers/databases.ts';
import { bytes, failsWith, newTicket, withDesk } from './fixture.ts';

for (const database of databases) {
  test(`what has expired goes, what was sent stays, on ${database.name}`, { skip: skipOf(database) }, () =>
    withDesk(database, async ({ desk, storage, files, changes, clock, alice }) => {
      const upload = () =>
        desk.upload(alice, { name: 'a.txt', mediaType: 'text/plain', stream: bytes('content') });
      const sent = await upload();
      const forgotten = await upload();
      await desk.create(alice, newTicket('One', { attachments: [sent.id] }), 'k');
      const parts = { storage, files, changes };
      const position = await changes.position();

      assert.deepEqual(await sweep({ ...parts, now: clock.now }), { uploads: 0 });
      await desk.openAttachment(alice, forgotten.id).then(({ stream }) => stream.cancel());

      const later = new Date(clock.now.getTime() + 8 * 24 * 60 * 60 * 1000);
      assert.deepEqual(await sweep({ ...parts, now: later }), { uploads: 1 });
      await assert.rejects(desk.openAttachment(alice, forgotten.id), failsWith('not-found'));
      assert.equal(await new Response((await desk.openAttachment(alice, sent.id)).stream).text(), 'content');
      assert.deepEqual(await storage.db.selectFrom('idempotency').selectAll().execute(), []);
      assert.deepEqual(await storage.db.selectFrom('changes').selectAll().execute(), []);
      assert.equal(await changes.position(), position);
    }),
  );
}
