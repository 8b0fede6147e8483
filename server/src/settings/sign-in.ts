import { z } from 'zod';
import { listRuleSchema } from '../policy/contacts.ts';
import { providerSchema } from './providers.ts';

/**
 * The owner's decisions on who signs in, and how. Secrets are never in the document: it names the environment
 * variable that holds one.
 */

const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'must be lower-case letters, digits and hyphens');

export const signInSchema = z.strictObject({
  /** `link` mails a one-time link and a code. */
  methods: z.array(z.enum(['password', 'link'])),
  registration: z.boolean(),
  consent: z
    .strictObject({ version: z.string().min(1), text: z.string(), label: z.string().min(1) })
    .optional(),
  providers: z
    .array(providerSchema)
    .max(20)
    .default([])
    .refine((providers) => new Set(providers.map((provider) => provider.id)).size === providers.length, {
      message: 'provider ids must differ',
    }),
  /**
   * What strangers must solve before mails are sent or accounts made: `none`, `proof-of-work`, or the kind of a
   * challenger that the gateway was created with.
   */
  challenge: id.default('none'),
});

export const contactListSchema = z.strictObject({
  id,
  name: z.string().min(1).max(120),
  /** Addresses, and whole domains as `@example.com`. */
  members: z
    .array(
      z
        .string()
        .trim()
        .toLowerCase()
        .regex(/^[^\s@]*@[^\s@]+$/, 'must be an address, or a domain as @example.com')
        .max(254),
    )
    .max(50_000)
    .default([]),
  /** Beside the members, everybody who meets it; it may not ask for lists. */
  rule: listRuleSchema.optional(),
});

export const accessSchema = z.strictObject({
  /** Ids of the contact lists that are let in; none: everybody with an account. */
  lists: z.array(id),
});

export const letterNames = [
  'verify',
  'already-registered',
  'link',
  'reset',
  'reset-unknown',
  'invitation',
  'password-changed',
] as const;
/** A mail the gateway writes. */
export type LetterName = (typeof letterNames)[number];

/** The owner's words for a letter; `{portal}`, `{link}`, `{code}`, `{hours}` and `{minutes}` are filled in. */
const letterText = z.strictObject({
  subject: z.string().min(1).max(200).optional(),
  /** Paragraphs, divided by empty lines. */
  text: z.string().min(1).max(5000).optional(),
});

export const mailSchema = z.strictObject({
  /** By language, then by letter. */
  texts: z.record(z.string().min(2).max(35), z.partialRecord(z.enum(letterNames), letterText)).default({}),
});

export { providerSchema } from './providers.ts';
export type { JwtSettings, OidcSettings, ProviderSettings, SamlSettings } from './providers.ts';
export type ContactList = z.infer<typeof contactListSchema>;
