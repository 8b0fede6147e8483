import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { applyPipelines } from '../../src/desks/builtin/pipelines.ts';
import { ranked } from '../../src/desks/builtin/ranks.ts';
import { lockedStages } from '../../src/desks/builtin/tickets.ts';
import type { GatewaySettings } from '../../src/settings/settings.ts';
import type { PipelineSettings, StageSettings } from '../../src/settings/pipelines.ts';
import { databases, skipOf } from '../helpers/databases.ts';
import { failsWith, newTicket, query, withDesk, type Bench } from './fixture.ts';

const stage = (id: string, more: Partial<StageSettings> = {}): StageSettings => ({
  id,
  label: `Staff ${id}`,
  state: 'open',
  hidden: false,
  ...more,
});

describe('ranks of things in an order', () => {
  test('rise, and are none that were there before but where one is kept', () => {
    const order = fc.array(fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }), { maxLength: 12 });
    fc.assert(
      fc.property(order, fc.array(fc.integer({ min: 1, max: 40 })), (given, others) => {
        const seen = new Set<number>();
        const ranks = given.map((rank) => {
          if (rank === undefined || seen.has(rank)) return undefined;
          seen.add(rank);
          return rank;
        });
        const used = new Set([...seen, ...others]);
        const found = ranked(ranks, used);
        assert.equal(found.length, ranks.length);
        for (const [index, rank] of found.entries()) {
          assert.ok(rank > (found[index - 1] ?? 0));
          assert.ok(rank === ranks[index] || !used.has(rank));
        }
      }),
      { numRuns: 10_000 },
    );
  });

  test('change for the one that is moved alone, where there is room', () => {
    const before = [1_000, 2_000, 3_000, 4_000];
    assert.deepEqual(ranked(before, new Set(before)), before);
    assert.deepEqual(
      ranked([1_000, 3_000, 2_000, 4_000], new Set(before)).filter((r) => before.includes(r)).length,
      3,
    );
    assert.deepEqual(
      ranked([1_000, undefined, 2_000, 3_000, 4_000], new Set(before)),
      [1_000, 1_500, 2_000, 3_000, 4_000],
    );
  });
});

