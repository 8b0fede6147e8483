import { z } from '@hono/zod-openapi';
import type {
  ArticleSuggestion,
  Attachment,
  Capabilities,
  Company,
  Condition,
  Contact,
  FieldDefinition,
  FormDefinition,
  Message,
  Page,
  Person,
  PortalSettings,
  Registration,
  ReplyDraft,
  Session,
  SignInResult,
  Stage,
  Start,
  Ticket,
  TicketChange,
  TicketDraft,
  TicketSummary,
} from '../../../src/api/index.ts';

/**
 * The wire, once: these schemas validate requests, give the types, and make `/api/openapi.json`. At the end the
 * compiler holds them against the contract the browser side is written to.
 */

/** Characters of a message that all of Portico shows in time; longer ones are refused, not cut. */
export const messageLength = 65_536;

/** Text a database and a mail can hold: no NUL, no half characters. */
const text = (max: number, min = 0) =>
  z
    .string()
    .min(min)
    .max(max)
    .refine((value) => !value.includes('\u0000') && value.isWellFormed(), 'not text');

export const idSchema = z.string().regex(/^[\w-]{1,128}$/);
const instant = z.string().openapi({ format: 'date-time' });

export const fieldValueSchema = z
  .union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()])
  .openapi('FieldValue');

const fieldValueInput = z.union([
  text(messageLength),
  z.number(),
  z.boolean(),
  z.array(text(1000)).max(500),
  z.null(),
]);

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
const bodySchema = z
  .strictObject({ format: formatSchema, content: z.string(), lang: z.string().optional() })
  .openapi('Body');

const channelSchema = z.enum(['portal', 'form', 'email', 'chat', 'phone', 'other']);

export const messageSchema = z
  .strictObject({
    id: z.string(),
    at: instant,
    author: personSchema,
    channel: channelSchema,
    body: bodySchema,
    attachments: z.array(attachmentSchema),
    quoted: bodySchema.optional(),
    idempotencyKey: z.string().optional(),
  })
  .openapi('Message');

const summaryShape = {
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

const ticketShape = {
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
const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item), next: z.string().optional(), total: totalSchema });

export const summaryPageSchema = pageOf(summarySchema).openapi('TicketPage');
export const messagePageSchema = pageOf(messageSchema).openapi('MessagePage');

export const conditionSchema = z
  .strictObject({
    property: z.string().max(64),
    operator: z.enum(['is', 'is-not', 'in', 'contains', 'before', 'after', 'empty', 'not-empty']),
    value: fieldValueSchema.optional(),
  })
  .openapi('Condition');

const fieldDefinitionSchema = z
  .strictObject({
    key: z.string(),
    label: z.string(),
    kind: z.enum([
      'text',
      'multiline',
      'select',
      'multiselect',
      'checkbox',
      'radio',
      'date',
      'number',
      'email',
      'tel',
      'url',
      'file',
    ]),
    required: z.boolean(),
    help: z.string().optional(),
    options: z.array(z.strictObject({ value: z.string(), label: z.string() })).optional(),
    maxLength: z.number().int().optional(),
    showWhen: z.array(conditionSchema).optional(),
  })
  .openapi('FieldDefinition');

const formSchema = z
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
      consent: z.strictObject({ version: z.string(), text: z.string(), label: z.string() }).optional(),
    }),
    idleSeconds: z.number().int().optional(),
    showLink: z.boolean(),
    columns: z.array(z.string()),
    statusDisplay: z.enum(['state', 'stages']),
    stages: z.array(stageSchema),
    forms: z.array(formSchema),
    attachments: limitsSchema.optional(),
    contactHint: z.string().optional(),
  })
  .openapi('PortalSettings');

const contactSchema = z.strictObject({ id: z.string(), name: z.string(), email: z.string() });
const companySchema = z.strictObject({ id: z.string(), name: z.string() });

