import { describe, expect, it } from '@jest/globals';
import { DomainError, newId } from '#kernel';
import type { Campaign } from './campaign.js';
import { assertLaunchable, type Preflight } from './preflight.js';
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
    const inactive = [{ field: 'sending_account_ids.1', code: 'inactive_inbox', message: 'is paused' }];
    const refusal = refusalOf(() =>
      launchOrResume(draft, 'launch', { ...passed, inactiveAccounts: inactive }, now),
    );

    expect(refusal).toMatchObject({
      kind: 'rejected',
      code: 'inactive_inbox',
      details: { errors: inactive },
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

  it('names a wrong state before a platform that is not connected', () => {
    const delegated: Campaign = { ...draft, settings: { ...draft.settings, platform: 'lemlist' } };
    const active: Campaign = { ...delegated, state: { status: 'active', startedAt: now } };

    expect(refusalOf(() => assertLaunchable(active, 'launch'))).toMatchObject({ code: 'invalid_transition' });
    expect(refusalOf(() => assertLaunchable(delegated, 'launch'))).toMatchObject({
      kind: 'rejected',
      code: 'platform_not_connected',
    });
  });
});
