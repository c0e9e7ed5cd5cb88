import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { z } from 'zod';
import { CampaignInput, parseInput, SegmentInput } from '#contracts';
import { FIELD_ERROR_CODES } from '#kernel';
import { REQUESTS } from '#messaging';

const Schema = z.strictObject({
  name: z.string().min(1),
  tags: z
    .array(z.strictObject({ label: z.string() }))
    .max(2)
    .default([]),
  owner: z
    .custom<string>((value) => value === 'us', { error: 'is not there', params: { code: 'not_found' } })
    .default('us'),
  even: z
    .number()
    .refine((value) => value % 2 === 0, { error: 'must be even' })
    .default(2),
  size: z.int().min(1).max(1_000).default(1),
  mood: z.enum(['calm', 'wild']).default('calm'),
  note: z.union([z.string(), z.number()]).optional(),
});

const errorsOf = (value: unknown) => parseInput(Schema, value).errors ?? [];

describe('the errors of an input', () => {
  it.each([
    [{}, 'name', 'required', 'is required'],
    [{ name: 5 }, 'name', 'invalid_type', 'must be text'],
    [{ name: '' }, 'name', 'too_short', 'must not be empty'],
    [{ name: 'a', size: 1.5 }, 'size', 'invalid_type', 'must be a whole number'],
    [{ name: 'a', size: 5_000 }, 'size', 'out_of_range', 'must be at most 1,000'],
    [{ name: 'a', mood: 'odd' }, 'mood', 'invalid_value', 'must be one of calm, wild'],
    [{ name: 'a', note: true }, 'note', 'invalid_type', 'must be text or a number'],
    [{ name: 'a', tags: [{}] }, 'tags.0.label', 'required', 'is required'],
    [{ name: 'a', tags: {} }, 'tags', 'invalid_type', 'must be a list'],
    [{ name: 'a', owner: 'them' }, 'owner', 'not_found', 'is not there'],
    [{ name: 'a', even: 1 }, 'even', 'invalid_value', 'must be even'],
    [[], '', 'invalid_type', 'must be an object'],
    [undefined, '', 'required', 'is required'],
  ])('of %j are told in plain words', (value, field, code, message) => {
    expect(errorsOf(value)).toEqual([{ field, code, message }]);
  });

  it('name each unknown field by its path, and the fields that there are', () => {
    expect(errorsOf({ name: 'a', colour: 'red', tags: [{ label: 'x', colour: 'red' }] })).toEqual([
      { field: 'tags.0.colour', code: 'unknown_field', message: 'is not a field of this; it has label' },
      {
        field: 'colour',
        code: 'unknown_field',
        message: 'is not a field of this; it has name, tags, owner, even, size, mood, note',
      },
    ]);
  });

  it('are one for each field, however many rules it breaks', () => {
    const { errors } = parseInput(z.object({ name: z.string().min(3).regex(/^b/) }), { name: 'a' });
    expect(errors).toHaveLength(1);
  });

  it('are those of the alternative that was meant', () => {
    const rules = [{ field: 'department', operator: 'equals', value: {} }];
    expect(parseInput(SegmentInput, { name: 'a', conditions: { rules } }).errors).toMatchObject([
      { field: 'conditions.rules.0.value', code: 'invalid_type' },
    ]);
  });

  it('tell of a wrong send window beside other wrong fields', () => {
    const { errors } = parseInput(CampaignInput, { send_window_start: 17, send_window_end: 9 });
    expect(errors).toContainEqual(
      expect.objectContaining({ field: 'send_window_end', code: 'invalid_combination' }),
    );
    expect(errors).toContainEqual({ field: 'name', code: 'required', message: 'is required' });
  });
});

/** Every name in the schemas of requests, most of them of fields. */
const NAMES = REQUESTS.flatMap(({ request }) => {
  const schema = JSON.stringify(z.toJSONSchema(request, { io: 'input', unrepresentable: 'any' }));
  return [...schema.matchAll(/"([a-z_]+)":/g)].map(([, name]) => name ?? '');
});

const anyInput = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>(
      null,
      true,
      '',
      ' ',
      'x',
      '\n',
      -1,
      0,
      0.5,
      1e300,
      '2026-01-01',
      'camp_1',
      'a'.repeat(3_000),
    ),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...new Set(NAMES), 'surprise'), tie('value'), { maxKeys: 30 }),
  ),
})).value;

describe('the codes of wrong fields', () => {
  it.each(REQUESTS.map((contract) => [contract.subject, contract] as const))(
    'of %s are on the closed list, in words of ours',
    (_subject, { request }) => {
      fc.assert(
        fc.property(anyInput, (value) => {
          for (const { code, message } of parseInput(request, value).errors ?? []) {
            expect(FIELD_ERROR_CODES).toContain(code);
            expect(message).not.toMatch(/invalid input|expected|received|too (small|big)|unrecognized/i);
          }
        }),
        { numRuns: 30 },
      );
    },
  );
});
