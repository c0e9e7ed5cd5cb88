import { z } from 'zod';
import { lineText, nonEmptyText, nullIfBlank } from './fields.js';

/**
 * Fields of a contact as callers send them, from forms and from spreadsheets: trimmed and in NFC, so that the same letters
 * are the same text, and blank is null.
 */

/** Control characters but tab and line breaks. */
const UNPRINTABLE = /[^\P{Cc}\t\n\r]|\p{Cs}/u;

const INVALID = { error: 'must not contain control characters', params: { code: 'invalid_format' } };

/** One of the labels of a contact. */
const Tag = nonEmptyText(100);

/** Kept as given, the first of those that differ in case alone. */
export const Tags = z.array(Tag).max(100).overwrite(firstOfEach);

function firstOfEach(tags: string[]): string[] {
  const keys = tags.map((tag) => tag.toLowerCase());
  return tags.filter((_, place) => keys.indexOf(keys[place] ?? '') === place);
}

/** A link that a browser opens as a page: `javascript:` would run in the page that shows the contact. */
export const WebAddress = lineText(300)
  .refine((value) => value === '' || /^https?:$/.test(URL.parse(value)?.protocol ?? ''), {
    error: 'must begin with https:// or http://',
    params: { code: 'invalid_format' },
  })
  .nullish()
  .overwrite(nullIfBlank);

/** Two letters in any case. */
export const Country = lineText(2)
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

const CustomKey = nonEmptyText(100);

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
