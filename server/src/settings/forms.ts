import { z } from 'zod';
import { builtInFields, fieldOperators, hasChoices, propertyKinds } from './form-parts.ts';
import { distinct, itemId } from './parts.ts';

export { formDefinitions } from './form-parts.ts';

/** The properties tickets have, and the forms that ask for them. */

/** Of another field's value, or of a ticket's property. */
export const conditionSchema = z.strictObject({
  property: z.string().min(1).max(64),
  operator: z.enum(fieldOperators),
  value: z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]).optional(),
});

const propertyKey = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,63}$/i, 'must be letters, digits, hyphens and underscores, a letter first');

export const propertySchema = z
  .strictObject({
    key: propertyKey.refine((key) => !Object.hasOwn(builtInFields, key), 'every ticket has that one'),
    label: z.string().trim().min(1).max(200),
    kind: z.enum(propertyKinds),
    /** Of those kinds that offer a choice. */
    options: z
      .array(z.strictObject({ value: z.string().min(1).max(200), label: z.string().trim().min(1).max(200) }))
      .min(1)
      .max(500)
      .refine((options) => new Set(options.map(({ value }) => value)).size === options.length, {
        message: 'values of options must differ',
      })
      .optional(),
  })
  .refine(({ kind, options }) => hasChoices(kind) === (options !== undefined), {
    path: ['options'],
    message: 'are what choices are made of: needed there, and nowhere else',
  });

export const propertiesSchema = z
  .array(propertySchema)
  .max(200)
  .refine((properties) => new Set(properties.map(({ key }) => key)).size === properties.length, {
    message: 'property keys must differ',
  });

const formFieldSchema = z.strictObject({
  /** `subject`, `message`, `files`, or the key of a property of tickets. */
  property: propertyKey,
  /** Absent: the property's own. */
  label: z.string().trim().min(1).max(200).optional(),
  help: z.string().max(1000).optional(),
  required: z.boolean(),
  /** Characters. */
  maxLength: z.number().int().positive().max(50_000).optional(),
  default: z.union([z.string().max(2000), z.number(), z.boolean(), z.array(z.string()).max(100)]).optional(),
  /** Shown only while every condition holds for the other fields' values. */
  showWhen: z.array(conditionSchema).max(20).optional(),
});

export const formSchema = z.strictObject({
  id: itemId,
  title: z.string().trim().min(1).max(200),
  intro: z.string().max(2000).optional(),
  /** Whether customers can file tickets with it. */
  connected: z.boolean(),
  /** Where its tickets arrive; needed to connect it. */
  inbox: itemId.optional(),
  fields: z
    .array(formFieldSchema)
    .max(100)
    .refine((fields) => new Set(fields.map(({ property }) => property)).size === fields.length, {
      message: 'a form asks for a property once',
    }),
});

export const formsSchema = distinct(z.array(formSchema).max(50), 'form');

export type PropertySettings = z.infer<typeof propertySchema>;
export type FormSettings = z.infer<typeof formSchema>;
