import type { Link } from '../src/links/domain/link.js';
import { aPlan } from './a-plan.js';

/** A link that was just launched. */
export const aLink = (changes: Partial<Link> = {}): Link => ({
  version: 2,
  wanted: 'active',
  waitsFor: null,
  platformCampaignId: null,
  createStartedAt: null,
  mirroredVersion: null,
  mirroredPlan: null,
  readBack: null,
  observed: null,
  confirmed: false,
  confirmedAt: null,
  drift: [],
  error: null,
  attempts: 0,
  nextAttemptAt: null,
  ...changes,
});

/** A link that is as it should be. */
export const aConfirmedLink = (changes: Partial<Link> = {}): Link =>
  aLink({
    platformCampaignId: '4711',
    mirroredVersion: 2,
    mirroredPlan: aPlan(),
    readBack: { accounts: ['sales@ours.example'], settings: { dailyLimit: 500 } },
    observed: 'active',
    confirmed: true,
    confirmedAt: new Date('2026-11-30T09:00:00Z'),
    ...changes,
  });
