import { allows, invalidTransition, type Campaign, type Transition } from './campaign.js';
import { requireReady, type Readiness } from './preflight.js';

/** A resumed campaign keeps the day it was first launched. */
export function resume(campaign: Campaign, readiness: Readiness, now: Date): Transition {
  const { state } = campaign;
  if (!allows(state, 'resume')) throw invalidTransition(campaign, 'resume');
  requireReady(campaign, readiness);

  return { action: 'resume', at: now, to: { status: 'active', startedAt: state.startedAt } };
}
