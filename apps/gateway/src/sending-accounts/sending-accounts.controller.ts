import { Body, Controller, Query } from '@nestjs/common';
import type { z } from 'zod';
import {
  AccountProvider,
  AccountStatus,
  ActivateSendingAccount,
  CreateSendingAccount,
  DeleteSendingAccount,
  examples,
  ExplainHealth,
  GetSendingAccounts,
  ListSendingAccounts,
  nonEmptyText,
  PauseSendingAccount,
  SendingAccountChanges,
  SendingAccountInput,
  SendingAccountView,
  TestPlatformAccount,
  TestSendingAccount,
  UpdateSendingAccount,
  type AccountHealthView,
  type ConnectionTest,
  type Page,
  type SendingAccountRef,
} from '#contracts';
import { notFound } from '#kernel';
import { RpcClient, type JsonBytes } from '#messaging';
import { Audited } from '../audit-log/audited.js';
import { FromCaller, type Caller } from '../auth/caller.js';
import { SendingAccountInPath } from '../auth/ref-in-path.js';
import { CursorKey } from '../http/list-cursors.interceptor.js';
import { anyOf, ListQuery } from '../http/query.js';
import { Route } from '../http/route.js';

const AccountQuery = ListQuery.extend({
  status: anyOf(AccountStatus).optional(),
  provider: anyOf(AccountProvider).optional(),
  search: nonEmptyText(254).optional(),
});
type AccountQuery = z.infer<typeof AccountQuery>;

@Controller('api/v1/sending-accounts')
export class SendingAccountsController {
  constructor(private readonly rpc: RpcClient) {}

  @Audited({ action: 'sending_account.created' })
  @Route('POST', '', {
    id: 'createSendingAccount',
    summary: 'Create a sending account',
    description:
      '`warmup`, `reputation` and `authentication` carry over the history of an account that was warmed elsewhere.',
    access: ['sending_accounts:write'],
    status: 201,
    contract: CreateSendingAccount,
    examples: { request: examples.SENDING_ACCOUNT_INPUT, response: examples.SENDING_ACCOUNT },
  })
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

  @Route('GET', '', {
    id: 'listSendingAccounts',
    summary: 'List the sending accounts',
    access: ['sending_accounts:read'],
    contract: ListSendingAccounts,
    examples: { response: examples.pageWith(examples.SENDING_ACCOUNT) },
  })
  list(
    @FromCaller() { workspaceId }: Caller,
    @Query({ schema: AccountQuery }) query: AccountQuery,
    @CursorKey() cursorKey: string,
  ): Promise<JsonBytes<Page<SendingAccountView>>> {
    return this.rpc.relay(ListSendingAccounts, { workspace_id: workspaceId, ...query }, cursorKey);
  }

  @Route('GET', ':id', {
    id: 'getSendingAccount',
    summary: 'Get a sending account',
    access: ['sending_accounts:read'],
    response: SendingAccountView,
    examples: { response: examples.SENDING_ACCOUNT },
  })
  async get(@SendingAccountInPath() ref: SendingAccountRef): Promise<SendingAccountView> {
    const asked = { workspace_id: ref.workspace_id, sending_account_ids: [ref.sending_account_id] };
    const [account] = (await this.rpc.request(GetSendingAccounts, asked)).results;
    if (account === undefined) throw notFound('sending account', ref.sending_account_id);
    return account;
  }

  @Route('GET', ':id/health/explain', {
    id: 'explainSendingAccountHealth',
    summary: 'Explain the health score of a sending account',
    description:
      'Each component with its points, how many points of the score it costs, the figures it is made of, and what would raise it; and the figures of 24 hours, 7 days and 30 days.',
    access: ['sending_accounts:read'],
    contract: ExplainHealth,
    examples: { response: examples.ACCOUNT_HEALTH },
  })
  explainHealth(@SendingAccountInPath() ref: SendingAccountRef): Promise<AccountHealthView> {
    return this.rpc.request(ExplainHealth, ref);
  }

  @Audited({ action: 'sending_account.changed' })
  @Route('PATCH', ':id', {
    id: 'updateSendingAccount',
    summary: 'Change a sending account',
    description:
      'Null removes a user, a password or the whole `imap`. Another host, port, user or TLS setting needs the password again. The address cannot change. A new `authentication` or `reputation` is scored at once.',
    access: ['sending_accounts:write'],
    contract: UpdateSendingAccount,
    examples: {
      request: { daily_send_limit: 60 },
      response: { ...examples.SENDING_ACCOUNT, daily_send_limit: 60 },
    },
  })
  update(
    @SendingAccountInPath() ref: SendingAccountRef,
    @Body({ schema: SendingAccountChanges }) changes: SendingAccountChanges,
  ): Promise<SendingAccountView> {
    return this.rpc.request(UpdateSendingAccount, { ...ref, changes });
  }

  @Audited({ action: 'sending_account.deleted' })
  @Route('DELETE', ':id', {
    id: 'deleteSendingAccount',
    summary: 'Delete a sending account',
    description:
      'Possible while a campaign uses it: no further send starts from it, its passwords are deleted, and its sends stay in the metrics. Its address may be added again. One that is connected at an outside platform is removed there: `account_on_platform`.',
    access: ['sending_accounts:write'],
    response: null,
    refusals: ['account_on_platform'],
  })
  async delete(@SendingAccountInPath() ref: SendingAccountRef): Promise<void> {
    await this.rpc.request(DeleteSendingAccount, ref);
  }

  @Audited({ action: 'sending_account.paused' })
  @Route('POST', ':id/pause', {
    id: 'pauseSendingAccount',
    summary: 'Pause a sending account',
    description:
      'Nothing more starts from it. An account of an outside platform is taken out of its campaigns there.',
    access: ['sending_accounts:write'],
    contract: PauseSendingAccount,
    examples: { response: { ...examples.SENDING_ACCOUNT, status: 'paused' } },
  })
  pause(@SendingAccountInPath() ref: SendingAccountRef): Promise<SendingAccountView> {
    return this.rpc.request(PauseSendingAccount, ref);
  }

  @Audited({ action: 'sending_account.activated' })
  @Route('POST', ':id/activate', {
    id: 'activateSendingAccount',
    summary: 'Activate a sending account',
    access: ['sending_accounts:write'],
    contract: ActivateSendingAccount,
    examples: { response: examples.SENDING_ACCOUNT },
  })
  activate(@SendingAccountInPath() ref: SendingAccountRef): Promise<SendingAccountView> {
    return this.rpc.request(ActivateSendingAccount, ref);
  }

  @Route('POST', ':id/test', {
    id: 'testSendingAccount',
    summary: 'Log in at the SMTP server of a sending account',
    description:
      'Sends nothing, and does not try IMAP. A failed login is a result too, and answered with a 200. For an account of an outside platform the connection to the platform is tested.',
    access: ['sending_accounts:write'],
    contract: TestSendingAccount,
    examples: { response: { ok: true } },
  })
  async test(@SendingAccountInPath() ref: SendingAccountRef): Promise<ConnectionTest> {
    // It refuses accounts of other workspaces: the dispatcher serves all workspaces alike.
    const { smtp, status, status_reason: reason } = await this.get(ref);
    if (smtp === undefined && status !== 'active')
      return { ok: false, code: status, message: reason ?? status };
    if (smtp === undefined) return this.rpc.request(TestPlatformAccount, ref);
    return this.rpc.request(TestSendingAccount, { sending_account_id: ref.sending_account_id });
  }
}
