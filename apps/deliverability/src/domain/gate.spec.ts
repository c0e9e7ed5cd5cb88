import { describe, expect, it } from '@jest/globals';
import { blockingReasons, DEFAULT_POLICY, type GateFacts } from './gate.js';

const sound: GateFacts = {
  stageInboxes: 20,
  sent: 1_000,
  bounced: 50,
  eligibleInboxes: 1,
  failingDomains: [],
};

const reasonsOf = (facts: Partial<GateFacts>) => blockingReasons({ ...sound, ...facts }, DEFAULT_POLICY);

describe('the gate', () => {
  it('lets a fleet through that meets every limit exactly', () => {
    expect(reasonsOf({})).toEqual([]);
  });

  it('says how many warm inboxes are missing', () => {
    expect(reasonsOf({ stageInboxes: 14 })).toEqual([
      {
        code: 'insufficient_stage_inboxes',
        message: 'fleet has only 14 stage 3+ inboxes; 20 required',
        actual: 14,
        required: 20,
      },
    ]);
  });

  it('blocks a campaign none of whose inboxes may send', () => {
    expect(reasonsOf({ eligibleInboxes: 0 })).toMatchObject([
      { code: 'no_eligible_inbox', actual: 0, required: 1 },
    ]);
  });

  it('names the domains that fail authentication', () => {
    expect(reasonsOf({ failingDomains: ['a.example', 'b.example'] })).toEqual([
      {
        code: 'authentication_failing',
        message: 'SPF, DKIM or DMARC fails for a.example, b.example; 0 failing domains required',
        actual: 2,
        required: 0,
      },
    ]);
  });

  it('blocks a bounce rate above the limit, from the smallest sample that says something', () => {
    expect(reasonsOf({ sent: 100, bounced: 6 })).toEqual([
      {
        code: 'bounce_rate_high',
        message: 'fleet bounced 6 % of 100 messages in 7 days; at most 5 % allowed',
        actual: 0.06,
        required: 0.05,
      },
    ]);
    expect(reasonsOf({ sent: 99, bounced: 99 })).toEqual([]);
  });

  it('tells every reason, not the first', () => {
    const reasons = blockingReasons(
      { stageInboxes: 0, sent: 200, bounced: 30, eligibleInboxes: 0, failingDomains: ['a.example'] },
      DEFAULT_POLICY,
    );

    expect(reasons.map(({ code }) => code)).toEqual([
      'insufficient_stage_inboxes',
      'no_eligible_inbox',
      'authentication_failing',
      'bounce_rate_high',
    ]);
  });
});
