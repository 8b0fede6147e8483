import { z } from '@hono/zod-openapi';
import { fieldValueInput, text, writtenBody } from './request-schemas.ts';
import {
  bodySchema,
  channelSchema,
  idSchema,
  instant,
  messageShape,
  pageOf,
  personSchema,
  sessionSchema,
  settingsMarkSchema,
  settingsSchema,
  stageSchema,
  summaryShape,
  ticketShape,
} from './schemas.ts';

// What agents see beside the customer's shapes.

const staffPersonSchema = z.strictObject({ id: z.string(), name: z.string() });
export const staffPartSchema = z
  .strictObject({
    assignee: staffPersonSchema.nullable(),
    activityAt: instant,
    channel: channelSchema,
    requester: z.strictObject({ id: z.string(), name: z.string(), email: z.string().optional() }),
    companyId: z.string().optional(),
    /** Where its conversation arrives; absent while there is none. */
    inbox: z.strictObject({ id: z.string(), name: z.string() }).optional(),
  })
  .openapi('StaffPart');
export const staffSummarySchema = z
  .strictObject({ ...summaryShape, staff: staffPartSchema })
  .openapi('StaffTicketSummary');
export const staffTicketSchema = z
  .strictObject({ ...ticketShape, staff: staffPartSchema })
  .openapi('StaffTicket');
export const staffPageSchema = pageOf(staffSummarySchema).openapi('StaffTicketPage');
export const staffMessageSchema = z
  .strictObject({ ...messageShape, hiddenFromCustomer: z.boolean().optional() })
  .openapi('StaffMessage');
export const staffMessagePageSchema = pageOf(staffMessageSchema).openapi('StaffMessagePage');
export const staffStartSchema = z
  .strictObject({
    settings: settingsSchema,
    mark: settingsMarkSchema,
    session: sessionSchema.nullable(),
    tickets: staffPageSchema.optional(),
  })
  .openapi('StaffStart');
export const staffNoteSchema = z
  .strictObject({ id: z.string(), at: instant, author: personSchema, body: bodySchema })
  .openapi('InternalNote');
export const staffNotesSchema = z.strictObject({ items: z.array(staffNoteSchema) });
/** A stage under staff's name, with the pipeline it belongs to. */
export const staffStagesSchema = z.strictObject({
  items: z.array(
    stageSchema
      .extend({ pipeline: z.strictObject({ id: z.string(), name: z.string() }) })
      .openapi('StaffStage'),
  ),
});
export const inboxesSchema = z
  .strictObject({
    items: z.array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        pipeline: z.string(),
        /** Where replies to tickets without a conversation arrive. */
        isDefault: z.boolean(),
      }),
    ),
  })
  .openapi('Inboxes');
/** A ticket that is made of what came by another way than the portal. */
export const staffTicketDraftSchema = z
  .strictObject({
    contactId: idSchema,
    subject: text(400, 1),
    channel: z.enum(['phone', 'email', 'chat', 'other']),
    inbox: idSchema.optional(),
    properties: z.record(z.string().max(64), fieldValueInput).default({}),
    note: writtenBody.optional(),
  })
  .openapi('StaffTicketDraft');
/** People on the contact lists that are let in, who have no account and had no invitation yet. */
export const invitableSchema = z.strictObject({ count: z.number().int() }).openapi('Invitable');
export const invitedSchema = z.strictObject({ sent: z.number().int() }).openapi('Invited');
/** Where the portal is that customers see. */
export const previewSchema = z.strictObject({ url: z.string() }).openapi('Preview');

export type StaffPart = z.infer<typeof staffPartSchema>;
export type StaffSummary = z.infer<typeof staffSummarySchema>;
export type StaffTicket = z.infer<typeof staffTicketSchema>;
export type StaffMessage = z.infer<typeof staffMessageSchema>;
export type StaffNote = z.infer<typeof staffNoteSchema>;
