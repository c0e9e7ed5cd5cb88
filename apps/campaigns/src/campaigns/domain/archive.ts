import { allows, invalidTransition, type Campaign, type Transition } from './campaign.js';

/** An archived campaign keeps what it has lived through: whether it was ever launched, and whether it came to its end. */
export function archive(campaign: Campaign, now: Date): Transition {
  const { state } = campaign;
  if (!allows(state, 'archive')) throw invalidTransition(campaign, 'archive');

  return {
    action: 'archive',
    at: now,
    to: {
      status: 'archived',
      startedAt: state.status === 'draft' ? null : state.startedAt,
      completedAt: state.status === 'completed' ? state.completedAt : null,
      archivedAt: now,
    },
  };
}

/** Whether sends of it could be under way. */
export const wasRunning = ({ state }: Campaign): boolean =>
  state.status === 'archived' && state.startedAt !== null && state.completedAt === null;