export const sessionSchema = z
  .strictObject({
    contact: contactSchema,
    companies: z.array(companySchema),
    role: z.enum(['customer', 'agent', 'owner']),
    expiresAt: instant.optional(),
  })
  .openapi('Session');

export const signedInSchema = z.strictObject({ state: z.literal('signed-in'), session: sessionSchema });
export const checkEmailSchema = z.strictObject({ state: z.literal('check-email') });

export const startSchema = z
  .strictObject({
    settings: settingsSchema,
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

// What requests carry.

export const signInSchema = z.strictObject({
  method: z.literal('password'),
  email: text(320),
  password: text(1024),
});

export const registrationSchema = z.strictObject({
  name: text(120, 1),
  email: text(320),
  password: text(1024),
  consent: text(64).optional(),
});

export const verifySchema = z.strictObject({ token: text(200, 1) });
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
const writtenBody = z.strictObject({
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

export type StaffPart = z.infer<typeof staffPartSchema>;
export type StaffSummary = z.infer<typeof staffSummarySchema>;
export type StaffTicket = z.infer<typeof staffTicketSchema>;
export type StaffNote = z.infer<typeof staffNoteSchema>;

/** Fails to compile where a schema and the contract drift apart, in either direction. */
type Same<Left, Right> = [Left] extends [Right] ? ([Right] extends [Left] ? true : never) : never;
type Loose<Value> = {
  -readonly [Key in keyof Value]: Value[Key] extends readonly (infer Item)[] ? Item[] : Value[Key];
};

export const schemasMatchContract: {
  person: Same<z.infer<typeof personSchema>, Person>;
  stage: Same<z.infer<typeof stageSchema>, Stage>;
  attachment: Same<z.infer<typeof attachmentSchema>, Attachment>;
  message: Same<z.infer<typeof messageSchema>, Message>;
  summary: Same<z.infer<typeof summarySchema>, TicketSummary>;
  ticket: Same<z.infer<typeof ticketSchema>, Ticket>;
  page: Same<z.infer<typeof summaryPageSchema>, Page<TicketSummary>>;
  condition: Same<z.infer<typeof conditionSchema>, Condition>;
  field: Same<z.infer<typeof fieldDefinitionSchema>, FieldDefinition>;
  form: Same<z.infer<typeof formSchema>, FormDefinition>;
  settings: Same<z.infer<typeof settingsSchema>, PortalSettings>;
  contact: Same<z.infer<typeof contactSchema>, Contact>;
  company: Same<z.infer<typeof companySchema>, Company>;
  session: Same<z.infer<typeof sessionSchema>, Session>;
  start: Same<z.infer<typeof startSchema>, Start>;
  capabilities: Same<
    z.infer<typeof capabilitiesSchema>,
    Loose<Capabilities> & { reply: z.infer<typeof capabilitiesSchema>['reply'] }
  >;
  article: Same<z.infer<typeof articlesSchema>['items'][number], ArticleSuggestion>;
  change: Same<z.infer<typeof changeSchema>, TicketChange>;
  draft: Same<z.infer<typeof draftSchema>, TicketDraft>;
  registration: Same<z.infer<typeof registrationSchema>, Registration>;
  signedIn: Same<z.infer<typeof signedInSchema>, Extract<SignInResult, { state: 'signed-in' }>>;
  checkEmail: Same<z.infer<typeof checkEmailSchema>, Extract<SignInResult, { state: 'check-email' }>>;
  /** Narrower than the contract: people write no HTML. */
  reply: z.infer<typeof replySchema> extends ReplyDraft ? true : never;
} = {
  person: true,
  stage: true,
  attachment: true,
  message: true,
  summary: true,
  ticket: true,
  page: true,
  condition: true,
  field: true,
  form: true,
  settings: true,
  contact: true,
  company: true,
  session: true,
  start: true,
  capabilities: true,
  article: true,
  change: true,
  draft: true,
  registration: true,
  signedIn: true,
  checkEmail: true,
  reply: true,
};
