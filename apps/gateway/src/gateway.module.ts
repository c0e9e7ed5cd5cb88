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
import { ApiKeyDirectory } from './auth/cached-api-keys.js';
import { Callers } from './auth/callers.js';
import { OperatorToken } from './auth/operator-token.js';
import { RouteAccessCheck } from './auth/route-access-check.js';
import { BulkUpload } from './contacts/bulk-upload.js';
import { EnrollNamed } from './campaigns/enroll-batch.js';
import { EnrollUpload } from './campaigns/start-enroll-job.js';
import { ExportTexts } from './exports/export-reader.js';
import { Jobs } from './jobs/jobs.js';
import { CampaignLists } from './campaigns/campaign-lists.js';
import type { GatewayConfig } from './gateway.config.js';
import { Admission, RateLimitsSwitch } from './http/request-hooks.js';
import { CursorSeal } from './http/cursor-signer.js';
import { GatewayAdapter, gatewayAdapterOf } from './http/gateway-adapter.js';
import { Idempotency } from './idempotency/idempotency.interceptor.js';
import { ListCursors } from './http/list-cursors.interceptor.js';
import { ProblemDetailsFilter } from './http/problem-details.filter.js';
import { validationPipe } from './http/validation.js';
import { RateLimiter } from './rate-limits/rate-limiter.js';
import { DeclaredRoutes } from './openapi/declared-routes.js';
import { DocsController } from './openapi/docs.controller.js';
import { OpenapiController } from './openapi/openapi.controller.js';
import { ApiKeys } from './auth/api-keys.js';
import { Clients } from './workspaces/clients.js';
import { IdempotencyRecords } from './idempotency/idempotency-records.js';
import { migrations } from './persistence/migrations/index.js';
import { RateCounters } from './rate-limits/rate-counters.js';
import { Sessions } from './auth/sessions.js';
import { Workspaces } from './workspaces/workspaces.js';
import { AdminWorkspacesController } from './workspaces/admin-workspaces.controller.js';
import { ApiKeysController } from './auth/api-keys.controller.js';
import { CampaignAnalyticsController } from './campaigns/analytics.controller.js';
import { CampaignChecksController } from './campaigns/campaign-checks.controller.js';
import { CampaignContactsController } from './campaigns/enrollments.controller.js';
import { CampaignExportController } from './exports/exports.controller.js';
import { AuthController } from './auth/auth.controller.js';
import { CampaignResultsController } from './campaigns/sends.controller.js';
import { CampaignsController } from './campaigns/campaigns.controller.js';
import { ClientsController } from './workspaces/clients.controller.js';
import { ContactsController } from './contacts/contacts.controller.js';
import { DeliverabilityController } from './deliverability/deliverability.controller.js';
import { JobsController } from './jobs/jobs.controller.js';
import { PixelController, TRACKING_SECRET } from './tracking/open-pixel.controller.js';
import { SegmentsController } from './segments/segments.controller.js';
import { SendingAccountsController } from './sending-accounts/sending-accounts.controller.js';
import { SequencesController } from './sequences/sequences.controller.js';
import { WorkspaceController } from './workspaces/workspace.controller.js';
import { SuppressionsController } from './suppressions/suppressions.controller.js';
import { CleanUpSchedule } from './http/clean-up.schedule.js';
import { CreateApiKey } from './auth/create-api-key.js';
import { CreateWorkspace } from './workspaces/create-workspace.js';
import { LogIn } from './auth/log-in.js';
import { RecordOpen } from './tracking/record-open.js';

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
