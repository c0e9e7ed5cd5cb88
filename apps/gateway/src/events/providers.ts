import { CampaignEventsController } from './campaign-events.controller.js';
import { EventFeed } from './event-feed.js';
import { EventStreams } from './event-streams.js';
import { EventStreamsSchedule } from './event-streams.schedule.js';
import { EventsController } from './events.controller.js';
import { OpenStream } from './open-stream.js';
import { StreamSlots } from './stream-slots.js';

export const controllers = [CampaignEventsController, EventsController];
export const providers = [EventFeed, EventStreams, EventStreamsSchedule, OpenStream, StreamSlots];
