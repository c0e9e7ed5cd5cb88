import type { ServiceConfig } from '#service';
import { Bounces } from './persistence/bounces.js';
import { Facts } from './persistence/facts.js';
import { ReplyIntents } from './persistence/reply-intents.js';
import { TimeSeries } from './persistence/time-series.js';
import { TotalsRebuild } from './persistence/totals-rebuild.js';
import { Totals } from './persistence/totals.js';
import { EmailEventsConsumer } from './transport/email-events.consumer.js';
import { MetricsController } from './transport/metrics.controller.js';
import { RebuildController } from './transport/rebuild.controller.js';
import { ReportsController } from './transport/reports.controller.js';

export const optionsOf = ({ DATABASE_URL }: Pick<ServiceConfig, 'DATABASE_URL'>) => [
  { provide: TotalsRebuild, useValue: new TotalsRebuild(DATABASE_URL) },
];

export const repositories = [Bounces, Facts, ReplyIntents, TimeSeries, Totals];
export const consumers = [EmailEventsConsumer];
export const controllers = [MetricsController, RebuildController, ReportsController];
