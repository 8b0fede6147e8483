import type { FormDefinition, TicketDraft } from '../../../src/api/index.ts';
import { shownFields } from '../desks/conditions.ts';
import { checkedProperties } from '../desks/forms.ts';
import type { NewTicket } from '../desks/desk.ts';
import { DeskError, type FieldFault } from '../desks/errors.ts';
import { messageLength } from './request-schemas.ts';

const subjectLength = 200;

/**
 * A ticket from a filled form, checked as the form defines it before any desk sees it: desks accept nonsense, and
 * nothing a form does not ask for gets in. Rejects with `invalid` and every field that is wrong.
 */
export function ticketFromDraft(draft: TicketDraft, forms: readonly FormDefinition[]): NewTicket {
  const form = forms.find((candidate) => candidate.id === draft.formId);
  if (!form) {
    throw new DeskError('invalid', 'unknown form', { fields: [{ field: 'formId', code: 'not-an-option' }] });
  }
  const errors: FieldFault[] = [];
  const { subject: givenSubject, message: givenMessage, ...values } = draft.values;

  const required = (key: 'subject' | 'message', given: unknown, ceiling: number): string => {
    const field = form.fields.find((candidate) => candidate.key === key);
    const limit = Math.min(field?.maxLength ?? ceiling, messageLength);
    const value = typeof given === 'string' ? given.trim() : '';
    if (given !== undefined && given !== null && typeof given !== 'string') {
      errors.push({ field: key, code: 'invalid' });
    } else if (value === '') errors.push({ field: key, code: 'required' });
    else if (value.length > limit) errors.push({ field: key, code: 'too-long', limit });
    return value;
  };
  const subject = required('subject', givenSubject, subjectLength).replace(/\s+/g, ' ');
  const content = required('message', givenMessage, messageLength);

  // Files travel as uploads; their fields only say where the page shows them, and whether there must be some.
  const shown = shownFields(form, { ...values, subject, message: content });
  for (const field of draft.attachments.length === 0 ? shown : [])
    if (field.kind === 'file' && field.required) errors.push({ field: field.key, code: 'required' });

  const { properties, errors: wrong } = checked(form, values, { subject, message: content });
  errors.push(...wrong);
  if (errors.length > 0) throw new DeskError('invalid', 'form refused', { fields: errors });
  return {
    formId: form.id,
    subject,
    body: { format: 'markdown', content },
    channel: 'form',
    properties,
    attachments: draft.attachments,
  };
}

/** The properties of a form, or what is wrong with them. */
function checked(
  form: FormDefinition,
  values: TicketDraft['values'],
  own: { subject: string; message: string },
): { properties: NewTicket['properties']; errors: readonly FieldFault[] } {
  try {
    return { properties: checkedProperties(form, values, own), errors: [] };
  } catch (error) {
    if (!(error instanceof DeskError && error.fields)) throw error;
    return { properties: {}, errors: error.fields };
  }
}
