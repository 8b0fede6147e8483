import { isStaff } from '../../policy/policy.ts';
import type { Changes } from '../../live/changes.ts';
import { knowsStage } from '../../policy/stages.ts';
import { formDefinitions } from '../../settings/forms.ts';
import type { GatewaySettings } from '../../settings/settings.ts';
import type { Search } from '../../storage/search.ts';
import type { Storage, Tx } from '../../storage/storage.ts';
import type { Actor, DeskMessage, DeskStage, DeskTicket, NewMessage, NewTicket } from '../desk.ts';
import { DeskError } from '../errors.ts';
import { checkedProperties } from '../forms.ts';
import { checkedBody, checkedSubject, searchableText } from '../text.ts';
import { createFiling } from './filing.ts';
import { once } from './idempotency.ts';
import { inboxOf, inboxOfForm, newestThread, openThread } from './inboxes.ts';
import { createByStaff } from './phone.ts';
import { addMessage } from './posting.ts';
import { selectTickets, toTicket, type TicketRow } from './rows.ts';
import { lockedStages, lockedTicket, stageFor, type RankedStage } from './tickets.ts';

export interface WriteContext {
  storage: Storage;
  search: Search;
  changes: Changes;
  settings: () => GatewaySettings;
  now: () => Date;
}

/** What may change about a ticket's row with a write that customers can see. */
interface Touch {
  stage?: RankedStage;
  seq?: number;
  /** Where its conversation arrives from now on. */
  inbox?: string;
}

