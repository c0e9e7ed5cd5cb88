import { allows, invalidTransition, type Campaign, type Transition } from './campaign.js';

export function complete(campaign: Campaign, now: Date): Transition {
  const { state } = campaign;
  if (!allows(state, 'complete')) throw invalidTransition(campaign, 'complete');

  return {
    action: 'complete',
    at: now,
    to: { status: 'completed', startedAt: state.startedAt, completedAt: now },
  };
}
