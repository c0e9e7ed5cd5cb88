import { Module, type DynamicModule } from '@nestjs/common';
import { Clock, SystemClock } from '#kernel';
import { Outbound, OutboundHttp, outboundOf } from '#outbound';
import { SecretBox } from '#secrets';
import { serviceModule } from '#service';
import { TokenEndpoint } from './clients/token-endpoint.js';
import type { DeliverabilityConfig } from './deliverability.config.js';
import { AccessTokens } from './persistence/access-tokens.js';
import { AccountHealth } from './persistence/account-health.js';
import { AccountMetrics } from './persistence/account-metrics.js';
import { AccountRefusals } from './persistence/account-refusals.js';
import { Fleet } from './persistence/fleet.js';
import { GateDecisions } from './persistence/gate-decisions.js';
import { GatePolicies } from './persistence/gate-policies.js';
import { migrations } from './persistence/migrations/index.js';
import { secretTables } from './persistence/secret-tables.js';
import { SendingAccounts } from './persistence/sending-accounts.js';
import { EmailEventsConsumer } from './transport/email-events.consumer.js';
import { GateController } from './transport/gate.controller.js';
import { HealthSchedule } from './transport/health.schedule.js';
import { SendingAccountsController } from './transport/sending-accounts.controller.js';
import { CheckGate } from './use-cases/check-gate.js';
import { CreateSendingAccount } from './use-cases/create-sending-account.js';
import { EncryptLogin } from './use-cases/encrypt-login.js';
import { FetchAccessToken } from './use-cases/fetch-access-token.js';
import { GetAccessTokens } from './use-cases/get-access-tokens.js';
import { GetCredentials } from './use-cases/get-credentials.js';
import { RefreshHealth } from './use-cases/refresh-health.js';
import { ServerLogins } from './use-cases/server-logins.js';
import { UpdateSendingAccount } from './use-cases/update-sending-account.js';

const clients = [TokenEndpoint];
const repositories = [
  AccessTokens,
  AccountHealth,
  AccountMetrics,
  AccountRefusals,
  Fleet,
  GateDecisions,
  GatePolicies,
  SendingAccounts,
];
const useCases = [
  CheckGate,
  CreateSendingAccount,
  EncryptLogin,
  FetchAccessToken,
  GetAccessTokens,
  GetCredentials,
  RefreshHealth,
  ServerLogins,
  UpdateSendingAccount,
];
const schedules = [HealthSchedule];
const consumers = [EmailEventsConsumer];

@Module({})
export class DeliverabilityModule {
  static forConfig(config: DeliverabilityConfig, clock: Clock = new SystemClock()): DynamicModule {
    const outbound = outboundOf(config);
    return serviceModule({
      module: DeliverabilityModule,
      service: 'deliverability',
      config,
      clock,
      migrations,
      secretTables,
      controllers: [GateController, SendingAccountsController],
      providers: [
        { provide: SecretBox, useValue: new SecretBox(config.SECRETS_KEY, config.SECRETS_KEYS_OLD) },
        { provide: Outbound, useValue: outbound },
        { provide: OutboundHttp, useValue: new OutboundHttp(outbound) },
        ...clients,
        ...repositories,
        ...useCases,
        ...schedules,
        ...consumers,
      ],
    });
  }
}
