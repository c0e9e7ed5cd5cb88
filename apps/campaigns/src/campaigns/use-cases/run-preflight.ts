import { Injectable } from '@nestjs/common';
import { ResolveFilter } from '#contracts';
import { RpcClient } from '#messaging';
import { Deliverability } from '../../clients/deliverability.js';
import { accountProblems } from '../domain/reference-validation.js';
import { needsGate, type Readiness } from '../domain/preflight.js';
import type { StoredCampaign } from '../persistence/stored-campaign.js';

/**
 * Asks everybody who has a say in whether a campaign may send. Who cannot answer has not said yes: the failure goes to
 * the caller and nothing changes.
 */
@Injectable()
export class CheckReadiness {
  constructor(
    private readonly deliverability: Deliverability,
    private readonly rpc: RpcClient,
  ) {}

  async execute(campaign: StoredCampaign): Promise<Readiness> {
    const { workspaceId, settings } = campaign;
    const [filter, statusOf, blockingReasons] = await Promise.all([
      this.rpc.request(ResolveFilter, { workspace_id: workspaceId, filter: settings.contact_filter }),
      this.deliverability.statusOf(workspaceId, settings.sending_account_ids),
      needsGate(campaign) ? this.deliverability.blockingReasons(campaign) : [],
    ]);
    return {
      judgedVersion: campaign.version,
      hasEligibleContact: filter.has_eligible,
      inactiveAccounts: accountProblems(settings.sending_account_ids, statusOf),
      blockingReasons,
    };
  }
}
