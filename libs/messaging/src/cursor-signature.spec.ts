import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { signCursor, verifyCursor } from './cursor-signature.js';

const texts = fc.string({ unit: 'binary' });
const refusal = expect.objectContaining({ code: 'validation_error' });

describe('a signed cursor', () => {
  it('is the cursor again, for its own list', () => {
    fc.assert(
      fc.property(texts, texts, (cursor, key) => verifyCursor(signCursor(cursor, key), key) === cursor),
    );
  });

  it('is refused once a character was changed, taken away or added', () => {
    const signed = signCursor('Y2FtcF8', 'a key');
    const places = fc.nat(signed.length - 1);
    fc.assert(
      fc.property(places, fc.string({ maxLength: 2 }), (at, other) => {
        const tampered = signed.slice(0, at) + other + signed.slice(at + 1);
        fc.pre(tampered !== signed);
        expect(() => verifyCursor(tampered, 'a key')).toThrow(refusal);
      }),
    );
  });

  it('is refused with the key of another list', () => {
    expect(() => verifyCursor(signCursor('Y2FtcF8', 'a key'), 'another key')).toThrow(refusal);
  });
});
