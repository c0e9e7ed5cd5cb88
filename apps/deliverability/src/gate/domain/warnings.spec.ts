import { describe, expect, it } from '@jest/globals';
import { warningsOf, type WarningFacts } from './warnings.js';

const DAY_MS = 86_400_000;
const now = new Date('2026-05-04T10:00:00.000Z');

/** The domain was first used exactly thirty days ago. */
const domain = (changes: { domain?: string; ageMs?: number; dmarc_policy?: string | null } = {}) => ({
  domain: changes.domain ?? 'a.example',
  first_seen_at: new Date(now.getTime() - (changes.ageMs ?? 30 * DAY_MS)),
  dmarc_policy: changes.dmarc_policy ?? null,
});

const sound: WarningFacts = {
  domains: [domain(), domain({ domain: 'b.example', dmarc_policy: 'quarantine' })],
  unknown_domains: [],
  tracks_recipients: true,
  has_tracking_domain: true,
  send_days: [1, 2, 3, 4, 5],
};
const warned = (facts: Partial<WarningFacts>) => warningsOf({ ...sound, ...facts }, now);

describe('the warnings of the gate', () => {
  it('are none for a campaign that follows all advice', () => {
    expect(warned({})).toEqual([]);
  });

  it('name a domain until it is thirty days old', () => {
    const young = [
      domain({ domain: 'new.example', ageMs: 30 * DAY_MS - 1 }),
      domain({ domain: 'today.example', ageMs: 0 }),
    ];

    expect(warned({ domains: [domain(), ...young] })).toEqual([
      {
        code: 'young_domain',
        message:
          'receivers distrust a domain in its first 30 days: new.example (29 days), today.example (0 days)',
      },
    ]);
    expect(warned({ domains: [domain({ ageMs: 30 * DAY_MS + 1 })] })).toEqual([]);
  });

  it('name the domains with a DMARC policy that asks for nothing', () => {
    const domains = ['none', 'quarantine', 'reject'].map((dmarc_policy) =>
      domain({ domain: `${dmarc_policy}.example`, dmarc_policy }),
    );

    expect(warned({ domains })).toMatchObject([
      { code: 'dmarc_policy_none', message: expect.stringContaining('of none.example is') },
    ]);
  });

  it('name the domains whose authentication is not known', () => {
    expect(warned({ unknown_domains: ['a.example', 'b.example'] })).toEqual([
      {
        code: 'authentication_unknown',
        message: 'SPF, DKIM or DMARC is not known of a.example, b.example',
      },
    ]);
  });

  it.each([
    ['opens or clicks are tracked without a domain for it', true, false, ['no_tracking_domain']],
    ['nothing is tracked', false, false, []],
    ['the workspace has a tracking domain', true, true, []],
    ['nobody knows whether it has one', true, undefined, []],
  ])('look at tracking domains: %s', (_, tracks_recipients, has_tracking_domain, codes) => {
    expect(warned({ tracks_recipients, has_tracking_domain }).map(({ code }) => code)).toEqual(codes);
  });

  it.each([
    [[5], undefined],
    [[6], 'the schedule sends on Saturday, when few people read business email'],
    [[1, 7], 'the schedule sends on Sunday, when few people read business email'],
    [[6, 7], 'the schedule sends on Saturday and Sunday, when few people read business email'],
    [undefined, undefined],
  ])('look at the days %j', (send_days, message) => {
    expect(warned({ send_days })[0]?.message).toBe(message);
  });

  it('come all together', () => {
    const facts = {
      domains: [domain({ ageMs: 0, dmarc_policy: 'none' })],
      unknown_domains: ['a.example'],
      has_tracking_domain: false,
      send_days: [6],
    };

    expect(warned(facts).map(({ code }) => code)).toEqual([
      'young_domain',
      'dmarc_policy_none',
      'authentication_unknown',
      'no_tracking_domain',
      'weekend_window',
    ]);
  });
});
