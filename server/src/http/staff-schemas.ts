import { z } from '@hono/zod-openapi';
import {
  bodySchema,
  channelSchema,
  instant,
  messageShape,
  pageOf,
  personSchema,
  sessionSchema,
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
    session: sessionSchema.nullable(),
    tickets: staffPageSchema.optional(),
  })
  .openapi('StaffStart');
export const staffNoteSchema = z
  .strictObject({ id: z.string(), at: instant, author: personSchema, body: bodySchema })
  .openapi('InternalNote');
export const staffNotesSchema = z.strictObject({ items: z.array(staffNoteSchema) });
export const stagesSchema = z.strictObject({ items: z.array(stageSchema) });
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
