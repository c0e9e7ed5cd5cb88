import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { LoadResult, type Load } from './load.js';

export const IN_FLIGHT = 20;
export const SECONDS = 3;

/** Sends requests from a process of its own: as long to warm up, then for the measurement. */
export async function loadOn(load: Pick<Load, 'port' | 'requests'> & Partial<Load>): Promise<LoadResult> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('api-load.js', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify({ inFlight: IN_FLIGHT, seconds: SECONDS, ...load } satisfies Load));
  return LoadResult.parse(JSON.parse(await text(child.stdout)));
}
