import { describe, expect, it } from '@jest/globals';
import { openingOf } from './opening.js';

describe('a thread', () => {
  it('begins with the first step, and anew with each that wants one of its own', () => {
    const steps = [true, true, false, true].map((same_thread, at) => ({ step_number: at + 1, same_thread }));

    expect(steps.map((step) => openingOf(steps, step).step_number)).toEqual([1, 1, 3, 3]);
  });
});
