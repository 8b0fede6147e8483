import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { applyPipelines } from '../../src/desks/builtin/pipelines.ts';
import type { Actor, DeskQuery } from '../../src/desks/desk.ts';
import type { GatewaySettings } from '../../src/settings/settings.ts';
import { databases, skipOf } from '../helpers/databases.ts';
import { newTicket, query, withDesk, type Bench } from './fixture.ts';

const subjects = ['one', 'two', 'three', 'four'];
const stages = ['new', 'in-progress', 'awaiting-reply', 'solved'];

for (const database of databases) {
  describe(`stages that customers do not know, on ${database.name}`, { skip: skipOf(database) }, () => {
    /** A ticket a stage, of which the second and third are hidden. */
    const withHidden = (
      work: (
        bench: Bench & { ids: string[]; set: (edit: (settings: GatewaySettings) => void) => Promise<void> },
      ) => Promise<void>,
    ) =>
      withDesk(database, async (bench) => {
        const { desk, storage, settings, alice, agent, clock } = bench;
        const set = async (edit: (settings: GatewaySettings) => void): Promise<void> => {
          edit(settings);
          await storage.transaction(async (tx) => void (await applyPipelines(tx, storage.dialect, settings)));
        };
        await set(({ pipelines: [support] }) => {
          support!.stages[1]!.hidden = true;
          support!.stages[2]!.hidden = true;
        });
        const ids: string[] = [];
        for (const [index, subject] of subjects.entries()) {
          clock.now = new Date(clock.now.getTime() + 1_000);
          const { id } = await desk.create(alice, newTicket(subject), subject);
          if (index > 0) await desk.staff.setStage(agent, id, stages[index]!, `${subject}-stage`);
          ids.push(id);
        }
        await work({ ...bench, ids, set });
      });

    const listed = async ({ desk }: Bench, actor: Actor, more: Partial<DeskQuery>): Promise<string[]> =>
      (await desk.list(actor, query(more))).items.map(({ subject }) => subject);

    test('are no filter of theirs: as one that is not there', () =>
      withHidden(async (bench) => {
        const { alice, agent, set } = bench;
        const by = (actor: Actor, ...of: string[]) =>
          listed(bench, actor, { stages: of, view: actor === agent ? 'all' : 'mine' });
        assert.deepEqual(await by(alice, 'in-progress'), []);
        assert.deepEqual(await by(alice, 'awaiting-reply', 'nothing-like-it'), []);
        assert.deepEqual(await by(alice, 'in-progress', 'solved'), ['four']);
        assert.deepEqual(await by(alice, 'new'), ['one']);
        assert.deepEqual(await by(agent, 'in-progress', 'awaiting-reply'), ['three', 'two']);
        await set((settings) => void (settings.portal.statusDisplay = 'state'));
        assert.deepEqual(await by(alice, 'new', 'solved'), []);
        assert.deepEqual(await by(agent, 'new', 'solved'), ['four', 'one']);
      }));

    test('are no order of theirs: a list by status says nothing of which is which', () =>
      withHidden(async (bench) => {
        const { desk, alice, agent, ids, set } = bench;
        const order = async (text?: string): Promise<string[][]> => [
          await listed(bench, alice, {
            sort: { by: 'status', descending: false },
            ...(text ? { text } : {}),
          }),
          await listed(bench, alice, { sort: { by: 'status', descending: true }, ...(text ? { text } : {}) }),
        ];
        const swap = async (round: string): Promise<void> => {
          const of = await Promise.all(
            ids.slice(1, 3).map(async (id) => (await desk.get(agent, id)).stage.id),
          );
          await desk.staff.setStage(agent, ids[1]!, of[1]!, `${round}-1`);
          await desk.staff.setStage(agent, ids[2]!, of[0]!, `${round}-2`);
        };
        for (const text of [undefined, 'about']) {
          const before = await order(text);
          assert.deepEqual(before[0]?.toSorted(), subjects.toSorted());
          assert.deepEqual(before[1], before[0]?.toReversed());
          await swap(`a-${text}`);
          assert.deepEqual(await order(text), before);
        }
        // To staff they are two.
        const staffs = async () =>
          listed(bench, agent, { view: 'all', sort: { by: 'status', descending: false } });
        const seen = await staffs();
        await swap('b');
        assert.notDeepEqual(await staffs(), seen);
        // Where the owner shows open or closed alone, the same holds for every stage.
        await set((settings) => void (settings.portal.statusDisplay = 'state'));
        const plain = await order();
        assert.deepEqual(plain[0], ['one', 'two', 'three', 'four']);
        await desk.staff.setStage(agent, ids[0]!, 'awaiting-reply', 'c');
        assert.deepEqual(await order(), plain);
      }));

    test('do not show where one page of such a list ends and the next begins', () =>
      withHidden(async ({ desk, alice }) => {
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await desk.list(
            alice,
            query({ sort: { by: 'status', descending: true }, limit: 1, ...(cursor ? { cursor } : {}) }),
          );
          seen.push(...page.items.map(({ subject }) => subject));
          cursor = page.next;
        } while (cursor !== undefined);
        assert.deepEqual(seen.toSorted(), subjects.toSorted());
      }));

    test('in an inbox are found by staff alone', () =>
      withHidden(async (bench) => {
        const { alice, agent } = bench;
        assert.equal((await listed(bench, agent, { view: 'all', inbox: 'support' })).length, 4);
        assert.deepEqual(await listed(bench, agent, { view: 'all', inbox: 'other' }), []);
        await assert.rejects(listed(bench, alice, { inbox: 'support' }), { code: 'not-found' });
      }));
  });
}
