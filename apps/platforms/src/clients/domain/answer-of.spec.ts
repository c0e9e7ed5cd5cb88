import { describe, expect, it } from '@jest/globals';
import { meaningOf, type AnswerKind } from './answer-of.js';

const KEY = 'k3y/with+signs';
const json = (status: number, body: unknown) =>
  meaningOf({ status, contentType: 'application/json; charset=utf-8', text: JSON.stringify(body) }, [KEY]);

describe('an answer of a platform', () => {
  it.each<[number, AnswerKind]>([
    [200, 'ok'],
    [201, 'ok'],
    [302, 'unavailable'],
    [400, 'rejected'],
    [401, 'credentials_refused'],
    [403, 'credentials_refused'],
    [404, 'not_found'],
    [408, 'unavailable'],
    [410, 'not_found'],
    [422, 'rejected'],
    [429, 'rate_limited'],
    [500, 'unavailable'],
    [503, 'unavailable'],
  ])('with status %i means %s', (status, kind) => {
    expect(json(status, { message: 'x' })).toMatchObject({ kind });
  });

  it.each([200, 403, 404, 503])(
    'with status %i and a page in HTML means that it is unavailable',
    (status) => {
      const page = { status, contentType: 'text/html', text: '<html>We will be back</html>' };
      expect(meaningOf(page, [])).toMatchObject({ kind: 'unavailable', body: undefined });
    },
  );

  it.each<[number, AnswerKind]>([
    [400, 'rejected'],
    [401, 'credentials_refused'],
    [404, 'not_found'],
    [500, 'unavailable'],
  ])('with status %i in plain text means %s, in its words', (status, kind) => {
    const plain = { status, contentType: 'text/plain; charset=utf-8', text: 'Lead in graveyard' };
    const message = `the platform answered ${status}: Lead in graveyard`;
    expect(meaningOf(plain, [])).toMatchObject({ kind, message });
  });

  it('in plain text with status 200 means that it is unavailable', () => {
    const plain = { status: 200, contentType: 'text/plain', text: 'done' };
    expect(meaningOf(plain, [])).toMatchObject({ kind: 'unavailable' });
  });

  it('that is half a JSON means that it is unavailable', () => {
    const cut = { status: 200, contentType: 'application/json', text: '{"data": [1,' };
    expect(meaningOf(cut, [])).toMatchObject({ kind: 'unavailable' });
  });

  it('without a body has none', () => {
    expect(meaningOf({ status: 204, contentType: '', text: '' }, [])).toMatchObject({
      kind: 'ok',
      body: undefined,
    });
  });
});

describe('the words of a refusal', () => {
  it.each([
    ['in `message`', { message: 'no such campaign' }],
    ['in `error`', { error: 'no such campaign' }],
    ['in `error.message`', { error: { code: 'X', message: 'no such campaign' } }],
    ['in a list', { errors: [{ message: 'no such campaign' }] }],
    ['as the whole body', 'no such  campaign'],
  ])('are found %s', (_, body) => {
    expect(json(400, body).message).toBe('the platform answered 400: no such campaign');
  });

  it('hide the key, as it is and as a URL writes it, and every address', () => {
    const body = {
      message: `key ${KEY} refused at https://there.example/a?api_key=${encodeURIComponent(KEY)} or ${encodeURIComponent(KEY)}`,
    };
    expect(json(401, body).message).toBe('the platform answered 401: key … refused at … or …');
  });

  it('are cut after 300 characters', () => {
    expect(json(400, { message: 'x'.repeat(1_000) }).message).toHaveLength(
      'the platform answered 400: '.length + 300,
    );
  });

  it('may be missing', () => {
    expect(json(400, { code: 7 }).message).toBe('the platform answered 400');
  });
});
