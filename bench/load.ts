import { z } from 'zod';

/** What to ask, over and over; `paths` are taken in turn. */
export const Load = z.object({
  port: z.number(),
  method: z.string(),
  headers: z.record(z.string(), z.string()),
  paths: z.array(z.string()),
  body: z.string().nullable(),
  inFlight: z.number(),
  seconds: z.number(),
});
export type Load = z.infer<typeof Load>;

/** Answers a second, and milliseconds until they came; `failed` are those that were no 200. */
export const LoadResult = z.object({
  perSecond: z.number(),
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
  failed: z.number(),
});
export type LoadResult = z.infer<typeof LoadResult>;
