import { Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE, DiscoveryModule, HttpAdapterHost } from '@nestjs/core';
import { Clock, SystemClock } from '#kernel';
import { serviceModule, WorkspaceStop } from '#service';
import { AuditInterceptor } from './audit-log/audited.js';
import * as auditLog from './audit-log/providers.js';
import { AccessCheck } from './auth/access-check.js';
import { AccessTokens } from './auth/access-tokens.js';
import { OperatorToken } from './auth/operator-token.js';
import { PasswordHasher } from './auth/password-hasher.js';
import * as auth from './auth/providers.js';
import { TotpSecrets } from './auth/totp-secrets.js';
import * as campaigns from './campaigns/providers.js';
import * as contacts from './contacts/providers.js';
import { DeliverabilityLogController } from './deliverability/deliverability-log.controller.js';
import { DeliverabilityController } from './deliverability/deliverability.controller.js';
import { SendingDomainsController } from './deliverability/sending-domains.controller.js';
import * as events from './events/providers.js';
import * as exports from './exports/providers.js';
import type { GatewayConfig } from './gateway.config.js';
import * as hooks from './hooks/providers.js';
import { CleanUpSchedule } from './http/clean-up.schedule.js';
import { GatewayAdapter, gatewayAdapterOf } from './http/gateway-adapter.js';
import { HttpMetrics } from './http/http-metrics.js';
import { CursorSecret, ListCursorsInterceptor } from './http/list-cursors.interceptor.js';
import { Precondition } from './http/precondition.js';
import { ProblemDetailsFilter } from './http/problem-details.filter.js';
import { RequestHooks } from './http/request-hooks.js';
import { TrackingHosts } from './http/tracking-hosts.js';
import { UnreadInputInterceptor } from './http/unread-input.interceptor.js';
import { ValidationPipe } from './http/validation.js';
import { IdempotencyRecords } from './idempotency/idempotency-records.js';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor.js';
import * as jobs from './jobs/providers.js';
import { SOURCE_URL } from './openapi/openapi.controller.js';
import * as openapi from './openapi/providers.js';
import { migrations } from './persistence/migrations/index.js';
import { persons } from './persistence/persons.js';
import { PlatformConnectionsController } from './platform-connections/platform-connections.controller.js';
import { AddressLimits } from './rate-limits/address-limits.js';
import { RateCounters } from './rate-limits/rate-counters.js';
import { RateLimiter } from './rate-limits/rate-limiter.js';
import { RateLimitsSwitch } from './rate-limits/rate-limits-switch.js';
import { RepliesController } from './replies/replies.controller.js';
import { SegmentsController } from './segments/segments.controller.js';
import { SendingAccountsController } from './sending-accounts/sending-accounts.controller.js';
import { SequencesController } from './sequences/sequences.controller.js';
import { SuppressionsController } from './suppressions/suppressions.controller.js';
import * as tracking from './tracking/providers.js';
import { TRACKING_SECRET } from './tracking/tracking-secret.js';
import * as users from './users/providers.js';
import { DeliveriesController } from './webhooks/deliveries.controller.js';
import { WebhooksController } from './webhooks/webhooks.controller.js';
import { DnsRecords } from './workspaces/dns-records.js';
import * as workspaces from './workspaces/providers.js';
import { PublicHost } from './workspaces/public-host.js';
import { StopWorkspace } from './workspaces/stop-workspace.js';

/** The features with providers of their own. */
const FEATURES: readonly { readonly controllers: Type[]; readonly providers: Provider[] }[] = [
  auditLog,
  auth,
  campaigns,
  contacts,
  events,
  exports,
  hooks,
  jobs,
  openapi,
  tracking,
  users,
  workspaces,
];

/** Every request passes these, on every route. Interceptors run in this order. */
const EDGE: Provider[] = [
  { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
  { provide: APP_INTERCEPTOR, useClass: UnreadInputInterceptor },
  { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
  { provide: APP_INTERCEPTOR, useClass: ListCursorsInterceptor },
  { provide: APP_PIPE, useClass: ValidationPipe },
  { provide: APP_FILTER, useClass: ProblemDetailsFilter },
  { provide: GatewayAdapter, useFactory: gatewayAdapterOf, inject: [HttpAdapterHost] },
  AccessCheck,
  AddressLimits,
  CleanUpSchedule,
  HttpMetrics,
  IdempotencyRecords,
  Precondition,
  RateCounters,
  RateLimiter,
  RequestHooks,
  TrackingHosts,
];

@Module({})
export class GatewayModule {
  static forConfig(
    config: GatewayConfig,
    clock: Clock = new SystemClock(),
    dns: DnsRecords = new DnsRecords(),
    passwords: PasswordHasher = new PasswordHasher(),
  ): DynamicModule {
    return serviceModule({
      module: GatewayModule,
      service: 'gateway',
      config,
      clock,
      migrations,
      persons,
      imports: [DiscoveryModule],
      controllers: [
        ...FEATURES.flatMap(({ controllers }) => controllers),
        DeliverabilityController,
        DeliverabilityLogController,
        DeliveriesController,
        SendingDomainsController,
        PlatformConnectionsController,
        RepliesController,
        SegmentsController,
        SendingAccountsController,
        SequencesController,
        SuppressionsController,
        WebhooksController,
      ],
      providers: [
        ...EDGE,
        { provide: WorkspaceStop, useClass: StopWorkspace },
        { provide: OperatorToken, useValue: new OperatorToken(config.ADMIN_TOKEN) },
        { provide: RateLimitsSwitch, useValue: new RateLimitsSwitch(config.RATE_LIMITS) },
        { provide: AccessTokens, useValue: new AccessTokens(config.JWT_SECRET, clock) },
        { provide: TotpSecrets, useValue: new TotpSecrets(config.TRACKING_SECRET) },
        { provide: CursorSecret, useValue: new CursorSecret(config.TRACKING_SECRET) },
        { provide: DnsRecords, useValue: dns },
        { provide: PasswordHasher, useValue: passwords },
        { provide: PublicHost, useValue: new PublicHost(config.PUBLIC_URL) },
        { provide: SOURCE_URL, useValue: config.SOURCE_URL },
        { provide: TRACKING_SECRET, useValue: config.TRACKING_SECRET },
        ...FEATURES.flatMap(({ providers }) => providers),
      ],
    });
  }
}
