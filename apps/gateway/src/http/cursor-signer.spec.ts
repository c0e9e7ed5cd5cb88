import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { CursorSeal } from './cursor-signer.js';

const seal = new CursorSeal('secret-of-the-tests');
const texts = fc.string({ unit: 'binary' });
const refusal = expect.objectContaining({ code: 'validation_error' });

describe('a sealed cursor', () => {
  it('opens to what was closed, for its own list', () => {
    fc.assert(
      fc.property(texts, texts, (cursor, list) => seal.open(seal.close(cursor, list), list) === cursor),
    );
  });

  it('is refused once a character was changed, taken away or added', () => {
    const sealed = seal.close('Y2FtcF8', 'a list');
    const places = fc.nat(sealed.length - 1);
    fc.assert(
      fc.property(places, fc.string({ maxLength: 2 }), (at, other) => {
        const tampered = sealed.slice(0, at) + other + sealed.slice(at + 1);
        fc.pre(tampered !== sealed);
        expect(() => seal.open(tampered, 'a list')).toThrow(refusal);
      }),
    );
  });

  it('is refused for another list, and under another secret', () => {
    const sealed = seal.close('Y2FtcF8', 'a list');
    expect(() => seal.open(sealed, 'another list')).toThrow(refusal);
    expect(() => new CursorSeal('another secret').open(sealed, 'a list')).toThrow(refusal);
  });
});