for (const database of databases) {
  describe(`stages by the settings on ${database.name}`, { skip: skipOf(database) }, () => {
    const with_ = (work: (bench: Bench & { apply: Apply }) => Promise<void>) =>
      withDesk(database, (bench) => work({ ...bench, apply: applyTo(bench) }));

    test('are what the document says, in its order, with all it says of them', () =>
      with_(async ({ desk, apply }) => {
        await apply((settings) => {
          settings.pipelines = [
            pipeline(
              'sales',
              stage('lead', { customerLabel: 'Received' }),
              stage('won', { state: 'closed' }),
            ),
            pipeline(
              'support',
              stage('new', { awaiting: 'agent' }),
              stage('inside', { hidden: true }),
              solved,
            ),
          ];
        });
        assert.deepEqual(await desk.stages(), [
          { id: 'lead', label: 'Staff lead', customerLabel: 'Received', state: 'open', hidden: false },
          { id: 'won', label: 'Staff won', state: 'closed', hidden: false },
          { id: 'new', label: 'Staff new', state: 'open', awaiting: 'agent', hidden: false },
          { id: 'inside', label: 'Staff inside', state: 'open', hidden: true },
          { id: 'solved', label: 'Staff solved', state: 'closed', hidden: false },
        ]);
      }));

    test('take their tickets along when their order or state changes', () =>
      with_(async ({ desk, storage, alice, agent, apply }) => {
        const tickets = new Map<string, string>();
        for (const id of ['new', 'in-progress', 'awaiting-reply', 'solved']) {
          const ticket = await desk.create(alice, newTicket(id), `make-${id}`);
          if (id !== 'new') await desk.staff.setStage(agent, ticket.id, id, `move-${id}`);
          tickets.set(id, ticket.id);
        }
        const order = async (): Promise<string[]> =>
          (
            await desk.list(agent, query({ view: 'all', sort: { by: 'status', descending: false } }))
          ).items.map(({ subject }) => subject);
        assert.deepEqual(await order(), ['new', 'in-progress', 'awaiting-reply', 'solved']);
        await apply(({ pipelines: [support] }) => {
          support!.stages.reverse();
          support!.stages[1]!.state = 'closed';
        });
        assert.deepEqual(await order(), ['solved', 'awaiting-reply', 'in-progress', 'new']);
        const closed = await desk.list(alice, query({ state: 'closed' }));
        assert.deepEqual(closed.items.map(({ subject }) => subject).sort(), ['awaiting-reply', 'solved']);
        const rows = await storage.db
          .selectFrom('tickets')
          .innerJoin('stages', 'stages.id', 'tickets.stage_id')
          .select(['tickets.state', 'stages.state as of', 'tickets.stage_rank', 'stages.rank'])
          .execute();
        for (const row of rows) assert.deepEqual([row.state, row.stage_rank], [row.of, row.rank]);
      }));

    test('take many tickets along, in parts', () =>
      with_(async ({ desk, storage, alice, apply }) => {
        const { id } = await desk.create(alice, newTicket('First'), 'first');
        const first = await storage.db
          .selectFrom('tickets')
          .selectAll()
          .where('id', '=', id)
          .executeTakeFirstOrThrow();
        for (let part = 0; part < 21; part += 1) {
          const rows = Array.from({ length: 200 }, (_, i) => ({
            ...first,
            id: `t${part}x${i}`,
            number: 5_000 + part * 200 + i,
          }));
          await storage.db.insertInto('tickets').values(rows).execute();
        }
        await apply(({ pipelines: [support] }) => {
          support!.stages.push(support!.stages.shift()!);
        });
        const { rank } = await storage.db
          .selectFrom('stages')
          .select('rank')
          .where('id', '=', 'new')
          .executeTakeFirstOrThrow();
        const { count } = await storage.db
          .selectFrom('tickets')
          .select((eb) => eb.fn.countAll<number | string>().as('count'))
          .where('stage_rank', '=', rank)
          .executeTakeFirstOrThrow();
        assert.equal(Number(count), 4_201);
      }));

    test('cannot lose one that has tickets, nor an inbox that has conversations', () =>
      with_(async ({ desk, alice, apply, settings }) => {
        await desk.create(alice, newTicket('One'), 'one');
        await desk.create(alice, newTicket('Two'), 'two');
        const stages = await desk.stages();
        await assert.rejects(
          apply((next) => {
            next.pipelines[0]!.stages = next.pipelines[0]!.stages.filter(({ id }) => id !== 'new');
            next.inboxes = [{ id: 'other', name: 'Other', pipeline: 'support' }];
          }),
          {
            ...failsWith('invalid'),
            fields: [
              {
                field: 'inboxes',
                code: 'in-use',
                limit: 2,
                reason: 'there are tickets in the inbox Support (support)',
              },
              {
                field: 'pipelines.0.stages',
                code: 'in-use',
                limit: 2,
                reason: 'there are tickets in the stage New (new)',
              },
            ],
          },
        );
        assert.deepEqual(await desk.stages(), stages);
        // One without tickets may go.
        await apply((next) => {
          next.pipelines[0]!.stages = next.pipelines[0]!.stages.filter(({ id }) => id !== 'in-progress');
        });
        assert.deepEqual(
          (await desk.stages()).map(({ id }) => id),
          ['new', 'awaiting-reply', 'solved'],
        );
        assert.equal(settings.pipelines[0]!.stages.length, 3);
      }));

    test('that hold tickets and that no document knows stay, out of customers’ sight', () =>
      with_(async ({ desk, storage, alice, agent, settings }) => {
        const ticket = await desk.create(alice, newTicket('One'), 'one');
        const another = structuredClone(settings);
        another.pipelines = [pipeline('support', stage('fresh'), solved)];
        const staying = await storage.transaction((tx) => applyPipelines(tx, storage.dialect, another));
        assert.deepEqual(staying, ['new']);
        const { stage: kept } = await desk.get(agent, ticket.id);
        assert.deepEqual([kept.id, kept.hidden], ['new', true]);
        // And does not keep the owner from saving.
        await storage.transaction((tx) => applyPipelines(tx, storage.dialect, another, another));
        // Its tickets go on in the pipeline that took its place.
        await desk.setState(alice, ticket.id, 'closed', 'close');
        assert.equal((await desk.get(agent, ticket.id)).stage.id, 'solved');
      }));

    test('are those of a ticket’s own pipeline, wherever it goes', () =>
      with_(async ({ desk, alice, agent, apply, settings }) => {
        await apply((next) => {
          next.pipelines.push(
            pipeline(
              'sales',
              stage('asked', { awaiting: 'customer' }),
              stage('lead', { awaiting: 'agent' }),
              stage('won', { state: 'closed' }),
            ),
          );
          next.inboxes.push({ id: 'sales', name: 'Sales', pipeline: 'sales' });
          next.forms.push({ ...structuredClone(next.forms[0]!), id: 'offer', inbox: 'sales' });
          next.tickets.reopen = 'always';
        });
        assert.equal(settings.forms.length, 2);
        const ticket = await desk.create(alice, newTicket('An offer', { formId: 'offer' }), 'offer');
        assert.equal(ticket.stage.id, 'lead');
        const now = async () => (await desk.get(agent, ticket.id)).stage.id;
        const words = {
          body: { format: 'text' as const, content: 'Words' },
          channel: 'portal' as const,
          attachments: [],
        };
        await desk.reply(agent, ticket.id, words, 'r1');
        assert.equal(await now(), 'asked');
        await desk.reply(alice, ticket.id, words, 'r2');
        assert.equal(await now(), 'lead');
        await desk.setState(alice, ticket.id, 'closed', 'c');
        assert.equal(await now(), 'won');
        await desk.reply(alice, ticket.id, words, 'r3');
        assert.equal(await now(), 'lead');
        assert.equal((await desk.create(alice, newTicket('Help'), 'help')).stage.id, 'new');
      }));

    test('of two that customers cannot tell apart, a move from one to the other is nothing to them', () =>
      with_(async ({ desk, changes, alice, agent, apply, clock }) => {
        await apply(({ pipelines: [support] }) => {
          support!.stages[1]!.hidden = true;
          support!.stages[2]!.hidden = true;
        });
        const { id } = await desk.create(alice, newTicket('One'), 'one');
        await desk.staff.setStage(agent, id, 'in-progress', 'm1');
        const position = await changes.position();
        const before = await desk.get(alice, id);
        clock.now = new Date(clock.now.getTime() + 60_000);
        await desk.staff.setStage(agent, id, 'awaiting-reply', 'm2');
        const after = await desk.get(alice, id);
        assert.equal(after.stage.id, 'awaiting-reply');
        assert.deepEqual([after.version, after.lastActivityAt], [before.version, before.lastActivityAt]);
        assert.equal(await changes.position(), position);
        assert.equal((await desk.get(agent, id)).staffActivityAt, clock.now.toISOString());
        await desk.staff.setStage(agent, id, 'new', 'm3');
        assert.notEqual(await changes.position(), position);
      }));

    // On SQLite one writes at a time.
    if (database.name === 'postgres')
      test('do not keep a save of something else waiting while somebody writes', () =>
        with_(async ({ storage, settings, apply }) => {
          await storage.transaction(async (tx) => {
            await lockedStages(tx, storage.dialect);
            await apply(({ portal }) => {
              portal.name = 'Another';
            });
          });
          assert.equal(settings.portal.name, 'Another');
        }));

    test('agree with the tickets in them while both change at once', () =>
      with_(async ({ desk, storage, alice, agent, apply }) => {
        const ids = await Promise.all(
          Array.from(
            { length: 8 },
            async (_, i) => (await desk.create(alice, newTicket(`T${i}`), `t${i}`)).id,
          ),
        );
        const move = async (): Promise<void> => {
          for (const [round, stageId] of ['in-progress', 'solved', 'awaiting-reply', 'new'].entries()) {
            await Promise.all(ids.map((id) => desk.staff.setStage(agent, id, stageId, `${id}-${round}`)));
          }
        };
        const turn = async (): Promise<void> => {
          for (let i = 0; i < 6; i += 1) {
            await apply(({ pipelines: [support] }) => {
              support!.stages.push(support!.stages.shift()!);
            });
          }
        };
        await Promise.all([move(), turn()]);
        const rows = await storage.db
          .selectFrom('tickets')
          .innerJoin('stages', 'stages.id', 'tickets.stage_id')
          .select(['tickets.state', 'stages.state as of', 'tickets.stage_rank', 'stages.rank'])
          .execute();
        assert.equal(rows.length, 8);
        for (const row of rows) assert.deepEqual([row.state, row.stage_rank], [row.of, row.rank]);
      }));
  });
}

const solved = stage('solved', { state: 'closed' });
const pipeline = (id: string, ...stages: StageSettings[]): PipelineSettings => ({ id, name: id, stages });

type Apply = (edit: (settings: GatewaySettings) => void) => Promise<void>;

/** Saves as a store does: the document that was there before is known, and nothing holds that was refused. */
function applyTo({ storage, settings }: Bench): Apply {
  return async (edit) => {
    const next = structuredClone(settings);
    edit(next);
    const before = structuredClone(settings);
    await storage.transaction(async (tx) => void (await applyPipelines(tx, storage.dialect, next, before)));
    Object.assign(settings, next);
  };
}
