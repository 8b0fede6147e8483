import { z } from 'zod';

/** What several parts of the settings document are made of. */

/** Ids that owners never see: pages make them from names. */
export const itemId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'must be lower-case letters, digits and hyphens, 32 at the most');

/** Refuses a list in which an id stands twice, at the second one. */
export function distinct<Item extends { id: string }, Schema extends z.ZodType<Item[]>>(
  schema: Schema,
  what: string,
) {
  return schema.superRefine((items, context) => {
    const seen = new Set<string>();
    items.forEach(({ id }, index) => {
      if (seen.has(id)) {
        context.addIssue({
          code: 'custom',
          path: [index, 'id'],
          message: `${what} ids must differ: ${id} is there twice`,
        });
      }
      seen.add(id);
    });
  });
}
