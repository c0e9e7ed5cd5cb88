import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import {
  ActivateSendingAccount,
  CreateSendingAccount as CreateSendingAccountRequest,
  DeleteSendingAccount as DeleteSendingAccountRequest,
  GetSendingAccounts,
  GetTransports,
  ListSendingAccounts,
  PauseSendingAccount,
  UpdateSendingAccount as UpdateSendingAccountRequest,
  type Page,
  type RequestOf,
  type ResponseOf,
  type SendingAccountView,
} from '#contracts';
import { Clock, type JsonText } from '#kernel';
import { Answers } from '#messaging';
import { pageFrom, uuidIn } from '#database';
import { SendingAccounts } from '../persistence/sending-accounts.js';
import { CreateSendingAccount } from '../use-cases/create-sending-account.js';
import { DeleteSendingAccount } from '../use-cases/delete-sending-account.js';
import { OpenTransports } from '../use-cases/get-smtp-credentials.js';
import { SwitchSendingAccount } from '../use-cases/switch-sending-account.js';
import { UpdateSendingAccount } from '../use-cases/update-sending-account.js';
import { accountView } from '../views/sending-account.view.js';

@Controller()
export class SendingAccountsController {
  constructor(
    private readonly accounts: SendingAccounts,
    private readonly createSendingAccount: CreateSendingAccount,
    private readonly deleteSendingAccount: DeleteSendingAccount,
    private readonly updateSendingAccount: UpdateSendingAccount,
    private readonly switchSendingAccount: SwitchSendingAccount,
    private readonly openTransports: OpenTransports,
    private readonly clock: Clock,
  ) {}

  @Answers(CreateSendingAccountRequest)
  async create(
    @Payload() command: RequestOf<typeof CreateSendingAccountRequest>,
  ): Promise<SendingAccountView> {
    return accountView(await this.createSendingAccount.execute(command), this.clock.now());
  }

  @Answers(UpdateSendingAccountRequest)
  async update(
    @Payload() command: RequestOf<typeof UpdateSendingAccountRequest>,
  ): Promise<SendingAccountView> {
    return accountView(await this.updateSendingAccount.execute(command), this.clock.now());
  }

  @Answers(DeleteSendingAccountRequest)
  async delete(
    @Payload() account: RequestOf<typeof DeleteSendingAccountRequest>,
  ): Promise<Record<string, never>> {
    await this.deleteSendingAccount.execute(account);
    return {};
  }

  @Answers(PauseSendingAccount)
  async pause(@Payload() account: RequestOf<typeof PauseSendingAccount>): Promise<SendingAccountView> {
    return accountView(await this.switchSendingAccount.execute('pause', account), this.clock.now());
  }

  @Answers(ActivateSendingAccount)
  async activate(@Payload() account: RequestOf<typeof ActivateSendingAccount>): Promise<SendingAccountView> {
    return accountView(await this.switchSendingAccount.execute('activate', account), this.clock.now());
  }

  @Answers(ListSendingAccounts)
  async list(
    @Payload() query: RequestOf<typeof ListSendingAccounts>,
  ): Promise<JsonText<Page<SendingAccountView>>> {
    const { workspace_id, status, provider, search, cursor, page_size } = query;
    const found = await this.accounts.page({
      workspaceId: workspace_id,
      status,
      provider,
      search,
      after: uuidIn(cursor, 'ea'),
      limit: page_size + 1, // one more than asked for tells whether there is a next page
    });
    const now = this.clock.now();
    return pageFrom(
      found.map((row) => accountView(row, now)),
      page_size,
    );
  }

  @Answers(GetSendingAccounts)
  async get(
    @Payload() { workspace_id, sending_account_ids }: RequestOf<typeof GetSendingAccounts>,
  ): Promise<ResponseOf<typeof GetSendingAccounts>> {
    const rows = await this.accounts.named(workspace_id, sending_account_ids);
    const now = this.clock.now();
    return { results: rows.map((row) => accountView(row, now)) };
  }

  @Answers(GetTransports)
  async transports(
    @Payload() { sending_account_ids }: RequestOf<typeof GetTransports>,
  ): Promise<ResponseOf<typeof GetTransports>> {
    return { results: await this.openTransports.execute(sending_account_ids) };
  }
}
