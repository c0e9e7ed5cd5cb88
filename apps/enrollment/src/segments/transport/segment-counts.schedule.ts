import { Injectable } from '@nestjs/common';
import { Ticker } from '#service';
import { CountSegments } from '../use-cases/count-segments.js';

/** One statement each time, while no figure is stale. */
const REST_MS = 300_000;

@Injectable()
export class SegmentCountsSchedule extends Ticker {
  constructor(countSegments: CountSegments) {
    super({ name: 'SegmentCounts', restMs: REST_MS, work: () => countSegments.refreshStale() });
  }
}
