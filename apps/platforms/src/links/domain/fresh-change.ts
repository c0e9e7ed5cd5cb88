import type { Link, LinkChange } from './link.js';

/** Facts that hold whatever is wanted by now. */
const FACTS = [
  'platformCampaignId',
  'createStartedAt',
  'mirroredVersion',
  'mirroredPlan',
  'readBack',
] as const satisfies readonly (keyof LinkChange)[];

/**
 * The part of a change that still holds when the campaign changed during the call that it followed from. Nobody knows
 * whether their campaign has the state that is wanted now.
 */
export function freshChange(change: LinkChange, seen: Link, fresh: Link): LinkChange {
  if (fresh.version === seen.version) return change;
  return Object.fromEntries(FACTS.filter((name) => name in change).map((name) => [name, change[name]]));
}
