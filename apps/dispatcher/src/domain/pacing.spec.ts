import { describe, expect, it } from '@jest/globals';
import type { PacingFacts } from './pacing-facts.js';
import { pacingOf } from './pacing.js';

type PacedAccount = PacingFacts['accounts'][number];

const NOON = new Date('2026-05-04T12:00:00Z'); // a Monday
const MIDNIGHT = new Date('2026-05-05T00:00:00Z');
const PAST = new Date('2026-05-04T11:00:00Z');
const SOON = new Date('2026-05-04T12:05:00Z');

const anAccount = (facts: Partial<PacedAccount> = {}): PacedAccount => ({
  used: 10,
  limit: 40,
  own_limit: facts.limit ?? 40,
  resets_at: MIDNIGHT,
  next_at: PAST,
  rests_until: PAST,
  ...facts,
});

/** 5 due and 10 more to come, with room for 60 by two accounts and 480 by the campaign. */
const facts = (changes: Partial<PacingFacts> = {}): PacingFacts => ({
  held: false,
  delegated: false,
  start_hour: 9,
  end_hour: 17,
  send_days: [1, 2, 3, 4, 5],
  time_zone: 'UTC',
  recipient_time_zone: false,
  smart_time_gaps: false,
  used: 20,
  limit: 500,
  resets_at: MIDNIGHT,
  accounts: [anAccount(), anAccount()],
  stuck: [],
  due: 5,
  waiting: 15,
  next_due_at: PAST,
  ...changes,
});

describe('what a campaign can send', () => {
  it('is what is due, while nothing is in the way', () => {
    expect(pacingOf(facts(), NOON)).toEqual({
      sendable_now: 5,
      next_send_at: NOON.toISOString(),
      remaining_today: 60,
      binding_limit: null,
      blockers: [],
      limits: [
        { name: 'campaign_daily_limit', used: 20, limit: 500, resets_at: MIDNIGHT.toISOString() },
        { name: 'account_daily_limit', used: 20, limit: 80, resets_at: MIDNIGHT.toISOString() },
      ],
    });
  });

  it('shows the ramp beside the limits of the accounts, where it allows less', () => {
    const { limits } = pacingOf(
      facts({ accounts: [anAccount(), anAccount({ limit: 15, own_limit: 40 })] }),
      NOON,
    );

    expect(limits.slice(1)).toEqual([
      { name: 'account_daily_limit', used: 20, limit: 80, resets_at: MIDNIGHT.toISOString() },
      { name: 'warmup_ramp', used: 10, limit: 15, resets_at: MIDNIGHT.toISOString() },
    ]);
  });

  it('is one for each account whose gap is over, with smart time gaps', () => {
    const accounts = [anAccount(), anAccount({ next_at: SOON })];
    expect(pacingOf(facts({ smart_time_gaps: true, accounts }), NOON).sendable_now).toBe(1);
  });

  it.each([
    ['campaign_daily_limit', { limit: 30 }, 10],
    ['account_daily_limit', { accounts: [anAccount({ limit: 14 })] }, 4],
    ['warmup_ramp', { accounts: [anAccount({ limit: 14, own_limit: 15 })] }, 4],
    ['warmup_ramp', { accounts: [anAccount({ limit: 12 }), anAccount({ limit: 12, own_limit: 40 })] }, 4],
    [
      'account_daily_limit',
      {
        accounts: [
          anAccount({ limit: 14 }),
          anAccount({ limit: 15, own_limit: 40, rests_until: SOON, resets_at: NOON }),
        ],
      },
      4,
    ],
  ])('names %s where that leaves less than what waits', (binding_limit, changes, remaining_today) => {
    expect(pacingOf(facts(changes), NOON)).toMatchObject({ binding_limit, remaining_today });
  });
});

describe('what is in the way', () => {
  it.each([
    ['campaign_paused', { held: true }, undefined, null],
    ['no_eligible_inbox', { accounts: [] }, undefined, null],
    ['campaign_daily_limit', { used: 500 }, MIDNIGHT, new Date('2026-05-05T09:00:00Z')],
    [
      'account_daily_limit',
      { accounts: [anAccount({ used: 40 })] },
      MIDNIGHT,
      new Date('2026-05-05T09:00:00Z'),
    ],
    [
      'warmup_ramp',
      { accounts: [anAccount({ used: 15, limit: 15, own_limit: 40 })] },
      MIDNIGHT,
      new Date('2026-05-05T09:00:00Z'),
    ],
    ['account_resting', { accounts: [anAccount({ rests_until: SOON })] }, SOON, SOON],
    ['gap', { smart_time_gaps: true, accounts: [anAccount({ next_at: SOON })] }, SOON, SOON],
  ])('is %s, until when, and the next send after it', (code, changes, until, next) => {
    const pacing = pacingOf(facts(changes), NOON);

    expect(pacing).toMatchObject({ sendable_now: 0, next_send_at: next?.toISOString() ?? null });
    expect(pacing.blockers).toMatchObject([{ code, ...(until && { until: until.toISOString() }) }]);
  });

  it('is a closed window over a weekend', () => {
    const saturday = new Date('2026-05-09T12:00:00Z');
    const monday = '2026-05-11T09:00:00.000Z';

    expect(pacingOf(facts(), saturday)).toMatchObject({
      next_send_at: monday,
      blockers: [{ code: 'outside_window', until: monday }],
    });
  });

  it('is never a window where those of contacts count: what is due next says when', () => {
    const saturday = new Date('2026-05-09T12:00:00Z');
    const monday = new Date('2026-05-11T13:00:00Z');
    const waiting = facts({ recipient_time_zone: true, due: 0, next_due_at: monday });

    expect(pacingOf(waiting, saturday)).toMatchObject({ next_send_at: monday.toISOString(), blockers: [] });
    expect(pacingOf(facts({ recipient_time_zone: true }), saturday)).toMatchObject({ sendable_now: 5 });
  });

  it('of some follow-ups is named, while the rest can leave', () => {
    const accounts = [anAccount(), anAccount({ rests_until: MIDNIGHT })];
    const stuck = [{ email: 'ada@example.com', sends: 3 }];
    const pacing = pacingOf(facts({ accounts, stuck }), NOON);

    expect(pacing).toMatchObject({ sendable_now: 5, next_send_at: NOON.toISOString(), remaining_today: 60 });
    expect(pacing.blockers).toEqual([
      {
        code: 'account_resting',
        message: '1 of 2 sending accounts have sent what their server allows',
        until: MIDNIGHT.toISOString(),
      },
      {
        code: 'inactive_inbox',
        message:
          '3 follow-ups wait for ada@example.com: activate the account, or take it out of the campaign',
      },
    ]);
  });

  it('is reported whole, not only the first of it', () => {
    const pacing = pacingOf(facts({ held: true, used: 500, accounts: [] }), NOON);

    expect(pacing.blockers.map(({ code }) => code)).toEqual([
      'campaign_paused',
      'campaign_daily_limit',
      'no_eligible_inbox',
    ]);
  });
});
