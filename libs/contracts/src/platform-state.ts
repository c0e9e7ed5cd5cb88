import { z } from 'zod';
import { Instant } from './fields.js';

/** A difference between our campaign and theirs that somebody made at the platform. */
export const PlatformDrift = z.object({
  code: z
    .enum([
      'active_there',
      'paused_there',
      'stopped_there',
      'completed_there',
      'edited_there',
      'deleted_there',
    ])
    .meta({ description: 'The difference, for machines.' }),
  message: z.string().meta({ description: 'The difference in words, with the settings that it is about.' }),
  found_at: Instant,
  repaired_at: Instant.nullable().meta({
    description: 'When their campaign was as ours again; null while it is not.',
  }),
});
export type PlatformDrift = z.infer<typeof PlatformDrift>;

/** The state of a delegated campaign at its platform: the state that we want there, and the one that was seen last. */
export const PlatformState = z.object({
  status: z.enum(['pending', 'confirmed', 'failed']).meta({
    description:
      '`confirmed`: the platform has the wanted state and settings. `pending`: it is told until it has. `failed`: it refuses, and `error` says why.',
  }),
  wanted: z.enum(['active', 'paused', 'stopped']).meta({
    description: 'The state that the campaign is to have at the platform; `stopped` when it is over.',
  }),
  observed: z.enum(['draft', 'active', 'paused', 'stopped', 'completed', 'missing']).nullable().meta({
    description: 'The state that was last seen at the platform; null before, `missing` when it was deleted.',
  }),
  platform_campaign_id: z.string().nullable().meta({
    description: 'The id of the campaign at the platform; null before it was created there.',
  }),
  confirmed_at: Instant.nullable().meta({
    description: 'When the platform last had the wanted state; null before.',
  }),
  error: z
    .object({ code: z.string().meta({ description: 'For machines.' }), message: z.string() })
    .nullable()
    .meta({ description: 'Why it is not confirmed; null when nothing is in the way.' }),
  drift: z.array(PlatformDrift).meta({
    description: 'Differences that were found, the newest first: repaired, or waiting for a person.',
  }),
});
export type PlatformState = z.infer<typeof PlatformState>;
