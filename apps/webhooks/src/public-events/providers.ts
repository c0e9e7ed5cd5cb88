import type { Provider, Type } from '@nestjs/common';
import { Partitions } from './persistence/partitions.js';
import { PublicEvents } from './persistence/public-events.js';
import { PartitionsSchedule } from './transport/partitions.schedule.js';

export const clients: Provider[] = [];
export const repositories = [Partitions, PublicEvents];
export const useCases: Provider[] = [];
export const schedules = [PartitionsSchedule];
export const consumers: Provider[] = [];
export const controllers: Type[] = [];
