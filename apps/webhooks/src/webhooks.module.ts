import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { Clock, SystemClock } from '#kernel';
import { Outbound, OutboundHttp, outboundOf } from '#outbound';
import { SecretBox } from '#secrets';
import { serviceModule, WorkspaceStop } from '#service';
import * as deliveries from './deliveries/providers.js';
import { secretTables } from './endpoints/index.js';
import { StopWorkspace } from './endpoints/persistence/stop-workspace.js';
import * as endpoints from './endpoints/providers.js';
import { migrations } from './persistence/migrations/index.js';
import { persons } from './persistence/persons.js';
import * as publicEvents from './public-events/providers.js';
import type { WebhooksConfig } from './webhooks.config.js';

const AGGREGATES = [deliveries, endpoints, publicEvents];

@Module({})
export class WebhooksModule {
  static forConfig(config: WebhooksConfig, clock: Clock = new SystemClock()): DynamicModule {
    const outbound = outboundOf(config);
    return serviceModule({
      module: WebhooksModule,
      service: 'webhooks',
      config,
      clock,
      migrations,
      persons,
      secretTables,
      controllers: AGGREGATES.flatMap<Type>(({ controllers }) => controllers),
      providers: [
        { provide: Outbound, useValue: outbound },
        { provide: OutboundHttp, useValue: new OutboundHttp(outbound) },
        { provide: SecretBox, useValue: new SecretBox(config.SECRETS_KEY, config.SECRETS_KEYS_OLD) },
        { provide: WorkspaceStop, useClass: StopWorkspace },
        ...deliveries.optionsOf(config),
        ...AGGREGATES.flatMap(({ clients }) => clients),
        ...AGGREGATES.flatMap(({ repositories }) => repositories),
        ...AGGREGATES.flatMap(({ useCases }) => useCases),
        ...AGGREGATES.flatMap(({ schedules }) => schedules),
        ...AGGREGATES.flatMap(({ consumers }) => consumers),
      ],
    });
  }
}
