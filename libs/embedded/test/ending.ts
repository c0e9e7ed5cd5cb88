import { afterEach } from '@jest/globals';

const open: (() => unknown)[] = [];

/** Has this done after the test, in the reverse order, also when the test fails: a server left open hangs the run. */
export function atEnd(undo: () => unknown): void {
  open.push(undo);
}

afterEach(async () => {
  for (const undo of open.splice(0).toReversed()) await undo();
});
