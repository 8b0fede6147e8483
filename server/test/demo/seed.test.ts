import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { sql } from 'kysely';
import { fileTypeFromBuffer } from 'file-type';
import { createBuiltInDesk } from '../../src/desks/builtin/desk.ts';
import { makeHistory } from '../../src/demo/history.ts';
import { customers, staff } from '../../src/demo/people.ts';
import { createRandom } from '../../src/demo/random.ts';
import { scenarios } from '../../src/demo/scenarios/index.ts';
import { seedDemo } from '../../src/demo/seed.ts';
import { createChanges } from '../../src/live/changes.ts';
import { actorFor } from '../../src/policy/policy.ts';
import { defaultSettings } from '../../src/settings/settings.ts';
import { createDiskFiles } from '../../src/storage/files.ts';
import { openStorage } from '../../src/storage/storage.ts';
import { databases, skipOf } from '../helpers/databases.ts';
import { query, silent } from '../desks/fixture.ts';

const base = new Date('2026-11-14T00:00:00.000Z');

test('the demo is the same every time', () => {
  const make = () => JSON.stringify(makeHistory(createRandom(1), base, 300));
  assert.equal(make(), make());
});

test('the stories are complete: no blank left open, no answer before its question, nothing in the future', () => {
  assert.ok(scenarios.length >= 40);
  const stories = makeHistory(createRandom(20_261_114), base, 3_000);
  assert.equal(stories.length, 3_000);
  assert.ok(new Set(stories.map((story) => story.subject)).size > 300);
  for (const story of stories) {
    const text = [story.subject, ...story.messages.map((message) => message.content)].join('\n');
    assert.doesNotMatch(text, /\{(dashboard|n|month|plan|region|browser|agent|me|email)\}/);
    const times = story.messages.map((message) => message.at);
    assert.deepEqual(times, times.toSorted(), story.subject);
    assert.ok(times.every((at) => at < base.toISOString()));
    for (const person of staff) assert.ok(!text.includes(person.email), 'no address of an agent');
  }
});

for (const database of databases) {
  test(`seeding fills a desk once on ${database.name}`, { skip: skipOf(database) }, async () => {
    const target = await database.create();
    const storage = await openStorage({ ...target, log: silent });
    const files = createDiskFiles(join(target.dataDir, 'files'));
    const changes = createChanges(storage);
    await storage.migrate();
    const accounts: string[] = [];
    const seed = () =>
      seedDemo({
        storage,
        files,
        base,
        password: 'correct horse',
        log: silent,
        createAccount: ({ email, role }) => {
          accounts.push(`${role} ${email}`);
          return Promise.resolve({ userId: email });
        },
      });
    await seed();
    await seed();
    assert.deepEqual(accounts, [
      'customer alice@acme.example',
      'customer bob@acme.example',
      'customer carol@globex.example',
      'agent agent@portico.example',
      'owner owner@portico.example',
    ]);

    const count = async (table: 'tickets' | 'companies' | 'contacts' | 'internal_notes') =>
      Number(
        (await sql<{ n: number | string }>`select count(*) as n from ${sql.table(table)}`.execute(storage.db))
          .rows[0]?.n,
      );
    assert.equal(await count('tickets'), 3_000);
    assert.equal(await count('companies'), 3);
    assert.equal(await count('contacts'), customers.length + staff.length);
    assert.ok((await count('internal_notes')) > 500);

    const desk = createBuiltInDesk({ storage, files, changes, settings: () => defaultSettings });
    const contact = await desk.findContact('alice@acme.example');
    assert.ok(contact);
    const alice = actorFor({ contact, role: 'customer', settings: defaultSettings });
    const mine = await desk.list(alice, query({ limit: 100 }));
    assert.ok(mine.total && mine.total.value >= 170 && mine.total.value <= 190);
    const open = (await desk.list(alice, query({ state: 'open', limit: 100 }))).items;
    const waiting = open.filter((ticket) => ticket.stage.awaiting === 'customer');
    assert.ok(waiting.length >= 3 && waiting.length <= 12);
    assert.ok(waiting.some((ticket) => ticket.unread));
    assert.equal((await desk.list(alice, query({ text: 'LMN' }))).items.length, 0);
    assert.ok(
      (await desk.list(alice, query({ text: 'webhook', view: { companyId: 'acme' } }))).items.length > 3,
    );

    const several = await storage.db
      .selectFrom('messages')
      .innerJoin('tickets', 'tickets.id', 'messages.ticket_id')
      .select('ticket_id')
      .where('contact_id', '=', alice.contactId)
      .groupBy('ticket_id')
      .having((eb) => eb.fn.count('thread_id').distinct(), '>', 1)
      .execute();
    assert.ok(several.length >= 3, 'some conversations go on in a second thread');
    const conversation = { limit: 100, order: 'oldest' } as const;
    const { items: written } = await desk.messages(alice, several[0]!.ticket_id, conversation);
    assert.equal(
      written.findIndex(({ threadId }) => threadId !== written[0]?.threadId),
      2,
    );
    const newest = { ...alice, threads: 'newest' } as const;
    const { items: shown } = await desk.messages(newest, several[0]!.ticket_id, conversation);
    assert.deepEqual(shown, written.slice(2), 'the second thread is the newer one');

    const illustrated = await storage.db
      .selectFrom('attachments')
      .selectAll()
      .where('owner_id', '=', alice.contactId)
      .where('media_type', '=', 'image/png')
      .executeTakeFirstOrThrow();
    const { stream } = await desk.openAttachment(alice, illustrated.id);
    const content = new Uint8Array(await new Response(stream).arrayBuffer());
    assert.equal((await fileTypeFromBuffer(content))?.mime, 'image/png');

    const next = await desk.create(
      alice,
      {
        subject: 'One more',
        body: { format: 'text', content: 'x' },
        channel: 'portal',
        properties: {},
        attachments: [],
      },
      'k',
    );
    assert.equal(next.reference, 'PR-4001');
    await changes.close();
    await storage.close();
    await target.cleanup();
  });
}
