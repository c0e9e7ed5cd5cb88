import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { fieldErrors } from './field-errors.js';

const Schema = z.strictObject({
  name: z.string(),
  tags: z.array(z.strictObject({ label: z.string() })).default([]),
  owner: z.custom<string>((value) => value === 'us', { params: { code: 'not_found' } }).default('us'),
  even: z
    .number()
    .refine((value) => value % 2 === 0, { error: 'must be even' })
    .default(2),
});

const errorsOf = (value: unknown) => fieldErrors(Schema.safeParse(value).error?.issues ?? []);

describe('the field errors of a document', () => {
  it('name each unknown field by its path, with the code unknown_field', () => {
    expect(errorsOf({ name: 'a', colour: 'red', size: 1, tags: [{ label: 'x', colour: 'red' }] })).toEqual([
      { field: 'tags.0.colour', code: 'unknown_field', message: 'is not a known field' },
      { field: 'colour', code: 'unknown_field', message: 'is not a known field' },
      { field: 'size', code: 'unknown_field', message: 'is not a known field' },
    ]);
  });

  it('carry the code of our own rule, and never zod’s `custom`', () => {
    expect(errorsOf({ name: 'a', owner: 'them', even: 1 })).toMatchObject([
      { field: 'owner', code: 'not_found' },
      { field: 'even', code: 'invalid', message: 'must be even' },
    ]);
  });

  it('keep the codes of zod for types and bounds', () => {
    expect(errorsOf({ name: 1 })).toMatchObject([{ field: 'name', code: 'invalid_type' }]);
  });
});
