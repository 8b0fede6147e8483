import type { Channel } from '../../../../src/api/index.ts';
import { isStaff } from '../../policy/policy.ts';
import { comparableValues } from '../../policy/rules.ts';
import type { Changes } from '../../live/changes.ts';
import { knowsStage } from '../../policy/stages.ts';
import { formDefinitions } from '../../settings/forms.ts';
import type { InboxSettings } from '../../settings/pipelines.ts';
import type { GatewaySettings } from '../../settings/settings.ts';
import { newId } from '../../storage/ids.ts';
import { subjectKey, type Search } from '../../storage/search.ts';
import type { Storage, Tx } from '../../storage/storage.ts';
import type {
  Actor,
  DeskAttachment,
  DeskMessage,
  DeskStage,
  DeskTicket,
  NewMessage,
  NewTicket,
} from '../desk.ts';
import { DeskError } from '../errors.ts';
import { checkedProperties } from '../forms.ts';
import { once } from './idempotency.ts';
import { attachmentsOf, selectMessages, toMessage, toTicket, type TicketRow } from './rows.ts';
import { checkedBody, checkedSubject, searchableText } from '../text.ts';
import { lockedStages, lockedTicket, stageFor, visibleTicket, type RankedStage } from './tickets.ts';

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

    return storage.transaction((tx) =>
      once(tx, { actor, key, content: ['create', draft], now: at }, async () => {
        const inbox = inboxOf(draft.formId);
        const stages = await lockedStages(tx, storage.dialect);
        const stage = stageFor(stages, inbox.pipeline, { state: 'open', awaiting: 'agent' });
        const company = await tx
          .selectFrom('contact_companies')
          .select('company_id')
          .where('contact_id', '=', actor.contactId)
          .orderBy('position')
          .limit(1)
          .executeTakeFirst();
        const { value: number } = await tx
          .updateTable('counters')
          .set((eb) => ({ value: eb('value', '+', 1) }))
          .where('name', '=', 'ticket')
          .returning('value')
          .executeTakeFirstOrThrow();
        const id = newId(at.getTime());
        const companyId = company?.company_id ?? null;
        const reference = `${settings().reference.prefix}-${number}`;
        const time = at.toISOString();
        await tx
          .insertInto('tickets')
          .values({
            id,
            number,
            reference,
            subject,
            subject_key: subjectKey(subject),
            stage_id: stage.id,
            state: stage.state,
            stage_rank: stage.rank,
            contact_id: actor.contactId,
            company_id: companyId,
            created_at: time,
            last_activity_at: time,
            staff_activity_at: time,
            version: 1,
            last_seq: 1,
            last_author_id: actor.contactId,
            form_id: form?.id ?? null,
            channel: draft.channel,
            properties: JSON.stringify(properties),
            assignee_id: null,
            inbox: inbox.id,
          })
          .execute();
        const values = Object.entries(properties).flatMap(([property, value]) =>
          comparableValues(value).map((text) => ({ ticket_id: id, key: property, value: text })),
        );
        if (values.length > 0) await tx.insertInto('ticket_properties').values(values).execute();
        const threadId = newId(at.getTime());
        await tx
          .insertInto('threads')
          .values({ id: threadId, ticket_id: id, inbox: inbox.id, channel: draft.channel, created_at: time })
          .execute();
        await addMessage(tx, {
          actor,
          ticketId: id,
          threadId,
          seq: 1,
          message: { body, channel: draft.channel, attachments: draft.attachments },
          key,
          at,
        });
        await search.index(tx, [
          {
            ticketId: id,
            contactId: actor.contactId,
            companyId,
            text: `${reference} ${number} ${subject} ${searchableText(body)}`,
          },
        ]);
        await changes.append(tx, {
          kind: 'created',
          ticketId: id,
          contactId: actor.contactId,
          ...(companyId === null ? {} : { companyId }),
          at: time,
        });
        return toTicket(await visibleTicket(tx, actor, id), actor);
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
        const opened = thread ? undefined : await openThread(tx, id, draft.channel, at);
        const seq = ticket.last_seq + 1;
        const message = await addMessage(tx, {
          actor,
          ticketId: id,
          threadId: thread ?? opened?.id ?? null,
          seq,
          message: { ...draft, body },
          key,
          at,
        });
        const awaiting = isStaff(actor) ? 'customer' : 'agent';
        const keeps = ticket.stage_state === 'open' && ticket.stage_awaiting === awaiting;
        const change: Touch = { seq };
        if (!keeps) change.stage = stageFor(stages, ticket.pipeline_id, { state: 'open', awaiting });
        if (opened) change.inbox = opened.inbox;
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
        return toTicket(await visibleTicket(tx, actor, id), actor);
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

  /** Where tickets of a form arrive, and those of none. */
  function inboxOf(formId: string | undefined): InboxSettings {
    const { forms, inboxes, tickets } = settings();
    const own = forms.find(({ id }) => id === formId)?.inbox;
    const inbox = inboxes.find(({ id }) => id === (own ?? tickets.defaultInbox)) ?? inboxes[0];
    if (!inbox) throw new DeskError('unavailable', 'the settings have no inbox');
    return inbox;
  }

  async function newestThread(tx: Tx, ticketId: string): Promise<string | undefined> {
    const thread = await tx
      .selectFrom('threads')
      .select('id')
      .where('ticket_id', '=', ticketId)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return thread?.id;
  }

  /** Begins the conversation of a ticket that has none, in the default inbox. */
  async function openThread(
    tx: Tx,
    ticketId: string,
    channel: Channel,
    at: Date,
  ): Promise<{ id: string; inbox: string }> {
    const id = newId(at.getTime());
    const inbox = inboxOf(undefined).id;
    await tx
      .insertInto('threads')
      .values({ id, ticket_id: ticketId, inbox, channel, created_at: at.toISOString() })
      .execute();
    return { id, inbox };
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

  async function addMessage(
    tx: Tx,
    entry: {
      actor: Actor;
      ticketId: string;
      threadId: string | null;
      seq: number;
      message: NewMessage;
      key: string;
      at: Date;
    },
  ): Promise<DeskMessage> {
    const { actor, ticketId, threadId, seq, message, key, at } = entry;
    // A key older than its memory must not make a second message of the same author.
    const used = await tx
      .selectFrom('messages')
      .select('id')
      .where('author_id', '=', actor.contactId)
      .where('author_key', '=', key)
      .executeTakeFirst();
    if (used) throw new DeskError('conflict', 'an idempotency key was used before');
    const id = newId(at.getTime());
    await tx
      .insertInto('messages')
      .values({
        id,
        ticket_id: ticketId,
        thread_id: threadId,
        seq,
        author_id: actor.contactId,
        author_role: isStaff(actor) ? 'agent' : 'customer',
        channel: message.channel,
        format: message.body.format,
        content: message.body.content,
        lang: null,
        quoted_format: null,
        quoted_content: null,
        at: at.toISOString(),
        author_key: key,
      })
      .execute();
    await attach(tx, actor, ticketId, id, message.attachments);
    await tx
      .insertInto('read_marks')
      .values({ contact_id: actor.contactId, ticket_id: ticketId, seq })
      .onConflict((conflict) => conflict.columns(['contact_id', 'ticket_id']).doUpdateSet({ seq }))
      .execute();
    const row = await selectMessages(tx, ticketId).where('messages.id', '=', id).executeTakeFirstOrThrow();
    const attachments: DeskAttachment[] = (await attachmentsOf(tx, [id])).get(id) ?? [];
    return toMessage(row, attachments);
  }

  /** Hangs the actor's own unsent uploads on a message: all of them, or `invalid`. */
  async function attach(
    tx: Tx,
    actor: Actor,
    ticketId: string,
    messageId: string,
    ids: readonly string[],
  ): Promise<void> {
    const { maxCount } = settings().attachments;
    if (ids.length > maxCount) {
      throw new DeskError('invalid', 'too many attachments', {
        fields: [{ field: 'attachments', code: 'too-many', limit: maxCount }],
      });
    }
    for (const [position, id] of [...new Set(ids)].entries()) {
      const attached = await tx
        .updateTable('attachments')
        .set({ ticket_id: ticketId, message_id: messageId, position })
        .where('id', '=', id.replaceAll('\0', ''))
        .where('owner_id', '=', actor.contactId)
        .where('message_id', 'is', null)
        .executeTakeFirst();
      if (attached.numUpdatedRows !== 1n) {
        throw new DeskError('invalid', 'an attachment is not an unsent upload of this actor', {
          fields: [{ field: 'attachments', code: 'unknown' }],
        });
      }
    }
  }

  return { create, reply, setState, setStage, changeTicket };
}
