import { z } from 'zod';
import { examples, IdOf, Instant } from '#contracts';

export const Session = z
  .object({
    id: IdOf('sess'),
    created_at: Instant,
    last_used_at: Instant.meta({ description: 'The last login or refresh.' }),
    address: z.string().nullable().meta({ description: 'The network address of the last login or refresh.' }),
    user_agent: z.string().nullable(),
    current: z.boolean().meta({ description: 'The session of this request.' }),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof Session>;

export const SESSION: Session = {
  id: examples.IDS.session,
  created_at: '2026-04-20T09:00:00.000Z',
  last_used_at: '2026-04-23T14:00:00.000Z',
  address: '203.0.113.7',
  user_agent: 'Mozilla/5.0',
  current: true,
};
