import { describe, expect, it } from '@jest/globals';
import { DomainError, newId } from '#kernel';
import type { Campaign } from './campaign.js';
import { assertStartable, overReasons, type Preflight } from './preflight.js';
import { launchOrResume } from './transitions.js';

const now = new Date('2026-05-04T10:00:00.000Z');

const draft: Campaign = {
  id: newId('camp'),
  workspaceId: newId('ws'),
  version: 3,
  state: { status: 'draft' },
  settings: { campaign_type: 'cold_outreach', platform: 'native' },
};

const passed: Preflight = {
  checkedVersion: 3,
  hasEligibleContact: true,
  inactiveAccounts: [],
  warmupReasons: [],
  withoutMailbox: [],
  withoutUnsubscribeLink: [],
  platformReasons: [],
  blockingReasons: [],
};

const refusalOf = (decide: () => unknown): DomainError => {
  try {
    decide();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('what a campaign needs to start', () => {
  it('is refused when no contact matches the filter', () => {
    const refusal = refusalOf(() =>
      launchOrResume(draft, 'launch', { ...passed, hasEligibleContact: false }, now),
    );

    expect(refusal).toMatchObject({ kind: 'rejected', code: 'empty_filter' });
  });

  it('is refused with the place of every account that cannot send', () => {
    const inactive = [
      { field: 'sending_account_ids.1', code: 'inactive_inbox' as const, message: 'is paused' },
    ];
    const refusal = refusalOf(() =>
      launchOrResume(draft, 'launch', { ...passed, inactiveAccounts: inactive }, now),
    );

    expect(refusal).toMatchObject({
      kind: 'rejected',
      code: 'inactive_inbox',
      details: { errors: inactive },
    });
  });

  it('is refused with the place of every message that has no unsubscribe link', () => {
    const withoutUnsubscribeLink = ['step 1', 'step 2, variant B'];
    const refusal = refusalOf(() =>
      launchOrResume(draft, 'launch', { ...passed, withoutUnsubscribeLink }, now),
    );

    expect(refusal).toMatchObject({
      kind: 'rejected',
      code: 'no_unsubscribe_link',
      message: expect.stringContaining('step 1; step 2, variant B'),
      details: { blocking_reasons: [{ code: 'no_unsubscribe_link' }] },
    });
  });

  it('is refused with every reason of the gate', () => {
    const reasons = [
      { code: 'insufficient_stage_inboxes', message: 'fleet has only 14 stage 3+ inboxes; 20 required' },
      { code: 'bounce_rate_high', message: 'too many bounces' },
    ];
    const refusal = refusalOf(() =>
      launchOrResume(draft, 'launch', { ...passed, blockingReasons: reasons }, now),
    );

    expect(refusal).toMatchObject({
      kind: 'rejected',
      code: 'gate_blocked',
      message: 'fleet has only 14 stage 3+ inboxes; 20 required; too many bounces',
      details: { blocking_reasons: reasons },
    });
  });

  it('is refused after a check of another version of the campaign', () => {
    const refusal = refusalOf(() => launchOrResume(draft, 'launch', { ...passed, checkedVersion: 2 }, now));

    expect(refusal).toMatchObject({ kind: 'conflict', code: 'invalid_transition' });
  });

  it('is refused for all reasons at once, with the code of the first', () => {
    const failed: Preflight = {
      checkedVersion: 3,
      hasEligibleContact: false,
      warmupReasons: [],
      withoutMailbox: [],
      inactiveAccounts: [{ field: 'sending_account_ids.0', code: 'inactive_inbox', message: 'is paused' }],
      withoutUnsubscribeLink: ['step 1'],
      platformReasons: [{ code: 'platform_not_connected', message: 'lemlist is not connected' }],
      blockingReasons: [{ code: 'fleet_score_low', message: 'fleet score is 60; 75 required' }],
    };
    const refusal = refusalOf(() => launchOrResume(draft, 'launch', failed, now));

    expect(refusal.code).toBe('platform_not_connected');
    expect(refusal.details.blocking_reasons?.map(({ code }) => code)).toEqual([
      'platform_not_connected',
      'empty_filter',
      'inactive_inbox',
      'no_unsubscribe_link',
      'fleet_score_low',
    ]);
  });

  it('is a state that allows it, before anything else', () => {
    const active: Campaign = { ...draft, state: { status: 'active', startedAt: now, activeSince: now } };

    expect(refusalOf(() => assertStartable(active, 'launch'))).toMatchObject({ code: 'invalid_transition' });
  });

  it('is not to be over', () => {
    const archived: Campaign = {
      ...draft,
      state: { status: 'archived', startedAt: now, completedAt: null, archivedAt: now },
    };
    expect(overReasons(archived)).toEqual([
      { code: 'campaign_is_over', message: 'the campaign is archived and cannot send again' },
    ]);
    expect(overReasons(draft)).toEqual([]);
  });
});
