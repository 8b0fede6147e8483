import { z } from '@hono/zod-openapi';
import { settingsSchema } from './schemas.ts';

/** The wire of the settings pages. The document itself is described by `/api/staff/settings/schema`. */

const documentSchema = z.record(z.string(), z.unknown()).openapi({ description: 'The settings document' });
const missingSchema = z.array(
  z.strictObject({
    path: z.string(),
    what: z.enum(['origins', 'sign-in', 'consent', 'form-inbox', 'form-fields']),
  }),
);

export const settingsStateSchema = z.strictObject({
  version: z.number().int(),
  /** The document is a file: nothing can be saved here. */
  readOnly: z.boolean(),
  /** The document's shape, which a file of it may name as `schema`. */
  schema: z.number().int(),
  settings: documentSchema,
  /** What keeps the portal from being turned on. */
  missing: missingSchema,
  /** Origins allowed by the environment, beside those of the document. */
  origins: z.array(z.string()),
});

export const saveSettingsSchema = z.strictObject({
  /** The version the document was made from. */
  version: z.number().int().min(0),
  settings: documentSchema,
});

export const tryOutSchema = z.strictObject({ settings: documentSchema });
/** `settings`: the document as it would be kept, in today's shape. */
export const triedOutSchema = z.strictObject({
  settings: documentSchema,
  portal: settingsSchema,
  missing: missingSchema,
});

export const savedSchema = z.strictObject({
  version: z.number().int(),
  at: z.string(),
  by: z.strictObject({ id: z.string(), name: z.string() }),
  changes: z.array(
    z.strictObject({ path: z.string(), before: z.unknown().optional(), after: z.unknown().optional() }),
  ),
});
export const settingsHistorySchema = z.strictObject({ items: z.array(savedSchema) });
