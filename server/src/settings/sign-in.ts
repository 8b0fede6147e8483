import { z } from 'zod';

/**
 * The owner's decisions on who signs in, and how. Secrets are never in the document: it names the environment
 * variable that holds one.
 */

const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'must be lower-case letters, digits and hyphens');
const secret = z.strictObject({ env: z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/) });
const url = z.url({ protocol: /^https?$/ });

/** The names of the claims, or SAML attributes, that carry a person's data. */
const claims = z.strictObject({
  email: z.string().min(1).max(200).optional(),
  name: z.string().min(1).max(200).optional(),
  /** The company a contact belongs to, by its name; absent: the provider says nothing of companies. */
  company: z.string().min(1).max(200).optional(),
});

const common = {
  id,
  label: z.string().min(1).max(80),
  enabled: z.boolean().default(true),
  /** Who may come in this way: everybody the provider knows, or contacts on these lists. */
  audience: z.union([z.literal('all'), z.strictObject({ lists: z.array(id).min(1) })]).default('all'),
  /** Whether accounts of agents and owners may be signed in to this way. Only for a provider the owner's own staff uses. */
  staff: z.boolean().default(false),
  claims: claims.default({}),
};

const oidcProvider = z.strictObject({
  ...common,
  kind: z.literal('oidc'),
  preset: z.enum(['google', 'microsoft', 'okta', 'keycloak']).optional(),
  /** Where discovery begins; a preset knows its own, or a part of it. */
  issuer: url.optional(),
  clientId: z.string().min(1).max(300),
  clientSecret: secret.optional(),
  scopes: z.array(z.string().min(1).max(100)).default(['openid', 'email', 'profile']),
  /** Whether an address is believed that the provider does not call verified. */
  trustEmail: z.boolean().default(false),
});

const samlProvider = z.strictObject({
  ...common,
  kind: z.literal('saml'),
  /** The identity provider's entity id. */
  issuer: z.string().min(1).max(1000),
  /** Where the browser is sent to sign in (HTTP-Redirect binding). */
  entryPoint: url,
  /** The provider's signing certificates, PEM or bare base64; two while one replaces the other. */
  certificates: z.array(z.string().min(1).max(20_000)).min(1).max(4),
});

const jwtProvider = z.strictObject({
  ...common,
  kind: z.literal('jwt'),
  issuer: z.string().min(1).max(1000),
  /** The `aud` the token must name; absent: the gateway's public address. */
  recipient: z.string().min(1).max(1000).optional(),
  /** Where people without a token are sent: the owner's application, which comes back with one. */
  signInUrl: url.optional(),
  algorithm: z.enum(['HS256', 'HS512', 'RS256', 'PS256', 'ES256', 'EdDSA']),
  /** For HS algorithms. */
  secret: secret.optional(),
  /** For the others: a public key in PEM, or the address of a key set. */
  publicKey: z.string().min(1).max(20_000).optional(),
  jwksUrl: url.optional(),
});

export const providerSchema = z.discriminatedUnion('kind', [oidcProvider, samlProvider, jwtProvider]);

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
  /** What strangers must solve before mails are sent or accounts made. */
  challenge: z.enum(['none', 'proof-of-work']).default('none'),
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
        .regex(/^[^\s@]*@[^\s@]+$/)
        .max(254),
    )
    .max(50_000),
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

export type ProviderSettings = z.infer<typeof providerSchema>;
export type OidcSettings = Extract<ProviderSettings, { kind: 'oidc' }>;
export type SamlSettings = Extract<ProviderSettings, { kind: 'saml' }>;
export type JwtSettings = Extract<ProviderSettings, { kind: 'jwt' }>;
export type ContactList = z.infer<typeof contactListSchema>;
