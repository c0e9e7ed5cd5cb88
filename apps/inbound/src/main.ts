import { runService } from '#service';
import { inboundConfig } from './inbound.config.js';
import { InboundModule } from './inbound.module.js';

await runService({ service: 'inbound', schema: inboundConfig, module: InboundModule });
