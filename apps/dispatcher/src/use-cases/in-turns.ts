import { setImmediate as others } from 'node:timers/promises';

/** A template may take a second, and a claim holds many: without turns the process would miss its heartbeats meanwhile. */
const LONGEST_TURN_MS = 50;

/** Does work on one item after the other, and lets everything else have its turn in between. */
export async function inTurns<Item, Result>(
  items: readonly Item[],
  work: (item: Item, at: number) => Result,
): Promise<Result[]> {
  const results: Result[] = [];
  let began = performance.now();
  for (const [at, item] of items.entries()) {
    results.push(work(item, at));
    if (performance.now() - began < LONGEST_TURN_MS) continue;
    await others();
    began = performance.now();
  }
  return results;
}
