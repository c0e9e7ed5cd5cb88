import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { Clock, SystemClock } from '#kernel';
import { Outbound, OutboundHttp } from '#outbound';
import { SecretBox } from '#secrets';
import { serviceModule, WorkspaceStop } from '#service';
import { platformOutboundOf } from './clients/clients-config.js';
import * as clients from './clients/providers.js';
import { secretTables } from './connections/index.js';
import * as connections from './connections/providers.js';
import * as hooks from './hooks/providers.js';
import * as leads from './leads/providers.js';
import { StopWorkspace } from './links/persistence/stop-workspace.js';
import * as links from './links/providers.js';
import { migrations } from './persistence/migrations/index.js';
import { persons } from './persistence/persons.js';
import type { PlatformsConfig } from './platforms.config.js';

const ROOMS = [connections, links, leads, hooks, clients];

/** Delegated campaigns: connections to outside platforms, our campaigns and contacts there, and the signals that come back. */
@Module({})
export class PlatformsModule {
  static forConfig(config: PlatformsConfig, clock: Clock = new SystemClock()): DynamicModule {
    const outbound = platformOutboundOf(config);
    return serviceModule({
      module: PlatformsModule,
      service: 'platforms',
      config,
      clock,
      migrations,
      persons,
      secretTables,
      controllers: ROOMS.flatMap<Type>(({ controllers }) => controllers),
      providers: [
        { provide: Outbound, useValue: outbound },
        { provide: OutboundHttp, useValue: new OutboundHttp(outbound) },
        { provide: SecretBox, useValue: new SecretBox(config.SECRETS_KEY, config.SECRETS_KEYS_OLD) },
        { provide: WorkspaceStop, useClass: StopWorkspace },
        ...ROOMS.flatMap(({ optionsOf }) => optionsOf(config)),
        ...ROOMS.flatMap(({ providers }) => providers),
      ],
    });
  }
}
