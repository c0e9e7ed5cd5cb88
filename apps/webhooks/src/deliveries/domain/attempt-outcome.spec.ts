import { describe, expect, it } from '@jest/globals';
import { outcomeOf, type AttemptAnswer } from './attempt-outcome.js';

const endedAt = new Date('2026-11-29T12:00:00Z');
const after = (seconds: number): Date => new Date(endedAt.getTime() + seconds * 1_000);
const answered = (statusCode: number, retryAfter?: string): AttemptAnswer => ({
  statusCode,
  error: null,
  retryAfter,
});
const outcome = (answer: AttemptAnswer, failures = 0) => outcomeOf(answer, { failures, endedAt, random: 0 });

describe('the outcome of an attempt', () => {
  it.each([200, 201, 202, 204, 299])('is a success with %i', (status) => {
    expect(outcome(answered(status))).toEqual({ end: 'succeeded' });
  });

  it.each([100, 301, 302, 304, 307, 308, 400, 401, 403, 404, 408, 413, 429, 500, 502, 503])(
    'is another attempt after %i',
    (status) => {
      expect(outcome(answered(status))).toEqual({ end: 'retry', at: after(5) });
    },
  );

  it('is gone for good with 410, at whatever attempt', () => {
    expect([0, 3, 7].map((failures) => outcome(answered(410), failures).end)).toEqual([
      'gone',
      'gone',
      'gone',
    ]);
  });

  it.each(['timeout', 'connection_failed', 'tls_failed', 'name_not_found', 'address_not_allowed'])(
    'is another attempt after %s, also where a status came before',
    (error) => {
      expect(outcome({ statusCode: null, error, retryAfter: undefined }, 1).end).toBe('retry');
      expect(outcome({ statusCode: 200, error, retryAfter: undefined }, 1).end).toBe('retry');
    },
  );

  it('is given up with the eighth failure', () => {
    expect(outcome(answered(500), 6).end).toBe('retry');
    expect(outcome(answered(500), 7)).toEqual({ end: 'given_up' });
  });

  it.each([
    [429, '120', 120],
    [503, ' 60 ', 60],
    [503, 'Sun, 29 Nov 2026 13:00:00 GMT', 3_600],
    [429, '2', 5],
    [429, 'Sun, 29 Nov 2026 11:00:00 GMT', 5],
    [429, 'soon', 5],
    [429, '-10', 5],
    [429, '999999999', 36_000],
    [500, '120', 5],
  ])('waits after %i with Retry-After %s for %i s', (status, retryAfter, seconds) => {
    expect(outcome(answered(status, retryAfter))).toEqual({ end: 'retry', at: after(seconds) });
  });
});
