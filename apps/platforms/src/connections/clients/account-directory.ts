import { Injectable } from '@nestjs/common';
import { SyncPlatformAccounts, type SyncedAccount } from '#contracts';
import type { Id } from '#kernel';
import { RpcClient } from '#messaging';
import type { Connection } from '../domain/connection.js';

type Owner = Pick<Connection, 'workspace_id' | 'platform' | 'time_zone'>;

/** The sending accounts of workspaces, which deliverability has. */
@Injectable()
export class AccountDirectory {
  constructor(private readonly rpc: RpcClient) {}

  /** Stores accounts of a platform; their ids, in their order. */
  async store(owner: Owner, accounts: readonly SyncedAccount[]): Promise<Id<'ea'>[]> {
    return this.sync(owner, { accounts: [...accounts], gone: [] });
  }

  async disconnect(owner: Owner, emails: readonly string[], reason: string): Promise<void> {
    await this.sync(owner, { accounts: [], gone: emails.map((email) => ({ email, reason })) });
  }

  private async sync(
    { workspace_id, platform, time_zone }: Owner,
    changes: { accounts: SyncedAccount[]; gone: { email: string; reason: string }[] },
  ): Promise<Id<'ea'>[]> {
    const asked = { workspace_id, platform, time_zone, ...changes };
    return (await this.rpc.request(SyncPlatformAccounts, asked)).sending_account_ids;
  }
}
