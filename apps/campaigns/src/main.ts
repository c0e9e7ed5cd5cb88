import { runService, serviceConfig } from '#service';
import { CampaignsModule } from './campaigns.module.js';

await runService({ service: 'campaigns', schema: serviceConfig('campaigns'), module: CampaignsModule });
