import { describe, expect, it } from '@jest/globals';
import { blockingReasons, DEFAULT_POLICY, type GateFacts } from './gate.js';

const sound: GateFacts = {
  stage_accounts: 20,
  sent: 1_000,
  bounced: 50,
  complained: 1,
  fleet_score: 75,
  eligible_accounts: 1,
  failing_domains: [],
};

const reasonsOf = (facts: Partial<GateFacts>) => blockingReasons({ ...sound, ...facts }, DEFAULT_POLICY);

describe('the gate', () => {
  it('lets a fleet through that meets every limit exactly', () => {
    expect(reasonsOf({})).toEqual([]);
  });

  it('says how many warm accounts are missing', () => {
    expect(reasonsOf({ stage_accounts: 14 })).toEqual([
      {
        code: 'insufficient_stage_inboxes',
        message: 'fleet has only 14 stage 3+ inboxes; 20 required',
        actual: 14,
        required: 20,
      },
    ]);
  });

  it('blocks a campaign of which no sending account may send', () => {
    expect(reasonsOf({ eligible_accounts: 0 })).toMatchObject([
      { code: 'no_eligible_inbox', actual: 0, required: 1 },
    ]);
  });

  it('names the domains that fail authentication', () => {
    expect(reasonsOf({ failing_domains: ['a.example', 'b.example'] })).toEqual([
      {
        code: 'authentication_failing',
        message: 'SPF, DKIM or DMARC fails for a.example, b.example; 0 failing domains required',
        actual: 2,
        required: 0,
      },
    ]);
  });

  it('blocks a bounce rate above the limit, from the smallest sample that says something', () => {
    expect(reasonsOf({ sent: 100, bounced: 6, complained: 0 })).toEqual([
      {
        code: 'bounce_rate_high',
        message: 'fleet bounced 6 % of 100 messages in 7 days; at most 5 % allowed',
        actual: 0.06,
        required: 0.05,
      },
    ]);
    expect(reasonsOf({ sent: 99, bounced: 99, complained: 0 })).toEqual([]);
  });

  it('blocks a complaint rate above the limit, and not one that nobody reports', () => {
    expect(reasonsOf({ complained: 2 })).toEqual([
      {
        code: 'complaint_rate_high',
        message: 'fleet drew complaints on 0.2 % of 1000 messages in 7 days; at most 0.1 % allowed',
        actual: 0.002,
        required: 0.001,
      },
    ]);
    expect(reasonsOf({ sent: 99, bounced: 0, complained: 9 })).toEqual([]);
    expect(reasonsOf({ complained: null })).toEqual([]);
  });

  it('blocks a fleet that scores too low, and not one that nothing is known of', () => {
    expect(reasonsOf({ fleet_score: 74 })).toEqual([
      { code: 'fleet_score_low', message: 'fleet scores only 74; 75 required', actual: 74, required: 75 },
    ]);
    expect(reasonsOf({ fleet_score: null })).toEqual([]);
  });

  it.each([
    ['an account fewer than required', { stage_accounts: 19 }, ['insufficient_stage_inboxes']],
    ['as many accounts as required', { stage_accounts: 20 }, []],
    ['an account more than required', { stage_accounts: 21 }, []],
    ['a point less than required', { fleet_score: 74 }, ['fleet_score_low']],
    ['the score that is required', { fleet_score: 75 }, []],
    ['a point more than required', { fleet_score: 76 }, []],
    ['a bounce less than the limit', { bounced: 49 }, []],
    ['bounces at the limit', { bounced: 50 }, []],
    ['a bounce more than the limit', { bounced: 51 }, ['bounce_rate_high']],
    ['no complaint', { complained: 0 }, []],
    ['complaints at the limit', { complained: 1 }, []],
    ['a complaint more than the limit', { complained: 2 }, ['complaint_rate_high']],
    ['a message less than the sample', { sent: 99, bounced: 99, complained: 99 }, []],
    [
      'as many messages as the sample',
      { sent: 100, bounced: 100, complained: 100 },
      ['bounce_rate_high', 'complaint_rate_high'],
    ],
    [
      'a message more than the sample',
      { sent: 101, bounced: 101, complained: 101 },
      ['bounce_rate_high', 'complaint_rate_high'],
    ],
    ['no account that may send', { eligible_accounts: 0 }, ['no_eligible_inbox']],
    ['one account that may send', { eligible_accounts: 1 }, []],
    ['two accounts that may send', { eligible_accounts: 2 }, []],
    ['one failing domain', { failing_domains: ['a.example'] }, ['authentication_failing']],
  ] as const)('with %s gives exactly its reasons', (_, facts, codes) => {
    expect(reasonsOf(facts).map(({ code }) => code)).toEqual(codes);
  });

  it('goes by the policy of the workspace', () => {
    const strict = { ...DEFAULT_POLICY, min_fleet_score: 76, max_bounce_rate: 0.04, min_stage_inboxes: 21 };
    expect(blockingReasons(sound, strict).map(({ code, required }) => [code, required])).toEqual([
      ['insufficient_stage_inboxes', 21],
      ['fleet_score_low', 76],
      ['bounce_rate_high', 0.04],
    ]);
  });

  it('gives every reason, not the first', () => {
    const reasons = blockingReasons(
      {
        stage_accounts: 0,
        sent: 200,
        bounced: 30,
        complained: 3,
        fleet_score: 10,
        eligible_accounts: 0,
        failing_domains: ['a.example'],
      },
      DEFAULT_POLICY,
    );

    expect(reasons.map(({ code }) => code)).toEqual([
      'insufficient_stage_inboxes',
      'fleet_score_low',
      'bounce_rate_high',
      'complaint_rate_high',
      'no_eligible_inbox',
      'authentication_failing',
    ]);
  });
});
