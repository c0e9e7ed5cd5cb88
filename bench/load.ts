import { z } from 'zod';

export const Ask = z.object({
  method: z.string(),
  path: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string().nullable(),
});
export type Ask = z.infer<typeof Ask>;

/** What to ask, over and over, one after the other. */
export const Load = z.object({
  port: z.number(),
  asks: z.array(Ask).min(1),
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
