import { z } from 'zod';

export const LoadRequest = z.object({
  method: z.string(),
  path: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string().nullable(),
});
export type LoadRequest = z.infer<typeof LoadRequest>;

/** Requests to send again and again, in turn. */
export const Load = z.object({
  port: z.number(),
  requests: z.array(LoadRequest).min(1),
  inFlight: z.number(),
  seconds: z.number(),
});
export type Load = z.infer<typeof Load>;

/** Responses per second, and latencies in milliseconds; `failed` counts responses other than 200. */
export const LoadResult = z.object({
  perSecond: z.number(),
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
  failed: z.number(),
});
export type LoadResult = z.infer<typeof LoadResult>;
