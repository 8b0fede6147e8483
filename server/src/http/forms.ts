import type { FieldError, FormDefinition, TicketDraft } from '../../../src/api/index.ts';
import { checkedProperties } from '../desks/forms.ts';
import type { NewTicket } from '../desks/desk.ts';
import { DeskError } from '../desks/errors.ts';
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
  const errors: FieldError[] = [];
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

  // Files travel as uploads; their field only says where the page shows them.
  const files = form.fields.find((field) => field.kind === 'file');
  if (files?.required && draft.attachments.length === 0) {
    errors.push({ field: files.key, code: 'required' });
  }

  let properties: NewTicket['properties'] = {};
  try {
    properties = checkedProperties(form, values, subject);
  } catch (error) {
    if (!(error instanceof DeskError && error.fields)) throw error;
    errors.push(...error.fields);
  }
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
