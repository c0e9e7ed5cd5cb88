import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { DomainError } from '#kernel';
import { DOCUMENT } from './body-shape.js';
import { parseJsonBody } from './json-body.js';

const parsed = (text: string): unknown => parseJsonBody(Buffer.from(text), DOCUMENT);
const failure = (body: Buffer): unknown => {
  try {
    return parseJsonBody(body, DOCUMENT);
  } catch (error) {
    return error;
  }
};
const malformed = expect.objectContaining({ kind: 'invalid', code: 'malformed_json' });

describe('reading a JSON body', () => {
  it('gives what JSON.parse gives, for every document that is no attack', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5, stringUnit: 'grapheme' }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!/"(__proto__|constructor|prototype)"/.test(text));
        expect(parsed(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('never throws anything but malformed_json, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const result = failure(Buffer.from(bytes));
        if (result instanceof Error) expect(result).toBeInstanceOf(DomainError);
      }),
    );
  });

  it('takes an empty body for none', () => {
    expect(parsed('')).toBeUndefined();
  });

  it('refuses what is not UTF-8', () => {
    expect(failure(Buffer.from([0x22, 0xff, 0x22]))).toEqual(malformed);
  });

  it('refuses keys that reach for a prototype, however deep', () => {
    expect(failure(Buffer.from('{"a":[{"__proto__":{"admin":true}}]}'))).toEqual(malformed);
    expect(failure(Buffer.from('{"constructor":{"prototype":{}}}'))).toEqual(malformed);
  });

  it('refuses a hundred thousand levels without overflowing the stack', () => {
    expect(failure(Buffer.from('['.repeat(100_000) + ']'.repeat(100_000)))).toEqual(malformed);
  });

  it('keeps pairs of surrogates and replaces lone ones, in keys and values', () => {
    expect(parsed(String.raw`"\ud83d\ude00"`)).toBe('😀');
    expect(parsed(String.raw`{"a\ud800":"\udc00b\uD83D"}`)).toEqual({ 'a\ufffd': '\ufffdb\ufffd' });
    expect(parsed(String.raw`"\\ud800"`)).toBe(String.raw`\ud800`);
  });
});
