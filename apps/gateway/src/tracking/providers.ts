import { LinkHitQueue } from './link-hit-queue.js';
import { LinkHits } from './link-hits.js';
import { LinkHitsSchedule } from './link-hits.schedule.js';
import { LinkController } from './link.controller.js';
import { OpenPixelController } from './open-pixel.controller.js';
import { RecordOpen } from './record-open.js';
import { RecordUnsubscribe } from './record-unsubscribe.js';
import { SignalPublisher } from './signal-publisher.js';
import { UnsubscribeController } from './unsubscribe.controller.js';

export const controllers = [LinkController, OpenPixelController, UnsubscribeController];
export const providers = [
  LinkHitQueue,
  LinkHits,
  LinkHitsSchedule,
  RecordOpen,
  RecordUnsubscribe,
  SignalPublisher,
];
