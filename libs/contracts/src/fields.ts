import { z } from 'zod';
import { FIELD_ERROR_CODES, FIELD_ERRORS } from '#kernel';
import { readInstant } from './instants.js';
import { zoneNamed } from './zone-names.js';

/** Schemas of single fields that several contracts share. */

/** An instant of RFC 3339, in any zone; it becomes one in UTC with `Z`. */
export const Instant = z
  .string()
  .superRefine((given, context) => {
    const read = readInstant(given);
    if (typeof read === 'string') return;
    const { code, message } = read;
    context.addIssue({ code: 'custom', params: { code }, message });
  })
  .overwrite(inUtc)
  .meta({ format: 'date-time' });

function inUtc(given: string): string {
  const read = readInstant(given);
  return typeof read === 'string' ? read : given;
}

/** A day of a calendar, without a zone: `2026-12-24`. */
export const CalendarDate = z.iso.date();

/** A zone of the IANA database in any case, links such as `US/Eastern` included; it gets the spelling of IANA. */
export const TimeZone = z
  .string()
  .max(64)
  .refine((zone) => zoneNamed(zone) !== undefined, {
    error: 'must be an IANA time zone, such as Europe/Berlin',
    params: { code: 'invalid_value' },
  })
  .overwrite((zone) => zoneNamed(zone) ?? zone);

const FIELD_CODES = Object.entries(FIELD_ERRORS)
  .map(([code, meaning]) => `- \`${code}\`: ${meaning}`)
  .join('\n');

/** One wrong field of a request. */
export const FieldErrorView = z.object({
  field: z.string().meta({
    description: 'The path to it, such as `steps.0.subject`; empty for the body as a whole.',
  }),
  code: z.enum(FIELD_ERROR_CODES).meta({ description: FIELD_CODES }),
  message: z.string().meta({ description: 'For people.' }),
});

/** A change of at least one of the fields. */
export const changesOf = <Shape extends z.ZodRawShape, Config extends z.core.$ZodObjectConfig>(
  fields: z.ZodObject<Shape, Config>,
) => atLeastOneOf(fields.partial(), 'must change at least one field');

/** An object of which at least one field is there, in whose JSON Schema that is said too. */
export const atLeastOneOf = <Shape extends z.ZodRawShape, Config extends z.core.$ZodObjectConfig>(
  fields: z.ZodObject<Shape, Config>,
  error: string,
) =>
  fields
    .refine((given) => Object.values(given).some((value) => value !== undefined), {
      error,
      params: { code: 'required' },
    })
    .meta({ minProperties: 1 });

/** A rule for an object that has the one field or the other, and not both. */
export const eitherOr = (one: string, other: string) => ({
  holds: (given: Readonly<Record<string, unknown>>): boolean =>
    (given[one] === undefined) !== (given[other] === undefined),
  options: {
    error: `must have either ${one} or ${other}`,
    path: [one],
    params: { code: 'invalid_combination' },
  },
  // As a `not`, which generators of clients pass over: of an `oneOf` they would make two types without any field.
  meta: {
    not: {
      anyOf: [{ required: [one, other] }, { not: { anyOf: [{ required: [one] }, { required: [other] }] } }],
    },
  },
});

/** PostgreSQL's text cannot hold U+0000: without this check a null byte would surface as a 500. */
const NULL_BYTE = String.fromCodePoint(0);

/** Text from outside: bounded, and storable. */
export const text = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .refine((value) => !value.includes(NULL_BYTE), {
      error: 'must not contain a null byte',
      params: { code: 'invalid_format' },
    });

/** A line break in a name would begin a new header in a message; PostgreSQL takes no half of a surrogate pair in JSON. */
const CONTROL = /[\p{Cc}\p{Cs}\u2028\u2029]/u;
/** A character that leaves ink: neither a space nor one such as U+200B, U+00AD or the blank of Braille. */
const VISIBLE = /[^\p{Default_Ignorable_Code_Point}\p{Cf}\p{Z}\u2800]/u;

/**
 * One line of text, such as a name of a person; in NFC, so that the same letters are the same text, and without spaces
 * around it. One without a visible character is empty.
 */
export const lineText = (maxLength: number) =>
  z
    .string()
    .overwrite(asLine)
    .max(maxLength)
    .refine((value) => !CONTROL.test(value), {
      error: 'must not contain line breaks or other control characters',
      params: { code: 'invalid_format' },
    });

function asLine(given: string): string {
  const trimmed = given.normalize('NFC').trim();
  return VISIBLE.test(trimmed) ? trimmed : '';
}

/** A name, a label or a title: one line with at least one visible character. */
export const nonEmptyText = (maxLength: number) =>
  lineText(maxLength).min(1, { error: 'must have a visible character' });

/** One line that may be absent; an empty one is null. */
export const optionalLine = (maxLength: number) => lineText(maxLength).nullish().overwrite(nullIfBlank);

export const nullIfBlank = <Value>(value: Value): Value | null => (value === '' ? null : value);
