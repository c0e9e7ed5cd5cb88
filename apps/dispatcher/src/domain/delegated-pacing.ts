import { campaignBlockers } from './pacing-blockers.js';
import { latest, left, type PacingFacts } from './pacing-facts.js';
import { campaignLimit, type Pacing } from './pacing.js';
import { claimInterval } from './recipient-window.js';

/** The sends of a delegated campaign that its own limit lets leave; its platform knows the limits and gaps of the accounts. */
export function delegatedPacingOf(facts: PacingFacts, now: Date): Pacing {
  const blockers = campaignBlockers(facts, now);
  const remaining = left(facts);

  return {
    sendable_now: blockers.length > 0 ? 0 : Math.min(facts.due, remaining),
    next_send_at: nextSendAt(facts, now)?.toISOString() ?? null,
    remaining_today: remaining,
    binding_limit: facts.waiting > remaining ? 'campaign_daily_limit' : null,
    blockers,
    limits: [campaignLimit(facts)],
  };
}

function nextSendAt(facts: PacingFacts, now: Date): Date | null {
  const { held, next_due_at, resets_at } = facts;
  if (held || next_due_at === null) return null;
  const earliestTry = latest([now, next_due_at, ...(left(facts) === 0 ? [resets_at] : [])]);
  return latest([earliestTry, claimInterval(facts, earliestTry).from]);
}
