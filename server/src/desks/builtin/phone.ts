import { requireStaff } from '../../policy/policy.ts';
import { formDefinitions } from '../../settings/forms.ts';
import type { GatewaySettings } from '../../settings/settings.ts';
import { newId } from '../../storage/ids.ts';
import type { Actor, DeskTicket, StaffTicketDraft } from '../desk.ts';
import { DeskError } from '../errors.ts';
import { checkedProperties } from '../forms.ts';
import { checkedBody, checkedSubject } from '../text.ts';
import type { Filing } from './filing.ts';
import { once } from './idempotency.ts';
import { inboxOf } from './inboxes.ts';
import { toTicket } from './rows.ts';
import { visibleTicket } from './tickets.ts';
import type { WriteContext } from './writes.ts';

/** Tickets that staff make of what came by another way, such as a phone call: they begin without a conversation. */
export function createByStaff({ storage, settings, now }: WriteContext, filing: Filing) {
  /** `contactId` is a customer's; the caller has made sure of that. */
  return async (actor: Actor, draft: StaffTicketDraft, key: string): Promise<DeskTicket> => {
    requireStaff(actor);
    const at = now();
    const subject = checkedSubject(draft.subject);
    const note = draft.note && checkedBody(draft.note, false);
    const properties = checkedProperties(anyProperty(settings()), draft.properties, { subject, message: '' });
    if (draft.inbox !== undefined && !settings().inboxes.some(({ id }) => id === draft.inbox)) {
      throw new DeskError('invalid', 'no such inbox', {
        fields: [{ field: 'inbox', code: 'not-an-option' }],
      });
    }
    return storage.transaction((tx) =>
      once(tx, { actor, key, content: ['create-by-staff', draft], now: at }, async () => {
        const { id, index, announce } = await filing.file(tx, {
          ...{ subject, properties, at },
          contactId: draft.contactId,
          channel: draft.channel,
          formId: null,
          inbox: draft.inbox ?? null,
          pipeline: inboxOf(settings(), draft.inbox).pipeline,
          lastSeq: 0,
          // Nobody has written anything that its customer has not read.
          lastAuthorId: draft.contactId,
        });
        if (note) {
          await tx
            .insertInto('internal_notes')
            .values({
              id: newId(at.getTime()),
              ticket_id: id,
              author_id: actor.contactId,
              format: note.format,
              content: note.content,
              at: at.toISOString(),
            })
            .execute();
        }
        await index('');
        await announce();
        return toTicket(await visibleTicket(tx, actor, id), actor);
      }),
    );
  };
}

/** What a ticket may be described by, none of it demanded: agents are asked by no form. */
function anyProperty({ properties }: GatewaySettings) {
  const fields = properties.map(({ key }) => ({ property: key, required: false }));
  const [form] = formDefinitions({
    properties,
    forms: [{ id: 'any', title: 'Any', connected: true, fields }],
  });
  return form;
}
