import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failsWith, newTicket, query, withDesk } from '../desks/fixture.ts';
import type { Actor } from '../../src/desks/desk.ts';
import { databases, skipOf } from '../helpers/databases.ts';

for (const kind of databases) {
  test(
    `a ticket that a rule keeps back is filed all the same on ${kind.name}, once`,
    { skip: skipOf(kind) },
    () =>
      withDesk(kind, async ({ desk, agent, alice }) => {
        const shown: Actor = { ...alice, shows: { property: 'severity', operator: 'is', value: 'blocked' } };
        const draft = newTicket('Just a question', { properties: { severity: 'question' } });
        const filed = await desk.create(shown, draft, 'a');
        assert.equal(filed.subject, 'Just a question');
        assert.equal((await desk.create(shown, draft, 'a')).id, filed.id);
        await assert.rejects(desk.get(shown, filed.id), failsWith('not-found'));
        assert.equal((await desk.list(shown, query())).items.length, 0);
        assert.equal((await desk.list(agent, query({ view: 'all' }))).items.length, 1);
      }),
  );

  test(
    `a ticket that no longer shows once it is closed can be closed on ${kind.name}`,
    { skip: skipOf(kind) },
    () =>
      withDesk(kind, async ({ desk, agent, alice }) => {
        const shown: Actor = { ...alice, shows: { property: 'state', operator: 'is', value: 'open' } };
        const { id } = await desk.create(shown, newTicket('Solved by now'), 'a');
        const closed = await desk.setState(shown, id, 'closed', 'b');
        assert.equal(closed.stage.state, 'closed');
        assert.equal((await desk.get(agent, id)).stage.state, 'closed');
        await assert.rejects(desk.get(shown, id), failsWith('not-found'));
        await assert.rejects(desk.setState(shown, id, 'open', 'c'), failsWith('not-found'));
      }),
  );
}
