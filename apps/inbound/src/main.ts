import { runService, serviceConfig } from '#service';
import { InboundModule } from './inbound.module.js';

await runService({ service: 'inbound', schema: serviceConfig('inbound'), module: InboundModule });
