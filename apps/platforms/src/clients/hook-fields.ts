import { z } from 'zod';

/** Fields of hooks are read one by one, and one of another type than documented is absent: it must not cost the fact. */
export const HookText = z
  .string()
  .nullish()
  .transform((text) => (text?.trim() ? text : null))
  .catch(null);

/** An e-mail address in lower case. */
export const HookAddress = z
  .string()
  .regex(/@/)
  .transform((address) => address.trim().toLowerCase())
  .nullish()
  .transform((address) => address ?? null)
  .catch(null);

/** A moment: ISO 8601, or milliseconds. */
export const HookDate = z
  .union([z.string().min(10), z.number().int().positive()])
  .transform((moment) => new Date(moment))
  .refine((moment) => !Number.isNaN(moment.getTime()))
  .nullish()
  .transform((moment) => moment ?? null)
  .catch(null);

/** A whole number that is not negative, also as text. */
export const HookNumber = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
  .pipe(z.int().nonnegative())
  .nullish()
  .transform((number) => number ?? null)
  .catch(null);

export const HookFlag = z
  .boolean()
  .nullish()
  .transform((flag) => flag ?? false)
  .catch(false);

/** A Message-ID without its angle brackets. */
export const HookMessageId = z
  .string()
  .transform((id) => id.trim().replace(/^<|>$/g, ''))
  .nullish()
  .transform((id) => (id?.includes('@') === true ? id : null))
  .catch(null);

/** An id, which some platforms write as a number. */
export const HookId = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .transform((id) => (id?.trim() ? id.trim() : null))
  .catch(null);
