import { z } from 'zod';
import { examples, IdOf, Instant } from '#contracts';

/** A customer of an agency. */
export const Client = z
  .object({ id: IdOf('cli'), name: z.string(), created_at: Instant, updated_at: Instant })
  .meta({ id: 'AgencyClient' });
export type Client = z.infer<typeof Client>;

export const CLIENT: Client = {
  id: examples.IDS.client,
  name: 'Lumen GmbH',
  created_at: '2026-04-20T09:00:00.000Z',
  updated_at: '2026-04-20T09:00:00.000Z',
};
