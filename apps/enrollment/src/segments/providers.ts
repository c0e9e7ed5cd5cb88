import { Regexes } from './persistence/regexes.js';
import { Segments } from './persistence/segments.js';
import { SegmentCountsSchedule } from './transport/segment-counts.schedule.js';
import { SegmentsController } from './transport/segments.controller.js';
import { ChangeSegment } from './use-cases/change-segment.js';
import { CountSegments } from './use-cases/count-segments.js';
import { RequireValidConditions } from './use-cases/require-valid-conditions.js';

export const repositories = [Regexes, Segments];
export const useCases = [ChangeSegment, CountSegments, RequireValidConditions];
export const schedules = [SegmentCountsSchedule];
export const controllers = [SegmentsController];
