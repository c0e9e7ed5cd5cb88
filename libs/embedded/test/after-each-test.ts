import { afterEach } from '@jest/globals';

const cleanUps: (() => unknown)[] = [];

/** Calls `cleanUp` after this test, in reverse order, also when the test fails: a server left open hangs the run. */
export function afterThisTest(cleanUp: () => unknown): void {
  cleanUps.push(cleanUp);
}

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});
