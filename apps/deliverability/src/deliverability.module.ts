import { Module, type DynamicModule } from '@nestjs/common';
import { Clock, SystemClock } from '#kernel';
import { Outbound, OutboundHttp, outboundOf } from '#outbound';
import { SecretBox } from '#secrets';
import { serviceModule } from '#service';
import * as accounts from './accounts/providers.js';
import type { DeliverabilityConfig } from './deliverability.config.js';
import { DomainNameSystem } from './domains/clients/domain-name-system.js';
import * as domains from './domains/providers.js';
import * as gate from './gate/providers.js';
import * as health from './health/providers.js';
import { migrations } from './persistence/migrations/index.js';
import { secretTables } from './persistence/secret-tables.js';
import * as ramp from './ramp/providers.js';
import * as warmup from './warmup/providers.js';
import * as watch from './watch/providers.js';

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
      controllers: [
        ...accounts.controllers,
        ...domains.controllers,
        ...gate.controllers,
        ...health.controllers,
        ...warmup.controllers,
        ...watch.controllers,
      ],
      providers: [
        { provide: SecretBox, useValue: new SecretBox(config.SECRETS_KEY, config.SECRETS_KEYS_OLD) },
        { provide: Outbound, useValue: outbound },
        { provide: OutboundHttp, useValue: new OutboundHttp(outbound) },
        { provide: DomainNameSystem, useValue: new DomainNameSystem(config.DNS_SERVERS) },
        ...accounts.providers,
        ...domains.providers,
        ...gate.providers,
        ...health.providers,
        ...ramp.providers,
        ...warmup.providers,
        ...watch.providers,
      ],
    });
  }
}
