import { Injectable } from '@nestjs/common';
import type { CampaignChanges, RequestOf, UpdateCampaign as UpdateCampaignRequest } from '#contracts';
import { Clock } from '#kernel';
import { assertUsable } from '../domain/reference-validation.js';
import { requireOpenWindow, update } from '../domain/update.js';
import { Campaigns } from '../persistence/campaigns.js';
import type { CampaignSettings, StoredCampaign } from '../persistence/stored-campaign.js';
import { ValidateReferences } from './validate-references.js';

@Injectable()
export class UpdateCampaign {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly validateReferences: ValidateReferences,
    private readonly clock: Clock,
  ) {}

  async execute({ changes, client_exists, ...ref }: RequestOf<typeof UpdateCampaignRequest>) {
    const decide = (current: StoredCampaign) => changed(current, changes, this.clock.now());
    // The part that needs no other service comes first: a wrong state stays a 409 while one of them is down.
    decide(await this.campaigns.get(ref));
    assertUsable(await this.validateReferences.execute(ref.workspace_id, changes, client_exists));

    return this.campaigns.change(ref, decide);
  }
}

function changed(current: StoredCampaign, changes: CampaignChanges, now: Date) {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  const settings: CampaignSettings = { ...current.settings, ...Object.fromEntries(given) };
  const transition = update(
    current,
    given.map(([field]) => field),
    now,
  );
  requireOpenWindow(settings);

  return { ...transition, settings };
}
