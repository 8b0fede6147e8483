// The compiler holds the gateway's schemas against the contract that the browser's side is written to.
import type { z } from '@hono/zod-openapi';
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
  SessionInfo,
  SignInResult,
  Stage,
  Start,
  Ticket,
  TicketChange,
  TicketDraft,
  TicketReasons,
  TicketSummary,
} from '../../../src/api/index.ts';
import type {
  checkEmailSchema,
  registrationSchema,
  signedInSchema,
  sessionInfoSchema,
} from '../../src/http/auth-schemas.ts';
import type { draftSchema, replySchema } from '../../src/http/request-schemas.ts';
import type {
  articlesSchema,
  attachmentSchema,
  capabilitiesSchema,
  changeSchema,
  companySchema,
  conditionSchema,
  contactSchema,
  fieldDefinitionSchema,
  formSchema,
  messageSchema,
  personSchema,
  reasonsSchema,
  sessionSchema,
  settingsSchema,
  stageSchema,
  startSchema,
  summaryPageSchema,
  summarySchema,
  ticketSchema,
} from '../../src/http/schemas.ts';

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
  /** The adapter keeps the mark to itself. */
  start: Same<Omit<z.infer<typeof startSchema>, 'mark'>, Start>;
  capabilities: Same<
    z.infer<typeof capabilitiesSchema>,
    Loose<Capabilities> & { reply: z.infer<typeof capabilitiesSchema>['reply'] }
  >;
  article: Same<z.infer<typeof articlesSchema>['items'][number], ArticleSuggestion>;
  /** That settings have changed is an event of its own. */
  change: Same<
    z.infer<typeof changeSchema>,
    TicketChange & { kind: Exclude<TicketChange['kind'], 'settings'> }
  >;
  reasons: Same<z.infer<typeof reasonsSchema>, TicketReasons>;
  draft: Same<z.infer<typeof draftSchema>, TicketDraft>;
  registration: Same<z.infer<typeof registrationSchema>, Registration>;
  signedIn: Same<z.infer<typeof signedInSchema>, Extract<SignInResult, { state: 'signed-in' }>>;
  sessionInfo: Same<z.infer<typeof sessionInfoSchema>, SessionInfo>;
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
  reasons: true,
  draft: true,
  registration: true,
  signedIn: true,
  sessionInfo: true,
  checkEmail: true,
  reply: true,
};
