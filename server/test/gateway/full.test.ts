import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { fileTicket, startGateway } from '../helpers/gateway.ts';

const reply = { body: { format: 'text', content: 'x'.repeat(50_000) }, attachments: [] };

test('a full disk refuses writes and nothing else, and keeps all that was acknowledged', async () => {
  const gateway = await startGateway();
  const { db } = gateway.gateway.storage;
  try {
    const alice = await gateway.as('alice@acme.example');
    const { id } = await fileTicket(alice);
    const pages = await sql<{ page_count: number }>`pragma page_count`.execute(db);
    const room = (more: number) =>
      sql`pragma max_page_count = ${sql.lit((pages.rows[0]?.page_count ?? 0) + more)}`.execute(db);
    await room(40);

    let acknowledged = 0;
    let refused: Response | undefined;
    while (!refused && acknowledged < 100) {
      const answer = await alice.post(`/api/tickets/${id}/messages`, reply);
      if (answer.status === 201) acknowledged += 1;
      else refused = answer;
    }
    assert.equal(refused?.status, 503);
    assert.ok(refused.headers.has('retry-after'));
    assert.equal(((await refused.json()) as { code: string }).code, 'unavailable');

    const messages = async () =>
      ((await (await alice.get(`/api/tickets/${id}/messages?limit=100`)).json()) as { items: unknown[] })
        .items;
    assert.equal((await messages()).length, acknowledged + 1);
    assert.equal((await alice.get('/api/tickets?view=mine')).status, 200);
    const check = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db);
    assert.equal(check.rows[0]?.integrity_check, 'ok');

    await room(100_000);
    assert.equal((await alice.post(`/api/tickets/${id}/messages`, reply)).status, 201);
    assert.equal((await messages()).length, acknowledged + 2);
  } finally {
    await gateway.stop();
  }
});
