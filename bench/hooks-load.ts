import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { z } from 'zod';
import { percentile } from './percentile.js';

/** Hooks that arrive at a steady rate, whether or not the earlier ones were answered. */
export const HooksLoad = z.object({
  url: z.string(),
  connections: z.number(),
  perSecond: z.number(),
  /** Before the measurement. */
  warmUp: z.array(z.object({ path: z.string(), body: z.string() })),
  hooks: z.array(z.object({ path: z.string(), body: z.string() })),
});
export type HooksLoad = z.infer<typeof HooksLoad>;

/** Milliseconds from the moment at which a hook was to be sent to the end of its answer. `failed`: answers other than 200. */
export const HooksLoadResult = z.object({
  perSecond: z.number(),
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
  max: z.number(),
  failed: z.number(),
});

const TICK_MS = 10;

/** Reads a load from stdin, writes its result to stdout. */
async function main(): Promise<void> {
  const { url, connections, perSecond, warmUp, hooks } = HooksLoad.parse(
    JSON.parse(await text(process.stdin)),
  );
  const pool = new Pool(url, { connections });
  await sendAll(pool, warmUp, perSecond);
  const result = await sendAll(pool, hooks, perSecond);
  await pool.close();
  process.stdout.write(JSON.stringify(result));
}

async function sendAll(
  pool: Pool,
  hooks: HooksLoad['hooks'],
  perSecond: number,
): Promise<z.infer<typeof HooksLoadResult>> {
  const latencies: number[] = [];
  let failed = 0;
  const running: Promise<void>[] = [];
  const start = performance.now();
  const post = async ({ path, body }: HooksLoad['hooks'][number], due: number): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const { statusCode, body: answer } = await pool.request({ path, method: 'POST', headers, body });
    await answer.dump();
    if (statusCode !== 200) failed += 1;
    latencies.push(performance.now() - due);
  };
  for (let sent = 0; sent < hooks.length;) {
    const due = Math.min(hooks.length, Math.floor(((performance.now() - start) * perSecond) / 1_000));
    for (; sent < due; sent += 1) {
      const hook = hooks[sent];
      if (hook !== undefined) running.push(post(hook, start + (sent * 1_000) / perSecond));
    }
    await pause(TICK_MS);
  }
  await Promise.all(running);
  const seconds = (performance.now() - start) / 1_000;
  const at = (percent: number): number => percentile(latencies, percent);
  return { perSecond: hooks.length / seconds, p50: at(50), p95: at(95), p99: at(99), max: at(100), failed };
}

if (process.argv[1] === import.meta.filename) await main();
