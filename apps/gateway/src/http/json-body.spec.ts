import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { DomainError } from '#kernel';
import { BULK, DOCUMENT, type ShapeBounds } from './body-shape.js';
import { parseJsonBody } from './json-body.js';

const parsed = (text: string): unknown => parseJsonBody(Buffer.from(text), DOCUMENT);
const failure = (body: Buffer, bounds: ShapeBounds = DOCUMENT): unknown => {
  try {
    return parseJsonBody(body, bounds);
  } catch (error) {
    return error;
  }
};
const errorsOf = (text: string, bounds: ShapeBounds = DOCUMENT): unknown => {
  const error = failure(Buffer.from(text), bounds);
  return error instanceof DomainError && error.details.errors?.map(({ field, code }) => [field, code]);
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
    expect(errorsOf('{"a":[{"__proto__":{"admin":true}}]}')).toEqual([['a.0.__proto__', 'unknown_field']]);
    expect(errorsOf('{"constructor":{"prototype":{}}}')).toEqual([
      ['constructor', 'unknown_field'],
      ['constructor.prototype', 'unknown_field'],
    ]);
    expect(errorsOf('{"contacts":[{"__proto__":1}]}', BULK)).toEqual([
      ['contacts.0.__proto__', 'unknown_field'],
    ]);
  });

  it('refuses a hundred thousand levels without overflowing the stack', () => {
    expect(failure(Buffer.from('['.repeat(100_000) + ']'.repeat(100_000)))).toEqual(malformed);
  });

  it('keeps pairs of surrogates, and refuses lone ones and null bytes by their place', () => {
    expect(parsed(String.raw`"\ud83d\ude00"`)).toBe('😀');
    expect(parsed(String.raw`"\\ud800"`)).toBe(String.raw`\ud800`);
    expect(errorsOf(String.raw`{"a":["b","\udc00b\uD83D"],"c":"\u0000"}`)).toEqual([
      ['a.1', 'invalid_format'],
      ['c', 'invalid_format'],
    ]);
    expect(errorsOf(String.raw`{"\u0000":1}`)).toEqual([['\u0000', 'invalid_format']]);
    expect(errorsOf(String.raw`"\ud800"`)).toEqual([['', 'invalid_format']]);
  });

  it('leaves the texts of rows to the check of each row', () => {
    expect(parseJsonBody(Buffer.from(String.raw`["\ud800","\u0000"]`), BULK)).toEqual(['\ud800', '\u0000']);
  });
});
