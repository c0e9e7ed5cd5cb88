import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { responseText } from './response-text.js';

describe('the kept text of an answer', () => {
  it('is the beginning, cut between characters', () => {
    expect(responseText(Buffer.from('accepted'))).toBe('accepted');
    expect(responseText(Buffer.from(`${'x'.repeat(1_999)}é`))).toBe('x'.repeat(1_999));
  });

  it('can be stored whatever came', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3_000 }), (bytes) => {
        const text = responseText(bytes);
        expect(text).not.toContain('\0');
        expect(Buffer.from(text).toString()).toBe(text);
        expect(text.length).toBeLessThanOrEqual(2_000);
      }),
    );
  });
});
