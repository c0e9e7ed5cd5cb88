import { DatabaseHealth, DatabaseModule, MessagePublisher } from '#database';
import { Clock, SystemClock } from '#kernel';
import { JetStreamPublisher, MessagingModule, NatsHealth } from '#messaging';
import { HealthModule } from '#service';
import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import {
  APP_FILTER,
  APP_GUARD,
  APP_INTERCEPTOR,
  APP_PIPE,
  DiscoveryModule,
  HttpAdapterHost,
} from '@nestjs/core';
import { AccessGuard } from './auth/access.guard.js';
import { AccessTokens } from './auth/access-tokens.js';
import { ApiKeyDirectory } from './auth/api-key-directory.js';
import { Callers } from './auth/callers.js';
import { OperatorToken } from './auth/operator-token.js';
import { RouteAccessCheck } from './auth/route-access.js';
import { BulkUpload } from './clients/bulk-upload.js';
import { EnrollNamed } from './clients/enroll-named.js';
import { EnrollUpload } from './clients/enroll-upload.js';
import { ExportTexts } from './clients/export-texts.js';
import { Jobs } from './clients/jobs.js';
import { CampaignLists } from './clients/campaign-lists.js';
import type { GatewayConfig } from './gateway.config.js';
import { Admission, RateLimitsSwitch } from './http/admission.js';
import { CursorSeal } from './http/cursor-seal.js';
import { GatewayAdapter, gatewayAdapterOf } from './http/gateway-adapter.js';
import { Idempotency } from './http/idempotency.js';
import { ListCursors } from './http/list-cursors.js';
import { ProblemDetailsFilter } from './http/problem-details.filter.js';
import { validationPipe } from './http/validation.js';
import { RateLimiter } from './limits/rate-limiter.js';
import { DeclaredRoutes } from './openapi/declared-routes.js';
import { DocsController } from './openapi/docs.controller.js';
import { OpenapiController } from './openapi/openapi.controller.js';
import { ApiKeys } from './persistence/api-keys.js';
import { Clients } from './persistence/clients.js';
import { IdempotencyRecords } from './persistence/idempotency-records.js';
import { migrations } from './persistence/migrations/index.js';
import { RateCounters } from './persistence/rate-counters.js';
import { Sessions } from './persistence/sessions.js';
import { Workspaces } from './persistence/workspaces.js';
import { AdminWorkspacesController } from './transport/admin-workspaces.controller.js';
import { ApiKeysController } from './transport/api-keys.controller.js';
import { CampaignAnalyticsController } from './transport/campaign-analytics.controller.js';
import { CampaignChecksController } from './transport/campaign-checks.controller.js';
import { CampaignContactsController } from './transport/campaign-contacts.controller.js';
import { CampaignExportController } from './transport/campaign-export.controller.js';
import { AuthController } from './transport/auth.controller.js';
import { CampaignResultsController } from './transport/campaign-results.controller.js';
import { CampaignsController } from './transport/campaigns.controller.js';
import { ClientsController } from './transport/clients.controller.js';
import { ContactsController } from './transport/contacts.controller.js';
import { DeliverabilityController } from './transport/deliverability.controller.js';
import { JobsController } from './transport/jobs.controller.js';
import { PixelController, TRACKING_SECRET } from './transport/pixel.controller.js';
import { SegmentsController } from './transport/segments.controller.js';
import { SendingAccountsController } from './transport/sending-accounts.controller.js';
import { SequencesController } from './transport/sequences.controller.js';
import { WorkspaceController } from './transport/workspace.controller.js';
import { SuppressionsController } from './transport/suppressions.controller.js';
import { CleanUpSchedule } from './transport/clean-up-schedule.js';
import { CreateApiKey } from './use-cases/create-api-key.js';
import { CreateWorkspace } from './use-cases/create-workspace.js';
import { LogIn } from './use-cases/log-in.js';
import { RecordOpen } from './use-cases/record-open.js';

const CONTROLLERS = [
  AdminWorkspacesController,
  ApiKeysController,
  AuthController,
  CampaignAnalyticsController,
  CampaignChecksController,
  CampaignContactsController,
  CampaignExportController,
  CampaignResultsController,
  CampaignsController,
  ClientsController,
  ContactsController,
  DeliverabilityController,
  DocsController,
  JobsController,
  OpenapiController,
  PixelController,
  SegmentsController,
  SendingAccountsController,
  SequencesController,
  SuppressionsController,
  WorkspaceController,
];

/** What every request passes, whichever route it is for. */
const EDGE: Provider[] = [
  { provide: APP_GUARD, useClass: AccessGuard },
  { provide: APP_INTERCEPTOR, useClass: Idempotency },
  { provide: APP_INTERCEPTOR, useClass: ListCursors },
  { provide: APP_PIPE, useFactory: validationPipe },
  { provide: APP_FILTER, useClass: ProblemDetailsFilter },
  { provide: GatewayAdapter, useFactory: gatewayAdapterOf, inject: [HttpAdapterHost] },
  Admission,
  RouteAccessCheck,
];

const PROVIDERS = [
  ApiKeyDirectory,
  ApiKeys,
  BulkUpload,
  Callers,
  CampaignLists,
  CleanUpSchedule,
  Clients,
  CreateApiKey,
  CreateWorkspace,
  DeclaredRoutes,
  EnrollNamed,
  EnrollUpload,
  ExportTexts,
  IdempotencyRecords,
  Jobs,
  LogIn,
  RateCounters,
  RateLimiter,
  RecordOpen,
  Sessions,
  Workspaces,
];

@Module({})
export class GatewayModule {
  static forConfig(config: GatewayConfig, clock: Clock = new SystemClock()): DynamicModule {
    return {
      module: GatewayModule,
      global: true, // the outbox's relay asks for a MessagePublisher from outside of its own module
      imports: [
        DatabaseModule.forService({
          service: 'gateway',
          url: config.DATABASE_URL,
          entities: [],
          migrations,
          poolSize: config.DATABASE_POOL_SIZE,
        }),
        MessagingModule.forService({
          service: 'gateway',
          url: config.NATS_URL,
          replicas: config.NATS_REPLICAS,
        }),
        HealthModule.forChecks([DatabaseHealth, NatsHealth]),
        DiscoveryModule,
      ],
      controllers: CONTROLLERS,
      providers: [
        ...EDGE,
        { provide: Clock, useValue: clock },
        { provide: MessagePublisher, useExisting: JetStreamPublisher },
        { provide: OperatorToken, useValue: new OperatorToken(config.ADMIN_TOKEN) },
        { provide: RateLimitsSwitch, useValue: new RateLimitsSwitch(config.RATE_LIMITS) },
        { provide: AccessTokens, useValue: new AccessTokens(config.JWT_SECRET, clock) },
        { provide: CursorSeal, useValue: new CursorSeal(config.TRACKING_SECRET) },
        { provide: TRACKING_SECRET, useValue: config.TRACKING_SECRET },
        ...PROVIDERS,
      ],
      exports: [MessagePublisher],
    };
  }
}
