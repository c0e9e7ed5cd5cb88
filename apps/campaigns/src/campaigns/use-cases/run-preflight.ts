import { Injectable } from '@nestjs/common';
import { ResolveFilter } from '#contracts';
import { RpcClient } from '#messaging';
import { Deliverability } from '../../clients/deliverability.js';
import { FindMessagesWithoutUnsubscribeLink } from '../../sequences/index.js';
import { needsGate, type Preflight } from '../domain/preflight.js';
import { accountErrors } from '../domain/reference-validation.js';
import type { StoredCampaign } from '../persistence/stored-campaign.js';

/** Checks with the other services whether a campaign may send. A service that fails has not agreed: nothing changes. */
@Injectable()
export class RunPreflight {
  constructor(
    private readonly deliverability: Deliverability,
    private readonly findMessagesWithoutUnsubscribeLink: FindMessagesWithoutUnsubscribeLink,
    private readonly rpc: RpcClient,
  ) {}

  async execute(campaign: StoredCampaign): Promise<Preflight> {
    const { workspaceId, settings, version } = campaign;
    const [filter, { statusOf, blockingReasons }, withoutUnsubscribeLink] = await Promise.all([
      this.rpc.request(ResolveFilter, { workspace_id: workspaceId, filter: settings.contact_filter }),
      this.checkAccounts(campaign),
      this.findMessagesWithoutUnsubscribeLink.execute({
        workspace_id: workspaceId,
        sequence_id: settings.sequence_id,
      }),
    ]);
    return {
      checkedVersion: version,
      hasEligibleContact: filter.has_eligible,
      inactiveAccounts: accountErrors(settings.sending_account_ids, statusOf),
      withoutUnsubscribeLink,
      blockingReasons,
    };
  }

  /** One request in either case: the gate's answer has the status of the accounts. */
  private async checkAccounts(campaign: StoredCampaign) {
    const { workspaceId, settings } = campaign;
    if (!needsGate(campaign)) {
      const statusOf = await this.deliverability.statusOf(workspaceId, settings.sending_account_ids);
      return { statusOf, blockingReasons: [] };
    }
    const { accounts, blocking_reasons: blockingReasons } = await this.deliverability.checkGate(campaign);
    const statusOf = new Map(accounts.map(({ sending_account_id, status }) => [sending_account_id, status]));
    return { statusOf, blockingReasons };
  }
}
