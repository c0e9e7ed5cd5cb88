import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { CursorSigner } from './cursor-signer.js';

const signer = new CursorSigner('secret-of-the-tests');
const texts = fc.string({ unit: 'binary' });
const refusal = expect.objectContaining({ code: 'validation_error' });

describe('a signed cursor', () => {
  it('opens to what was closed, for its own list', () => {
    fc.assert(
      fc.property(texts, texts, (cursor, list) => signer.verify(signer.sign(cursor, list), list) === cursor),
    );
  });

  it('is refused once a character was changed, taken away or added', () => {
    const signed = signer.sign('Y2FtcF8', 'a list');
    const places = fc.nat(signed.length - 1);
    fc.assert(
      fc.property(places, fc.string({ maxLength: 2 }), (at, other) => {
        const tampered = signed.slice(0, at) + other + signed.slice(at + 1);
        fc.pre(tampered !== signed);
        expect(() => signer.verify(tampered, 'a list')).toThrow(refusal);
      }),
    );
  });

  it('is refused for another list, and under another secret', () => {
    const signed = signer.sign('Y2FtcF8', 'a list');
    expect(() => signer.verify(signed, 'another list')).toThrow(refusal);
    expect(() => new CursorSigner('another secret').verify(signed, 'a list')).toThrow(refusal);
  });
});
