import { describe, expect, it } from '@jest/globals';
import { newId } from '#kernel';
import type { AttemptOutcome } from './attempt-outcome.js';
import type { EndedAttempt } from './attempt.js';
import type { FailingStreak } from './failing-streak.js';
import { queueChange } from './queue-change.js';

const DAY_MS = 86_400_000;
const now = new Date('2026-11-29T12:00:00Z');
const later = (ms: number): Date => new Date(now.getTime() + ms);
const NEW: FailingStreak = { failingSince: null, lastAttemptAt: null, lastSuccessAt: null };

const attempt = (outcome: AttemptOutcome, at = now): EndedAttempt => ({
  delivery: { webhookId: newId('wh'), eventId: newId('evt'), failures: 0 },
  url: 'https://receiver.test/hook',
  entry: { at, durationMs: 5, statusCode: null, error: null, responseBody: null },
  outcome,
});

describe('the change that attempts make', () => {
  it('counts them, and is due when the first of them is tried again', () => {
    const attempts = [
      attempt({ end: 'succeeded' }),
      attempt({ end: 'retry', at: later(300_000) }),
      attempt({ end: 'retry', at: later(5_000) }),
      attempt({ end: 'given_up' }),
    ];
    expect(queueChange(NEW, attempts)).toMatchObject({
      dueAt: later(5_000),
      figures: { attempts: 4, successes: 1, givenUp: 1 },
      disabled: null,
    });
    expect(queueChange(NEW, [attempt({ end: 'succeeded' })]).dueAt).toBeNull();
  });

  it('switches off what is gone, and what has failed for five days', () => {
    const failing = { ...NEW, failingSince: later(-5 * DAY_MS), lastAttemptAt: later(-3_600_000) };
    expect(queueChange(NEW, [attempt({ end: 'gone' })]).disabled).toMatchObject({ reason: 'gone' });
    expect(queueChange(failing, [attempt({ end: 'given_up' })]).disabled).toMatchObject({
      reason: 'failing',
    });
    const younger = { ...failing, failingSince: later(1 - 5 * DAY_MS) };
    expect(queueChange(younger, [attempt({ end: 'given_up' })]).disabled).toBeNull();
  });

  it('switches nothing off that has had a success since', () => {
    const failing = { ...NEW, failingSince: later(-6 * DAY_MS), lastAttemptAt: later(-3_600_000) };
    const attempts = [attempt({ end: 'succeeded' }, later(-10)), attempt({ end: 'given_up' })];
    expect(queueChange(failing, attempts).disabled).toBeNull();
  });
});
