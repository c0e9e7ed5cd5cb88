import { Module, type DynamicModule } from '@nestjs/common';
import { Clock, SystemClock } from '#kernel';
import { SecretBox } from '#secrets';
import { serviceModule } from '#service';
import type { DeliverabilityConfig } from './deliverability.config.js';
import { AccountHealth } from './persistence/account-health.js';
import { Fleet } from './persistence/fleet.js';
import { GateDecisions } from './persistence/gate-decisions.js';
import { GatePolicies } from './persistence/gate-policies.js';
import { migrations } from './persistence/migrations/index.js';
import { SendingAccounts } from './persistence/sending-accounts.js';
import { EmailEventsConsumer } from './transport/email-events.consumer.js';
import { GateController } from './transport/gate.controller.js';
import { HealthSchedule } from './transport/health.schedule.js';
import { SendingAccountsController } from './transport/sending-accounts.controller.js';
import { CheckGate } from './use-cases/check-gate.js';
import { CreateSendingAccount } from './use-cases/create-sending-account.js';
import { GetSmtpCredentials } from './use-cases/get-smtp-credentials.js';
import { RefreshHealth } from './use-cases/refresh-health.js';
import { UpdateSendingAccount } from './use-cases/update-sending-account.js';

const repositories = [AccountHealth, Fleet, GateDecisions, GatePolicies, SendingAccounts];
const useCases = [CheckGate, CreateSendingAccount, GetSmtpCredentials, RefreshHealth, UpdateSendingAccount];
const schedules = [HealthSchedule];
const consumers = [EmailEventsConsumer];

@Module({})
export class DeliverabilityModule {
  static forConfig(config: DeliverabilityConfig, clock: Clock = new SystemClock()): DynamicModule {
    return serviceModule({
      module: DeliverabilityModule,
      service: 'deliverability',
      config,
      clock,
      migrations,
      controllers: [GateController, SendingAccountsController],
      providers: [
        { provide: SecretBox, useValue: new SecretBox(config.SECRETS_KEY, config.SECRETS_KEYS_OLD) },
        ...repositories,
        ...useCases,
        ...schedules,
        ...consumers,
      ],
    });
  }
}
