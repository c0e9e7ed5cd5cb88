import { setImmediate as others } from 'node:timers/promises';

/** A template may take a second, and a claim holds many: without turns the process would miss its heartbeats meanwhile. */
const LONGEST_TURN_MS = 50;

/** Works on one item after the other, and lets other work of the process run in between. */
export async function inTurns<Item, Result>(
  items: readonly Item[],
  work: (item: Item, at: number) => Result,
): Promise<Result[]> {
  const results: Result[] = [];
  let startedAt = performance.now();
  for (const [at, item] of items.entries()) {
    results.push(work(item, at));
    if (performance.now() - startedAt < LONGEST_TURN_MS) continue;
    await others();
    startedAt = performance.now();
  }
  return results;
}
