import { Injectable } from '@nestjs/common';
import {
  DEFAULT_WARMUP_RAMP,
  type CampaignChanges,
  type RequestOf,
  type UpdateCampaign as UpdateCampaignRequest,
} from '#contracts';
import { Clock } from '#kernel';
import { assertUsable } from '../domain/reference-validation.js';
import { requireOpenWindow, update } from '../domain/update.js';
import { isWarmup, rampOf } from '../domain/warmup.js';
import { Campaigns } from '../persistence/campaigns.js';
import type { CampaignSettings, StoredCampaign } from '../persistence/stored-campaign.js';
import { CheckWarmupAccounts } from './check-warmup-accounts.js';
import { referencesOf, ValidateReferences } from './validate-references.js';

@Injectable()
export class UpdateCampaign {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly validateReferences: ValidateReferences,
    private readonly checkWarmupAccounts: CheckWarmupAccounts,
    private readonly clock: Clock,
  ) {}

  async execute({ changes, client_exists, ...ref }: RequestOf<typeof UpdateCampaignRequest>) {
    const decide = (current: StoredCampaign) => changed(current, changes, this.clock.now());
    // The part that needs no other service comes first: a wrong state stays a 409 while one of them is down.
    const { settings } = decide(await this.campaigns.get(ref));
    const { campaign_type, platform, sending_account_ids } = settings;
    // Accounts that suited another platform may not suit the new one.
    const moved = changes.platform !== undefined && { sending_account_ids };
    const references = referencesOf({ ...moved, ...changes, campaign_type });
    const circumstances = { platform, clientExists: client_exists };
    assertUsable(await this.validateReferences.execute(ref.workspace_id, references, circumstances));
    if (isWarmup(settings)) await this.checkWarmupAccounts.execute(ref.workspace_id, sending_account_ids);

    return this.campaigns.change(ref, decide);
  }
}

function changed(current: StoredCampaign, changes: CampaignChanges, now: Date) {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  const merged: CampaignSettings = { ...current.settings, ...Object.fromEntries(given) };
  const settings = { ...merged, warmup: rampOf(merged, changes.warmup, DEFAULT_WARMUP_RAMP) };
  const transition = update(
    current,
    given.map(([field]) => field),
    now,
  );
  requireOpenWindow(settings);

  return { ...transition, settings };
}
