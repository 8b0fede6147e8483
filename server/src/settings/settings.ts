import { z } from 'zod';
import { isSecurePage } from '../config.ts';
import type { FormDefinition } from '../../../src/api/index.ts';
import { contactRuleSchema } from '../policy/contacts.ts';
import { ruleSchema, testsOf } from '../policy/rules.ts';
import { accessSchema, contactListSchema, mailSchema, signInSchema } from './sign-in.ts';

/**
 * What an owner decides about a portal. Public parts reach pages through the projection only; the rest steers policy
 * and the built-in desk.
 */

const conditionSchema = z.strictObject({
  property: z.string().min(1).max(64),
  operator: z.enum(['is', 'is-not', 'in', 'contains', 'before', 'after', 'empty', 'not-empty']),
  value: z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]).optional(),
});

const fieldSchema = z.strictObject({
  key: z.string().regex(/^[a-z][a-z0-9_-]{0,63}$/i),
  label: z.string().min(1).max(200),
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
  help: z.string().max(1000).optional(),
  options: z
    .array(z.strictObject({ value: z.string().max(200), label: z.string().max(200) }))
    .max(500)
    .optional(),
  maxLength: z.number().int().positive().optional(),
  showWhen: z.array(conditionSchema).max(20).optional(),
});

const formSchema: z.ZodType<FormDefinition> = z
  .strictObject({
    id: z.string().min(1).max(64),
    title: z.string().min(1).max(200),
    intro: z.string().max(2000).optional(),
    fields: z.array(fieldSchema).min(2).max(100),
  })
  .refine((form) => ['subject', 'message'].every((key) => form.fields.some((field) => field.key === key)), {
    message: 'a form needs the fields subject and message',
  })
  .refine((form) => new Set(form.fields.map((field) => field.key)).size === form.fields.length, {
    message: 'field keys must differ',
  });

const originSchema = z
  .url({ protocol: /^https?$/ })
  .refine((value) => URL.canParse(value) && new URL(value).origin === value, {
    message: 'must be an origin, such as https://help.example.com',
  })
  .refine(isSecurePage, { message: 'must be https, except on localhost' });

const documentSchema = z.strictObject({
  portal: z.strictObject({
    name: z.string().min(1).max(120),
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
    /** Whether a customer may reopen a closed ticket, by reply or button. */
    reopen: z.enum(['never', 'always']),
    /** Properties customers see, in this order; every other property stays with staff. */
    visibleProperties: z.array(z.strictObject({ key: z.string().min(1).max(64), label: z.string().min(1) })),
  }),
  forms: z.array(formSchema),
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
  const known = new Set(settings.contactLists.map((list) => list.id));
  const check = (lists: readonly string[], path: (string | number)[]): void => {
    lists.forEach((list, index) => {
      // A list that is not there would hold nobody, and lock out everybody without a word.
      if (known.has(list)) return;
      context.addIssue({
        code: 'custom',
        path: [...path, index],
        message: `there is no contact list ${list}`,
      });
    });
  };
  check(settings.access.lists, ['access', 'lists']);
  settings.portal.signIn.providers.forEach(({ audience }, index) => {
    const path = ['portal', 'signIn', 'providers', index, 'audience', 'lists'];
    if (audience !== 'all') check(audience.lists, path);
  });
  const { permission } = settings.tickets;
  if (typeof permission === 'string') return;
  for (const { property, value = [] } of testsOf(permission.companyFor)) {
    if (property !== 'list') continue;
    for (const list of [value].flat().map(String)) {
      if (known.has(list)) continue;
      context.addIssue({
        code: 'custom',
        path: ['tickets', 'permission', 'companyFor'],
        message: `there is no contact list ${list}`,
      });
    }
  }
});

export type GatewaySettings = z.infer<typeof documentSchema>;

export const defaultSettings: GatewaySettings = {
  portal: {
    name: 'Support',
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
    reopen: 'never',
    visibleProperties: [
      { key: 'product_area', label: 'Product area' },
      { key: 'severity', label: 'Severity' },
    ],
  },
  forms: [
    {
      id: 'support',
      title: 'File a support ticket',
      fields: [
        { key: 'subject', label: 'Subject', kind: 'text', required: true, maxLength: 200 },
        {
          key: 'product_area',
          label: 'Product area',
          kind: 'select',
          required: false,
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
          label: 'How badly does it hold you up?',
          kind: 'radio',
          required: false,
          options: [
            { value: 'blocked', label: 'We are blocked' },
            { value: 'degraded', label: 'We can work around it' },
            { value: 'question', label: 'Just a question' },
          ],
        },
        {
          key: 'since',
          label: 'Since when?',
          kind: 'date',
          required: false,
          showWhen: [{ property: 'severity', operator: 'in', value: ['blocked', 'degraded'] }],
        },
        { key: 'message', label: 'What happened?', kind: 'multiline', required: true, maxLength: 50_000 },
        { key: 'files', label: 'Files', kind: 'file', required: false },
      ],
    },
  ],
  attachments: { maxBytes: 25_000_000, maxCount: 10 },
  reference: { prefix: 'PR' },
};
