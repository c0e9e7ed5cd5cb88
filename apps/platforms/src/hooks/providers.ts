import type { Provider, Type } from '@nestjs/common';
import type { PlatformsConfig } from '../platforms.config.js';
import { ApplyToldSignals } from './persistence/apply-told-signals.js';
import { HookQueue } from './persistence/hook-queue.js';
import { HookRegistrations } from './persistence/hook-registrations.js';
import { SignalPolls } from './persistence/signal-polls.js';
import { DeadHooks } from './transport/dead-hooks.js';
import { HooksController } from './transport/hooks.controller.js';
import { HooksSchedule } from './transport/hooks.schedule.js';
import { HookRegistrationSchedule, PollingSchedule } from './transport/platform-asks.schedule.js';
import { HookRetentionSchedule } from './transport/retention.schedule.js';
import { HandleHooks } from './use-cases/handle-hooks.js';
import { PollSignals } from './use-cases/poll-signals.js';
import { RegisterHooks } from './use-cases/register-hooks.js';

/** The parts of this room that depend on the configuration. */
export const optionsOf = (_config: PlatformsConfig): Provider[] => [];

const repositories = [ApplyToldSignals, HookQueue, HookRegistrations, SignalPolls];
const useCases = [HandleHooks, PollSignals, RegisterHooks];
const schedules = [HookRegistrationSchedule, HookRetentionSchedule, HooksSchedule, PollingSchedule];

export const providers: Provider[] = [...repositories, ...useCases, ...schedules, DeadHooks];
export const controllers: Type[] = [HooksController];
