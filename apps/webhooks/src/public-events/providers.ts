import type { Provider } from '@nestjs/common';
import { CampaignNames } from './persistence/campaign-names.js';
import { EventsFeed } from './persistence/events-feed.js';
import { Partitions } from './persistence/partitions.js';
import { PublicEvents } from './persistence/public-events.js';
import { EventsStoredSignal } from './transport/events-stored.signal.js';
import { EventsController } from './transport/events.controller.js';
import { InternalEventsConsumer } from './transport/internal-events.consumer.js';
import { PartitionsSchedule } from './transport/partitions.schedule.js';
import { FindKnown } from './use-cases/find-known.js';
import { RecordPublicEvents } from './use-cases/record-public-events.js';

export const clients: Provider[] = [];
export const repositories = [CampaignNames, EventsFeed, Partitions, PublicEvents];
export const useCases = [FindKnown, RecordPublicEvents];
export const schedules = [EventsStoredSignal, PartitionsSchedule];
export const consumers = [InternalEventsConsumer];
export const controllers = [EventsController];
