import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { BULK, checkShape } from './body-shape.js';

const outcome = (text: string): string => {
  try {
    checkShape(Buffer.from(text), BULK);
    return 'taken';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
};
const listOf = (item: string, count: number): string => `[${Array(count).fill(item).join(',')}]`;

describe('the shape of a body', () => {
  it('is fine for every document within the bounds, whatever its texts contain', () => {
    const texts = fc.array(fc.string({ unit: fc.constantFrom('"', '\\', '[', '{', ',', 'é', '}') }));
    fc.assert(
      fc.property(texts, fc.jsonValue({ maxDepth: 5 }), (list, value) => {
        expect(outcome(JSON.stringify([list, value, '[{'.repeat(100)]))).toBe('taken');
      }),
    );
  });

  it.each([
    ['32 levels', '['.repeat(32) + ']'.repeat(32), 'taken'],
    ['33 levels', '['.repeat(33) + ']'.repeat(33), 'malformed_json'],
    ['a hundred thousand levels', '['.repeat(100_000), 'malformed_json'],
    ['20,000 objects and lists', listOf('{}', 19_999), 'taken'],
    ['20,001 objects and lists', listOf('{}', 20_000), 'payload_too_large'],
    ['200,001 values', listOf('1', 200_001), 'taken'],
    ['200,002 values', listOf('1', 200_002), 'payload_too_large'],
    ['a text without an end', '"\\', 'taken'],
  ])('of %s is judged without parsing it', (_, text, expected) => {
    expect(outcome(text)).toBe(expected);
  });
});
