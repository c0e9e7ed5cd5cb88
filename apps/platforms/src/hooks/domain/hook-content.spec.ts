import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { contentOf, withoutFields } from './hook-content.js';

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
    expect(contentOf(FORM, 'a=x%00y')).toEqual({ documents: [{ a: 'xy' }] });
  });

  it('never fails', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (type, body) => void contentOf(type, body)));
    fc.assert(fc.property(fc.json(), (body) => void contentOf(JSON_TYPE, body)));
  });
});

describe('a hook without its secret fields', () => {
  const NAMES = ['secret_key'];
  const without = (content_type: string, body: string) => withoutFields({ content_type, body }, NAMES);
  const json = JSON.stringify({
    event: 'EMAIL_SENT',
    secret_key: 's3cret',
    lead: { id: 1, secret_key: 's3cret' },
  });

  it.each([
    ['JSON', JSON_TYPE, json],
    ['a list', JSON_TYPE, `[${json}]`],
    ['JSON in the only field of a form', FORM, `payload=${encodeURIComponent(json)}`],
  ])('says the same otherwise, from %s', (_, type, body) => {
    const hook = without(type, body);

    expect(hook.body).not.toContain('s3cret');
    expect(contentOf(hook.content_type, hook.body)).toEqual({
      documents: [{ event: 'EMAIL_SENT', lead: { id: 1 } }],
    });
  });

  it.each([
    ['a form', FORM, 'event=EMAIL_SENT&secret_key=s3cret'],
    ['half a body', JSON_TYPE, '{"event":"EMAIL_SENT","secret_key":"s3cret"'],
  ])('keeps nothing of them from %s', (_, type, body) => {
    const hook = without(type, body);

    expect(hook.body).not.toContain('s3cret');
    expect(hook.body).toContain('EMAIL_SENT');
  });

  it('is kept up to the first of them where it is nested too deep to be written again', () => {
    for (let depth = 1_000; depth < 4_000; depth += 20) {
      const body = `${'['.repeat(depth)}{"secret_key":"s3cret"}${']'.repeat(depth)}`;
      expect(without(JSON_TYPE, body).body).not.toContain('s3cret');
    }
  });

  it('stays as it came where it has none', () => {
    const hook = { content_type: FORM, body: 'event=EMAIL_SENT' };

    expect(withoutFields(hook, NAMES)).toBe(hook);
    expect(withoutFields({ content_type: JSON_TYPE, body: json }, []).body).toBe(json);
  });
});
