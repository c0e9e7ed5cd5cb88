import { z } from 'zod';

/** Schemas of single fields that several contracts share. */

/** ISO-8601 instant in UTC with `Z`, milliseconds included. */
export const Instant = z.iso.datetime();

/**
 * Names that ICU has beside IANA's. PostgreSQL takes an abbreviation for a fixed offset (BST is Dhaka here and London's
 * summer there), and one that it does not know at all fails every statement that meets it.
 */
const NOT_IANA = /^((?!utc|gmt)[a-z]{3}|systemv\/.*|us\/pacific-new|canada\/east-saskatchewan)$/i;

/** A time zone that ICU and PostgreSQL read the same, e.g. `Europe/Berlin`. */
export const TimeZone = z
  .string()
  .max(64)
  .refine((zone) => isTimeZone(zone) && !NOT_IANA.test(zone), {
    error: 'must be an IANA time zone, such as Europe/Berlin',
  });

/** Looked up first: to ask Intl takes 120 µs, and a page of campaigns would ask fifty times. */
const CANONICAL_ZONES = new Set(['UTC', ...Intl.supportedValuesOf('timeZone')]);

function isTimeZone(zone: string): boolean {
  if (CANONICAL_ZONES.has(zone)) return true;
  try {
    return Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false; // Intl signals an unknown zone by throwing; the question here is only yes or no
  }
}

/** PostgreSQL's text cannot hold U+0000: without this check a null byte would surface as a 500. */
const NULL_BYTE = String.fromCodePoint(0);

/** One wrong field of a request. */
export const FieldErrorView = z.object({
  field: z.string().meta({ description: 'The path to it, such as `steps.0.subject`.' }),
  code: z.string().meta({ description: 'Stable, for machines.' }),
  message: z.string().meta({ description: 'For people.' }),
});

/** A change of at least one of the fields. */
export const changesOf = <Shape extends z.ZodRawShape, Config extends z.core.$ZodObjectConfig>(
  fields: z.ZodObject<Shape, Config>,
) =>
  fields.partial().refine((changes) => Object.values(changes).some((value) => value !== undefined), {
    error: 'must change at least one field',
  });

/** Text from outside: bounded, and storable. */
export const text = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .refine((value) => !value.includes(NULL_BYTE), { error: 'must not contain a null byte' });

/** Text with at least one visible character. */
export const nonEmptyText = (maxLength: number) =>
  text(maxLength).refine((value) => value.trim() !== '', { error: 'must not be empty' });
