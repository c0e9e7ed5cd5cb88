import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { types } from 'pg';
import { COLUMN_TYPES } from './column-types.js';

const [TIMESTAMPTZ, INT_ARRAY, TEXT_ARRAY, UUID_ARRAY] = [1184, 1007, 1009, 2951];

/** What a parser makes of a text, also where that is an error. */
const outcomeOf = (config: Pick<typeof types, 'getTypeParser'>, oid: number, text: string): unknown => {
  try {
    return config.getTypeParser(oid, 'text')(text);
  } catch (error) {
    return String(error);
  }
};

const readsAsPgDoes = (oid: number, text: string): void => {
  expect([text, outcomeOf(COLUMN_TYPES, oid, text)]).toEqual([text, outcomeOf(types, oid, text)]);
};

const padded = (value: number, digits: number): string => String(value).padStart(digits, '0');
const part = (min: number, max: number): fc.Arbitrary<string> =>
  fc.integer({ min, max }).map((value) => padded(value, 2));

/** As PostgreSQL writes them, in whatever time zone. */
const instants = fc
  .tuple(
    fc
      .oneof(fc.integer({ min: 1, max: 4_713 }), fc.integer({ min: 1, max: 270_000 }))
      .map((year) => padded(year, 4)),
    part(1, 12),
    part(1, 31),
    fc.tuple(part(0, 23), part(0, 59), part(0, 59)).map((time) => time.join(':')),
    fc.oneof(fc.constant(''), fc.stringMatching(/^\.\d{1,6}$/)),
    fc.oneof({ weight: 3, arbitrary: fc.constant('+00') }, fc.stringMatching(/^[+-]1\d(:[0-5]\d){0,2}$/)),
    fc.constantFrom('', '', ' BC'),
  )
  .map(
    ([year, month, day, time, fraction, zone, era]) =>
      `${year}-${month}-${day} ${time}${fraction}${zone}${era}`,
  );

describe('an instant', () => {
  it('is read as pg reads it, in whatever year, precision and time zone it is told', () => {
    fc.assert(
      fc.property(instants, (text) => readsAsPgDoes(TIMESTAMPTZ, text)),
      { numRuns: 2_000 },
    );
  });

  it('is to the millisecond, whatever comes after it', () => {
    for (let ms = 0; ms < 1_000; ms += 1) {
      readsAsPgDoes(TIMESTAMPTZ, `2026-11-27 00:12:03.${padded(ms, 3)}+00`);
      readsAsPgDoes(TIMESTAMPTZ, `2026-11-27 00:12:03.${padded(ms, 3)}999+00`);
    }
  });

  it.each(['infinity', '-infinity', '0099-12-31 23:59:59+00', '2026-11-27', '', '2026-11-27 00:12:03+00\n'])(
    'that is none, or is a special one, is left to pg: %j',
    (text) => {
      readsAsPgDoes(TIMESTAMPTZ, text);
    },
  );
});

/** As PostgreSQL writes an element: in quotes where it could be taken for something else. */
const quoted = (element: string | null): string => {
  if (element === null) return 'NULL';
  const plain = element !== '' && element !== 'NULL' && !/[\s{}",\\]/.test(element);
  return plain ? element : `"${element.replaceAll(/["\\]/g, '\\$&')}"`;
};

const arrayOf = (elements: fc.Arbitrary<string | null>): fc.Arbitrary<string> =>
  fc.array(elements).map((array) => `{${array.map(quoted).join(',')}}`);
const unusual = fc.string({
  unit: fc.constantFrom('{', '}', '"', ',', '\\', 'NULL', 'a', ' ', '7', '[1:2]='),
});
const text = fc.oneof(
  fc.stringMatching(/^[a-z0-9_-]*$/),
  fc.constantFrom(null, 'NULL', ''),
  unusual,
  fc.string(),
);

describe('an array', () => {
  it.each([
    ['text', TEXT_ARRAY, text],
    ['uuid', UUID_ARRAY, fc.option(fc.uuid())],
    ['integer', INT_ARRAY, fc.option(fc.integer().map(String))],
  ] as const)('of %s is read as pg reads it', (_, oid, elements) => {
    fc.assert(
      fc.property(arrayOf(elements), (array) => readsAsPgDoes(oid, array)),
      { numRuns: 1_000 },
    );
  });

  it('of arrays, with bounds, or broken, is left to pg', () => {
    const nested = fc.array(arrayOf(text)).map((rows) => `{${rows.join(',')}}`);
    for (const oid of [TEXT_ARRAY, UUID_ARRAY, INT_ARRAY]) {
      fc.assert(
        fc.property(fc.oneof(nested, unusual), (array) => readsAsPgDoes(oid, array)),
        { numRuns: 1_000 },
      );
    }
  });
});
