import type { Provider, Type } from '@nestjs/common';
import type { PlatformsConfig } from '../platforms.config.js';
import { ApplyToldSignals } from './persistence/apply-told-signals.js';
import { HookQueue } from './persistence/hook-queue.js';
import { DeadHooks } from './transport/dead-hooks.js';
import { HooksController } from './transport/hooks.controller.js';
import { HooksSchedule } from './transport/hooks.schedule.js';
import { HookRetentionSchedule } from './transport/retention.schedule.js';
import { HandleHooks } from './use-cases/handle-hooks.js';

/** The parts of this room that depend on the configuration. */
export const optionsOf = (_config: PlatformsConfig): Provider[] => [];

const repositories = [ApplyToldSignals, HookQueue];
const useCases = [HandleHooks];
const schedules = [HookRetentionSchedule, HooksSchedule];

export const providers: Provider[] = [...repositories, ...useCases, ...schedules, DeadHooks];
export const controllers: Type[] = [HooksController];
