import { z } from 'zod';
import { isSecurePage } from '../config.ts';
import { contactRuleSchema } from '../policy/contacts.ts';
import { ruleSchema } from '../policy/rules.ts';
import { formsSchema, propertiesSchema } from './forms.ts';
import { itemId } from './parts.ts';
import { defaultInboxes, defaultPipelines, inboxesSchema, pipelinesSchema } from './pipelines.ts';
import { referenceFaults } from './references.ts';
import { accessSchema, contactListSchema, mailSchema, signInSchema } from './sign-in.ts';
import { themeSchema } from './theme.ts';

/**
 * What an owner decides about a portal. Public parts reach pages through the projection only; the rest steers policy
 * and the built-in desk.
 */

const originSchema = z
  .url({ protocol: /^https?$/ })
  .refine((value) => URL.canParse(value) && new URL(value).origin === value, {
    message: 'must be an origin, such as https://help.example.com',
  })
  .refine(isSecurePage, { message: 'must be https, except on localhost' });

/** Paths that mean something else on a gateway. */
const takenSlugs = ['api', 'staff', 'cdn', 'demo', 'assets', 'settings'];

const slugSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and hyphens')
  .refine((slug) => !takenSlugs.includes(slug), 'is taken by the gateway itself');

const documentSchema = z.strictObject({
  portal: z.strictObject({
    name: z.string().trim().min(1).max(120),
    /** Where the gateway itself serves the portal: `support` is `/support/`. */
    slug: slugSchema.default('portal'),
    enabled: z.boolean(),
    /** BCP 47 tags; the first is the fallback. */
    languages: z.array(z.string().min(2).max(35)).min(1),
    /** Origins of the pages that carry the tags, beside the gateway's own and those of `ALLOWED_ORIGINS`. */
    origins: z.array(originSchema).max(100).default([]),
    showLink: z.boolean(),
    columns: z.array(z.string().min(1).max(64)).min(1),
    statusDisplay: z.enum(['state', 'stages']),
    signIn: signInSchema,
    /** Seconds without activity until sign-out; absent: no idle limit. */
    idleSeconds: z.number().int().min(60).optional(),
    /** Seconds after which a session ends whatever happens. */
    sessionSeconds: z
      .number()
      .int()
      .min(600)
      .max(90 * 24 * 60 * 60)
      .default(7 * 24 * 60 * 60),
    contactHint: z.string().max(500).optional(),
  }),
  contactLists: z
    .array(contactListSchema)
    .default([])
    .refine((lists) => new Set(lists.map((list) => list.id)).size === lists.length, {
      message: 'list ids must differ',
    }),
  access: accessSchema.default({ lists: [] }),
  mail: mailSchema.default({ texts: {} }),
  tickets: z.strictObject({
    /** Only tickets that meet it show to customers; absent: all. */
    filter: ruleSchema.optional(),
    /** Whose tickets contacts see: their own, or also their companies'; or these only where a contact meets a rule. */
    permission: z.union([z.enum(['own', 'company']), z.strictObject({ companyFor: contactRuleSchema })]),
    /** Of a conversation in several threads, all that customers see: each of them, or the newest. */
    threads: z.enum(['all', 'newest']).default('all'),
    /** Where a reply to a ticket without a conversation arrives, such as one made after a phone call. */
    defaultInbox: itemId,
    /** Whether a customer may reopen a closed ticket, by reply or button. */
    reopen: z.enum(['never', 'always']),
    /** Properties customers see, in this order; every other property stays with staff. */
    visibleProperties: z.array(z.strictObject({ key: z.string().min(1).max(64), label: z.string().min(1) })),
  }),
  /** What tickets are described by, beside what every ticket has. */
  properties: propertiesSchema,
  pipelines: pipelinesSchema,
  inboxes: inboxesSchema,
  forms: formsSchema,
  theme: themeSchema.default({}),
  attachments: z.strictObject({
    maxBytes: z.number().int().positive(),
    maxCount: z.number().int().positive(),
    accept: z.array(z.string()).optional(),
  }),
  reference: z.strictObject({
    /** Before a ticket's number: `PR` gives `PR-2041`. */
    prefix: z.string().regex(/^[A-Z0-9]{1,8}$/),
  }),
});

export const gatewaySettingsSchema = documentSchema.superRefine((settings, context) => {
  for (const { path, message } of referenceFaults(settings)) {
    context.addIssue({ code: 'custom', path, message });
  }
});

export type GatewaySettings = z.infer<typeof documentSchema>;

export const defaultSettings: GatewaySettings = {
  portal: {
    name: 'Support',
    slug: 'portal',
    enabled: true,
    languages: ['en', 'pl'],
    origins: [],
    showLink: true,
    columns: ['reference', 'subject', 'created', 'activity', 'status'],
    statusDisplay: 'stages',
    signIn: { methods: ['password', 'link'], registration: true, providers: [], challenge: 'none' },
    sessionSeconds: 7 * 24 * 60 * 60,
  },
  contactLists: [],
  access: { lists: [] },
  mail: { texts: {} },
  tickets: {
    permission: 'company',
    threads: 'all',
    defaultInbox: 'support',
    reopen: 'never',
    visibleProperties: [
      { key: 'product_area', label: 'Product area' },
      { key: 'severity', label: 'Severity' },
    ],
  },
  properties: [
    {
      key: 'product_area',
      label: 'Product area',
      kind: 'select',
      options: [
        { value: 'dashboards', label: 'Dashboards' },
        { value: 'exports', label: 'Exports' },
        { value: 'integrations', label: 'Integrations and webhooks' },
        { value: 'accounts', label: 'Accounts, seats and SSO' },
        { value: 'billing', label: 'Billing' },
        { value: 'other', label: 'Something else' },
      ],
    },
    {
      key: 'severity',
      label: 'Severity',
      kind: 'radio',
      options: [
        { value: 'blocked', label: 'We are blocked' },
        { value: 'degraded', label: 'We can work around it' },
        { value: 'question', label: 'Just a question' },
      ],
    },
    { key: 'since', label: 'Since when', kind: 'date' },
  ],
  pipelines: defaultPipelines,
  inboxes: defaultInboxes,
  forms: [
    {
      id: 'support',
      title: 'File a support ticket',
      connected: true,
      inbox: 'support',
      fields: [
        { property: 'subject', required: true },
        { property: 'product_area', required: false },
        { property: 'severity', label: 'How badly does it hold you up?', required: false },
        {
          property: 'since',
          label: 'Since when?',
          required: false,
          showWhen: [{ property: 'severity', operator: 'in', value: ['blocked', 'degraded'] }],
        },
        { property: 'message', label: 'What happened?', required: true },
        { property: 'files', required: false },
      ],
    },
  ],
  theme: {},
  attachments: { maxBytes: 25_000_000, maxCount: 10 },
  reference: { prefix: 'PR' },
};
