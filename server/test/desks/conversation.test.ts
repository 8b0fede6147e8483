import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeskError } from '../../src/desks/errors.ts';
import { createBuiltInDesk } from '../../src/desks/builtin/desk.ts';
import { databases, skipOf } from '../helpers/databases.ts';
import { bytes, failsWith, newTicket, query, textOf, withDesk } from './fixture.ts';

const page = { limit: 50, order: 'oldest' as const };
const reply = (content: string, attachments: string[] = []) => ({
  body: { format: 'markdown' as const, content },
  channel: 'portal' as const,
  attachments,
});

for (const database of databases) {
  const options = { skip: skipOf(database) };
  const on = `on ${database.name}`;

  test(`a customer files a ticket, and the desk answers ${on}`, options, () =>
    withDesk(database, async ({ desk, alice, agent, clock }) => {
      const ticket = await desk.create(
        alice,
        newTicket('Exports stall', { properties: { product_area: 'exports' } }),
        'k1',
      );
      assert.match(ticket.reference, /^PR-\d+$/);
      assert.deepEqual([ticket.stage.label, ticket.stage.customerLabel], ['New', 'With us']);
      assert.equal(ticket.unread, false);
      assert.equal(ticket.companyId, 'acme');
      assert.deepEqual(ticket.properties, { product_area: 'exports' });

      clock.now = new Date('2026-11-14T10:00:00.000Z');
      await desk.reply(agent, ticket.id, reply('Which **format**?'), 'k1');
      const answered = await desk.get(alice, ticket.id);
      assert.equal(answered.stage.awaiting, 'customer');
      assert.equal(answered.unread, true);
      assert.equal(answered.lastActivityAt, '2026-11-14T10:00:00.000Z');
      assert.notEqual(answered.version, ticket.version);

      const { items, total } = await desk.messages(alice, ticket.id, page);
      assert.deepEqual(
        items.map(({ body, author }) => [body.content, author.role]),
        [
          ['About Exports stall', 'customer'],
          ['Which **format**?', 'agent'],
        ],
      );
      assert.deepEqual(total, { value: 2, exact: true });

      await desk.markRead(alice, ticket.id, items[1]!.id);
      assert.equal((await desk.get(alice, ticket.id)).unread, false);
      await desk.markRead(alice, ticket.id, items[0]!.id);
      assert.equal((await desk.get(alice, ticket.id)).unread, false, 'a mark never moves back');

      await desk.reply(alice, ticket.id, reply('CSV'), 'k2');
      const back = await desk.get(alice, ticket.id);
      assert.equal(back.stage.awaiting, 'agent');
      assert.equal(back.unread, false);
    }),
  );

  test(`a closed ticket takes no reply from its customer ${on}`, options, () =>
    withDesk(database, async ({ desk, alice, agent }) => {
      const { id } = await desk.create(alice, newTicket('One'), 'a');
      assert.equal((await desk.setState(alice, id, 'closed', 'b')).stage.state, 'closed');
      await assert.rejects(desk.reply(alice, id, reply('More'), 'c'), failsWith('conflict'));
      await assert.rejects(desk.setState(alice, id, 'open', 'd'), failsWith('conflict'));
      assert.equal((await desk.messages(alice, id, page)).items.length, 1);
      // The refused key was not spent.
      await desk.staff.setStage(agent, id, 'in-progress', 'e');
      assert.equal((await desk.reply(alice, id, reply('More'), 'c')).body.content, 'More');
    }),
  );

  test(`where the owner allows it, a reply opens a closed ticket again ${on}`, options, () =>
    withDesk(
      database,
      async ({ desk, alice }) => {
        const { id } = await desk.create(alice, newTicket('One'), 'a');
        await desk.setState(alice, id, 'closed', 'b');
        await desk.reply(alice, id, reply('It is back'), 'c');
        assert.deepEqual((await desk.get(alice, id)).stage.awaiting, 'agent');
      },
      (settings) => void (settings.tickets.reopen = 'always'),
    ),
  );

  test(`fifty sends with one key make one message ${on}`, options, () =>
    withDesk(database, async ({ desk, alice }) => {
      const { id } = await desk.create(alice, newTicket('One'), 'a');
      const sent = await Promise.all(
        Array.from({ length: 50 }, () => desk.reply(alice, id, reply('Once'), 'same')),
      );
      assert.equal(new Set(sent.map((message) => message.id)).size, 1);
      for (const message of sent) assert.deepEqual(message, sent[0]);
      assert.equal((await desk.messages(alice, id, page)).items.length, 2);

      const made = await Promise.all(
        Array.from({ length: 20 }, () => desk.create(alice, newTicket('Two'), 'twice')),
      );
      assert.equal(new Set(made.map((ticket) => ticket.reference)).size, 1);
      assert.equal((await desk.list(alice, query())).items.length, 2);
    }),
  );

  test(`a key is good for one content, for a day, and for its owner ${on}`, options, () =>
    withDesk(database, async ({ desk, alice, bob, clock }) => {
      const { id } = await desk.create(alice, newTicket('One'), 'a');
      const first = await desk.reply(alice, id, reply('Yes'), 'k');
      await assert.rejects(desk.reply(alice, id, reply('No'), 'k'), failsWith('conflict'));
      await assert.rejects(desk.create(alice, newTicket('One'), 'k'), failsWith('conflict'));
      assert.notEqual((await desk.reply(bob, id, reply('Yes'), 'k')).id, first.id);
      await desk.setState(alice, id, 'closed', 'z');
      assert.deepEqual(
        await desk.reply(alice, id, reply('Yes'), 'k'),
        first,
        'a replay needs no open ticket',
      );
      await assert.rejects(desk.reply(alice, id, reply('Yes'), 'a b'), failsWith('invalid'));

      clock.now = new Date(clock.now.getTime() + 25 * 60 * 60 * 1000);
      await assert.rejects(desk.create(alice, newTicket('Three'), 'k'), failsWith('conflict'));
      assert.equal((await desk.messages(alice, id, page)).items.length, 3);
    }),
  );

  test(`many authors at once leave a conversation without gaps ${on}`, options, () =>
    withDesk(database, async ({ desk, alice, bob, agent }) => {
      const { id } = await desk.create(alice, newTicket('One'), 'a');
      await Promise.all(
        Array.from({ length: 30 }, (_, i) =>
          desk.reply([alice, bob, agent][i % 3]!, id, reply(`No ${i}`), `n${i}`),
        ),
      );
      const { items } = await desk.messages(alice, id, page);
      assert.equal(new Set(items.map(({ body }) => body.content)).size, 31);
      assert.equal((await desk.get(alice, id)).version, '31');
    }),
  );

  test(`what is not the actor's does not exist ${on}`, options, () =>
    withDesk(database, async ({ desk, alice, bob, carol }) => {
      const { id } = await desk.create(alice, newTicket('Ours'), 'a');
      const { items } = await desk.messages(alice, id, page);
      assert.equal((await desk.get(bob, id)).id, id);
      for (const unseen of [id, 'nosuch', '', "1' or '1'='1", 'a\0b', 'x'.repeat(9999)]) {
        const missing = failsWith('not-found');
        await assert.rejects(desk.get(carol, unseen), missing);
        await assert.rejects(desk.messages(carol, unseen, page), missing);
        await assert.rejects(desk.reply(carol, unseen, reply('Hi'), 'k'), missing);
        await assert.rejects(desk.setState(carol, unseen, 'closed', 'k'), missing);
        await assert.rejects(desk.markRead(carol, unseen, items[0]!.id), missing);
        await assert.rejects(desk.openAttachment(carol, unseen), missing);
        await assert.rejects(desk.staff.notes(alice, unseen), missing);
        await assert.rejects(
          desk.staff.addNote(alice, unseen, { format: 'text', content: 'x' }, 'k'),
          missing,
        );
        await assert.rejects(desk.staff.setStage(alice, unseen, 'solved', 'k'), missing);
        await assert.rejects(desk.staff.assign(alice, unseen, null, 'k'), missing);
      }
      await assert.rejects(desk.list(carol, query({ view: 'all' })), failsWith('not-found'));
      await assert.rejects(desk.list(carol, query({ view: { companyId: 'acme' } })), failsWith('not-found'));
    }),
  );

  test(`an internal note changes nothing a customer can see ${on}`, options, () =>
    withDesk(database, async ({ desk, changes, alice, agent, clock }) => {
      const { id } = await desk.create(alice, newTicket('One'), 'a');
      const before = {
        ticket: await desk.get(alice, id),
        messages: await desk.messages(alice, id, page),
        list: await desk.list(alice, query()),
        position: await changes.position(),
      };
      clock.now = new Date('2026-11-15T09:00:00.000Z');
      const body = { format: 'markdown' as const, content: 'CANARY-NOTE-1 knows somebody' };
      const note = await desk.staff.addNote(agent, id, body, 'n');
      assert.deepEqual(await desk.staff.addNote(agent, id, body, 'n'), note);
      await desk.staff.assign(agent, id, agent.contactId, 'as');
      const after = {
        ticket: await desk.get(alice, id),
        messages: await desk.messages(alice, id, page),
        list: await desk.list(alice, query()),
        position: await changes.position(),
      };
      assert.deepEqual(after, before);
      assert.deepEqual((await desk.list(alice, query({ text: 'canary' }))).items, []);
      assert.deepEqual((await desk.list(agent, query({ view: 'all', text: 'canary' }))).items, []);

      assert.deepEqual(await desk.staff.notes(agent, id), [note]);
      const seen = await desk.get(agent, id);
      assert.equal(seen.assignee?.name, 'Jonas');
      assert.equal(seen.staffActivityAt, '2026-11-15T09:00:00.000Z');
    }),
  );

  test(`a ticket is assigned to staff and to nobody else ${on}`, options, () =>
    withDesk(database, async ({ storage, files, changes, settings, desk: plain, alice, bob, agent }) => {
      const colleague = await plain.ensureContact({ email: 'mira@portico.example', name: 'Mira' });
      const desk = createBuiltInDesk({
        storage,
        files,
        changes,
        settings: () => settings,
        isStaffAddress: (email) => Promise.resolve(email === 'mira@portico.example'),
      });
      const { id } = await desk.create(alice, newTicket('One'), 'a');
      for (const nobody of [alice.contactId, bob.contactId, 'nosuch', "x'"]) {
        await assert.rejects(desk.staff.assign(agent, id, nobody, 'k'), failsWith('invalid'));
      }
      assert.equal((await desk.get(agent, id)).assignee, undefined);
      assert.equal((await desk.staff.assign(agent, id, colleague.id, 'b')).assignee?.name, 'Mira');
      assert.equal((await desk.staff.assign(agent, id, agent.contactId, 'c')).assignee?.name, 'Jonas');
      assert.equal((await desk.staff.assign(agent, id, null, 'd')).assignee, undefined);
    }),
  );

  test(`a form's values are checked by its fields ${on}`, options, () =>
    withDesk(database, async ({ desk, alice }) => {
      const wrong = (properties: Record<string, string | number>, field: string, code: string) =>
        assert.rejects(desk.create(alice, newTicket('One', { properties }), 'k'), (error: unknown) => {
          assert.ok(error instanceof DeskError);
          assert.deepEqual([error.code, error.fields], ['invalid', [{ field, code }]]);
          return true;
        });
      await wrong({ product_area: 'elsewhere' }, 'product_area', 'not-an-option');
      await wrong({ role: 'owner' }, 'role', 'unknown');
      await wrong({ severity: 'blocked', since: '2026-02-31' }, 'since', 'invalid');
      await wrong({ severity: 3 }, 'severity', 'invalid');
      await assert.rejects(desk.create(alice, newTicket(' \n '), 'k'), failsWith('invalid'));
      await assert.rejects(desk.create(alice, newTicket('x'.repeat(201)), 'k'), failsWith('invalid'));
      await assert.rejects(
        desk.create(alice, newTicket('One', { formId: 'nosuch' }), 'k'),
        failsWith('invalid'),
      );
      const kept = await desk.create(
        alice,
        newTicket('One\r\nBcc: x\0', { properties: { severity: 'question', since: '2026-01-01' } }),
        'k',
      );
      assert.equal(kept.subject, 'One Bcc: x');
      assert.deepEqual(kept.properties, { severity: 'question' }, 'a hidden field is dropped');
    }),
  );

  test(`files hang on the message of their uploader ${on}`, options, () =>
    withDesk(database, async ({ desk, alice, bob, carol, agent }) => {
      const upload = await desk.upload(alice, {
        name: '../../etc/\u202egnp.exe\0.csv',
        mediaType: 'text/csv',
        stream: bytes('a,b\n1,2\n'),
      });
      assert.equal(upload.name, 'gnp.exe.csv');
      assert.equal(upload.mediaType, 'text/csv');
      assert.equal(upload.bytes, 8);
      assert.equal(await textOf((await desk.openAttachment(alice, upload.id)).stream), 'a,b\n1,2\n');
      for (const other of [bob, carol, agent]) {
        await assert.rejects(desk.openAttachment(other, upload.id), failsWith('not-found'));
        await assert.rejects(desk.discardUpload(other, upload.id), failsWith('not-found'));
      }
      await assert.rejects(
        desk.create(bob, newTicket('Theft', { attachments: [upload.id] }), 'k'),
        failsWith('invalid'),
      );
      assert.deepEqual((await desk.list(bob, query())).items, [], 'nothing is left of a refused ticket');

      const { id } = await desk.create(alice, newTicket('Mine', { attachments: [upload.id] }), 'k');
      const [first] = (await desk.messages(bob, id, page)).items;
      assert.deepEqual(first?.attachments, [upload]);
      assert.equal(await textOf((await desk.openAttachment(bob, upload.id)).stream), 'a,b\n1,2\n');
      await assert.rejects(desk.openAttachment(carol, upload.id), failsWith('not-found'));
      await assert.rejects(desk.discardUpload(alice, upload.id), failsWith('not-found'));
      await assert.rejects(desk.reply(alice, id, reply('Again', [upload.id]), 'k2'), failsWith('invalid'));
    }),
  );

  test(`uploads are cut at the limit, counted and sniffed ${on}`, options, () =>
    withDesk(
      database,
      async ({ desk, storage, alice }) => {
        const send = (name: string, mediaType: string, content: string | Uint8Array) =>
          desk.upload(alice, { name, mediaType, stream: bytes(content) });
        await assert.rejects(send('big.bin', 'x/y', new Uint8Array(1001)), failsWith('too-large'));
        assert.equal((await storage.db.selectFrom('attachments').selectAll().execute()).length, 0);

        const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>';
        const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
        const type = async (...file: [string, string, string | Uint8Array]) =>
          (await send(...file)).mediaType;
        assert.equal(await type('a.svg', 'image/svg+xml', svg), 'application/octet-stream');
        assert.equal(
          await type('a.xml', 'text/xml', `<?xml version="1.0"?>${svg}`),
          'application/octet-stream',
        );
        assert.equal(await type('a.html', 'text/html', '<script>1</script>'), 'application/octet-stream');
        assert.equal(await type('a.png', 'text/html', png), 'image/png');
        assert.equal(await type('notes.txt', 'application/octet-stream', 'hello'), 'text/plain');

        const { id } = await send('gone.txt', 'text/plain', 'x');
        await desk.discardUpload(alice, id);
        await assert.rejects(desk.openAttachment(alice, id), failsWith('not-found'));

        const more = [await send('1', '', 'x'), await send('2', '', 'x'), await send('3', '', 'x')];
        await assert.rejects(
          desk.create(alice, newTicket('Many', { attachments: more.map((file) => file.id) }), 'k'),
          failsWith('invalid'),
        );
        for (;;) {
          const waiting = await storage.db.selectFrom('attachments').selectAll().execute();
          if (waiting.length === 10) break;
          await send('more', '', 'x');
        }
        await assert.rejects(send('one too many', '', 'x'), failsWith('too-large'));
      },
      (settings) => void (settings.attachments = { maxBytes: 1000, maxCount: 2 }),
    ),
  );
}
