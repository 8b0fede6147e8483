import type { Insertable, Selectable } from 'kysely';
import { knowsStage } from '../../policy/stages.ts';
import type { GatewaySettings } from '../../settings/settings.ts';
import type { StagesTable } from '../../storage/schema.ts';
import type { Dialect, Tx } from '../../storage/storage.ts';
import { DeskError, type FieldFault } from '../errors.ts';
import { ranked } from './ranks.ts';

/** Tickets of one statement: PostgreSQL cuts off what takes long. */
const batch = 2_000;
/** In-use things are counted so far and no further. */
const countCap = 10_000;

type Stage = Selectable<StagesTable>;
type Wanted = Required<Insertable<StagesTable>>;
type Document = Pick<GatewaySettings, 'pipelines' | 'inboxes' | 'portal'>;

/** Where customers' lists have the stages that they know by their state alone. */
const unknownRank = { open: 0, closed: 2 ** 31 - 1 };

/**
 * Brings the stages, and the copies of them that tickets carry, in line with a document. Where it lacks a stage or an
 * inbox that is in use, and that the document `before` it had, it rejects with `invalid`, code `in-use`; what was in
 * use and missing already stays, out of customers' sight: a gateway that starts must be able to show what there is.
 * Answers the ids of stages that stay so. A document that says of all this what `before` said changes nothing.
 */
export async function applyPipelines(
  tx: Tx,
  dialect: Dialect,
  document: Document,
  before?: Document,
): Promise<string[]> {
  // Most saves are of something else: they need not wait until nobody writes.
  if (before && partOf(document) === partOf(before)) return [];
  const stages = tx.selectFrom('stages').selectAll();
  // Whoever puts a ticket into a stage has locked it against this (`lockedStages`), and waits for the end of it.
  const present = await (dialect === 'postgres' ? stages.forUpdate() : stages).execute();
  const wanted = wantedStages(document, present);
  const had = new Set(before?.pipelines.flatMap((pipeline) => pipeline.stages.map(({ id }) => id)));
  const faults: FieldFault[] = before ? await inboxFaults(tx, document, before) : [];
  const staying: string[] = [];
  for (const stage of present) {
    if (wanted.some(({ id }) => id === stage.id)) continue;
    const tickets = await countUpTo(tx, 'stage_rank', stage.rank);
    if (tickets === 0) await tx.deleteFrom('stages').where('id', '=', stage.id).execute();
    else if (had.has(stage.id)) faults.push(stageFault(document, stage, tickets));
    else staying.push(stage.id);
  }
  if (faults.length > 0) {
    throw new DeskError('invalid', 'a stage or an inbox that is in use cannot be removed', {
      fields: faults,
    });
  }
  if (staying.length > 0) {
    await tx
      .updateTable('stages')
      .set((eb) => ({
        hidden: 1,
        customer_rank: eb
          .case()
          .when('state', '=', 'open')
          .then(unknownRank.open)
          .else(unknownRank.closed)
          .end(),
      }))
      .where('id', 'in', staying)
      .execute();
  }
  for (const stage of wanted) {
    const was = present.find(({ id }) => id === stage.id);
    if (!was) await tx.insertInto('stages').values(stage).execute();
    else if (differs(was, stage)) {
      await tx.updateTable('stages').set(stage).where('id', '=', stage.id).execute();
      if (was.rank !== stage.rank) await moveTickets(tx, was.rank, stage);
    }
  }
  return staying;
}

/** All of a document that stages and inboxes follow. */
const partOf = ({ pipelines, inboxes, portal }: Document): string =>
  JSON.stringify([pipelines, inboxes, portal.statusDisplay]);

function wantedStages(document: Document, present: readonly Stage[]): Wanted[] {
  const stages = document.pipelines.flatMap((pipeline) =>
    pipeline.stages.map(({ id, label, customerLabel, state, awaiting, hidden }) => ({
      id,
      label,
      customer_label: customerLabel ?? null,
      state,
      awaiting: awaiting ?? null,
      hidden: hidden ? 1 : 0,
      pipeline_id: pipeline.id,
    })),
  );
  // A new rank is what tells the tickets that have followed from those that have not: so another state is a new rank.
  const before = stages.map(
    ({ id, state }) => present.find((stage) => stage.id === id && stage.state === state)?.rank,
  );
  const ranks = ranked(before, new Set(present.map(({ rank }) => rank)));
  return stages.map((stage, index) => {
    const rank = ranks[index]!;
    const known = knowsStage(undefined, { hidden: stage.hidden === 1 }, document);
    return { ...stage, rank, customer_rank: known ? rank : unknownRank[stage.state] };
  });
}

const differs = (before: Stage, stage: Wanted): boolean =>
  (Object.keys(stage) as (keyof Wanted)[]).some((column) => before[column] !== stage[column]);

async function moveTickets(tx: Tx, from: number, { state, rank }: Wanted): Promise<void> {
  for (;;) {
    const { numUpdatedRows: moved } = await tx
      .updateTable('tickets')
      .set({ state, stage_rank: rank })
      .where('id', 'in', (eb) =>
        eb.selectFrom('tickets').select('id').where('stage_rank', '=', from).limit(batch),
      )
      .executeTakeFirstOrThrow();
    if (moved < batch) return;
  }
}

/** What is gone has no place of its own: it is told at the list that lacks it. */
function stageFault({ pipelines }: Document, stage: Stage, tickets: number): FieldFault {
  const pipeline = pipelines.findIndex(({ id }) => id === stage.pipeline_id);
  return {
    field: pipeline < 0 ? 'pipelines' : `pipelines.${pipeline}.stages`,
    code: 'in-use',
    limit: tickets,
    reason: `there are tickets in the stage ${stage.label} (${stage.id})`,
  };
}

async function inboxFaults(tx: Tx, { inboxes }: Document, before: Document): Promise<FieldFault[]> {
  const faults: FieldFault[] = [];
  for (const { id, name } of before.inboxes) {
    if (inboxes.some((inbox) => inbox.id === id)) continue;
    const tickets = await countUpTo(tx, 'inbox', id);
    // A ticket that has come to another inbox since keeps its earlier conversation.
    const thread = await tx
      .selectFrom('threads')
      .select('id')
      .where('inbox', '=', id)
      .limit(1)
      .executeTakeFirst();
    if (tickets === 0 && !thread) continue;
    faults.push({
      field: 'inboxes',
      code: 'in-use',
      limit: Math.max(tickets, 1),
      reason: `there are tickets in the inbox ${name} (${id})`,
    });
  }
  return faults;
}

async function countUpTo(tx: Tx, column: 'stage_rank' | 'inbox', value: string | number): Promise<number> {
  const { count } = await tx
    .selectFrom(tx.selectFrom('tickets').select('id').where(column, '=', value).limit(countCap).as('some'))
    .select((eb) => eb.fn.countAll<number | string>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}
