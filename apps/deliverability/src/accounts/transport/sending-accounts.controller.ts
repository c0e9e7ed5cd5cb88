import { Controller } from '@nestjs/common';
import {
  ActivateSendingAccount,
  CreateSendingAccount as CreateSendingAccountRequest,
  DeleteSendingAccount,
  GetImapCredentials,
  GetSendingAccounts,
  GetSmtpCredentials,
  ListSendingAccounts,
  PauseSendingAccount,
  ReportAccountHealth,
  UpdateSendingAccount as UpdateSendingAccountRequest,
  type RequestOf,
} from '#contracts';
import { Clock } from '#kernel';
import { HandlesRequest, pageFrom } from '#messaging';
import { deleted, pausedOrActivated, type AccountAction } from '../domain/sending-account.js';
import { SendingAccounts } from '../persistence/sending-accounts.js';
import { CreateSendingAccount } from '../use-cases/create-sending-account.js';
import { GetCredentials } from '../use-cases/get-credentials.js';
import { UpdateSendingAccount } from '../use-cases/update-sending-account.js';
import { sendingAccountView } from '../views/sending-account.view.js';

@Controller()
export class SendingAccountsController {
  constructor(
    private readonly accounts: SendingAccounts,
    private readonly createSendingAccount: CreateSendingAccount,
    private readonly updateSendingAccount: UpdateSendingAccount,
    private readonly getCredentials: GetCredentials,
    private readonly clock: Clock,
  ) {}

  @HandlesRequest(CreateSendingAccountRequest)
  async create(command: RequestOf<typeof CreateSendingAccountRequest>) {
    return sendingAccountView(await this.createSendingAccount.execute(command), this.clock.now());
  }

  @HandlesRequest(UpdateSendingAccountRequest)
  async update(command: RequestOf<typeof UpdateSendingAccountRequest>) {
    return sendingAccountView(await this.updateSendingAccount.execute(command), this.clock.now());
  }

  @HandlesRequest(ReportAccountHealth)
  async report({ health, ...ref }: RequestOf<typeof ReportAccountHealth>) {
    const changed = await this.updateSendingAccount.execute({ ...ref, changes: health });
    return sendingAccountView(changed, this.clock.now());
  }

  @HandlesRequest(DeleteSendingAccount)
  async delete(ref: RequestOf<typeof DeleteSendingAccount>) {
    await this.accounts.change(ref, (account) => deleted(account, this.clock.now()));
    return {};
  }

  @HandlesRequest(PauseSendingAccount)
  pause(ref: RequestOf<typeof PauseSendingAccount>) {
    return this.pauseOrActivate('pause', ref);
  }

  @HandlesRequest(ActivateSendingAccount)
  activate(ref: RequestOf<typeof ActivateSendingAccount>) {
    return this.pauseOrActivate('activate', ref);
  }

  @HandlesRequest(ListSendingAccounts)
  async list(query: RequestOf<typeof ListSendingAccounts>) {
    const found = await this.accounts.page(query);
    const now = this.clock.now();
    return pageFrom(
      found.map((account) => sendingAccountView(account, now)),
      { size: query.page_size },
    );
  }

  @HandlesRequest(GetSendingAccounts)
  async get({ workspace_id, sending_account_ids }: RequestOf<typeof GetSendingAccounts>) {
    const accounts = await this.accounts.named(workspace_id, sending_account_ids);
    const now = this.clock.now();
    return { results: accounts.map((account) => sendingAccountView(account, now)) };
  }

  @HandlesRequest(GetSmtpCredentials)
  getSmtpCredentials(query: RequestOf<typeof GetSmtpCredentials>) {
    return this.getCredentials.smtp(query);
  }

  @HandlesRequest(GetImapCredentials)
  getImapCredentials(query: RequestOf<typeof GetImapCredentials>) {
    return this.getCredentials.imap(query);
  }

  private async pauseOrActivate(action: AccountAction, ref: RequestOf<typeof PauseSendingAccount>) {
    const now = this.clock.now();
    const changed = await this.accounts.change(ref, (account) => pausedOrActivated(action, account, now));
    return sendingAccountView(changed, now);
  }
}
