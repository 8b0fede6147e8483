import { z } from '@hono/zod-openapi';
import { fieldKinds } from '../settings/form-parts.ts';
import { conditionSchema as formConditionSchema } from '../settings/forms.ts';

/**
 * The wire, once: these schemas, those in request-schemas.ts and in staff-schemas.ts validate requests, give the types,
 * and make `/api/openapi.json`; server/test/http/schema-types.ts holds them against the contract of the browser's side.
 */

export const idSchema = z.string().regex(/^[\w-]{1,128}$/);
export const instant = z.string().openapi({ format: 'date-time' });

export const fieldValueSchema = z
  .union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()])
  .openapi('FieldValue');

export const personSchema = z
  .strictObject({
    name: z.string(),
    role: z.enum(['customer', 'agent', 'system']),
    isMe: z.boolean(),
    avatarUrl: z.string().optional(),
  })
  .openapi('Person');

export const stageSchema = z
  .strictObject({
    id: z.string(),
    label: z.string(),
    state: z.enum(['open', 'closed']),
    awaiting: z.enum(['customer', 'agent']).optional(),
  })
  .openapi('Stage');

export const attachmentSchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    mediaType: z.string(),
    bytes: z.number().int().optional(),
  })
  .openapi('Attachment');

const formatSchema = z.enum(['markdown', 'html', 'text']);
export const bodySchema = z
  .strictObject({ format: formatSchema, content: z.string(), lang: z.string().optional() })
  .openapi('Body');

export const channelSchema = z.enum(['portal', 'form', 'email', 'chat', 'phone', 'other']);

export const messageShape = {
  id: z.string(),
  at: instant,
  author: personSchema,
  channel: channelSchema,
  body: bodySchema,
  attachments: z.array(attachmentSchema),
  quoted: bodySchema.optional(),
  thread: z.string().optional(),
  idempotencyKey: z.string().optional(),
};
export const messageSchema = z.strictObject(messageShape).openapi('Message');

export const summaryShape = {
  id: z.string(),
  reference: z.string(),
  subject: z.string(),
  stage: stageSchema,
  createdAt: instant,
  lastActivityAt: instant,
  requester: personSchema,
  mine: z.boolean(),
  unread: z.boolean().optional(),
  properties: z.array(z.strictObject({ key: z.string(), label: z.string(), value: fieldValueSchema })),
};
export const summarySchema = z.strictObject(summaryShape).openapi('TicketSummary');

export const ticketShape = {
  ...summaryShape,
  can: z.strictObject({
    reply: z.union([z.enum(['adds', 'reopens', 'follow-up']), z.literal(false)]),
    close: z.boolean(),
    reopen: z.boolean(),
    rate: z.boolean(),
  }),
  version: z.string(),
  participants: z.array(personSchema).optional(),
};
export const ticketSchema = z.strictObject(ticketShape).openapi('Ticket');

const totalSchema = z.strictObject({ value: z.number().int(), exact: z.boolean() }).optional();
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item), next: z.string().optional(), total: totalSchema });

export const summaryPageSchema = pageOf(summarySchema).openapi('TicketPage');
export const messagePageSchema = pageOf(messageSchema).openapi('MessagePage');

export const conditionSchema = formConditionSchema
  .extend({ value: fieldValueSchema.optional() })
  .openapi('Condition');

export const fieldDefinitionSchema = z
  .strictObject({
    key: z.string(),
    label: z.string(),
    kind: z.enum(fieldKinds),
    required: z.boolean(),
    help: z.string().optional(),
    options: z.array(z.strictObject({ value: z.string(), label: z.string() })).optional(),
    maxLength: z.number().int().optional(),
    showWhen: z.array(conditionSchema).optional(),
    default: fieldValueSchema.optional(),
  })
  .openapi('FieldDefinition');

export const formSchema = z
  .strictObject({
    id: z.string(),
    title: z.string(),
    intro: z.string().optional(),
    fields: z.array(fieldDefinitionSchema),
  })
  .openapi('FormDefinition');

const limitsSchema = z.strictObject({
  maxBytes: z.number().int(),
  maxCount: z.number().int(),
  accept: z.array(z.string()).optional(),
});

