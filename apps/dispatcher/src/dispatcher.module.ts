import { randomUUID } from 'node:crypto';
import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { TemplateWorkers } from '#composing';
import { Alarm, Clock, SystemClock } from '#kernel';
import { Outbound, outboundOf } from '#outbound';
import { serviceModule, WorkspaceStop } from '#service';
import { CampaignContents } from './clients/campaign-contents.js';
import { Enrollment } from './clients/enrollment.js';
import { SmtpCredentialsClient } from './clients/smtp-credentials.js';
import { SmtpSender, SmtpSenderOptions } from './clients/smtp/smtp-sender.js';
import type { DispatcherConfig } from './dispatcher.config.js';
import { AccountStates } from './persistence/account-states.js';
import { BacklogMetrics } from './persistence/backlog-metrics.js';
import { CampaignSendStates } from './persistence/campaign-send-states.js';
import { Claims } from './persistence/claims.js';
import { DelegatedSends } from './persistence/delegated-sends.js';
import { DeliveryAttempts } from './persistence/delivery-attempts.js';
import { Instance, Instances } from './persistence/instances.js';
import { KnownServers } from './persistence/known-servers.js';
import { LateBounces } from './persistence/late-bounces.js';
import { LostTime } from './persistence/lost-time.js';
import { migrations } from './persistence/migrations/index.js';
import { PacingReports } from './persistence/pacing-reports.js';
import { persons } from './persistence/persons.js';
import { PlannedSends } from './persistence/planned-sends.js';
import { Retries } from './persistence/retries.js';
import { Schedules } from './persistence/schedules.js';
import { SendLog } from './persistence/send-log.js';
import { Sends } from './persistence/sends.js';
import { SentMessages } from './persistence/sent-messages.js';
import { Signals } from './persistence/signals.js';
import { StopWorkspace } from './persistence/stop-workspace.js';
import { WarmupSends } from './persistence/warmup-sends.js';
import { WorkspaceSettings } from './persistence/workspace-settings.js';
import { BouncesConsumer } from './transport/bounces.consumer.js';
import { DelegatedSendsController } from './transport/delegated-sends.controller.js';
import { DelegatedConsumer } from './transport/delegated.consumer.js';
import { DispatchLoop, LoopOptions } from './transport/dispatch-loop.schedule.js';
import { EventsConsumer } from './transport/events.consumer.js';
import { Lifecycle } from './transport/lifecycle.schedule.js';
import { SendLogController } from './transport/send-log.controller.js';
import { SendingAccountsController } from './transport/sending-accounts.controller.js';
import { SendsController } from './transport/sends.controller.js';
import { SentMessagesController } from './transport/sent-messages.controller.js';
import { SignalsConsumer } from './transport/signals.consumer.js';
import { WarmupCleanUp } from './transport/warmup-clean-up.schedule.js';
import { WarmupController } from './transport/warmup.controller.js';
import { BeginSending } from './use-cases/begin-sending.js';
import { CampaignShares } from './use-cases/campaign-shares.js';
import { ClaimNext } from './use-cases/claim-next.js';
import { DispatchClaim } from './use-cases/dispatch-claim.js';
import { DraftMessages, TrackingOptions } from './use-cases/draft-messages.js';
import { JudgeReports } from './use-cases/judge-reports.js';
import { PlanDelegated } from './use-cases/plan-delegated.js';
import { PrepareMessages } from './use-cases/prepare-messages.js';
import { RecordOutcomes } from './use-cases/record-outcomes.js';
import { RetrySends } from './use-cases/retry-sends.js';
import { SendWarmup } from './use-cases/send-warmup.js';
import { StartDelivery } from './use-cases/start-delivery.js';
import { TestOnPlatform } from './use-cases/test-on-platform.js';

const clients = [CampaignContents, Enrollment, SmtpCredentialsClient, SmtpSender];
const repositories = [
  AccountStates,
  BacklogMetrics,
  CampaignSendStates,
  Claims,
  DelegatedSends,
  DeliveryAttempts,
  Instances,
  KnownServers,
  LateBounces,
  LostTime,
  PacingReports,
  PlannedSends,
  Retries,
  Schedules,
  SendLog,
  Sends,
  SentMessages,
  Signals,
  WarmupSends,
  WorkspaceSettings,
];
const useCases = [
  BeginSending,
  CampaignShares,
  ClaimNext,
  DispatchClaim,
  DraftMessages,
  JudgeReports,
  PlanDelegated,
  PrepareMessages,
  RecordOutcomes,
  RetrySends,
  SendWarmup,
  StartDelivery,
  TestOnPlatform,
];
const schedules = [DispatchLoop, Lifecycle, WarmupCleanUp];
const consumers = [BouncesConsumer, DelegatedConsumer, EventsConsumer, SignalsConsumer];

@Module({})
export class DispatcherModule {
  static forConfig(config: DispatcherConfig, clock: Clock = new SystemClock()): DynamicModule {
    return serviceModule({
      module: DispatcherModule,
      service: 'dispatcher',
      config,
      clock,
      migrations,
      persons,
      controllers: [
        DelegatedSendsController,
        SendingAccountsController,
        SendLogController,
        SendsController,
        SentMessagesController,
        WarmupController,
      ],
      providers: [
        Alarm,
        TemplateWorkers,
        { provide: WorkspaceStop, useClass: StopWorkspace },
        { provide: Instance, useFactory: () => new Instance(randomUUID()) },
        ...optionsOf(config),
        ...clients,
        ...repositories,
        ...useCases,
        ...schedules,
        ...consumers,
      ],
    });
  }
}

const optionsOf = (config: DispatcherConfig): Provider[] => [
  { provide: Outbound, useValue: outboundOf(config) },
  {
    provide: SmtpSenderOptions,
    useValue: {
      connectionsPerAccount: config.SMTP_CONNECTIONS_PER_ACCOUNT,
      maxAccounts: config.SMTP_MAX_ACCOUNTS,
    },
  },
  { provide: LoopOptions, useValue: { batchSize: config.BATCH_SIZE, maxInHand: config.MAX_IN_HAND } },
  {
    provide: TrackingOptions,
    useValue: {
      publicUrl: config.PUBLIC_URL,
      secret: config.TRACKING_SECRET,
      inboundDomain: config.INBOUND_DOMAIN,
    },
  },
];
