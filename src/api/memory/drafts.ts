import type { ReplyDraft, TicketDraft } from '../adapter.ts';
import type { Capabilities } from '../capabilities.ts';
import { PortalError, type FieldError } from '../errors.ts';
import type { FieldDefinition, FieldValue, FormDefinition } from '../model.ts';
import { meetsAll } from '../shared/conditions.ts';
import type { SeedContact } from './seed.ts';
import type { Store, StoredFile } from './store.ts';

const maxMessageLength = 65_536;

const refuse = (fields: FieldError[]): never => {
  throw new PortalError(
    'invalid',
    `Not valid: ${fields.map(({ field, code }) => `${field} (${code})`).join(', ')}`,
    {
      fields,
    },
  );
};

/** The form and files of a draft, if everything in it is as the form wants. Rejects with `invalid` and its fields. */
export function checkTicketDraft(
  store: Store,
  contact: SeedContact,
  draft: TicketDraft,
): { form: FormDefinition; files: StoredFile[] } {
  const form = store.settings.forms.find(({ id }) => id === draft.formId);
  if (!form) return refuse([{ field: 'formId', code: 'unknown' }]);
  const keys = new Set(form.fields.map(({ key }) => key));
  const errors: FieldError[] = Object.keys(draft.values)
    .filter((key) => !keys.has(key))
    .map((field) => ({ field, code: 'unknown' }));
  for (const field of form.fields) {
    if (!meetsAll(draft.values, field.showWhen)) continue;
    const error =
      field.kind === 'file'
        ? field.required && draft.attachments.length === 0
          ? ({ field: field.key, code: 'required' } as const)
          : undefined
        : checkField(field, draft.values[field.key]);
    if (error) errors.push(error);
  }
  if (errors.length > 0) refuse(errors);
  return { form, files: takeFiles(store, contact, draft.attachments) };
}

/** The files of a reply, if it is valid. */
export function checkReplyDraft(
  store: Store,
  contact: SeedContact,
  draft: ReplyDraft,
  capabilities: Capabilities,
): StoredFile[] {
  const { format, content } = draft.body;
  if (!capabilities.reply.formats.includes(format)) refuse([{ field: 'body.format', code: 'not-an-option' }]);
  if (content.trim() === '' && draft.attachments.length === 0)
    refuse([{ field: 'body.content', code: 'required' }]);
  if (content.length > maxMessageLength) {
    refuse([{ field: 'body.content', code: 'too-long', limit: maxMessageLength }]);
  }
  return takeFiles(store, contact, draft.attachments);
}

function checkField(field: FieldDefinition, value: FieldValue | undefined): FieldError | undefined {
  const { key, kind, options, maxLength } = field;
  const blank =
    value === undefined ||
    value === null ||
    (kind === 'checkbox' && value === false) ||
    (typeof value === 'string' && value.trim() === '') ||
    (Array.isArray(value) && value.length === 0);
  if (blank) return field.required ? { field: key, code: 'required' } : undefined;
  if (kind === 'checkbox') return typeof value === 'boolean' ? undefined : { field: key, code: 'invalid' };
  if (kind === 'number') {
    return typeof value === 'number' && Number.isFinite(value) ? undefined : { field: key, code: 'invalid' };
  }
  if (kind === 'multiselect' ? !Array.isArray(value) : typeof value !== 'string')
    return { field: key, code: 'invalid' };
  if (options) {
    const allowed = new Set(options.map((option) => option.value));
    const chosen = Array.isArray(value) ? value : [String(value)];
    if (!chosen.every((choice) => allowed.has(choice))) return { field: key, code: 'not-an-option' };
  }
  const text = String(value);
  if (maxLength !== undefined && text.length > maxLength)
    return { field: key, code: 'too-long', limit: maxLength };
  if (kind === 'email' && !/^[^\s@]+@[^\s@]+$/.test(text)) return { field: key, code: 'invalid' };
  if (kind === 'url' && !/^https?:\/\/\S+$/i.test(text)) return { field: key, code: 'invalid' };
  if (kind === 'date' && !/^\d{4}-\d\d-\d\d$/.test(text)) return { field: key, code: 'invalid' };
  return undefined;
}

/** Uploads of this contact that no message has yet; somebody else's look like ones that never were. */
function takeFiles(store: Store, contact: SeedContact, ids: string[]): StoredFile[] {
  const limit = store.settings.attachments?.maxCount ?? 0;
  if (ids.length > limit) refuse([{ field: 'attachments', code: 'too-many', limit }]);
  return [...new Set(ids)].map((id) => {
    const file = store.files.get(id);
    if (!file || file.ownerId !== contact.id || file.ticketId !== undefined) {
      return refuse([{ field: 'attachments', code: 'unknown' }]);
    }
    return file;
  });
}
