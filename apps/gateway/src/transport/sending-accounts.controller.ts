import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  AccountProvider,
  AccountStatus,
  ActivateSendingAccount,
  CreateSendingAccount,
  DeleteSendingAccount,
  filledText,
  GetSendingAccounts,
  ListSendingAccounts,
  PauseSendingAccount,
  SendingAccountChanges,
  SendingAccountInput,
  TestSendingAccount,
  UpdateSendingAccount,
  type ConnectionTest,
  type Page,
  type SendingAccountId,
  type SendingAccountView,
} from '#contracts';
import { notFound, type JsonText } from '#kernel';
import { RpcClient } from '#messaging';
import type { z } from 'zod';
import { FromCaller, type Caller } from '../auth/caller.js';
import { NeedsScope } from '../auth/route-access.js';
import { PathId } from '../http/path-id.js';
import { anyOf, ListQuery } from '../http/query.js';

const AccountQuery = ListQuery.extend({
  status: anyOf(AccountStatus).optional(),
  provider: anyOf(AccountProvider).optional(),
  search: filledText(254).optional(),
});
type AccountQuery = z.infer<typeof AccountQuery>;

const accountId = new PathId('ea', 'sending account');

@Controller('api/v1/sending-accounts')
export class SendingAccountsController {
  constructor(private readonly rpc: RpcClient) {}

  @Post()
  @NeedsScope('sending_accounts:write')
  create(
    @FromCaller() { workspaceId, timeZone }: Caller,
    @Body({ schema: SendingAccountInput }) account: SendingAccountInput,
  ): Promise<SendingAccountView> {
    return this.rpc.request(CreateSendingAccount, {
      workspace_id: workspaceId,
      workspace_time_zone: timeZone,
      account,
    });
  }

  @Get()
  @NeedsScope('sending_accounts:read')
  list(
    @FromCaller() { workspaceId }: Caller,
    @Query({ schema: AccountQuery }) query: AccountQuery,
  ): Promise<JsonText<Page<SendingAccountView>>> {
    return this.rpc.relay(ListSendingAccounts, { workspace_id: workspaceId, ...query });
  }

  @Get(':id')
  @NeedsScope('sending_accounts:read')
  async get(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', accountId) id: SendingAccountId,
  ): Promise<SendingAccountView> {
    const asked = { workspace_id: workspaceId, sending_account_ids: [id] };
    const [account] = (await this.rpc.request(GetSendingAccounts, asked)).results;
    if (account === undefined) throw notFound('sending account', id);
    return account;
  }

  @Patch(':id')
  @NeedsScope('sending_accounts:write')
  update(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', accountId) id: SendingAccountId,
    @Body({ schema: SendingAccountChanges }) changes: SendingAccountChanges,
  ): Promise<SendingAccountView> {
    return this.rpc.request(UpdateSendingAccount, {
      workspace_id: workspaceId,
      sending_account_id: id,
      changes,
    });
  }

  @Delete(':id')
  @HttpCode(204)
  @NeedsScope('sending_accounts:write')
  async delete(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', accountId) id: SendingAccountId,
  ): Promise<void> {
    await this.rpc.request(DeleteSendingAccount, { workspace_id: workspaceId, sending_account_id: id });
  }

  @Post(':id/pause')
  @HttpCode(200)
  @NeedsScope('sending_accounts:write')
  pause(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', accountId) id: SendingAccountId,
  ): Promise<SendingAccountView> {
    return this.rpc.request(PauseSendingAccount, { workspace_id: workspaceId, sending_account_id: id });
  }

  @Post(':id/activate')
  @HttpCode(200)
  @NeedsScope('sending_accounts:write')
  activate(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', accountId) id: SendingAccountId,
  ): Promise<SendingAccountView> {
    return this.rpc.request(ActivateSendingAccount, { workspace_id: workspaceId, sending_account_id: id });
  }

  /** A session that fails is what was asked about, and so is a 200. */
  @Post(':id/test')
  @HttpCode(200)
  @NeedsScope('sending_accounts:write')
  async test(
    @FromCaller() caller: Caller,
    @Param('id', accountId) id: SendingAccountId,
  ): Promise<ConnectionTest> {
    await this.get(caller, id); // whether it is the caller's: the dispatcher works for all workspaces alike
    return this.rpc.request(TestSendingAccount, { sending_account_id: id });
  }
}
