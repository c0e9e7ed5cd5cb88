import { z } from 'zod';

export const Band = z.enum(['excellent', 'good', 'moderate', 'poor', 'critical']);
export const score = z.number().int().min(0).max(100);
export const points = z.number().min(0).max(100).nullable();

const count = z.number().int();
const rate = z.number().min(0).meta({ description: 'A fraction; 0 without messages.' });

/** Real messages of a window, without those that warm an account up. */
const WindowFigures = z.object({
  sent: count,
  bounced: count,
  complained: count,
  opened: count.meta({ description: 'Messages that a person opened, by the hour of the first open.' }),
  replied: count,
  unsubscribed: count,
  bounce_rate: rate,
  complaint_rate: rate,
  open_rate: rate.meta({ description: 'Over the messages that did not bounce, as the next one.' }),
  reply_rate: rate,
});
export type WindowFigures = z.infer<typeof WindowFigures>;

/** Each ends with the current hour, in UTC. */
export const Windows = z.object({
  last_24_hours: WindowFigures,
  last_7_days: WindowFigures,
  last_30_days: WindowFigures,
});
export type Windows = z.infer<typeof Windows>;
