import { Injectable } from '@nestjs/common';
import type { CheckDelegatedCampaign, RequestOf } from '#contracts';
import type { Id } from '#kernel';
import { Connections, type Connection } from '../../connections/index.js';
import { startReasons, type StartReason } from '../domain/start-reasons.js';
import { FindUsableAccounts } from './find-usable-accounts.js';

@Injectable()
export class CheckCampaign {
  constructor(
    private readonly connections: Connections,
    private readonly findUsableAccounts: FindUsableAccounts,
  ) {}

  /** Every reason why the platform cannot send the campaign; which accounts it has is known only of a connected one. */
  async execute(asked: RequestOf<typeof CheckDelegatedCampaign>): Promise<StartReason[]> {
    const { workspace_id, client_id, platform, sending_account_ids } = asked;
    const connection = await this.connections.serving({ workspace_id, platform, client_id });
    const missing = connection === undefined ? [] : await this.missingAccounts(asked, connection.id);
    return [
      ...connectionReasons(platform, connection),
      ...startReasons({
        platform,
        campaignType: asked.campaign_type,
        recipientTimeZone: asked.recipient_time_zone,
        accounts: sending_account_ids.length,
        missingAccounts: missing.length,
        namesSender: asked.names_sender,
        delaysMs: asked.delays_ms,
      }),
    ];
  }

  private async missingAccounts(
    { workspace_id, sending_account_ids, min_health_score }: RequestOf<typeof CheckDelegatedCampaign>,
    connectionId: Id<'pcon'>,
  ): Promise<readonly Id<'ea'>[]> {
    const { missing } = await this.findUsableAccounts.execute({
      workspaceId: workspace_id,
      connectionId,
      accountIds: sending_account_ids,
      minHealthScore: min_health_score,
    });
    return missing;
  }
}

function connectionReasons(platform: string, connection: Connection | undefined): StartReason[] {
  const code = 'platform_not_connected';
  if (connection === undefined) return [{ code, message: `${platform} is not connected to this workspace` }];
  if (connection.status === 'working') return [];
  return [{ code, message: `the connection to ${platform} is broken: ${connection.reason ?? 'unknown'}` }];
}
