import { z } from 'zod';

/**
 * The owner's look: values of the elements' custom properties, by name. Pages set them one by one through the CSSOM,
 * so no value can end its declaration; what could fetch something is refused all the same.
 */
const name = z
  .string()
  .regex(/^--portal-[a-z][a-z0-9-]{0,60}$/, 'must be a name such as --portal-color-brand');

const value = z
  .string()
  .trim()
  .min(1)
  .max(300)
  .regex(/^[^;{}<>\\]*$/, 'must be a single value')
  .refine((text) => !/url\s*\(|image-set|@import|expression|\/\*|!/i.test(text), 'must be a plain value');

export const themeSchema = z
  .record(name, value)
  .refine((theme) => Object.keys(theme).length <= 100, 'at most 100 properties');
