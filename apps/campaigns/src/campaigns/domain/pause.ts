import { allows, invalidTransition, type Campaign, type Transition } from './campaign.js';

export function pause(campaign: Campaign, reason: string | null, now: Date): Transition {
  const { state } = campaign;
  if (!allows(state, 'pause')) throw invalidTransition(campaign, 'pause');

  return {
    action: 'pause',
    at: now,
    to: { status: 'paused', startedAt: state.startedAt, pausedBy: 'user', pauseReason: reason },
  };
}
