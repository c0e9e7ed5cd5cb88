import { allows, invalidTransition, type Campaign, type Transition } from './campaign.js';
import { requireReady, type Readiness } from './preflight.js';

export function launch(campaign: Campaign, readiness: Readiness, now: Date): Transition {
  if (!allows(campaign.state, 'launch')) throw invalidTransition(campaign, 'launch');
  requireReady(campaign, readiness);

  return { action: 'launch', at: now, to: { status: 'active', startedAt: now } };
}
