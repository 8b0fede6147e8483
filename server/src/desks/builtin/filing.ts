import type { Channel, FieldValue } from '../../../../src/api/index.ts';
import { comparableValues } from '../../policy/rules.ts';
import { newId } from '../../storage/ids.ts';
import { subjectKey } from '../../storage/search.ts';
import type { Tx } from '../../storage/storage.ts';
import { lockedStages, stageFor } from './tickets.ts';
import type { WriteContext } from './writes.ts';

/** A ticket as it begins; everything in it is checked. */
interface Filed {
  contactId: string;
  subject: string;
  properties: Record<string, FieldValue>;
  channel: Channel;
  formId: string | null;
  /** Where its conversation arrives; null while there is none. */
  inbox: string | null;
  pipeline: string;
  /** Of its newest message; 0 where there is none yet. */
  lastSeq: number;
  lastAuthorId: string;
  at: Date;
}

/** New tickets: numbered, in the first stage of their pipeline, of their contact's primary company. */
export function createFiling({ storage, search, changes, settings }: WriteContext) {
  return {
    /**
     * Writes the ticket. `index` and `announce` are for the end of the transaction, once its conversation is there:
     * the log of changes serializes writers.
     */
    async file(tx: Tx, filed: Filed) {
      const { contactId, subject, properties, at } = filed;
      const time = at.toISOString();
      const stages = await lockedStages(tx, storage.dialect);
      const stage = stageFor(stages, filed.pipeline, { state: 'open', awaiting: 'agent' });
      const company = await tx
        .selectFrom('contact_companies')
        .select('company_id')
        .where('contact_id', '=', contactId)
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
          contact_id: contactId,
          company_id: companyId,
          created_at: time,
          last_activity_at: time,
          staff_activity_at: time,
          version: 1,
          last_seq: filed.lastSeq,
          last_author_id: filed.lastAuthorId,
          form_id: filed.formId,
          channel: filed.channel,
          properties: JSON.stringify(properties),
          assignee_id: null,
          inbox: filed.inbox,
        })
        .execute();
      const values = Object.entries(properties).flatMap(([property, value]) =>
        comparableValues(value).map((text) => ({ ticket_id: id, key: property, value: text })),
      );
      if (values.length > 0) await tx.insertInto('ticket_properties').values(values).execute();
      return {
        id,
        index: (words: string): Promise<void> =>
          search.index(tx, [
            { ticketId: id, contactId, companyId, text: `${reference} ${number} ${subject} ${words}`.trim() },
          ]),
        announce: (): Promise<void> =>
          changes.append(tx, {
            kind: 'created',
            ticketId: id,
            contactId,
            ...(companyId === null ? {} : { companyId }),
            at: time,
          }),
      };
    },
  };
}

export type Filing = ReturnType<typeof createFiling>;
