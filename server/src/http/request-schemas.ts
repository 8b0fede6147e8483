import { z } from '@hono/zod-openapi';
import { idSchema } from './schemas.ts';

/** Characters of a message that all of Portico shows in time; longer ones are refused, not cut. */
export const messageLength = 65_536;

/** Text a database and a mail can hold: no NUL, no half characters. */
export const text = (max: number, min = 0) =>
  z
    .string()
    .min(min)
    .max(max)
    .refine((value) => !value.includes('\u0000') && value.isWellFormed(), 'not text');

export const fieldValueInput = z.union([
  text(messageLength),
  z.number(),
  z.boolean(),
  z.array(text(1000)).max(500),
  z.null(),
]);

export const emptySchema = z.strictObject({});

const uploadIds = z.array(idSchema).max(100);

export const draftSchema = z
  .strictObject({
    formId: text(64, 1),
    values: z.record(z.string().max(64), fieldValueInput),
    attachments: uploadIds,
  })
  .openapi('TicketDraft');

/** Written text is markdown or plain: HTML comes from mail alone. */
export const writtenBody = z.strictObject({
  format: z.enum(['markdown', 'text']),
  content: text(messageLength, 1),
  lang: text(35).optional(),
});

export const replySchema = z
  .strictObject({ body: writtenBody, attachments: uploadIds })
  .refine((draft) => draft.body.content.trim() !== '', { path: ['body', 'content'], error: 'empty' })
  .openapi('ReplyDraft');

export const noteSchema = z
  .strictObject({ body: writtenBody })
  .refine((draft) => draft.body.content.trim() !== '', { path: ['body', 'content'], error: 'empty' });

export const readSchema = z.strictObject({ messageId: idSchema });

export const writeHeaders = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,128}$/)
    .openapi({ description: 'The same key and content twice is one write with one answer.' }),
});
