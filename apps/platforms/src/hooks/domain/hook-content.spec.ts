import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { contentOf } from './hook-content.js';

const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded; charset=utf-8';

describe('the content of a hook', () => {
  it.each([
    ['JSON', JSON_TYPE, '{"event":"EMAIL_SENT"}'],
    ['JSON under any other type', 'text/plain', '{"event":"EMAIL_SENT"}'],
    ['a form', FORM, 'event=EMAIL_SENT'],
    ['JSON in the only field of a form', FORM, `payload=${encodeURIComponent('{"event":"EMAIL_SENT"}')}`],
  ])('is read from %s', (_, type, body) => {
    expect(contentOf(type, body)).toEqual({ documents: [{ event: 'EMAIL_SENT' }] });
  });

  it('may be a list of hooks', () => {
    expect(contentOf(JSON_TYPE, '[{"a":1},{"a":2}]')).toEqual({ documents: [{ a: 1 }, { a: 2 }] });
  });

  it.each(['', 'hello', '7', '"text"', '<html></html>', '['.repeat(100_000)])('is missing in %#', (body) => {
    expect(contentOf(JSON_TYPE, body)).toEqual({ unreadable: expect.any(String) });
  });

  it('has no text that PostgreSQL refuses, whatever was sent', () => {
    expect(contentOf(JSON_TYPE, String.raw`{"a":"x\u0000\ud800y"}`)).toEqual({
      documents: [{ a: 'x\uFFFDy' }],
    });
  });

  it('never fails', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (type, body) => void contentOf(type, body)));
    fc.assert(fc.property(fc.json(), (body) => void contentOf(JSON_TYPE, body)));
  });
});
