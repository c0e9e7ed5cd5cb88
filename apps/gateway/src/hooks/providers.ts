import { HookIntake } from './hook-intake.js';
import { HookLimits } from './hook-limits.js';
import { HooksController } from './hooks.controller.js';

export const controllers = [HooksController];
export const providers = [HookIntake, HookLimits];
