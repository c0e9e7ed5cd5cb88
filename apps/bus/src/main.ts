import { runService, serviceConfig } from '#service';
import { BusModule } from './bus.module.js';

await runService({ service: 'bus', schema: serviceConfig('bus'), module: BusModule });
