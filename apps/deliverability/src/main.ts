import { runService } from '#service';
import { deliverabilityConfig } from './deliverability.config.js';
import { DeliverabilityModule } from './deliverability.module.js';

await runService({ service: 'deliverability', schema: deliverabilityConfig, module: DeliverabilityModule });
