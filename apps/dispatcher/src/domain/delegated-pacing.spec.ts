import { describe, expect, it } from '@jest/globals';
import { delegatedPacingOf } from './delegated-pacing.js';
import type { PacingFacts } from './pacing-facts.js';

const NOON = new Date('2026-05-04T12:00:00Z'); // a Monday
const MIDNIGHT = new Date('2026-05-05T00:00:00Z');

const facts = (changes: Partial<PacingFacts> = {}): PacingFacts => ({
  held: false,
  delegated: true,
  start_hour: 9,
  end_hour: 17,
  send_days: [1, 2, 3, 4, 5],
  time_zone: 'UTC',
  recipient_time_zone: false,
  smart_time_gaps: true,
  used: 20,
  limit: 25,
  resets_at: MIDNIGHT,
  accounts: [],
  stuck: [],
  due: 4,
  waiting: 4,
  next_due_at: NOON,
  ...changes,
});
const LIMIT = { name: 'campaign_daily_limit', used: 20, limit: 25, resets_at: MIDNIGHT.toISOString() };

describe('a delegated campaign can send', () => {
  it('what is due within its own limit, whatever the accounts are', () => {
    expect(delegatedPacingOf(facts(), NOON)).toEqual({
      sendable_now: 4,
      next_send_at: NOON.toISOString(),
      remaining_today: 5,
      binding_limit: null,
      blockers: [],
      limits: [LIMIT],
    });
    expect(delegatedPacingOf(facts({ due: 9, waiting: 9 }), NOON)).toMatchObject({
      sendable_now: 5,
      binding_limit: 'campaign_daily_limit',
    });
  });

  it('nothing while it is paused, outside of its window, or after its limit', () => {
    expect(delegatedPacingOf(facts({ held: true }), NOON)).toMatchObject({
      sendable_now: 0,
      next_send_at: null,
      blockers: [{ code: 'campaign_paused' }],
    });
    const evening = new Date('2026-05-04T18:00:00Z');
    expect(delegatedPacingOf(facts(), evening)).toMatchObject({
      sendable_now: 0,
      next_send_at: '2026-05-05T09:00:00.000Z',
      blockers: [{ code: 'outside_window' }],
    });
    expect(delegatedPacingOf(facts({ used: 25 }), NOON)).toMatchObject({
      sendable_now: 0,
      next_send_at: '2026-05-05T09:00:00.000Z',
      blockers: [{ code: 'campaign_daily_limit' }],
    });
  });

  it('nothing that does not wait', () => {
    expect(delegatedPacingOf(facts({ due: 0, waiting: 0, next_due_at: null }), NOON)).toMatchObject({
      sendable_now: 0,
      next_send_at: null,
      blockers: [],
    });
  });
});
