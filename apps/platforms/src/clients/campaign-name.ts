import type { CampaignPlan } from './domain/campaign-plan.js';

/** The name of our campaign at a platform: the marker finds it again. */
export function nameThere({ name, marker }: Pick<CampaignPlan, 'name' | 'marker'>): string {
  return `${name} [${marker}]`;
}

/** Our own name of the campaign, out of its name there. */
export function ownName(name: string): string {
  return name.replace(/ \[camp_[^\]]*\]$/, '');
}
