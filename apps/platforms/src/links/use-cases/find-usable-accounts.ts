import { Injectable } from '@nestjs/common';
import { GetSendingAccounts, type SendingAccountView } from '#contracts';
import type { Id } from '#kernel';
import { RpcClient } from '#messaging';
import type { PlanAccount } from '../../clients/domain/campaign-plan.js';
import { PlatformAccounts } from '../../connections/index.js';

interface Asked {
  readonly workspaceId: Id<'ws'>;
  readonly connectionId: Id<'pcon'>;
  readonly accountIds: readonly Id<'ea'>[];
  readonly minHealthScore: number;
}

export interface UsableAccounts {
  /** Those by which the platform may send for the campaign. */
  readonly accounts: readonly PlanAccount[];
  /** Accounts of the campaign that are not connected at the platform, or cannot send there. */
  readonly missing: readonly Id<'ea'>[];
}

/** The accounts of a campaign at its platform. An account is there when its address is, whoever added it first. */
@Injectable()
export class FindUsableAccounts {
  constructor(
    private readonly rpc: RpcClient,
    private readonly platformAccounts: PlatformAccounts,
  ) {}

  async execute({ workspaceId, connectionId, accountIds, minHealthScore }: Asked): Promise<UsableAccounts> {
    const { results } = await this.rpc.request(GetSendingAccounts, {
      workspace_id: workspaceId,
      sending_account_ids: [...accountIds],
    });
    const there = await this.platformAccounts.active(connectionId, results.map(addressOf));
    const accounts = results
      .filter(({ status, health }) => status === 'active' && health.score >= minHealthScore)
      .flatMap((account) => {
        const externalId = there.get(addressOf(account));
        return externalId === undefined ? [] : [{ email: addressOf(account), externalId }];
      });
    return { accounts, missing: missingOf(accountIds, results, there) };
  }
}

const addressOf = ({ email }: SendingAccountView): string => email.toLowerCase();

function missingOf(
  accountIds: readonly Id<'ea'>[],
  accounts: readonly SendingAccountView[],
  there: ReadonlyMap<string, string>,
): Id<'ea'>[] {
  const found = new Set(accounts.filter((each) => there.has(addressOf(each))).map(({ id }) => id));
  return accountIds.filter((id) => !found.has(id));
}
