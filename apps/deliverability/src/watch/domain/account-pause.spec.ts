import { describe, expect, it } from '@jest/globals';
import { newId } from '#kernel';
import { alertsOf, brokenRulesOf, pauseOf, type WatchedAccount } from './account-pause.js';

const at = new Date('2026-05-04T10:00:00.000Z');

const account: WatchedAccount = {
  id: newId('ea'),
  workspace_id: newId('ws'),
  email: 'ada@outreach.example',
  mode: 'automated',
  account_pause_min_sample: 20,
  account_pause_max_bounce_rate: 0.08,
  watch_since: null,
  sent: 100,
  bounced: 0,
  failing: [],
  tolerated_failures: [],
};

const messagesOf = (changes: Partial<WatchedAccount>) =>
  brokenRulesOf({ ...account, ...changes }).map(({ message }) => message);

describe('the bounces of an account', () => {
  it.each([
    [0, 0, 0],
    [19, 19, 0],
    [20, 1, 0],
    [20, 2, 1],
    [25, 2, 0],
    [25, 3, 1],
    [100, 8, 0],
    [100, 9, 1],
  ])('of %d sent and %d bounced break %d rules', (sent, bounced, broken) => {
    expect(messagesOf({ sent, bounced })).toHaveLength(broken);
  });

  it('are told with the address and the figures', () => {
    expect(messagesOf({ sent: 20, bounced: 2 })).toEqual([
      'ada@outreach.example bounced 10 % of 20 messages in 24 hours; at most 8 % allowed',
    ]);
  });
});

describe('the authentication of an account', () => {
  it.each([
    [[], []],
    [['spf'], ['SPF fails for ada@outreach.example']],
    [['spf', 'dmarc'], ['SPF and DMARC fail for ada@outreach.example']],
  ] as const)('failing %j breaks %j', (failing, messages) => {
    expect(messagesOf({ failing })).toEqual(messages);
  });

  it('breaks a rule anew only where more fails than a person has accepted', () => {
    const tolerated_failures = ['spf'] as const;

    expect(messagesOf({ failing: ['spf'], tolerated_failures })).toEqual([]);
    expect(messagesOf({ failing: [], tolerated_failures })).toEqual([]);
    expect(messagesOf({ failing: ['spf', 'dkim'], tolerated_failures })).toHaveLength(1);
  });
});

describe('an account that breaks rules', () => {
  const bad: WatchedAccount = { ...account, sent: 20, bounced: 2, failing: ['dkim'] };

  it('is paused once, with every reason', () => {
    expect(pauseOf(bad, at)).toMatchObject({
      type: 'account_paused',
      message:
        'ada@outreach.example bounced 10 % of 20 messages in 24 hours; at most 8 % allowed; DKIM fails for ada@outreach.example',
      reasons: [{ code: 'bounce_rate_high' }, { code: 'authentication_failing' }],
    });
  });

  it('raises each alert once between two activations, and again when something else fails', () => {
    const occasions = (changes: Partial<WatchedAccount>) =>
      alertsOf({ ...bad, ...changes }, at).map(({ occasion }) => occasion);
    const [bounces, failures] = occasions({});

    expect(occasions({ sent: 40, bounced: 8 })).toEqual([bounces, failures]);
    expect(occasions({ failing: ['dkim', 'spf'] })).toEqual([
      bounces,
      expect.not.stringMatching(String(failures) + '$'),
    ]);
    expect(occasions({ watch_since: at })).not.toContain(bounces);
  });
});
