import { z } from 'zod';
import { defineRequest } from './define.js';
import { Band, points, score, Windows } from './deliverability-figures.js';
import { IdOf } from './ids.js';
import { SendingAccountRef } from './sending-accounts.js';
import { OPERATOR } from './services.js';

export const HealthComponent = z.object({
  component: z.enum(['authentication', 'reputation', 'list_hygiene', 'inbox_placement', 'engagement']),
  points: points.meta({ description: 'From 0 to 100; null while there is no data, and it does not count.' }),
  weight: z.number().int().meta({
    description: 'Its share of the score, before the weights of unknown components are shared out.',
  }),
  costs: z.number().meta({ description: 'The points of the score that are missing because of it.' }),
  figures: z
    .record(z.string(), z.union([z.number(), z.string(), z.null()]))
    .meta({ description: 'The figures that its points are made of.' }),
  advice: z.array(z.string()).meta({ description: 'Sentences with figures: what would raise it.' }),
});
export type HealthComponent = z.infer<typeof HealthComponent>;

/** Why a sending account has its score. */
export const AccountHealthView = z.object({
  sending_account_id: IdOf('ea'),
  score: score.nullable().meta({ description: 'Null while nothing is known of the account.' }),
  band: Band.nullable(),
  components: z.array(HealthComponent),
  windows: Windows,
});
export type AccountHealthView = z.infer<typeof AccountHealthView>;

export const ExplainHealth = defineRequest({
  subject: 'rpc.deliverability.explain-health.v1',
  request: SendingAccountRef,
  response: AccountHealthView,
  refusals: ['not_found'],
});

/**
 * Counts the hours of the accounts after one anew from the stored facts about their messages; `next` is the last one of
 * them, null at the end. To repeat it, also at the same time, changes nothing.
 */
export const RebuildHealth = defineRequest({
  subject: 'rpc.deliverability.rebuild-health.v1',
  askedBy: [OPERATOR],
  request: z.object({ after: IdOf('ea').nullable() }),
  response: z.object({ accounts: z.number().int(), next: IdOf('ea').nullable() }),
  timeoutMs: 30_000,
});
