import { Module, type DynamicModule } from '@nestjs/common';
import { Clock, SystemClock } from '#kernel';
import { Outbound, outboundOf } from '#outbound';
import { SecretBox } from '#secrets';
import { serviceModule, WorkspaceStop } from '#service';
import type { InboundConfig } from './inbound.config.js';
import { StopWorkspace } from './mailboxes/persistence/stop-workspace.js';
import * as mailboxes from './mailboxes/providers.js';
import { migrations } from './persistence/migrations/index.js';
import { persons } from './persistence/persons.js';
import { secretTables } from './replies/persistence/secret-tables.js';
import * as replies from './replies/providers.js';
import * as smtp from './smtp/providers.js';
import * as warmup from './warmup/providers.js';

@Module({})
export class InboundModule {
  static forConfig(config: InboundConfig, clock: Clock = new SystemClock()): DynamicModule {
    return serviceModule({
      module: InboundModule,
      service: 'inbound',
      config,
      clock,
      migrations,
      persons,
      secretTables,
      controllers: [...mailboxes.controllers, ...replies.controllers],
      providers: [
        { provide: Outbound, useValue: outboundOf(config) },
        { provide: SecretBox, useValue: new SecretBox(config.SECRETS_KEY, config.SECRETS_KEYS_OLD) },
        { provide: WorkspaceStop, useClass: StopWorkspace },
        ...mailboxes.optionsOf(config),
        ...replies.optionsOf(config),
        ...smtp.optionsOf(config),
        ...warmup.optionsOf(config),
        ...mailboxes.clients,
        ...mailboxes.repositories,
        ...replies.repositories,
        ...warmup.repositories,
        ...mailboxes.useCases,
        ...replies.useCases,
        ...smtp.useCases,
        ...warmup.useCases,
        ...mailboxes.schedules,
        ...replies.schedules,
        ...warmup.schedules,
        ...mailboxes.consumers,
        ...replies.consumers,
        ...smtp.listeners,
      ],
    });
  }
}
