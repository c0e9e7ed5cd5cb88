import { allows, invalidTransition, type BrokenRate, type Campaign, type Transition } from './campaign.js';
import { assertPassed, type Preflight } from './preflight.js';

/** A resumed campaign keeps the day it was first launched. */
export function launchOrResume(
  campaign: Campaign,
  action: 'launch' | 'resume',
  preflight: Preflight,
  now: Date,
): Transition {
  const { state } = campaign;
  if (!allows(state, action)) throw invalidTransition(campaign, action);
  assertPassed(campaign, preflight);

  const startedAt = state.status === 'draft' ? now : state.startedAt;
  return { action, at: now, to: { status: 'active', startedAt, activeSince: now } };
}

export function pause(campaign: Campaign, reason: string | null, now: Date): Transition {
  const { state } = campaign;
  if (!allows(state, 'pause')) throw invalidTransition(campaign, 'pause');

  return {
    action: 'pause',
    at: now,
    to: { status: 'paused', startedAt: state.startedAt, pausedBy: 'user', pauseReason: reason },
  };
}

/** The figures of a campaign that broke the policy, counted from a launch or resume on. */
export interface Unhealthy {
  readonly since: Date;
  readonly reasons: readonly BrokenRate[];
}

/**
 * Undefined when the campaign is not active, or was resumed after `since`: a person has seen those figures, and the later ones
 * are judged by themselves.
 */
export function autoPause(
  campaign: Campaign,
  { since, reasons }: Unhealthy,
  now: Date,
): Transition | undefined {
  const { state } = campaign;
  if (!allows(state, 'auto_pause') || since < state.activeSince) return undefined;

  return {
    action: 'auto_pause',
    at: now,
    to: {
      status: 'paused',
      startedAt: state.startedAt,
      pausedBy: 'deliverability',
      pauseReason: reasons.map(({ message }) => message).join('; '),
      blockingReasons: reasons,
    },
  };
}

export function complete(campaign: Campaign, now: Date): Transition {
  const { state } = campaign;
  if (!allows(state, 'complete')) throw invalidTransition(campaign, 'complete');

  return {
    action: 'complete',
    at: now,
    to: { status: 'completed', startedAt: state.startedAt, completedAt: now },
  };
}

/**
 * Undefined when the campaign was changed since `version` was exhausted. A paused or archived campaign stays so; one with
 * another filter, or resumed, may have more to do, and enrollment publishes again when it has not.
 */
export function completeExhausted(
  campaign: Campaign,
  version: number | undefined,
  now: Date,
): Transition | undefined {
  const isOutdated = version !== undefined && version !== campaign.version;
  return isOutdated || !allows(campaign.state, 'complete') ? undefined : complete(campaign, now);
}

/** An archived campaign keeps its first start and its end, where it had them. */
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

/** Whether sends of the archived campaign could be under way. */
export const wasRunning = ({ state }: Campaign): boolean =>
  state.status === 'archived' && state.startedAt !== null && state.completedAt === null;
