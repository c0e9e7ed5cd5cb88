import { z } from 'zod';
import { lineText } from './fields.js';

/**
 * Fields of a contact as callers send them, from forms and from spreadsheets: trimmed and in NFC, so that the same letters
 * are the same text, and blank is null.
 */

/** PostgreSQL takes no half of a surrogate pair in JSON. */
const HALF = /\p{Cs}/u;
/** Control characters but tab and line breaks. */
const UNPRINTABLE = /[^\P{Cc}\t\n\r]|\p{Cs}/u;

const nullIfBlank = <Value>(value: Value): Value | null => (value === '' ? null : value);

const INVALID = { error: 'must not contain control characters', params: { code: 'invalid_format' } };

const oneLine = (maxLength: number) => lineText(maxLength).refine((value) => !HALF.test(value), INVALID);

/** One line, which may be absent. */
export const line = (maxLength: number) => oneLine(maxLength).nullish().overwrite(nullIfBlank);

/** One of the labels of a contact. */
const Tag = oneLine(100).min(1, { error: 'must not be empty' });

/** Kept as given, the first of those that differ in case alone. */
export const Tags = z.array(Tag).max(100).overwrite(firstOfEach);

function firstOfEach(tags: string[]): string[] {
  const keys = tags.map((tag) => tag.toLowerCase());
  return tags.filter((_, place) => keys.indexOf(keys[place] ?? '') === place);
}

/** A link that a browser opens as a page: `javascript:` would run in the page that shows the contact. */
export const WebAddress = oneLine(300)
  .refine((value) => value === '' || /^https?:$/.test(URL.parse(value)?.protocol ?? ''), {
    error: 'must begin with https:// or http://',
    params: { code: 'invalid_format' },
  })
  .nullish()
  .overwrite(nullIfBlank);

/** Two letters in any case. */
export const Country = oneLine(2)
  .refine((value) => /^([a-z]{2})?$/i.test(value), {
    error: 'must be two letters of ISO 3166, such as DE',
    params: { code: 'invalid_format' },
  })
  .overwrite((value) => value.toUpperCase())
  .nullish()
  .overwrite(nullIfBlank);

const MAX_CUSTOM_FIELDS = 100;
/** All fields of one request for one contact, as JSON. */
const MAX_CUSTOM_SIZE = 50_000;

const CustomKey = oneLine(100).min(1, { error: 'must not be empty' });

const CustomText = z
  .string()
  .overwrite((value) => value.normalize('NFC').trim())
  .max(2_000)
  .refine((value) => !UNPRINTABLE.test(value), INVALID);

const CustomValue = z.union([CustomText, z.number(), z.boolean(), z.null()], {
  error: 'must be a text, a number, true, false or null',
});

const customRecord = z
  .record(CustomKey, CustomValue)
  .refine((fields) => Object.keys(fields).length <= MAX_CUSTOM_FIELDS, {
    error: `must have at most ${MAX_CUSTOM_FIELDS} fields`,
    params: { code: 'too_long' },
  })
  .refine((fields) => JSON.stringify(fields).length <= MAX_CUSTOM_SIZE, {
    error: `must have at most ${MAX_CUSTOM_SIZE} characters in all`,
    params: { code: 'too_long' },
  });

/** Flat: a value that is an object or a list is refused, and so is `__proto__`, over which zod passes in silence. */
export const CustomFields = z.preprocess((given, context) => {
  if (typeof given === 'object' && given !== null && Object.hasOwn(given, '__proto__')) {
    const params = { code: 'invalid_format' };
    context.addIssue({ code: 'custom', path: ['__proto__'], message: 'cannot name a field', params });
  }
  return given;
}, customRecord);

/** A value of a filter, read as those of contacts are. */
export const filterText = (maxLength: number) => oneLine(maxLength);
