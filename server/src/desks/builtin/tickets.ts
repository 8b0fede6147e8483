import type { Kysely, Selectable } from 'kysely';
import { showsTo } from '../../policy/policy.ts';
import type { Schema, StagesTable } from '../../storage/schema.ts';
import type { Dialect, Tx } from '../../storage/storage.ts';
import type { Actor, DeskStage } from '../desk.ts';
import { DeskError } from '../errors.ts';
import { selectTickets, toStage, toTicket, type TicketRow } from './rows.ts';

/** Ids are ours: letters and digits. Nothing else is asked of the database. */
const idPattern = /^[a-z0-9]{1,40}$/;

export function isId(id: string): boolean {
  return idPattern.test(id);
}

export function notFound(what = 'ticket'): DeskError {
  return new DeskError('not-found', `no such ${what} for this actor`);
}

/** A ticket an actor may see; the same `not-found` for one they may not and one that does not exist. */
export async function visibleTicket(db: Kysely<Schema>, actor: Actor, id: string): Promise<TicketRow> {
  if (!isId(id)) throw notFound();
  const row = await selectTickets(db, actor).where('tickets.id', '=', id).executeTakeFirst();
  if (!row || !showsTo(actor, toTicket(row, actor))) throw notFound();
  return row;
}

/**
 * The same within a writing transaction. The row is locked until its end, so that what is decided by the ticket's
 * state, and the sequence of its messages, hold; SQLite has but one writer anyway.
 */
export async function lockedTicket(tx: Tx, dialect: Dialect, actor: Actor, id: string): Promise<TicketRow> {
  if (!isId(id)) throw notFound();
  if (dialect === 'postgres') {
    await tx.selectFrom('tickets').select('id').where('id', '=', id).forUpdate().execute();
  }
  return visibleTicket(tx, actor, id);
}

/** A stage with its place. */
export type RankedStage = DeskStage & { rank: number; pipelineId: string };

export async function stagesOf(db: Kysely<Schema>): Promise<RankedStage[]> {
  return (await db.selectFrom('stages').selectAll().orderBy('rank').execute()).map(rankedStage);
}

/**
 * The same for a transaction that may put a ticket into one of them: until its end they stay as they are. Before any
 * ticket is locked, as `applyPipelines` does it, or the two could wait for each other.
 */
export async function lockedStages(tx: Tx, dialect: Dialect): Promise<RankedStage[]> {
  const stages = tx.selectFrom('stages').selectAll();
  const rows = await (dialect === 'postgres' ? stages.forKeyShare() : stages).execute();
  return rows.map(rankedStage).sort((a, b) => a.rank - b.rank);
}

const rankedStage = (row: Selectable<StagesTable>): RankedStage => ({
  ...toStage(row),
  rank: row.rank,
  pipelineId: row.pipeline_id,
});

/** The first stage of a pipeline of that kind; of all of them where the pipeline is gone. */
export function stageFor(
  stages: readonly RankedStage[],
  pipelineId: string,
  kind: { state: 'open'; awaiting: 'customer' | 'agent' } | { state: 'closed' },
): RankedStage {
  const own = stages.filter((stage) => stage.pipelineId === pipelineId && stage.state === kind.state);
  const found = own.length > 0 ? own : stages.filter(({ state }) => state === kind.state);
  const stage =
    kind.state === 'open' ? (found.find(({ awaiting }) => awaiting === kind.awaiting) ?? found[0]) : found[0];
  if (!stage) throw new DeskError('unavailable', `there is no ${kind.state} stage`);
  return stage;
}
