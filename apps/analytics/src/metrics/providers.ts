import { Bounces } from './persistence/bounces.js';
import { Facts } from './persistence/facts.js';
import { ReplyIntents } from './persistence/reply-intents.js';
import { TimeSeries } from './persistence/time-series.js';
import { Totals } from './persistence/totals.js';
import { EmailEventsConsumer } from './transport/email-events.consumer.js';
import { MetricsController } from './transport/metrics.controller.js';
import { ReportsController } from './transport/reports.controller.js';

export const repositories = [Bounces, Facts, ReplyIntents, TimeSeries, Totals];
export const consumers = [EmailEventsConsumer];
export const controllers = [MetricsController, ReportsController];
