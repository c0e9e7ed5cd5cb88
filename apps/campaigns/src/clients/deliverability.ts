import { Injectable } from '@nestjs/common';
import { CheckGate, GetSendingAccounts, type ResponseOf, type SendingAccountView } from '#contracts';
import { notFound, type Id } from '#kernel';
import { RpcClient } from '#messaging';
import type { StoredCampaign } from '../campaigns/persistence/stored-campaign.js';

/** Every method rejects with `unavailable` when the deliverability service does not answer. */
@Injectable()
export class Deliverability {
  constructor(private readonly rpc: RpcClient) {}

  /** By id; accounts that the workspace does not have are absent. */
  async accountsOf(
    workspaceId: Id<'ws'>,
    ids: readonly Id<'ea'>[],
  ): Promise<Map<string, SendingAccountView>> {
    if (ids.length === 0) return new Map();
    const { results } = await this.rpc.request(GetSendingAccounts, {
      workspace_id: workspaceId,
      sending_account_ids: [...ids],
    });
    return new Map(results.map((account) => [account.id, account]));
  }

  /** @throws DomainError `not_found` for one that the workspace does not have */
  async account(workspaceId: Id<'ws'>, id: Id<'ea'>): Promise<SendingAccountView> {
    const { results } = await this.rpc.request(GetSendingAccounts, {
      workspace_id: workspaceId,
      sending_account_ids: [id],
    });
    const [account] = results;
    if (account === undefined) throw notFound('sending account', id);
    return account;
  }

  checkGate(
    { id, workspaceId, settings }: StoredCampaign,
    hasTrackingDomain: boolean | undefined,
  ): Promise<ResponseOf<typeof CheckGate>> {
    return this.rpc.request(CheckGate, {
      workspace_id: workspaceId,
      campaign_id: id,
      sending_account_ids: settings.sending_account_ids,
      min_health_score: settings.min_health_score,
      tracks_recipients: settings.open_tracking_enabled || settings.link_tracking_enabled,
      has_tracking_domain: hasTrackingDomain,
      send_days: settings.send_days,
    });
  }
}
