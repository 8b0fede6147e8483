import type { Kysely } from 'kysely';
import { showsTo } from '../../policy/policy.ts';
import type { Schema } from '../../storage/schema.ts';
import type { Dialect, Tx } from '../../storage/storage.ts';
import type { Actor, DeskStage } from '../desk.ts';
import { DeskError } from '../errors.ts';
import { selectTickets, toTicket, type TicketRow } from './rows.ts';

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

export async function stagesOf(db: Kysely<Schema>): Promise<(DeskStage & { rank: number })[]> {
  const rows = await db.selectFrom('stages').selectAll().orderBy('rank').execute();
  return rows.map(({ id, label, state, awaiting, rank }) => ({
    id,
    label,
    state,
    rank,
    ...(awaiting === null ? {} : { awaiting }),
  }));
}

/** The first stage of the pipeline of that kind; a pipeline without one is broken. */
export async function stageFor(
  db: Kysely<Schema>,
  kind: { state: 'open'; awaiting: 'customer' | 'agent' } | { state: 'closed' },
): Promise<DeskStage & { rank: number }> {
  const stages = (await stagesOf(db)).filter((stage) => stage.state === kind.state);
  const stage =
    kind.state === 'open'
      ? (stages.find(({ awaiting }) => awaiting === kind.awaiting) ?? stages[0])
      : stages[0];
  if (!stage) throw new DeskError('unavailable', `the pipeline has no ${kind.state} stage`);
  return stage;
}
