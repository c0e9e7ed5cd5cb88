import { expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { storableLine, storableText } from './storable.js';

const anyText = fc.string({ unit: 'binary', maxLength: 60 });
const anyUnits = fc.array(fc.nat(0xffff), { maxLength: 60 }).map((units) => String.fromCharCode(...units));

it('a storable text is well-formed, within its limit, and has no character that PostgreSQL refuses', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, anyUnits), fc.integer({ min: 1, max: 40 }), (text, maxLength) => {
      for (const stored of [storableText(text, maxLength), storableLine(text, maxLength)]) {
        expect(stored.length).toBeLessThanOrEqual(maxLength);
        expect(stored).not.toMatch(/\p{Cs}|\0/u);
      }
    }),
  );
});

it('a storable line has one line, and the beginning of a text behind any white space', () => {
  expect(storableLine('  Yes,\r\n\r\n\tplease ', 300)).toBe('Yes, please');
  expect(storableLine(`${'\n'.repeat(2_000)}Yes`, 300)).toBe('Yes');
});

it('a character of two units is not cut in half', () => {
  expect(storableText('ab😀', 3)).toBe('ab');
  expect(storableText('ab😀', 4)).toBe('ab😀');
});