export function createWrites(context: WriteContext) {
  const { storage, search, changes, settings, now } = context;
  const filing = createFiling(context);

  async function create(actor: Actor, draft: NewTicket, key: string): Promise<DeskTicket> {
    const at = now();
    const subject = checkedSubject(draft.subject);
    const body = checkedBody(draft.body, draft.attachments.length > 0);
    const form = formDefinitions(settings()).find(({ id }) => id === draft.formId);
    if (draft.formId !== undefined && !form) {
      throw new DeskError('invalid', 'no such form', {
        fields: [{ field: 'formId', code: 'not-an-option' }],
      });
    }
    const properties = checkedProperties(form, draft.properties, { subject, message: body.content });
    const { channel, attachments } = draft;

    return storage.transaction((tx) =>
      once(tx, { actor, key, content: ['create', draft], now: at }, async () => {
        const inbox = inboxOfForm(settings(), draft.formId);
        const { id, index, announce } = await filing.file(tx, {
          ...{ subject, properties, channel, at },
          contactId: actor.contactId,
          lastSeq: 1,
          lastAuthorId: actor.contactId,
          formId: form?.id ?? null,
          pipeline: inbox.pipeline,
          inbox: inbox.id,
        });
        const threadId = await openThread(tx, { ticketId: id, inbox: inbox.id, channel, at });
        const message = { body, channel, attachments };
        await addMessage(
          tx,
          { actor, ticketId: id, threadId, seq: 1, message, key, at },
          settings().attachments,
        );
        await index(searchableText(body));
        await announce();
        return written(tx, actor, id);
      }),
    );
  }

  async function reply(actor: Actor, id: string, draft: NewMessage, key: string): Promise<DeskMessage> {
    const at = now();
    const body = checkedBody(draft.body, draft.attachments.length > 0);
    return storage.transaction(async (tx) => {
      const stages = await lockedStages(tx, storage.dialect);
      const ticket = await lockedTicket(tx, storage.dialect, actor, id);
      return once(tx, { actor, key, content: ['reply', id, draft], now: at }, async () => {
        if (ticket.stage_state === 'closed' && !mayReopen(actor)) {
          throw new DeskError('conflict', 'a closed ticket takes no reply');
        }
        const thread = await newestThread(tx, id);
        const inbox = inboxOf(settings(), ticket.inbox).id;
        const threadId =
          thread ?? (await openThread(tx, { ticketId: id, inbox, channel: draft.channel, at }));
        const seq = ticket.last_seq + 1;
        const entry = { actor, ticketId: id, threadId, seq, message: { ...draft, body }, key, at };
        const message = await addMessage(tx, entry, settings().attachments);
        const awaiting = isStaff(actor) ? 'customer' : 'agent';
        const keeps = ticket.stage_state === 'open' && ticket.stage_awaiting === awaiting;
        const change: Touch = { seq };
        if (!keeps) change.stage = stageFor(stages, ticket.pipeline_id, { state: 'open', awaiting });
        if (thread === undefined) change.inbox = inbox;
        await search.index(tx, [
          {
            ticketId: id,
            contactId: ticket.contact_id,
            companyId: ticket.company_id,
            text: searchableText(body),
          },
        ]);
        await touch(tx, actor, ticket, at, change);
        await announce(tx, 'message', ticket, at);
        return message;
      });
    });
  }

  function setState(actor: Actor, id: string, state: 'open' | 'closed', key: string): Promise<DeskTicket> {
    return changeTicket(actor, id, key, ['state', id, state], async (tx, ticket, at, stages) => {
      if (ticket.stage_state === state) return;
      if (state === 'open' && !mayReopen(actor)) {
        throw new DeskError('conflict', 'a closed ticket cannot be opened again');
      }
      const kind = state === 'open' ? { state, awaiting: 'agent' as const } : { state };
      const stage = stageFor(stages, ticket.pipeline_id, kind);
      await touch(tx, actor, ticket, at, { stage });
      await announce(tx, 'updated', ticket, at);
    });
  }

  /** For staff; the caller has made sure of that. */
  function setStage(actor: Actor, id: string, stageId: string, key: string): Promise<DeskTicket> {
    return changeTicket(actor, id, key, ['stage', id, stageId], async (tx, ticket, at, stages) => {
      if (ticket.stage_id === stageId) return;
      const stage = stages.find((candidate) => candidate.id === stageId);
      if (!stage) {
        throw new DeskError('invalid', 'no such stage', {
          fields: [{ field: 'stageId', code: 'not-an-option' }],
        });
      }
      if (looksTheSame(toTicket(ticket, actor).stage, stage)) {
        // To a customer nothing has happened: what moves for them would tell them of stages they do not know.
        await touchInside(tx, ticket, at, stage);
        return;
      }
      await touch(tx, actor, ticket, at, { stage });
      await announce(tx, 'updated', ticket, at);
    });
  }

  /** Whether customers cannot tell two stages apart, as the owner shows them now. */
  function looksTheSame(one: DeskStage, other: DeskStage): boolean {
    const unknown = (stage: DeskStage): boolean => !knowsStage(undefined, stage, settings());
    return one.state === other.state && unknown(one) && unknown(other);
  }

  /** One write to a ticket that answers with the ticket as it is afterwards. */
  function changeTicket(
    actor: Actor,
    id: string,
    key: string,
    content: unknown,
    change: (tx: Tx, ticket: TicketRow, at: Date, stages: readonly RankedStage[]) => Promise<void>,
  ): Promise<DeskTicket> {
    const at = now();
    return storage.transaction(async (tx) => {
      const stages = await lockedStages(tx, storage.dialect);
      const ticket = await lockedTicket(tx, storage.dialect, actor, id);
      return once(tx, { actor, key, content, now: at }, async () => {
        await change(tx, ticket, at, stages);
        return written(tx, actor, id);
      });
    });
  }

  function mayReopen(actor: Actor): boolean {
    return isStaff(actor) || settings().tickets.reopen === 'always';
  }

  /** Moves what customers see of a ticket: its stage, its activity, its version, its newest message. */
  async function touch(tx: Tx, actor: Actor, ticket: TicketRow, at: Date, change: Touch): Promise<void> {
    const { stage, seq, inbox } = change;
    const time = at.toISOString();
    const latest = (before: string): string => (time > before ? time : before);
    await tx
      .updateTable('tickets')
      .set({
        version: ticket.version + 1,
        last_activity_at: latest(ticket.last_activity_at),
        staff_activity_at: latest(ticket.staff_activity_at),
        ...(stage ? { stage_id: stage.id, state: stage.state, stage_rank: stage.rank } : {}),
        ...(seq === undefined ? {} : { last_seq: seq, last_author_id: actor.contactId }),
        ...(inbox === undefined ? {} : { inbox }),
      })
      .where('id', '=', ticket.id)
      .execute();
  }

  /** Moves what staff alone see. */
  async function touchInside(tx: Tx, ticket: TicketRow, at: Date, stage: RankedStage): Promise<void> {
    const time = at.toISOString();
    await tx
      .updateTable('tickets')
      .set({
        stage_id: stage.id,
        stage_rank: stage.rank,
        ...(time > ticket.staff_activity_at ? { staff_activity_at: time } : {}),
      })
      .where('id', '=', ticket.id)
      .execute();
  }

  function announce(tx: Tx, kind: 'message' | 'updated', ticket: TicketRow, at: Date): Promise<void> {
    return changes.append(tx, {
      kind,
      ticketId: ticket.id,
      contactId: ticket.contact_id,
      ...(ticket.company_id === null ? {} : { companyId: ticket.company_id }),
      at: at.toISOString(),
    });
  }

  return { create, createByStaff: createByStaff(context, filing), reply, setState, setStage, changeTicket };
}

/**
 * What a write has made of a ticket, for whoever wrote. The owner's rules are not asked: a ticket that they keep back
 * from now on is filed or closed all the same, and its writer told so, this once.
 */
async function written(tx: Tx, actor: Actor, id: string): Promise<DeskTicket> {
  const row = await selectTickets(tx, actor).where('tickets.id', '=', id).executeTakeFirstOrThrow();
  return toTicket(row, actor);
}
