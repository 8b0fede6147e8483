import { z } from '@hono/zod-openapi';
import { text } from './request-schemas.ts';
import { companySchema, idSchema } from './schemas.ts';

/** The wire of companies and contacts, as staff keep them. */

export const lookupSchema = z.object({
  text: text(200).optional(),
  /** In place of a search: those of these ids, divided by commas, as far as they are there. */
  ids: z
    .string()
    .transform((ids) => ids.split(','))
    .pipe(z.array(idSchema).min(1).max(50))
    .optional(),
});

export const companiesSchema = z.strictObject({ items: z.array(companySchema) }).openapi('Companies');
export const newCompanySchema = z.strictObject({ name: text(400, 1) });

export const staffContactSchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    /** The primary one first. */
    companies: z.array(companySchema),
    /** Whether they can sign in: `invited` is one who got a mail and has not answered it. */
    access: z.enum(['account', 'invited', 'none']),
  })
  .openapi('Contact');
export const foundContactsSchema = z.strictObject({ items: z.array(staffContactSchema) }).openapi('Contacts');

const companyIds = z.array(idSchema).max(100);

export const newContactSchema = z.strictObject({
  email: z.email().max(254),
  name: text(400, 1),
  companies: companyIds.default([]),
});
export const changedContactSchema = z.strictObject({
  name: text(400, 1).optional(),
  companies: companyIds.optional(),
});
