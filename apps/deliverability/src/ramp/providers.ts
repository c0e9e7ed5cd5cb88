import { AccountRamp } from '../accounts/index.js';
import { RampLimits } from './persistence/ramp-limits.js';
import { RampSchedule } from './transport/ramp.schedule.js';

export const providers = [RampLimits, { provide: AccountRamp, useExisting: RampLimits }, RampSchedule];
