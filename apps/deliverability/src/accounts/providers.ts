import { TokenEndpoint } from './clients/token-endpoint.js';
import { AccessTokens } from './persistence/access-tokens.js';
import { AccountMetrics } from './persistence/account-metrics.js';
import { AccountPauses } from './persistence/account-pauses.js';
import { AccountRefusals } from './persistence/account-refusals.js';
import { PlatformAccountSync } from './persistence/platform-account-sync.js';
import { SendingAccounts } from './persistence/sending-accounts.js';
import { AccountEventsConsumer } from './transport/account-events.consumer.js';
import { PlatformAccountsController } from './transport/platform-accounts.controller.js';
import { SendingAccountsController } from './transport/sending-accounts.controller.js';
import { CreateSendingAccount } from './use-cases/create-sending-account.js';
import { EncryptLogin } from './use-cases/encrypt-login.js';
import { FetchAccessToken } from './use-cases/fetch-access-token.js';
import { GetAccessTokens } from './use-cases/get-access-tokens.js';
import { GetCredentials } from './use-cases/get-credentials.js';
import { ServerLogins } from './use-cases/server-logins.js';
import { UpdateSendingAccount } from './use-cases/update-sending-account.js';

export const controllers = [PlatformAccountsController, SendingAccountsController];
export const providers = [
  TokenEndpoint,
  AccessTokens,
  AccountMetrics,
  AccountPauses,
  AccountRefusals,
  PlatformAccountSync,
  SendingAccounts,
  CreateSendingAccount,
  EncryptLogin,
  FetchAccessToken,
  GetAccessTokens,
  GetCredentials,
  ServerLogins,
  UpdateSendingAccount,
  AccountEventsConsumer,
];
