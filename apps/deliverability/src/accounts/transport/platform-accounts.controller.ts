import { Controller } from '@nestjs/common';
import { SyncPlatformAccounts, type RequestOf } from '#contracts';
import { HandlesRequest } from '#messaging';
import { PlatformAccountSync } from '../persistence/platform-account-sync.js';

@Controller()
export class PlatformAccountsController {
  constructor(private readonly accounts: PlatformAccountSync) {}

  @HandlesRequest(SyncPlatformAccounts)
  async sync(fleet: RequestOf<typeof SyncPlatformAccounts>) {
    return { sending_account_ids: await this.accounts.apply(fleet) };
  }
}
