import { runService, serviceConfig } from '#service';
import { AnalyticsModule } from './analytics.module.js';

await runService({ service: 'analytics', schema: serviceConfig('analytics'), module: AnalyticsModule });
