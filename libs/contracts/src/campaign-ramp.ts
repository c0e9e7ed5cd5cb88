import { z } from 'zod';

/** The most messages of a warmup that an account sends in a day, whatever its ramp says. */
const MOST = 100;

/** How many messages each account of a warmup campaign sends in a day: `start`, and `step` more each day up to `ceiling`. */
export const CampaignRamp = z.object({
  start: z.number().int().min(1).max(MOST).meta({ description: 'Messages of an account on its first day.' }),
  step: z.number().int().min(0).max(MOST).meta({ description: 'Messages that each further day adds.' }),
  ceiling: z.number().int().min(1).max(MOST).meta({ description: 'Messages a day at most.' }),
});
export type CampaignRamp = z.infer<typeof CampaignRamp>;

/** Two more weeks than the ramp of most providers' advice: 20 messages a day are reached after 18 days. */
export const DEFAULT_WARMUP_RAMP: CampaignRamp = { start: 2, step: 1, ceiling: 20 };

/** A ramp as a caller gives it: absent parts have a default. */
export const CampaignRampInput = z
  .strictObject({
    start: CampaignRamp.shape.start.default(DEFAULT_WARMUP_RAMP.start),
    step: CampaignRamp.shape.step.default(DEFAULT_WARMUP_RAMP.step),
    ceiling: CampaignRamp.shape.ceiling.default(DEFAULT_WARMUP_RAMP.ceiling),
  })
  .refine(({ start, ceiling }) => start <= ceiling, {
    error: 'must not be less than start',
    path: ['ceiling'],
    params: { code: 'invalid_combination' },
  });
