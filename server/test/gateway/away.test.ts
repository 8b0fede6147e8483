import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { TestDatabase } from '../helpers/databases.ts';
import { ownPostgres as kind, skipOf } from '../helpers/databases.ts';
import type { TestGateway } from '../helpers/gateway.ts';
import { startGateway } from '../helpers/gateway.ts';

describe('while the database is away', { skip: skipOf(kind) }, () => {
  let database: TestDatabase;
  let gateway: TestGateway;

  before(async () => {
    database = await kind.create();
    gateway = await startGateway({ database });
    await gateway.signIn('alice@acme.example');
  });
  after(async () => {
    await gateway?.stop();
    await database?.cleanup();
  });

  test('everything answers 503 with a time to wait, soon, and works again when it is back', async () => {
    kind.control('stop', '-m', 'fast');
    try {
      for (const call of [
        () => gateway.get('/api/health'),
        () => gateway.get('/api/tickets'),
        () => gateway.client().signIn('bob@acme.example'),
        () =>
          gateway.post('/api/tickets', {
            formId: 'support',
            values: { subject: 'Now', message: 'Now' },
            attachments: [],
          }),
      ]) {
        const begun = performance.now();
        const answer = await call();
        const text = await answer.text();
        assert.equal(answer.status, 503, text);
        assert.ok(Number(answer.headers.get('retry-after')) > 0);
        assert.deepEqual((JSON.parse(text) as { code: string }).code, 'unavailable');
        assert.doesNotMatch(text, /ECONN|postgres|socket/i);
        assert.ok(performance.now() - begun < 3000);
      }
    } finally {
      kind.control('start');
    }
    const back = performance.now();
    let status = 0;
    while (status !== 200 && performance.now() - back < 5000)
      status = (await gateway.get('/api/tickets')).status;
    assert.equal(status, 200);
  });
});