const signInMethod = z.enum(['password', 'link', 'code', 'redirect']);

export const settingsSchema = z
  .strictObject({
    name: z.string(),
    enabled: z.boolean(),
    languages: z.array(z.string()),
    signIn: z.strictObject({
      methods: z.array(signInMethod),
      registration: z.boolean(),
      reset: z.boolean().optional(),
      providers: z
        .array(
          z.strictObject({
            id: z.string(),
            label: z.string(),
            brand: z.enum(['google', 'microsoft', 'okta', 'keycloak']).optional(),
          }),
        )
        .optional(),
      challenge: z.string().optional(),
      consent: z.strictObject({ version: z.string(), text: z.string(), label: z.string() }).optional(),
    }),
    idleSeconds: z.number().int().optional(),
    showLink: z.boolean(),
    columns: z.array(z.string()),
    properties: z.array(z.strictObject({ key: z.string(), label: z.string() })).optional(),
    statusDisplay: z.enum(['state', 'stages']),
    stages: z.array(stageSchema),
    forms: z.array(formSchema),
    attachments: limitsSchema.optional(),
    contactHint: z.string().optional(),
    address: z.string().optional(),
    theme: z.record(z.string(), z.string()).optional(),
  })
  .openapi('PortalSettings');

export const contactSchema = z.strictObject({ id: z.string(), name: z.string(), email: z.string() });
export const companySchema = z.strictObject({ id: z.string(), name: z.string() });

export const reasonsSchema = z
  .strictObject({
    owner: z.enum(['mine', 'company', 'staff']),
    company: companySchema.optional(),
    rule: z
      .strictObject({
        properties: z.array(
          z.strictObject({
            key: z.string(),
            label: z.string().optional(),
            value: fieldValueSchema.optional(),
          }),
        ),
        hidden: z.boolean(),
      })
      .optional(),
  })
  .openapi('TicketReasons');

export const sessionSchema = z
  .strictObject({
    contact: contactSchema,
    companies: z.array(companySchema),
    role: z.enum(['customer', 'agent', 'owner']),
    expiresAt: instant.optional(),
    idleAt: instant.optional(),
  })
  .openapi('Session');

/** Changes with the settings beside it, and with them alone: the event stream tells it too. */
export const settingsMarkSchema = z.string();

export const startSchema = z
  .strictObject({
    settings: settingsSchema,
    mark: settingsMarkSchema,
    session: sessionSchema.nullable(),
    tickets: summaryPageSchema.optional(),
  })
  .openapi('Start');

const sortKey = z.enum(['reference', 'subject', 'created', 'activity', 'status']);

export const capabilitiesSchema = z
  .strictObject({
    signIn: z.array(signInMethod),
    registration: z.boolean(),
    sessionEvents: z.boolean(),
    views: z.array(z.enum(['mine', 'company'])),
    search: z.enum(['none', 'subject', 'full']),
    sortBy: z.array(sortKey),
    filterBy: z.array(z.string()),
    totals: z.enum(['exact', 'capped', 'none']),
    create: z.boolean(),
    reply: z.strictObject({
      fidelity: z.enum(['native', 'email', 'annotated']),
      toClosed: z.enum(['refused', 'reopens', 'follow-up']),
      formats: z.array(formatSchema),
    }),
    close: z.boolean(),
    reopen: z.boolean(),
    rate: z.boolean(),
    unread: z.boolean(),
    participants: z.boolean(),
    redact: z.boolean(),
    export: z.boolean(),
    articles: z.boolean(),
    attachments: z.union([z.literal(false), limitsSchema]),
    live: z.enum(['push', 'poll', 'none']),
    searchLagMs: z.number(),
  })
  .openapi('Capabilities');

export const articlesSchema = z
  .strictObject({ items: z.array(z.strictObject({ title: z.string(), url: z.string() })) })
  .openapi('Articles');

export const changeSchema = z
  .strictObject({
    kind: z.enum(['created', 'message', 'updated', 'reset']),
    ticketId: z.string().optional(),
  })
  .openapi('TicketChange');
