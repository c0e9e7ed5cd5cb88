import { Injectable } from '@nestjs/common';
import { TestPlatformAccount, type ConnectionTest, type SendingAccountId } from '#contracts';
import { notFound } from '#kernel';
import { RpcClient } from '#messaging';
import { AccountStates } from '../persistence/account-states.js';

const INACTIVE: ConnectionTest = {
  ok: false,
  code: 'not_active',
  message: 'its platform cannot send by it, or somebody has paused it: the account shows the reason',
};

/** Tests accounts by which an outside platform sends. */
@Injectable()
export class TestOnPlatform {
  constructor(
    private readonly accounts: AccountStates,
    private readonly rpc: RpcClient,
  ) {}

  /** @throws DomainError `not_found`, also for an account that is on no platform */
  async execute(id: SendingAccountId): Promise<ConnectionTest> {
    const account = await this.accounts.of(id);
    if (account === undefined) throw notFound('sending account', id);
    const { workspaceId: workspace_id, active } = account;
    const test = await this.rpc.request(TestPlatformAccount, { workspace_id, sending_account_id: id });
    return test.ok && !active ? INACTIVE : test;
  }
}
